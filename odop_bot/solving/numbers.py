"""Read the numbers of a text: amounts with their units, shares, dates, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?![\d])")
_FACTORS = {"thousand": 10**3, "lakh": 10**5, "crore": 10**7, "million": 10**6}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text."""

    value: float
    start: int
    end: int
    """Offset behind it and its unit."""
    share: bool
    """Whether it is a percentage."""


class NumberReader:
    """Reads numbers; built from the words for great numbers."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        units = {word.lower(): name for name in (*_FACTORS, "percent") for word in words.get(name, ())}
        longest_first = sorted(units, key=len, reverse=True)
        self._units = units
        self._unit = re.compile(rf"[\s-]*({'|'.join(map(re.escape, longest_first))}|%)(?!\w)", re.I)

    def read(self, text: str) -> list[Number]:
        """Return the numbers of a text, in order: `Rs 2.5 lakh` is 250,000."""
        out: list[Number] = []
        for match in _NUMBER.finditer(text):
            value = float(match.group(1).replace(",", "").rstrip("."))
            end, share = match.end(), False
            unit = self._unit.match(text, end)
            while unit:  # "1.71 lakh crore"
                name = self._units.get(unit.group(1).lower(), "percent")
                share = share or name == "percent"
                value *= _FACTORS.get(name, 1)
                end = unit.end()
                unit = self._unit.match(text, end)
            out.append(Number(value, match.start(), end, share))
        return out

    def values(self, text: str) -> tuple[float, ...]:
        """Return the values of the numbers of a text."""
        return tuple(number.value for number in self.read(text))

    def without(self, text: str) -> str:
        """Return a text without its numbers and their units."""
        for number in reversed(self.read(text)):
            text = f"{text[: number.start]} {text[number.end :]}"
        return text
