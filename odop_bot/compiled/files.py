"""One file of named sections, each with a checksum.

    magic, format number, size and digest of the table, the table (MessagePack), the sections one after another

The table holds the key of the code that wrote the file, and for each section its name, its key, its size and its
checksum. A file with a wrong byte anywhere, or with one byte too many or too few, is not read. The checksums, CRC-32,
find damage; what somebody wrote on purpose is plain data and no more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO
from zlib import crc32

import msgspec

MAGIC = b"ODOPCOPY"
FORMAT = 2
_HEAD = struct.Struct("<8sII16s")
_DIGEST_BYTES = 16
_BLOCK = 1 << 18
"""Bytes read at a time."""
_PREFIX, _SUFFIX = ".copy-", ".new"
"""How files are called that are being written."""
_FOLDER_MODE = 0o700


class Section:
    """One named part of a file, read when it is asked for."""

    __slots__ = ("_data", "_read", "key")

    def __init__(self, key: str, data: bytes | Callable[[], bytes]) -> None:
        """Take the content, or a function that reads it.

        The key says of what it was made: another key, another content.
        """
        self.key = key
        self._read = data if callable(data) else None
        self._data = b"" if callable(data) else data

    def data(self) -> bytes:
        """Return the content. Raises OSError."""
        return self._read() if self._read else self._data


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    name: str
    key: str
    size: int
    checksum: int


class _Table(msgspec.Struct, array_like=True, frozen=True):
    code: str
    entries: list[_Entry]


def read_sections(path: Path, code: str) -> dict[str, Section] | None:
    """Return the sections of a file; None for one that is missing, damaged, or written by other code.

    All of it is compared with the checksums, and none of it kept in memory.
    """
    try:
        return _File(path).sections(code)
    except (OSError, struct.error, msgspec.MsgspecError, RecursionError, MemoryError):
        return None


class _File:
    """An open file; it stays what it is, whatever takes its place in the folder."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._reading = threading.Lock()

    def __del__(self) -> None:
        """Close the file when no section can be read any more."""
        if hasattr(self, "_file"):
            self._file.close()

    def sections(self, code: str) -> dict[str, Section] | None:
        """Return the sections, if all bytes are as they were written."""
        file = self._file
        whole = os.fstat(file.fileno()).st_size
        magic, number, size, written = _HEAD.unpack(file.read(_HEAD.size))
        if magic != MAGIC or number != FORMAT or size > whole:
            return None
        table_data = file.read(size)
        if digest(table_data) != written:
            return None
        table = msgspec.msgpack.decode(table_data, type=_Table)
        start = _HEAD.size + size
        if table.code != code or start + sum(entry.size for entry in table.entries) != whole:
            return None
        out: dict[str, Section] = {}
        block = memoryview(bytearray(_BLOCK))
        for entry in table.entries:
            checksum, left = 0, entry.size
            while left and (count := file.readinto(block[: min(left, _BLOCK)])):
                checksum = crc32(block[:count], checksum)
                left -= count
            if left or checksum != entry.checksum:
                return None
            out[entry.name] = Section(entry.key, partial(self.read, start, entry))
            start += entry.size
        return out

    def read(self, start: int, entry: _Entry) -> bytes:
        """Return a section again. Raises OSError when it is no longer what it was."""
        with self._reading:
            self._file.seek(start)
            data = self._file.read(entry.size)
        if len(data) != entry.size or crc32(data) != entry.checksum:
            raise OSError(f"{entry.name} has changed on the disk")
        return data


def write_sections(path: Path, code: str, sections: Mapping[str, Section]) -> None:
    """Write a file in one step: whoever reads it sees all of it or none. Raises OSError."""
    contents = {name: part.data() for name, part in sections.items()}
    entries = [_Entry(name, sections[name].key, len(data), crc32(data)) for name, data in contents.items()]
    table = msgspec.msgpack.encode(_Table(code, entries))
    make_folder(path.parent)
    with _new_file(path) as file:
        file.write(_HEAD.pack(MAGIC, FORMAT, len(table), digest(table)))
        file.write(table)
        for data in contents.values():
            file.write(data)


def make_folder(folder: Path) -> None:
    """Make a folder that nobody else may look into or write to. Raises OSError."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o777 != _FOLDER_MODE:
        folder.chmod(_FOLDER_MODE)


def remove_leftovers(folder: Path) -> None:
    """Remove what interrupted writes have left; files that somebody is writing stay."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError), path.open("rb") as file:
            _lock(file)
            path.unlink()


@contextlib.contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes the place of `path` once it is whole and on the disk."""
    import tempfile

    # mkstemp makes files that nobody else can read (0600).
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _lock(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _lock(file: IO[bytes]) -> None:
    """Lock a file as long as it is open. Raises OSError when somebody else has it."""
    try:
        import fcntl
    except ImportError:  # Windows lets nobody remove a file that is open
        return
    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def digest(data: bytes) -> bytes:
    """Return a short digest; nobody can make other data with the same."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest()
