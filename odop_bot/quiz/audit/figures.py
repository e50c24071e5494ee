"""What a statement on a figure is worth: right, wrong, also right, or impossible in the world."""

from __future__ import annotations

import re

from odop_bot.answering.wording import Wording
from odop_bot.knowledge.models import Figure
from odop_bot.quiz.audit.oracle import Verdict

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST = ("more than", "over ", "at least", "above", "से ज़्यादा", "से अधिक", "कम से कम", "పైగా", "కంటే ఎక్కువ", "కనీసం", "మించి")
_MOST = ("up to", "at most", "not more than", "within", "below", "तक", "अधिकतम", "వరకు", "గరిష్ఠం", "లోపు")
_STATES, _DISTRICTS, _ALL = 36, 800, 100
_YEAR = re.compile(r"(?<![\d,])(?:19|20)\d\d(?![\d,])")


def truth(shown: str, key: str, figure: Figure, wording: Wording) -> Verdict:
    """Return whether a value is that of a figure; one that it had before, or that the right one implies, is between."""
    right = wording.figure(key)
    if shown.casefold() == right.casefold():  # a sentence that begins with it has a capital
        return Verdict.TRUE
    if shown in {item.value for item in figure.was}:
        return Verdict.BETWEEN
    ours, theirs = _numbers(right), _numbers(shown)
    if ours and len(ours) == len(theirs):
        if ours == theirs and not any(month in right for month in wording.months):
            return Verdict.BETWEEN
        if any(word in right.lower() for word in _LEAST) and all(b <= a for a, b in zip(ours, theirs, strict=True)):
            return Verdict.BETWEEN
        if any(word in right.lower() for word in _MOST) and all(b >= a for a, b in zip(ours, theirs, strict=True)):
            return Verdict.BETWEEN
    return Verdict.FALSE


def is_possible(shown: str, figure: Figure) -> bool:
    """Whether the world could be so: no 43 States, no 120 per cent, nothing that began in the future."""
    numbers, what = _numbers(shown), figure.what.lower()
    for name, count in (("states", _STATES), ("districts", _DISTRICTS)):
        if what.startswith(name) and max(numbers, default=0) > count:
            return False
    if any(word in figure.value for word in ("per cent", "%")) and max(numbers, default=0) > _ALL:
        return False
    years = [int(year) for year in _YEAR.findall(shown)] if _YEAR.search(figure.value) else []
    return not any(year > int(figure.as_of[:4]) for year in years)


def _numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]
