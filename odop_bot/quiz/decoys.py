"""Products that may be shown as wrong ones, near to a district and of one kind of goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from odop_bot.quiz.goods import Goods, Kind
from odop_bot.quiz.known import PlaceNames

if TYPE_CHECKING:
    from odop_bot.quiz.facts import Fact

Key = tuple[str, Kind, frozenset[int], str | None]
_ANY = "any"
"""Stands for all sectors: None is one of them."""


class Decoys:
    """Knows them; looked through once."""

    def __init__(
        self,
        facts: Iterable[Fact],
        goods: Goods,
        names: PlaceNames,
        everywhere: frozenset[str],
        region: Callable[[int], frozenset[int]],
    ) -> None:
        """Take what may mislead: no name of its own place, nothing that grows nearly everywhere."""
        self._goods = goods
        self._region = region
        self._ids: set[str] = set()
        self._groups: dict[Key, list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.gives_away or not fact.short or not everywhere.isdisjoint(fact.listing.families):
                continue
            if names.names_one_of(fact.listing, fact.district.lgd):
                continue
            self._ids.add(fact.id)
            for places in (frozenset({fact.district.state}), region(fact.district.state)):
                for sector in (fact.listing.sector, _ANY):
                    self._groups[fact.listing.list, goods.kind(fact.listing), places, sector].append(fact)

    def may_mislead(self, fact: Fact) -> bool:
        """Whether a product is one of them."""
        return fact.id in self._ids

    def near(self, fact: Fact) -> list[Sequence[Fact]]:
        """Return those of a fact's list and kind, the nearest first: State and sector, State, region's sector, region.

        What is made at the other end of India tells of itself.
        """
        listing, state = fact.listing, fact.district.state
        list_id, kind = listing.list, self._goods.kind(listing)
        return [
            self._groups.get((list_id, kind, places, sector), [])
            for places in (frozenset({state}), self._region(state))
            for sector in (listing.sector, _ANY)
        ]
