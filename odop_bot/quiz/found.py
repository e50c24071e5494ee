"""What was looked for once, so that the next question on the same need not look again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from odop_bot.knowledge.models import District
from odop_bot.quiz.facts import Fact, GiFact


@dataclass(frozen=True, slots=True)
class Found:
    """It by what it was looked for; it hangs on that alone, so that the same seed asks the same."""

    wrong_ones: dict[Hashable, Sequence[Sequence[Fact]]] = field(default_factory=dict)
    """What may be shown beside a fact."""
    wrong_places: dict[Hashable, Sequence[District]] = field(default_factory=dict)
    """Districts that may be shown as wrong ones for a fact."""
    mates: dict[Hashable, Sequence[Sequence[Fact]]] = field(default_factory=dict)
    """What may stand in one matched list with a fact."""
    company: dict[Hashable, Sequence[Sequence[Fact]]] = field(default_factory=dict)
    """Facts of a list, of some States."""
    gi_names: dict[str, dict[GiFact, str]] = field(default_factory=dict)
    """By language the names of the registrations of one State."""
