"""Read the files of the knowledge base, as bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from odop_bot.compiled import Digests, digest
from odop_bot.knowledge.faults import Fault, KnowledgeError

MAX_BYTES = 16_000_000
"""Bytes of one file; the largest of ours has half a million."""

_KINDS = (".yaml", ".csv", ".txt", ".json")
_FOR_EDITORS = "schemas"
"""Folder with what only editors read."""


class Files(Mapping[str, bytes]):
    """Contents of files by their path in a folder, each read when it is asked for; digests of them are remembered."""

    def __init__(self, folder: Path, digests: Digests) -> None:
        """Find the files. Raises KnowledgeError when the folder is missing, empty or unreadable."""
        self._folder = folder
        self._digests: dict[str, bytes] = {}
        faults: list[Fault] = []
        for name, stat in _found(folder):
            path = folder / name
            if stat.st_size > MAX_BYTES:
                faults.append(_too_large(path))
                continue
            try:
                self._digests[name] = digests.of(str(path), stat)
            except OSError as error:
                faults.append(_unreadable(path, error))
        if faults:
            raise KnowledgeError(faults)

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file. Raises KnowledgeError when it is no longer what it was when it was found."""
        path = self._folder / name
        wanted = self._digests[name]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise KnowledgeError([_unreadable(path, error)]) from error
        if digest(content) != wanted:
            raise KnowledgeError([Fault(str(path), 0, 0, "", "it was changed just now", "start the program again")])
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)

    def digest(self, name: str) -> bytes:
        """Return the digest of a file's content."""
        return self._digests[name]


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every knowledge file by its path in the folder.

    Raises KnowledgeError when the folder is missing, empty or unreadable.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for name, stat in _found(folder):
        path = folder / name
        try:
            if stat.st_size > MAX_BYTES:
                faults.append(_too_large(path))
                continue
            files[name] = path.read_bytes()
        except OSError as error:
            faults.append(_unreadable(path, error))
    if faults:
        raise KnowledgeError(faults)
    return files


def _found(folder: Path) -> list[tuple[str, os.stat_result]]:
    """Return the files of the knowledge base, with what the file system says of each, in the order of their paths."""
    if not folder.is_dir():
        raise KnowledgeError(
            [
                Fault(
                    str(folder),
                    0,
                    0,
                    "",
                    "there is no such folder",
                    "set ODOP_KNOWLEDGE_DIR to the folder that holds lists.yaml and districts/",
                )
            ]
        )
    return [item for item in files_below(folder, _KINDS) if not item[0].startswith(f"{_FOR_EDITORS}/")]


def files_below(folder: Path, kinds: tuple[str, ...]) -> list[tuple[str, os.stat_result]]:
    """Return the files of some endings below a folder, by their paths in it, in the order of these."""
    found: list[tuple[str, os.stat_result]] = []
    folders = [("", str(folder))]
    while folders:
        name, path = folders.pop()
        with contextlib.suppress(PermissionError), os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{name}{entry.name}/", entry.path))
                elif entry.name.endswith(kinds) and entry.is_file():
                    found.append((f"{name}{entry.name}", entry.stat()))
    return sorted(found, key=lambda item: item[0].split("/"))


def _too_large(path: Path) -> Fault:
    return Fault(str(path), 1, 1, "", f"this file has more than {MAX_BYTES:,} bytes", "divide it, or restore it")


def _unreadable(path: Path, error: OSError) -> Fault:
    return Fault(str(path), 0, 0, "", f"cannot read it ({error.strerror})", "check its permissions")


def digest_of(*contents: bytes) -> str:
    """Return a key of some contents, the same whenever they are the same."""
    digest = hashlib.blake2b(digest_size=16)
    for content in contents:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """Return a key of the names and contents of all files."""
    of = files.digest if isinstance(files, Files) else lambda name: digest(files[name])
    return digest_of(*(part for name in sorted(files) for part in (name.encode(), of(name))))
