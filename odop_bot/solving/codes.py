"""Read what an option says of statements and lists: "1 and 2 only", "both", "A-2, B-1", "only two", "A true"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from odop_bot.solving.phrasing import PhraseReader

_PAIR = re.compile(
    r"(?<!\w)([A-Za-z]{1,4}|\d|[क-हअ-औ]|[అ-హ])"
    r"\s*[-–—:→=>.)]*\s*(?:\()?([A-Za-z]{1,4}|\d{1,2})(?:\))?(?!\w)"
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
_TRUTHS = ("true", "false")
_FEW = 8
"""Words that an option has at most that stands for none, or for several, of the others."""
_OR = re.compile(r"^\s*(?:state\s+whether)?\s*(?:or|या|లేదా|ya)\s*[:–-]?|[:–-]?\s*(?:or|या|లేదా|ya)\s*[?]?\s*$", re.I)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


def pairs_in(text: str, left: Sequence[str], right: Sequence[str]) -> dict[int, int] | None:
    """Return which entry of the right list an option puts beside each one of the left list, by index.

    None where it does not put one beside each.
    """
    out: dict[int, int] = {}
    firsts, seconds = [x.lower() for x in left], [x.lower() for x in right]
    for match in _PAIR.finditer(text):
        first, second = match.group(1).lower(), match.group(2).lower()
        if first in firsts and second in seconds:
            out[firsts.index(first)] = seconds.index(second)
    if len(out) == len(left):
        return out
    bare = [x.lower() for x in re.findall(r"\w+", text)]
    if len(bare) == len(left) and all(x in seconds for x in bare):
        return {i: seconds.index(x) for i, x in enumerate(bare)}  # "2, 4, 1, 3", in the order of the left list
    return None


class CodeReader:
    """Reads codes; one object serves all."""

    def __init__(self, phrases: PhraseReader) -> None:
        self._phrases = phrases

    def statements(self, text: str, labels: Sequence[str]) -> frozenset[int] | None:
        """Return the indexes of the statements that an option says are so; None where it says no such thing."""
        found = self._phrases.read(text)
        everything = frozenset(range(len(labels)))
        wrong = found.says("false") and not found.says("true")
        named = self._named([token.text for token in found.tokens], labels)
        if found.says("neither") or (found.says("none") and not named):
            return frozenset()
        if named:
            return everything - named if wrong else frozenset(named)
        if found.says("both", "all"):
            return frozenset() if wrong else everything
        return None

    def count(self, text: str, most: int) -> int | None:
        """Return how many of `most` are right by an option: "only two", "3", "all", "none"."""
        found = self._phrases.read(text)
        if found.says("none", "neither"):
            return 0
        if found.says("all"):
            return most
        numbers = [int(token.text) for token in found.tokens if token.text.isdecimal()]
        if len(numbers) == 1:
            return numbers[0]
        return next((n for hit in found.hits for kind, n in _COUNTS.items() if kind in hit.values), None)

    def is_none(self, text: str) -> bool:
        """Whether an option is "none of these", be it with "or more than one of them"."""
        found = self._phrases.read(text)
        return found.says("none") and len(found.tokens) <= _FEW * (1 + found.says("several"))

    def is_several(self, text: str) -> bool:
        """Whether an option is "more than one of these", be it with "or none of them"."""
        found = self._phrases.read(text)
        return found.says("several") and len(found.tokens) <= _FEW * (1 + found.says("none"))

    def is_all(self, text: str) -> bool:
        """Whether an option is "all of these"."""
        found = self._phrases.read(text)
        covered = sum(hit.end - hit.start for hit in found.hits if "all" in hit.values)
        return bool(covered) and len(found.tokens) - covered <= 3

    def options(self, text: str, labels: Sequence[str]) -> frozenset[int] | None:
        """Return the other options that one stands for: "both (a) and (c)"; None for any other."""
        found = self._phrases.read(text)
        named = self._named([token.text for token in found.tokens], labels)
        rest = len(found.tokens) - len(named) - sum(hit.end - hit.start for hit in found.hits)
        return frozenset(named) if len(named) > 1 and rest <= 2 else None

    def truth(self, text: str) -> bool | None:
        """Return whether an option says "true" or "false" and no more."""
        found = self._phrases.read(text)
        if len(found.tokens) > 4 or not found.says(*_TRUTHS):
            return None
        return not found.says("false", "not")

    def without_truth(self, text: str) -> str:
        """Return a statement without the words that ask whether it is true: "True or false: …"."""
        found = self._phrases.read(text)
        for hit in reversed(found.hits):
            if {"true", "false"} & set(hit.values):
                start, end = found.tokens[hit.start].start, found.tokens[hit.end - 1].end
                found = replace(found, text=f"{found.text[:start]} {found.text[end:]}")
        return _OR.sub("", found.text).strip(" ?:–-।.")

    def assertion(self, text: str) -> tuple[bool, bool, bool | None] | None:
        """Return what an option says of assertion and reason: true, true, whether the one explains the other."""
        found = self._phrases.read(text)
        explains = (not found.says("not")) if found.says("explains") else None
        if found.says("both", "all"):
            so = not (found.says("false") and not found.says("true"))
            return so, so, explains if so else None
        says: dict[str, bool] = {}
        waiting: list[str] = []
        for i, token in enumerate(found.tokens):
            if token.text in ("a", "r", "assertion", "reason", "अभिकथन", "कथन", "कारण", "ए", "आर"):
                waiting.append("r" if token.text in ("r", "reason", "कारण", "आर") else "a")
            for hit in found.hits:
                if hit.start == i and ("true" in hit.values or "false" in hit.values) and waiting:
                    so = "false" not in hit.values
                    says.update((name, so) for name in waiting)
                    waiting = []
        if len(says) == 2:
            return says["a"], says["r"], None
        return (True, True, explains) if explains is not None else None

    def _named(self, words: Sequence[str], labels: Sequence[str]) -> set[int]:
        """Return the indexes of the labels among some words; Roman and Arabic numbers are the same."""
        order = {label.lower(): i for i, label in enumerate(labels)}
        other = {str(_ROMAN[label]): i for label, i in order.items() if label in _ROMAN}
        other |= {roman: order[str(n)] for roman, n in _ROMAN.items() if str(n) in order}
        out = {order.get(word, other.get(word)) for word in words}
        return {i for i in out if i is not None}
