"""Write out what questions shorten: 24 Jan 2018 and 24-01-2018 are 24 January 2018, उ.प्र. is Uttar Pradesh."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from odop_bot.knowledge import Knowledge
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
_BLANK = re.compile(r"(?P<sign>(?:\brs\.?|₹|रु\.?|रू\.?|రూ\.?)\s*)?(?:_{2,}|\.{3,}|…)\s*(?P<unit>%|[^\W\d_]\S*)?", re.I)
_BARE = re.compile(r"[\d,.]*\d")
_RUPEES = re.compile(r"(?:rupees?|rs|रुपये|रुपए|रुपया|रु|रू|రూపాయలు|రూపాయల|రూ)\.?", re.I)
_CENTURY = 2000
"""Of years in two figures: all dates of the initiative are of this century."""


class StateSpeller:
    """Writes the names of States out; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._names = {
            short.rstrip("."): knowledge.states[int(code)].name
            for (kind, _, code), shorts in (
                (key.partition(" "), value) for key, value in knowledge.words.details.items()
            )
            if kind == "state"
            for short in shorts
        }
        # Between the letters and behind the last one there may be dots or spaces, of which one at least must be a dot.
        shorts = "|".join(
            re.escape(short).replace(r"\.", r"\.\s?") for short in sorted(self._names, key=len, reverse=True)
        )
        self._short = re.compile(rf"(?<![^\W\d_])(?<![\u0900-\u0d7f.])({shorts})\.?(?!\.?[^\W\d_]|[\u093e-\u0d57])")

    def written_out(self, text: str) -> str:
        """Return a text with the short names of States in full."""
        return self._short.sub(lambda match: self._names[re.sub(r"\s", "", match[1])], text)


def dates_written_out(text: str) -> str:
    """Return a text with the months of its dates in full; days stand before months, as people in India write."""
    return _NAMED.sub(_name, _NUMBERED.sub(_number, text))


def with_units(question: PastedQuestion) -> PastedQuestion:
    """Return a question whose options have the unit that stands beside the blank of its stem: "Rs ____ crore"."""
    blank = _BLANK.search(question.stem)
    if blank is None or not all(_BARE.fullmatch(item.text) for item in question.options):
        return question
    money = "Rs " if blank["sign"] or _RUPEES.fullmatch(blank["unit"] or "") else ""
    unit = "" if _RUPEES.fullmatch(blank["unit"] or "") else f" {blank['unit'] or ''}".rstrip()
    options = (replace(item, text=f"{money}{item.text}{unit}") for item in question.options)
    return replace(question, options=tuple(options))


def rewritten(question: PastedQuestion, write: Callable[[str], str]) -> PastedQuestion:
    """Return a question with each of its texts written otherwise."""

    def items(found: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, text=write(item.text)) for item in found)

    return replace(
        question,
        stem=write(question.stem),
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
