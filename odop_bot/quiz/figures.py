"""Wrong values of a figure that look like the right one: other numbers, other dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from random import Random

from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import FigureFact

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TRIES = 60
_WANTED = 14
_MOST = {"states": 36, "districts in uttar pradesh": 75, "districts": 786, "indian missions": 200}
"""How many there are of what a figure counts."""
_FACTORS = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.1, 1.2, 1.25, 1.4, 1.5, 1.6, 1.8, 2.0)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LAST_DAY = 28
_HUNDRED = 100
_AT_LEAST = re.compile(
    r"(?<!not )(?<!no )more than|\bover\b|at least|\babove\b|not? less than|exceeding|minimum|upwards|कम से कम"
    r"|(?<!ज़्यादा )(?<!ज्यादा )से (?:ज़्यादा|ज्यादा|अधिक)|से ऊपर|न्यूनतम|పైగా|కంటే ఎక్కువ|కనీసం|మించి|తక్కువ కాకుండా"
)
"""Words of a value that is true of every smaller number too."""
_AT_MOST = re.compile(
    r"\bup ?to\b|at most|not? more than|(?<!not )(?<!no )less than|\bbelow\b|\bwithin\b|maximum|\bunder\b"
    r"|तक(?!\w)|(?:ज़्यादा|ज्यादा|अधिक) से (?:ज़्यादा|ज्यादा|अधिक)|(?<!कम )से कम|अधिकतम|के भीतर|से नीचे"
    r"|వరకు|దాకా|గరిష్[ఠట]|కంటే తక్కువ|లోపు|లోపల|మించకుండా|అత్యధికంగా"
)
"""Words of a value that is true of every larger number too."""
_ONE_OF_MANY = re.compile(r"(?<![\d,.])1 (?:లక్షలు|కోట్లు)")
"""One of what stands in the plural."""
_DAY_CHANGES, _MONTH_CHANGES = 0.5, 0.6
"""How often a wrong date has another day, another month."""
_BEGAN = 2018
"""The year in which ODOP began: nobody believes an earlier one of what came of it."""


def wrong_values(maker: Maker, fact: FigureFact, wanted: int = _WANTED) -> list[str]:
    """Return wrong values of a figure in the language, none of them one that it ever had; they differ in looks.

    There are at most `wanted`, where no text of the quiz lists them.
    """
    phrasing = maker.phrasing
    value = phrasing.wording.figure(fact.key)
    written = phrasing.strings.instead.get(fact.key)
    if written is not None:
        return list(written)
    months: Sequence[str] = phrasing.wording.months
    never = {
        value,
        *(item.value for item in fact.figure.was),
        *(phrasing.wording.date(x.value) for x in fact.figure.was),
    }
    numbers_had = {_digits(text) for text in never}
    kept = set(_NUMBER.findall(phrasing.sentence_of(fact, "")))
    seen, out = {value}, dict[str, None]()
    for _ in range(_TRIES):
        text = _changed(value, months, kept, maker.random)
        if text in seen:
            continue
        seen.add(text)
        if _ONE_OF_MANY.search(text) or not _is_false(text, value) or not _is_possible(text, fact, value):
            continue
        if _digits(text) not in numbers_had or (text not in never and any(month in value for month in months)):
            out[text] = None
        if len(out) == wanted:
            break
    return list(out)


def _is_possible(text: str, fact: FigureFact, value: str) -> bool:
    """Whether the world could be so: no more States than there are, nothing that began after it was told."""
    what = fact.figure.what.lower()
    most = next((count for name, count in _MOST.items() if what.startswith(name)), None)
    if most is not None and any(float(number) > most for number in _digits(text)):
        return False
    if any(_is_year(number) for number in _digits(value)):
        years = [int(number) for number in _digits(text) if _is_year(number)]
        first = _BEGAN if all(int(number) >= _BEGAN for number in _digits(value) if _is_year(number)) else 0
        return all(first <= year <= int(fact.figure.as_of[:4]) for year in years)
    return True


@cache
def bound(value: str) -> int:
    """Return 1 for a value that says at least, -1 for one that says at most, 0 for one that says neither or both."""
    text = unicodedata.normalize("NFC", value.lower())
    return bool(_AT_LEAST.search(text)) - bool(_AT_MOST.search(text))


def _is_false(text: str, value: str) -> bool:
    """Whether a changed value is false where the value is true: more than 800 is true of 1,200 too."""
    side = bound(value)
    if not side:
        return True
    changes = [float(new) - float(old) for new, old in zip(_digits(text), _digits(value), strict=True)]
    return any(side * change > 0 for change in changes) and not any(side * change < 0 for change in changes)


def _changed(value: str, months: Sequence[str], kept: set[str], random: Random) -> str:
    """Return a value with other numbers, a date with another day, month or year."""
    month = next((name for name in months if name in value), None)
    if month is not None:
        return _other_date(value, month, months, kept, random)
    # One factor for all numbers: `15 to 35 per cent` stays a range.
    side = bound(value)
    factor = random.choice([factor for factor in _FACTORS if side * (factor - 1) >= 0])
    most = _HUNDRED if _is_share(value) else None
    return _NUMBER.sub(lambda match: _other_number(match.group(), factor, kept, most, random), value)


def _other_date(value: str, month: str, months: Sequence[str], kept: set[str], random: Random) -> str:
    days = random.choice((-9, -7, -4, -3, 3, 4, 5, 8)) if random.random() < _DAY_CHANGES else 0
    years = random.choice((-2, -1, 0, 1, 2))
    text = value.replace(month, random.choice(months)) if random.random() < _MONTH_CHANGES else value

    def other(match: re.Match[str]) -> str:
        number = match.group()
        if number in kept:
            return number
        if _is_year(number):
            return str(int(number) + years)
        day = int(number.replace(",", "")) + days
        return str(day) if 1 <= day <= _LAST_DAY else number

    return _NUMBER.sub(other, text)


def _other_number(number: str, factor: float, kept: set[str], most: int | None, random: Random) -> str:
    if number in kept:
        return number
    if _is_year(number):
        return str(int(number) + random.choice((-4, -3, -2, -1, 1, 2, 3, 4)))
    plain = number.replace(",", "")
    if "." in plain:
        decimals = len(plain.partition(".")[2])
        if float(plain) >= 1:
            factor = factor if float(plain) * factor >= 1 else 2 - factor  # nobody writes 0.68 lakh crore
        whole, _, part = f"{float(plain) * factor:.{decimals}f}".partition(".")
        return f"{_grouped(whole, number)}.{part}"
    step = _step(plain)
    if factor < 1 and int(plain) == step > 1:
        step //= 5  # 10 has no smaller multiple of ten
    changed = max(step, round(int(plain) * factor / step) * step)
    if changed == int(plain):
        less = factor < 1 and changed > step
        changed += -step if less else step * random.choice((1, 2, 3))
    if most is not None and changed >= most:
        changed = max(step, int(plain) - step * random.choice((1, 2, 3, 4, 5)))
    return _grouped(str(changed), number)


def _step(number: str) -> int:
    """Return to what a number seems rounded: 5 for 35, 100 for 1,200, 1 for 466."""
    zeros = len(number) - len(number.rstrip("0"))
    step = 10 ** min(zeros, len(number) - 1)
    return 5 if step == 1 and number.endswith("5") and len(number) > 1 else step


def _grouped(digits: str, like: str) -> str:
    """Return a number with commas as India sets them, where another one has commas."""
    if "," not in like:
        return digits
    head, parts = digits[:-3], [digits[-3:]]
    while head:
        parts.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(parts)


def _is_year(number: str) -> bool:
    return number.isdecimal() and len(number) == len("2018") and _FIRST_YEAR <= int(number) < _LAST_YEAR


def _is_share(value: str) -> bool:
    return any(word in value for word in ("per cent", "%", "प्रतिशत", "शत", "శాతం"))


def _digits(text: str) -> tuple[str, ...]:
    return tuple(number.replace(",", "") for number in _NUMBER.findall(text))
