"""Words that point at what was shown: ordinals, pronouns, "more", "back", "both", "no, the other one"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, key_of
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.phrases import PhraseIndex

CORRECTIONS = "corrections"
POINTING = frozenset({"pronouns", "there", "both", "other"})
"""Kinds of words that stand for what was shown."""
MAX_WORDS = 9
"""A longer message stands for itself unless it points back with a pronoun."""
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_SHORT = 4
"""Letters of a word that points only as it is written."""


@dataclass(frozen=True, slots=True)
class Pointers:
    """The pointing words of one message."""

    words: Mapping[str, set[int]]
    """Tokens by kind: `first`, `pronouns`, `there`, `both`, `other`, `back`, …"""
    opens: bool
    """Whether the message begins like one that goes on with the one before."""
    loose: frozenset[int]
    """Tokens that neither point nor are explained otherwise."""

    def say(self, *kinds: str) -> bool:
        """Whether a word of one of these kinds stands in the message."""
        return any(kind in self.words for kind in kinds)

    @property
    def tokens(self) -> set[int]:
        """Tokens that point."""
        return {i for tokens in self.words.values() for i in tokens}

    @property
    def ordinal(self) -> int | None:
        """The number that a word says; -1 for the last."""
        return next((number for kind, number in _ORDINALS.items() if kind in self.words), None)


class PointerReader:
    """Finds pointing words; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._openers = {key_of(phrase) for phrase in knowledge.words.follow_ups["openers"]}
        self._phrases = PhraseIndex.of_words(
            knowledge,
            "follow-ups",
            lambda words: {kind: phrases for kind, phrases in words.follow_ups.items() if kind != "openers"},
        )
        self._corrections = PhraseIndex.of_words(
            knowledge, CORRECTIONS, lambda words: {"correction": words.corrections}
        )

    def read(self, evidence: Evidence) -> Pointers:
        """Return the pointing words of a message."""
        tokens = evidence.tokens
        words: dict[str, set[int]] = {}
        for hit in self._phrases.find(tokens, exact_only=range(len(tokens))):
            word = tokens[hit.start].roman if len(hit) == 1 else ""
            if word and len(word) <= _SHORT and not self._phrases.literally(hit, tokens):
                continue
            for kind in hit.values:
                words.setdefault(kind, set()).update(range(hit.start, hit.end))
        corrections = span_of(self._corrections.find(tokens, exact_only=range(len(tokens))))
        if corrections:
            words[CORRECTIONS] = corrections
        pointing = {i for spans in words.values() for i in spans}
        return Pointers(words, self._opens(tokens), frozenset(evidence.unexplained) - pointing)

    def _opens(self, tokens: Sequence[Token]) -> bool:
        texts = [token.text for token in tokens]
        return any(" ".join(texts[:size]) in self._openers for size in (1, 2, 3))


def number_in(evidence: Evidence, digits: int) -> int | None:
    """Return the only number of at most so many digits in a message."""
    found = [int(t.text) for t in evidence.tokens if t.text.isdecimal() and len(t.text) <= digits]
    return found[0] if len(found) == 1 else None
