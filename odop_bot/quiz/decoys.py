"""Products that may be shown as wrong ones, near to a district, of one kind of goods, alike with a name or without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from odop_bot.quiz.common_knowledge import CommonKnowledge
from odop_bot.quiz.goods import Goods, Kind
from odop_bot.quiz.known import PlaceNames
from odop_bot.quiz.own_names import OwnNames

if TYPE_CHECKING:
    from odop_bot.quiz.facts import Fact

Key = tuple[str, Kind, bool, int, str | None]
_ANY = "any"
"""Stands for all sectors: None is one of them."""


class Decoys:
    """Knows them; looked through once."""

    def __init__(
        self,
        facts: Iterable[Fact],
        goods: Goods,
        names: PlaceNames,
        own_names: OwnNames,
        common_knowledge: CommonKnowledge,
        beside: Mapping[int, Sequence[int]],
    ) -> None:
        """Take what may mislead, and the States beside each: no name of its own place."""
        self._goods = goods
        self._own_names = own_names
        self._beside = beside
        self._near: dict[tuple[Key, bool], list[Sequence[Fact]]] = {}
        self._groups: dict[bool, dict[Key, list[Fact]]] = {True: defaultdict(list), False: defaultdict(list)}
        """With what is common in life, and without it."""
        self._ids: dict[bool, set[str]] = {True: set(), False: set()}
        for fact in facts:
            if fact.gives_away or not fact.short or names.names_one_of(fact.listing, fact.district.lgd):
                continue
            for common in (True,) if common_knowledge.is_common(fact.listing) else (True, False):
                self._ids[common].add(fact.id)
                for sector in (fact.listing.sector, _ANY):
                    self._groups[common][self._key(fact, sector)].append(fact)

    def may_mislead(self, fact: Fact, *, common: bool) -> bool:
        """Whether a product is one of them, those `common` in life too or without them: honey is false of no place."""
        return fact.id in self._ids[common]

    def near(self, fact: Fact, *, common: bool) -> list[Sequence[Fact]]:
        """Return those of a fact's list and kind, the nearest first: of its State, of the States beside it.

        Those of its sector stand before the others. What is made at the other end of India tells of itself, and so
        does the only one of four that has a name of its own, or none.
        """
        key = self._key(fact, fact.listing.sector)
        found = self._near.get((key, common))
        if found is None:
            list_id, kind, named, state, sector = key
            found = self._near[key, common] = [
                [x for code in places for x in self._groups[common].get((list_id, kind, named, code, of), ())]
                for places in ((state,), self._beside[state])
                for of in (sector, _ANY)
            ]
        return found

    def _key(self, fact: Fact, sector: str | None) -> Key:
        listing = fact.listing
        return listing.list, self._goods.kind(listing), self._own_names.has_one(listing), fact.district.state, sector
