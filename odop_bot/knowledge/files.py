"""Read the files of the knowledge base, as bytes."""

from __future__ import annotations

from pathlib import Path

from odop_bot.knowledge.faults import Fault, KnowledgeError


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every knowledge file by its path in the folder.

    Raises KnowledgeError when the folder is missing, empty or unreadable.
    """
    if not folder.is_dir():
        raise KnowledgeError(
            [Fault(str(folder), 0, 0, "", "there is no such folder",
                   "set ODOP_KNOWLEDGE_DIR to the folder that holds lists.yaml and districts/")]
        )  # fmt: skip
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".csv", ".txt", ".json") and path.is_file():
            try:
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
            except OSError as error:
                faults.append(Fault(str(path), 0, 0, "", f"cannot read it ({error.strerror})", "check its permissions"))
    if faults:
        raise KnowledgeError(faults)
    return files
