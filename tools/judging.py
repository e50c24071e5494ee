"""Judge whether a reply is what a row of the development sets wants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from odop_bot.answering import Reply

LONGEST = 1500
"""Characters of a reply: more is not one screen of a phone, and no reply is right by telling everything."""
CONTENT = frozenset({"district", "product", "state", "count", "pin", "faq", "compare", "support", "gi", "mcq"})
"""Kinds of reply that tell a fact."""
_NOTHING_TOLD = frozenset({"unknown", "smalltalk", "help"})
_OF_DISTRICTS = frozenset({"district", "compare", "pin"})
_ASIDE = re.compile(
    r"(?:^|(?<=\s))(see also|sources?|यह भी देखें|ये भी देखें|स्रोत|ఇవి కూడా చూడండి|మూలం|ఆధారం)\s*:.*$", re.I | re.M
)
"""What names other answers, or where this one is from: what stands only there is not told."""


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text without case, spaces, commas and the rupee sign, with ASCII digits."""
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c for c in text
    )
    return re.sub(r"[\s,₹]+", "", unicodedata.normalize("NFC", text)).casefold()


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as it is judged: without sources and hints at other answers, folded."""

    text: str
    fits: bool
    """Whether it is one screen at most."""

    @classmethod
    def of(cls, text: str) -> Told:
        """Return a reply's text as it is judged."""
        plain = _ASIDE.sub("", text)
        return cls(folded(plain), len(plain) <= LONGEST)

    def tells(self, must: str, must_not: str) -> bool:
        """Whether it holds all key strings of one of the alternatives (`a|b||c`: a and b, or c), and none barred."""
        wanted = not must or any(all(folded(key) in self.text for key in way.split("|")) for way in must.split("||"))
        return self.fits and wanted and not any(folded(key) in self.text for key in must_not.split("|") if key)


class Verdict(StrEnum):
    """What a reply is worth."""

    RIGHT = "right"
    ASKED = "asked"
    """It asks back, with the right one among the choices."""
    WRONG = "wrong"
    MISSED = "missed"
    """It tells nothing, and should have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row wants of the reply."""

    kinds: frozenset[str]
    districts: frozenset[str]
    """LGD codes."""
    must: str = ""
    must_not: str = ""
    entry: str = ""
    """The FAQ entry that is meant, where the writer had it before them."""

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> Wanted:
        """Return what a row of a CSV file of questions wants."""
        kinds, districts = (frozenset(filter(None, row[field].split("|"))) for field in ("kind", "districts"))
        return cls(kinds, districts, row["must"], row["must_not"], row.get("entry") or "")

    @classmethod
    def of_turn(cls, turn: Mapping[str, Any]) -> Wanted:
        """Return what a turn of a dialogue wants."""
        must, must_not = ("|".join(turn.get(field) or ()) for field in ("must_contain", "must_not_contain"))
        return cls(frozenset(turn.get("kind") or ()), frozenset(turn.get("districts") or ()), must, must_not)


def judge(wanted: Wanted, reply: Reply, text: str) -> Verdict:
    """Return what a reply, with its rendered text, is worth by the row's kinds, districts and key strings."""
    kinds, want = wanted.kinds, wanted.districts
    told = frozenset(map(str, reply.districts))
    if reply.kind == "mcq" and reply.answer and reply.answer.texts:
        text = " ".join(reply.answer.texts)  # the options chosen: to say all of them again is no answer
    elif "mcq" in kinds and len(told) > 1:
        return Verdict.WRONG  # it tells of the options and chooses none
    if "help" in kinds and not kinds & {"smalltalk", "unknown"}:
        kinds |= {"support", "faq"}  # a need; beside small talk it is the bot's own help
    if kinds <= _NOTHING_TOLD:
        return _of_nothing(kinds, reply)
    if "choice" in kinds and want and want <= offered(reply) | told:
        # Asked back with all of them, or told of all, or what was sure told and the rest asked.
        return Verdict.RIGHT
    if reply.kind == "choice":
        if "choice" in kinds:
            return Verdict.ASKED if want else Verdict.RIGHT
        fair = (want and want <= offered(reply)) or any(button.choice.kind == "faq" for button in reply.open)
        return Verdict.ASKED if fair else Verdict.MISSED
    if reply.kind not in CONTENT:
        return Verdict.RIGHT if reply.kind in kinds else Verdict.MISSED
    if wanted.entry:
        faqs = (*reply.faqs, *(reply.also.faqs if reply.also else ()))
        return Verdict.RIGHT if wanted.entry in faqs else Verdict.WRONG
    return Verdict.RIGHT if kinds != {"choice"} and _tells(wanted, kinds, told, text) else Verdict.WRONG


def judge_name(codes: frozenset[str], reply: Reply) -> Verdict:
    """Return what the reply to a bare name is worth; with several LGD codes all of them must be offered."""
    told = frozenset(map(str, reply.districts))
    if len(codes) > 1:
        whole = reply.kind == "choice" and codes <= offered(reply)
        return Verdict.RIGHT if whole else Verdict.WRONG if told else Verdict.MISSED
    if told:
        return Verdict.RIGHT if told == codes else Verdict.WRONG
    return Verdict.ASKED if codes <= offered(reply) else Verdict.MISSED


def judge_foreign(reply: Reply) -> Verdict:
    """Return what the reply to a message that is none of our business is worth."""
    if reply.kind == "choice":
        return Verdict.ASKED
    return Verdict.WRONG if reply.kind in CONTENT else Verdict.RIGHT


def offered(reply: Reply) -> frozenset[str]:
    """Return the LGD codes of the districts that a reply asks back with."""
    return frozenset(button.choice.id for button in reply.open if button.choice.kind == "district")


def _of_nothing(kinds: frozenset[str], reply: Reply) -> Verdict:
    """Judge the reply to what asks for no fact."""
    if reply.kind in CONTENT:
        return Verdict.WRONG
    if reply.kind == "choice":
        return Verdict.ASKED
    return Verdict.RIGHT if reply.kind in kinds or "unknown" in kinds else Verdict.MISSED


def _tells(wanted: Wanted, kinds: frozenset[str], told: frozenset[str], text: str) -> bool:
    if not Told.of(text).tells(wanted.must, wanted.must_not):
        return False
    if not wanted.districts or not kinds & _OF_DISTRICTS:
        return True
    return told == wanted.districts if kinds <= _OF_DISTRICTS else bool(told & wanted.districts)
