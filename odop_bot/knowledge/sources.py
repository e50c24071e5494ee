"""The files of one load: their contents as written, and as values; each is read when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.yaml_reader import Document, KeyPath, read_yaml


class Documents(Mapping[str, Document]):
    """The YAML files by their path in the folder, each read on first use."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._files = files
        self._read: dict[str, Document] = {}

    def __getitem__(self, name: str) -> Document:
        """Return a file. Raises KeyError if there is none."""
        if name not in self._read:
            self._read[name] = read_yaml(self._files[name], (self._folder / name).as_posix())
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._files if name.endswith(".yaml"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Sources:
    """What the checks look at."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self.documents = Documents(folder, files)
        """As written."""
        self.values: dict[str, Any] = {}
        """As the schema classes, by path in the folder; an entry that is wrong is None."""

    def fault(
        self,
        name: str,
        path: KeyPath,
        message: str,
        remedy: str,
        missing: tuple[str, str] | None = None,
        unused: tuple[str, str] | None = None,
    ) -> Fault:
        """Make a fault at a path in a file."""
        return self.documents[name].fault(path, message, remedy, missing, unused)

    def entries(self, prefix: str) -> Iterator[tuple[str, int, Any]]:
        """Yield file, number and value of every entry of the files whose paths begin so."""
        for name, value in self.values.items():
            if name.startswith(prefix) and isinstance(value, list):
                yield from ((name, index, item) for index, item in enumerate(value) if item is not None)
