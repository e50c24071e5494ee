"""What a button carries: `verb:argument:page`, ASCII, stateless, so that old buttons still work."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BYTES = 64
"""What Telegram takes."""
_DATA = re.compile(r"([a-z]{1,2}):([A-Za-z0-9._/,-]{0,60})(?::(\d{1,3}))?")
ANSWERS = frozenset("dspfag")
"""Verbs that ask a question: a district, a state, a product family, an FAQ entry, what helps a maker, GIs."""
BROWSES = frozenset({"bs", "bl", "bd", "bp", "bt", "be", "m", "ml"})
"""Verbs that open a menu: states, states for lists, districts, products, topics, questions, the start, languages."""
FEEDBACKS = frozenset("yn")
"""Verbs that say whether an answer was right."""
SETTINGS = frozenset("l")
"""The verb that fixes a language; `auto` frees it."""
TRANSLATES = frozenset("t")
"""The verb that shows an answer in another language: its argument is language, verb, argument (`en.d.171`)."""
SENDS = frozenset("cw")
"""Verbs that send something new: a district's picture, a button for the location."""
HELPDESK = frozenset(
    {"h", "hs", "hn", "hx", "ht", "ho", "hc", "hk", "ng", "nx", "nd", "tg", "tp", "ta", "tr", "td", "tn"}
)
"""Verbs of the helpdesk: hand over, close, take, send an answer; notices; teaching."""

QUIZZES = frozenset({"qt", "qs", "qc", "ql", "qg", "qk", "qx", "qa", "qr", "qm", "qn", "qd", "qp", "qe", "qf"})
"""Verbs of the quiz: topics, states, sectors, lengths, begin, skip, stop, again, review, exam, begin a mock test,
daily set, picture of a result, export a state, export in a form."""


@dataclass(frozen=True, slots=True, order=True)
class Tap:
    """A button that was tapped."""

    verb: str
    argument: str = ""
    page: int = 0


def encode(verb: str, argument: str = "", page: int = 0) -> str:
    """Return the data of a button. Raises ValueError when it would be too long or not plain."""
    data = f"{verb}:{argument}" + (f":{page}" if page else "")
    if not _DATA.fullmatch(data) or len(data) > MAX_BYTES:
        raise ValueError(f"{data!r} cannot be a button's data")
    return data


def translating(language: str, tap: Tap) -> str:
    """Return the data of a button that shows what another button opens in a language."""
    return encode("t", f"{language}.{tap.verb}.{tap.argument}", tap.page)


def translated(tap: Tap) -> tuple[str, Tap] | None:
    """Return the language and the button that a translating button names; None if it names none."""
    language, _, rest = tap.argument.partition(".")
    verb, _, argument = rest.partition(".")
    return (language, Tap(verb, argument, tap.page)) if verb in ANSWERS else None


def decode(data: str) -> Tap | None:
    """Return what a button says, or None for data that was never ours."""
    match = _DATA.fullmatch(data) if len(data) <= MAX_BYTES else None
    ours = ANSWERS | BROWSES | FEEDBACKS | SETTINGS | TRANSLATES | SENDS | HELPDESK | QUIZZES
    if not match or match.group(1) not in ours:
        return None
    return Tap(match.group(1), match.group(2), int(match.group(3) or 0))
