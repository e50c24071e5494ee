"""Tell which of several States has most, or fewest: registered GIs, products of a list, districts on it."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.base import NATIONAL
from odop_bot.solving.parts import Part
from odop_bot.solving.solution import Finding, Solution, Truth
from odop_bot.understanding.evidence import Evidence


class StateRanker:
    """Ranks States; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def solve(self, parts: Sequence[Part], stem: Part, *, negative: bool) -> Solution | None:
        """Return which option has most, or fewest; None where that is not asked of States, or several are level."""
        evidence = stem.evidence
        most, least = evidence.wants("most"), evidence.wants("least")
        if negative or most == least or stem.products.named or stem.places:
            return None
        if not all(len(part.places.states) == 1 and part.places.alone for part in parts):
            return None
        list_id = evidence.list_id or NATIONAL
        counts = [self._count(part.places.states[0], evidence, list_id) for part in parts]
        if None in counts:
            return None
        known = [count for count in counts if count is not None]
        best = max(known) if most else min(known)
        if known.count(best) > 1:
            return None
        findings = tuple(
            Finding(truth=Truth.YES if count == best else Truth.NO, state=part.places.states[0], count=count, score=1.0)
            for part, count in zip(parts, known, strict=True)
        )
        gi = evidence.wants("gi")
        return Solution(
            outcome="one",
            chosen=(known.index(best),),
            options=findings,
            registry=gi,
            list_id=None if gi else list_id,
        )

    def _count(self, state: int, evidence: Evidence, list_id: str) -> int | None:
        """Return how much of what is asked a State has; None where it is nothing that we count."""
        if evidence.wants("gi"):
            return sum(state in item.states for item in self._knowledge.gi.values())
        districts = self._knowledge.districts_of_state[state]
        listed = [len(self._knowledge.listings(district, list_id)) for district in districts]
        if evidence.wants("products"):
            return sum(listed)
        return sum(map(bool, listed)) if evidence.wants("districts") else None
