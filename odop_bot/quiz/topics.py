"""What a quiz can be about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from odop_bot.knowledge.models import Sector

MIXED, INDIA, GI, SCHEMES, HISTORY, STATE = "mixed", "india", "gi", "schemes", "history", "state"
SECTORS: tuple[str, ...] = get_args(Sector)
TOPICS = (MIXED, INDIA, GI, SCHEMES, HISTORY, *SECTORS)
"""Names of the topics; each may be narrowed to one state."""
_HISTORY = frozenset({"history", "numbers", "impact", "global", "exam", "examples"})
"""Topics of FAQ entries whose figures are history and numbers; those of the others are schemes and facts."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, perhaps of one state only."""

    name: str = MIXED
    """One of TOPICS."""
    state: int | None = None
    """LGD code."""

    @property
    def label(self) -> str:
        """The name, or that of the state's topic where the state is all that was chosen."""
        return STATE if self.state is not None and self.name == MIXED else self.name

    @property
    def code(self) -> str:
        """The topic in plain letters, for buttons and the database: `gi`, `mixed.28`."""
        return self.name if self.state is None else f"{self.name}.{self.state}"

    @property
    def has_listings(self) -> bool:
        """Whether it asks what districts make."""
        return self.name not in (SCHEMES, HISTORY)

    @property
    def has_figures(self) -> bool:
        """Whether it asks numbers and dates; those belong to no state."""
        return self.state is None and self.name in (MIXED, SCHEMES, HISTORY)

    def wants_figure(self, faq_topic: str) -> bool:
        """Whether a figure belongs to it that an FAQ entry of a topic names."""
        return self.name == MIXED or (self.name == HISTORY) == (faq_topic in _HISTORY)


def topic_of(code: str) -> Topic | None:
    """Return the topic that a code means, or None for one that is none."""
    name, _, state = code.partition(".")
    if name not in TOPICS or (state and not state.isdecimal()):
        return None
    return Topic(name, int(state) if state else None)
