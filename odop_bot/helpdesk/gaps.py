"""What the bot did not know, counted by meaning."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from odop_bot.helpdesk.masking import HIDDEN, Masker
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.understander import Understander

NEAREST = 3
MAX_TEXT = 300
"""Letters of a question that are kept."""
MAX_KEY = 200


class Cause(StrEnum):
    """Why a question is counted."""

    UNKNOWN = "unknown"
    WRONG = "wrong"
    """The person found the answer wrong."""
    ABANDONED = "abandoned"
    """The person picked none of what was offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it may be kept: without what tells who asked it."""

    text: str
    """Normalised and masked."""
    key: str
    """What it means: two questions with the same key are one gap."""
    near: tuple[tuple[str, float], ...]
    """The nearest FAQ entries with their scores, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A question that was asked and not (well) answered, with how often."""

    number: int
    key: str
    language: str
    cause: str
    text: str
    count: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    near: tuple[tuple[str, float], ...] = ()


class GapReader:
    """Turns a message into what may be kept of it; pure."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._masker = Masker(understander.knowledge)

    def mask(self, text: str) -> str:
        """Return a message without what tells who a person is."""
        return self._masker.mask(text)

    def read(self, text: str) -> Asked:
        """Return a message masked, with its meaning and the entries nearest to it."""
        masked = self.mask(text)[:MAX_TEXT]
        plain = masked.replace(HIDDEN, " ")
        meaning = self._understander.faq.meaning(plain)
        matches = self._understander.faq.match(tokenise(normalise(plain)), limit=NEAREST)
        return Asked(
            masked,
            (" ".join(meaning) or key_of(plain) or masked)[:MAX_KEY],
            tuple((match.id, round(match.score, 3)) for match in matches),
        )
