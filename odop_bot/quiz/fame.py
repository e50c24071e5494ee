"""What is asked more often: the best-known districts, what has a GI, what stands first, each list by its part."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.quiz.bank import QuizBank

if TYPE_CHECKING:
    from odop_bot.quiz.facts import Fact

BEST_SHARE = 0.9
"""Part of the questions that are drawn from the best-known districts."""
_GI, _FIRST, _NOTED = 3.0, 1.0, 1.0
"""What a product gains by a GI, by standing first in its district, by a note that rests on more than the list."""
T = TypeVar("T")
F = TypeVar("F", bound="_Of")


class _Of(Protocol):
    @property
    def district(self) -> District:
        """The district that it is of."""


class Pool(Generic[T]):
    """Things to draw from, those of the best-known districts more often."""

    def __init__(self, best: Sequence[tuple[T, float]], rest: Sequence[tuple[T, float]]) -> None:
        """Take things with their weights."""
        self._parts = [
            ([item for item, _ in part], list(accumulate(weight for _, weight in part))) for part in (best, rest)
        ]
        self.all = [item for items, _ in self._parts for item in items]

    def draw(self, random: Random) -> T | None:
        """Return one of them; None where there are none."""
        best, rest = self._parts
        items, totals = best if best[0] and (not rest[0] or random.random() < BEST_SHARE) else rest
        # As `random.choices` does, but without its checks: most of what is drawn cannot be asked.
        return items[bisect(totals, random.random() * totals[-1], hi=len(items) - 1)] if items else None


class Fame:
    """Weighs facts; one object serves all."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._bank = bank
        self.best_known = frozenset(code for codes in bank.best_known.values() for code in codes)
        self.coast = frozenset(code for codes in bank.coast.values() for code in codes)
        self.cities = frozenset(bank.cities)
        codes = {state.code: state.lgd for state in knowledge.states.values()}
        self._regions = [frozenset(codes[code] for code in region if code in codes) for region in bank.regions]

    def region(self, state: int) -> frozenset[int]:
        """Return the States of the region in which one lies."""
        return next((region for region in self._regions if state in region), frozenset({state}))

    def pool(self, facts: Sequence[Fact]) -> Pool[Fact]:
        """Return facts to draw from."""
        parts = []
        for best in (True, False):
            own = [fact for fact in facts if (fact.district.lgd in self.best_known) == best]
            weights = [self.weight(fact.district, fact.listing) for fact in own]
            totals: dict[str, float] = defaultdict(float)
            for fact, weight in zip(own, weights, strict=True):
                totals[fact.listing.list] += weight
            parts.append(
                [
                    (fact, weight * self._share(fact.listing.list, totals) / totals[fact.listing.list])
                    for fact, weight in zip(own, weights, strict=True)
                ]
            )
        return Pool(parts[0], parts[1])

    def weight(self, district: District, listing: Listing) -> float:
        """Return how often a product is asked beside the others of its list."""
        note = self._knowledge.notes.get((district.lgd, listing.product)) if listing.list == NATIONAL else None
        gi = self._knowledge.gi_mark(district, listing) in ("marked", "registered")
        first = listing.rank in (None, "primary")
        return 1.0 + _GI * gi + _FIRST * first + _NOTED * (note is not None and not note.by_list)

    def by_fame(self, items: Iterable[F]) -> tuple[list[F], list[F]]:
        """Return the things of the best-known districts, and the others."""
        best: list[F] = []
        rest: list[F] = []
        for item in items:
            (best if item.district.lgd in self.best_known else rest).append(item)
        return best, rest

    def _share(self, list_id: str, present: Collection[str]) -> float:
        shares = self._bank.lists
        if list_id in shares:
            return float(shares[list_id])
        others = sum(key not in shares for key in present)
        return max(0.0, 100.0 - sum(shares.values())) / max(1, others)
