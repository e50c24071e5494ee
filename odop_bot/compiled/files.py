"""One file of named sections, each with a checksum.

    magic, format number, size and checksum of the table, the table (MessagePack), the sections one after another

The table holds the key of the code that wrote the file, and for each section its name, its key, its size and its
checksum. A file with a wrong byte anywhere, or with one byte too many or too few, is not read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

MAGIC = b"ODOPCOPY"
FORMAT = 1
_HEAD = struct.Struct("<8sII16s")
_DIGEST_BYTES = 16
_PREFIX, _SUFFIX = ".copy-", ".new"
"""How files are called that are being written."""
_FOLDER_MODE = 0o700


class Section(NamedTuple):
    """One named part of a file."""

    key: str
    """Of what it was made from: another key, another content."""
    data: bytes | memoryview


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    name: str
    key: str
    size: int
    digest: bytes


class _Table(msgspec.Struct, array_like=True, frozen=True):
    code: str
    entries: list[_Entry]


def read_sections(path: Path, code: str) -> dict[str, Section] | None:
    """Return the sections of a file; None for one that is missing, damaged, or written by other code."""
    try:
        whole = memoryview(path.read_bytes())
    except OSError:
        return None
    if len(whole) < _HEAD.size:
        return None
    magic, number, size, digest = _HEAD.unpack_from(whole)
    table_data = whole[_HEAD.size : _HEAD.size + size]
    if magic != MAGIC or number != FORMAT or _digest(table_data) != digest:
        return None
    try:
        table = msgspec.msgpack.decode(table_data, type=_Table)
    except (msgspec.MsgspecError, RecursionError, MemoryError):
        return None
    start = _HEAD.size + size
    if table.code != code or start + sum(entry.size for entry in table.entries) != len(whole):
        return None
    out: dict[str, Section] = {}
    for entry in table.entries:
        data = whole[start : start + entry.size]
        if entry.size < 0 or _digest(data) != entry.digest:
            return None
        out[entry.name] = Section(entry.key, data)
        start += entry.size
    return out


def write_sections(path: Path, code: str, sections: Mapping[str, Section]) -> None:
    """Write a file in one step: whoever reads it sees all of it or none. Raises OSError."""
    entries = [_Entry(name, part.key, len(part.data), _digest(part.data)) for name, part in sections.items()]
    table = msgspec.msgpack.encode(_Table(code, entries))
    make_folder(path.parent)
    with _new_file(path) as file:
        file.write(_HEAD.pack(MAGIC, FORMAT, len(table), _digest(table)))
        file.write(table)
        for part in sections.values():
            file.write(part.data)


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


def _digest(data: bytes | memoryview) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest()
