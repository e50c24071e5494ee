"""Read the numbers of a text: amounts with their units, shares, dates, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odop_bot.knowledge.words import Words

_FACTORS = {"thousand": 10**3, "lakh": 10**5, "crore": 10**7, "million": 10**6}
_LAST_DAY = 31
_YEAR, _FIRST_YEAR, _LAST_YEAR = 4, 1900, 2100
_MONEY = re.compile(r"(?:\brs\.?|₹|रु\.?|रू\.?|రూ\.?)\s*$", re.I)
_WORD = re.compile(r"\s+([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text."""

    value: float
    start: int
    end: int
    """Offset behind it and its unit."""
    share: bool = False
    """Whether it is a percentage."""
    day: bool = False
    """Whether it is the day of a month."""
    year: bool = False
    """Whether it may be a year: four figures without a comma, no sum of money."""
    money: bool = False
    """Whether it is a sum of money: a sign of it stands before."""
    behind: str = ""
    """The word behind it: what is counted."""


class NumberReader:
    """Reads numbers; built from the words for great numbers, small numbers and months."""

    def __init__(self, lists: Words) -> None:
        words = lists.exams
        self._units = {word.lower(): name for name in (*_FACTORS, "percent") for word in words.get(name, ())}
        self._small = {word.lower(): int(name) for name, group in words.items() if name.isdecimal() for word in group}
        self._number = re.compile(
            rf"(?<![\w,])(?<!\d\.)(?:(?P<figure>\d+(?:,\d+)*(?:\.\d+)?)(?!\d)|(?P<word>{_any_of(self._small)})(?!\w))",
            re.I,
        )
        self._unit = re.compile(rf"[\s-]*({_any_of(self._units)}|%)(?!\w)", re.I)
        months = _any_of(word for found in months_of(lists).values() for word in found)
        self._behind = re.compile(rf"(?:st|nd|rd|th)?[\s-]*(?:{months})(?!\w)", re.I)
        self._before = re.compile(rf"(?<!\w)(?:{months})[\s-]*$", re.I)

    def read(self, text: str) -> list[Number]:
        """Return the numbers of a text, in order: `Rs 2.5 lakh` is 250,000."""
        out: list[Number] = []
        for match in self._number.finditer(text):
            figure = match.group("figure")
            value = float(figure.replace(",", "").rstrip(".")) if figure else self._small[match.group("word").lower()]
            end, share = match.end(), False
            unit = self._unit.match(text, end)
            while unit:  # "1.71 lakh crore"
                name = self._units.get(unit.group(1).lower(), "percent")
                share = share or name == "percent"
                value *= _FACTORS.get(name, 1)
                end = unit.end()
                unit = self._unit.match(text, end)
            day = value <= _LAST_DAY and bool(
                self._behind.match(text, end) or self._before.search(text, max(0, match.start() - 16), match.start())
            )
            plain = figure is not None and len(figure) == _YEAR and figure.isdecimal() and end == match.end()
            money = bool(_MONEY.search(text[: match.start()]))
            year = plain and _FIRST_YEAR <= value < _LAST_YEAR and not money
            word = _WORD.match(text, end)
            out.append(Number(value, match.start(), end, share, day, year, money, word.group(1) if word else ""))
        return out

    def without(self, text: str) -> str:
        """Return a text without its numbers and their units."""
        for number in reversed(self.read(text)):
            text = f"{text[: number.start]} {text[number.end :]}"
        return text


def months_of(lists: Words) -> dict[int, Sequence[str]]:
    """Return the names of the months, by number."""
    names = ((key.partition(" "), words) for key, words in lists.details.items())
    return {int(number): words for (kind, _, number), words in names if kind == "month"}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
