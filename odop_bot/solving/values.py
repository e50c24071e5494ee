"""Read what the options of a question say beyond what all of them say, and find it in a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.language.tokens import normalise, tokenise
from odop_bot.solving.numbers import Number
from odop_bot.solving.sentences import Clause, SentenceReader
from odop_bot.understanding.terms import CONCEPT, WORD

_UNNAMED = 0.6
"""What a number counts that stands in a sentence which does not name the thing counted."""
_MOST_WORDS, _SHARE = 2, 0.6
"""Words of an option that must all stand in the sentence; of more, this share."""
_HALF = 0.5
"""Share of a value's words that must stand beside its number."""
_EQUAL = 1e-9
"""Ratios that differ by less are one: they are quotients of written numbers."""
_LONGER = 3
"""Letters by which a word of the answer may be longer: rail, railway."""
_EMPTY = frozenset(f"{CONCEPT}{name}" for name in ("ministry", "government", "scheme", "number", "money", "who"))
"""Concepts that no option is told apart by."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an option says that the others do not."""

    numbers: tuple[Number, ...]
    words: tuple[tuple[str, ...], ...]
    """Each word as the forms under which it may stand in a sentence."""
    common: tuple[tuple[str, ...], ...]
    """Words that all options have: what is counted."""
    ratio: str | None
    """`60:40`, which must stand as it is."""


class ValueReader:
    """Reads values; one object serves all questions."""

    def __init__(self, reader: SentenceReader) -> None:
        self._reader = reader

    def values(self, options: Sequence[str], stem: str) -> list[Value | None]:
        """Return what each option says beyond the words that all of them, or the stem, have."""
        numbers = self._reader.numbers
        forms = [self.forms(numbers.without(option)) for option in options]
        common = set.intersection(*(set(found) for found in forms)) if forms else set()
        known = {form for word in (*self.forms(stem), *common) for form in word if not form.startswith(CONCEPT)}
        asked = {(n.value, n.share) for n in numbers.read(stem)}
        out: list[Value | None] = []
        for option, found in zip(options, forms, strict=True):
            own = tuple(numbers.read(option))
            words = tuple(form for form in found if form not in common)
            if words and all(known.intersection(form) for form in words):
                words = ()  # it says nothing but what the stem says
            if own and all((n.value, n.share) in asked for n in own) and len(own) == 1:
                own = ()
            ratio = re.search(r"\d+\s*:\s*\d+", option)
            value = Value(own, words, tuple(common), re.sub(r"\s", "", ratio.group()) if ratio else None)
            out.append(value if own or words else None)
        return out

    def forms(self, text: str) -> list[tuple[str, ...]]:
        """Return the words of a text that say something, each as the forms under which it may stand elsewhere."""
        tokens = tokenise(normalise(text))
        concepts = {i: name for start, end, name in self._reader.terms.concepts(tokens) for i in range(start, end)}
        out = []
        for i, token in enumerate(tokens):
            if token.text.isdigit() or len(token.text) < 2 or f"{CONCEPT}{concepts.get(i)}" in _EMPTY:
                continue
            if i not in concepts and self._reader.terms.is_empty(f"{WORD}{token.stem}"):
                continue
            # The words of one script are compared as they are; those of others by what they mean as well.
            meaning = (f"{CONCEPT}{concepts[i]}",) if i in concepts and token.script != "Latn" else ()
            out.append((*meaning, token.stem, *((token.skeleton,) if len(token.skeleton) > 3 else ())))
        return list(dict.fromkeys(out))

    def _counts(self, number: Number) -> bool:
        """Whether a number of an option says how many of something there are, so that it is no year."""
        if not number.year:
            return True
        words = tokenise(normalise(number.behind))
        return any(not self._reader.terms.is_empty(f"{WORD}{word.stem}") for word in words)

    def stands(self, value: Value, clause: Clause) -> float:
        """Return whether, and how fully, what an option says stands in a clause: from 0 to 1."""
        if value.ratio:
            return float(
                any(
                    abs(a.value / b.value - _ratio(value.ratio)) < _EQUAL and b.value == _second(value.ratio)
                    for a, b in zip(clause.numbers, clause.numbers[1:], strict=False)
                    if b.value
                )
            )
        for number in value.numbers:
            counts = self._counts(number)
            if not any(
                n.value == number.value
                and (n.share or not number.share)
                and (number.day or not n.day)
                and not (counts and n.year)
                for n in clause.numbers
            ):
                return 0.0
        have = sum(has(clause, word) for word in value.words)
        if value.numbers:
            if value.words and have < _HALF * len(value.words):
                return 0.0
            named = not value.common or any(has(clause, word) for word in value.common)
            return 1.0 if named else _UNNAMED
        share = have / len(value.words)
        return share**2 if share >= (1.0 if len(value.words) <= _MOST_WORDS else _SHARE) else 0.0


def has(clause: Clause, word: tuple[str, ...]) -> bool:
    """Whether a word stands in a clause, perhaps with an ending."""
    if not (clause.terms.isdisjoint(word) and clause.words.isdisjoint(word)):
        return True
    form = next((form for form in word if not form.startswith(CONCEPT)), "")
    return len(form) >= _LONGER and any(
        other.startswith(form) and len(other) - len(form) <= _LONGER for other in clause.words
    )


def _ratio(text: str) -> float:
    first, second = text.split(":")
    return float(first) / float(second) if float(second) else 0.0


def _second(text: str) -> float:
    return float(text.split(":")[1])
