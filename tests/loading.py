"""The knowledge base and the texts, loaded often: what stands in files that have not changed is read once a process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from odop_bot.answering import texts
from odop_bot.compiled import Shelf
from odop_bot.knowledge import Knowledge, loader, sources
from odop_bot.knowledge.yaml_reader import Document, read_yaml
from odop_bot.quiz import maker
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.fact_base import FactBase

MOST = 4
"""Fact bases that are kept: the real one, and of some that tests have changed."""


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
    put(texts, "parse_texts", cache(texts.parse_texts))
    put(maker, "FactBase", _FactBases().of)


class _FactBases:
    """What a quiz may ask, made once for a knowledge base, however many makers of questions there are."""

    def __init__(self) -> None:
        self._made: list[FactBase] = []

    def of(self, knowledge: Knowledge, bank: QuizBank) -> FactBase:
        """Return what was made of the very same, or make it."""
        for made in self._made:
            if made.knowledge is knowledge and made.bank is bank:
                return made
        self._made = [*self._made, FactBase(knowledge, bank)][-MOST:]
        return self._made[-1]


def _read(content: bytes, file: str) -> Document:
    document = _read_once(content)
    # Faults name the file.
    return read_yaml(content, file) if document.faults else Document(file, content, document.data)


@cache
def _read_once(content: bytes) -> Document:
    return read_yaml(content, "")
