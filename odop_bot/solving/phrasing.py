"""The words of exams in a text: not, both, all, only, true, …"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, normalise, tokenise
from odop_bot.understanding.phrases import Hit, PhraseIndex

_BARRED = (",", "،")
"""Behind a "no" these show that it belongs to what stands before: "not litti, but tilkut"."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text, its words, and the words of exams among them."""

    text: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]

    def says(self, *kinds: str) -> bool:
        """Whether it has a word of one of these kinds."""
        return any(kind in hit.values for hit in self.hits for kind in kinds)


class PhraseReader:
    """Finds the words of exams; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._index = PhraseIndex.of_words(
            knowledge,
            "exams",
            lambda words: {k: v for k, v in words.exams.items() if not k.isdecimal()},
        )

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return the words of exams among some words; they must be written as we have them."""
        return self._index.find(tokens, exact_only=range(len(tokens)))

    def read(self, text: str) -> Phrasing:
        """Return a text with the words of exams in it."""
        plain = normalise(text)
        tokens = tuple(tokenise(plain))
        return Phrasing(plain, tokens, tuple(self.find(tokens)))

    def is_negative(self, text: str) -> bool:
        """Whether a text asks for, or says, what is not so."""
        found = self.read(text)
        return any(
            "not" in hit.values and not found.text[found.tokens[hit.end - 1].end :].lstrip().startswith(_BARRED)
            for hit in found.hits
        )
