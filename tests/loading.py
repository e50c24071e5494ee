"""The knowledge base, loaded often: of a load what stands in files that have not changed since the last one is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from odop_bot.compiled import Shelf
from odop_bot.knowledge import loader, sources
from odop_bot.knowledge.yaml_reader import Document, read_yaml


class Remembering(Shelf):
    """A shelf that gives back in this process what was put on it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._values: dict[tuple[str, str], Any] = {}

    def lent(self, name: str, type_: Any, key: str, default: Any = None, *, spare: bool = False) -> Any:
        """Return what was made from the same, or the default."""
        return self._values.get((name, key), default)

    def put(self, name: str, value: Any, key: str, *, spare: bool = False) -> Any:
        """Keep a value; return it."""
        self._values[name, key] = value
        return value


def remember_files(put: Callable[[object, str, object], object]) -> None:
    """Let every load of this process use what an earlier one made of the same bytes."""
    shelf = Remembering()
    put(loader, "Shelf", lambda: shelf)
    put(sources, "read_yaml", _read)


def _read(content: bytes, file: str) -> Document:
    document = _read_once(content)
    # Faults name the file.
    return read_yaml(content, file) if document.faults else Document(file, content, document.data)


@cache
def _read_once(content: bytes) -> Document:
    return read_yaml(content, "")
