"""What the bot did not know, counted by meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from odop_bot.helpdesk.page import HIDDEN
from odop_bot.language.tokens import key_of
from odop_bot.understanding.decision import Hypothesis
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.understander import Understander

NEAREST = 3
MAX_TEXT = 300
"""Letters of a question that are kept."""
MAX_KEY = 200
KNOWN = 4_000
"""Messages in which there was nothing to hide that are known again: to look through one takes as long as to answer."""


class Cause(StrEnum):
    """Why a question is counted."""

    UNKNOWN = "unknown"
    WRONG = "wrong"
    """The person found the answer wrong."""
    ABANDONED = "abandoned"
    """The person picked none of what was offered."""


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
    """Turns a message into what may be kept of it."""

    def __init__(self, understander: Understander) -> None:
        # Loaded when it is made: after the first answer of a start, not before.
        from odop_bot.helpdesk.masking import Masker

        self._understander = understander
        self._masker = Masker(understander.knowledge)
        self._harmless: dict[str, str] = {}
        """Messages that many write, masked. What tells of anybody is not among them, so nobody need be forgotten."""

    def mask(self, text: str) -> str:
        """Return a message without what tells who a person is."""
        known = self._harmless.get(text)
        if known is not None:
            return known
        whole = self._masker.mask(text)
        masked = whole[:MAX_TEXT]
        if HIDDEN not in whole and len(text) <= MAX_TEXT:
            if len(self._harmless) >= KNOWN:
                del self._harmless[next(iter(self._harmless))]
            self._harmless[text] = masked
        return masked

    def key(self, masked: str) -> str:
        """Return what a masked message means: two messages with the same key are one gap."""
        plain = masked.replace(HIDDEN, " ")
        return (" ".join(self._understander.entries.meaning(plain)) or key_of(plain) or masked)[:MAX_KEY]

    def nearest(self, masked: str) -> tuple[tuple[str, float], ...]:
        """Return the FAQ entries nearest to a masked message with their probabilities, best first."""
        decision = self._understander.read(masked.replace(HIDDEN, " "))
        # A question that we have to the letter is not weighed against others.
        exact = tuple((entry, decision.confidence) for entry in decision.faq)
        return self.nearest_of(decision.ranking) or exact[:NEAREST]

    @staticmethod
    def nearest_of(ranking: Iterable[Hypothesis]) -> tuple[tuple[str, float], ...]:
        """Return the FAQ entries of a ranking with their probabilities, best first."""
        weighed = (
            (entry, round(hypothesis.probability, 3))
            for hypothesis in ranking
            if isinstance(hypothesis.request, AskFaq)
            for entry in hypothesis.request.entries
        )
        return tuple(islice(weighed, NEAREST))
