"""Write dates out: 24 Jan 2018 and 24-01-2018 are 24 January 2018, as answers have it."""

from __future__ import annotations

import re
from dataclasses import replace

from odop_bot.understanding.pasted import Item, PastedQuestion

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BY_LETTERS = {month[:3].lower(): month for month in _MONTHS}
_SHORT = "|".join(_BY_LETTERS)
_NAMED = re.compile(rf"(?<!\w)({_SHORT})t?\b\.?(?=[\s,-]*\d)|(?<=\d)((?:st|nd|rd|th)?[\s-]*)({_SHORT})t?\b\.?", re.I)
_NUMBERED = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-])")
_CENTURY = 2000
"""Of years in two figures: all dates of the initiative are of this century."""


def written_out(text: str) -> str:
    """Return a text with the months of its dates in full; days stand before months, as people in India write."""
    return _NAMED.sub(_name, _NUMBERED.sub(_number, text))


def with_dates_written_out(question: PastedQuestion) -> PastedQuestion:
    """Return a question with the dates of its stem, lists and options written out."""

    def items(found: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, text=written_out(item.text)) for item in found)

    return replace(
        question,
        stem=written_out(question.stem),
        lists=tuple(map(items, question.lists)),
        options=items(question.options),
    )


def _name(match: re.Match[str]) -> str:
    before, behind = match[1], match[3]
    if before:
        return _BY_LETTERS[before.lower()]
    return f"{match[2].rstrip('-') or ' '}{_BY_LETTERS[behind.lower()]}"


def _number(match: re.Match[str]) -> str:
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    if not 1 <= month <= len(_MONTHS):
        return match[0]
    return f"{day} {_MONTHS[month - 1]} {year if year >= 100 else _CENTURY + year}"
