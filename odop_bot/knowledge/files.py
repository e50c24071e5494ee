"""Read the files of the knowledge base, as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from odop_bot.knowledge.faults import Fault, KnowledgeError

MAX_BYTES = 16_000_000
"""Bytes of one file; the largest of ours has half a million."""

_FOR_EDITORS = "schemas"
"""Folder with what only editors read."""


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every knowledge file by its path in the folder.

    Raises KnowledgeError when the folder is missing, empty or unreadable.
    """
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
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] == _FOR_EDITORS:
            continue
        if path.suffix in (".yaml", ".csv", ".txt", ".json") and path.is_file():
            try:
                if path.stat().st_size > MAX_BYTES:
                    what = f"this file has more than {MAX_BYTES:,} bytes"
                    faults.append(Fault(str(path), 1, 1, "", what, "divide it, or restore it"))
                    continue
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
            except OSError as error:
                faults.append(Fault(str(path), 0, 0, "", f"cannot read it ({error.strerror})", "check its permissions"))
    if faults:
        raise KnowledgeError(faults)
    return files


def digest_of(*contents: bytes) -> str:
    """Return a key of some contents, the same whenever they are the same."""
    digest = hashlib.blake2b(digest_size=16)
    for content in contents:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """Return a key of the names and contents of all files."""
    return digest_of(*(part for name, content in sorted(files.items()) for part in (name.encode(), content)))
