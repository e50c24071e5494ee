"""Read the arguments of commands and buttons: anybody may type or forge them, so only here do they become values."""

from __future__ import annotations

from collections.abc import Iterable

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Family, FaqEntry, State
from odop_bot.understanding.requests import LONGEST_CODE, AskGi, AskSupport, Choice

MAX_NUMBER = 2**63 - 1
"""The largest number that a database takes."""
CUT = 32
"""Letters of an id in a feedback button, at most."""
_DIGITS = len(str(MAX_NUMBER))


def number(text: str) -> int | None:
    """Return a whole number from 0 to MAX_NUMBER, written in the digits of any script; None for all else."""
    if not text.isdecimal() or len(text) > _DIGITS:
        return None
    value = int(text)
    return value if value <= MAX_NUMBER else None


def numbered(text: str) -> tuple[int, str] | None:
    """Return the number before the first dot and what stands behind it: `12.f-first-launch`; None without a number."""
    first, _, rest = text.partition(".")
    value = number(first)
    return None if value is None else (value, rest)


def district(knowledge: Knowledge, text: str) -> District | None:
    """Return the district of an LGD code; None if there is none."""
    code = number(text)
    return None if code is None else knowledge.districts.get(code)


def state(knowledge: Knowledge, text: str) -> State | None:
    """Return the state of an LGD code; None if there is none."""
    code = number(text)
    return None if code is None else knowledge.states.get(code)


def subject(knowledge: Knowledge, text: str) -> District | State | Family | FaqEntry | str | None:
    """Return what an answer is about, as feedback names it (`d171`, `f.first-launch`, a need); None if gone."""
    kind, key = text[:1], text[2:] if text[1:2] == "." else text[1:]
    if kind == "d":
        return district(knowledge, key)
    if kind == "s":
        return state(knowledge, key)
    if kind == "a" and key in knowledge.words.needs_of_makers:
        return key
    if kind == "f":
        return knowledge.faq.get(_whole(key, knowledge.faq))
    return knowledge.families.get(_whole(key, knowledge.families)) if kind == "p" else None


def thing(knowledge: Knowledge, choice: Choice) -> District | State | Family | None:
    """Return what a choice of a place or product names; None if it is gone."""
    if choice.kind == "district":
        return district(knowledge, choice.id)
    if choice.kind == "state":
        return state(knowledge, choice.id)
    return knowledge.families.get(choice.id) if choice.kind == "family" else None


def support(knowledge: Knowledge, text: str) -> AskSupport | None:
    """Return the request of a need's button (`AskSupport.code`); None if what it names is gone."""
    try:
        request = AskSupport.of(text)
    except ValueError:
        return None
    known = (
        set(request.needs) <= knowledge.words.needs_of_makers.keys()
        and set(request.families) <= knowledge.families.keys()
        and set(request.districts) <= knowledge.districts.keys()
        and set(request.states) <= knowledge.states.keys()
    )
    return request if known and len(text) <= LONGEST_CODE else None


def gi(knowledge: Knowledge, text: str) -> AskGi | None:
    """Return the request of a button about GIs (`AskGi.code`); None if what it names is gone."""
    try:
        request = AskGi.of(text)
    except ValueError:
        return None
    known = (
        set(request.names) <= knowledge.gi.keys()
        and set(request.families) <= knowledge.families.keys()
        and set(request.districts) <= knowledge.districts.keys()
        and set(request.states) <= knowledge.states.keys()
        and request.goods in (None, *(item.goods for item in knowledge.gi.values()))
    )
    return request if known and len(text) <= LONGEST_CODE else None


def _whole(key: str, names: Iterable[str]) -> str:
    """Return an id that was cut so that it fits a button."""
    return next((name for name in names if len(key) >= CUT and name.startswith(key)), key)
