"""Check claims about what is listed for districts and States, list by list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District
from odop_bot.solving.places import Places
from odop_bot.solving.products import NONE, SURE, ProductReader, Products
from odop_bot.solving.solution import UNKNOWN, Finding, Truth

CLOSE = 0.12
"""Listings whose matches are nearer than this are both meant."""


class ListChecker:
    """Checks claims; one object serves all."""

    def __init__(self, knowledge: Knowledge, reader: ProductReader) -> None:
        self._knowledge = knowledge
        self._reader = reader

    def lists(self, named: str | None, states: Iterable[int] = ()) -> list[str]:
        """Return the lists to look at, in order: the one named; else the national one, the States', the others."""
        lists = self._knowledge.lists
        if named:
            return [named]
        own = {str(state) for state in states}
        in_force = [item.id for item in lists.values() if not item.superseded_by and item.id != NATIONAL]
        near = [list_id for list_id in in_force if lists[list_id].scope in own]
        rest = [list_id for list_id in in_force if lists[list_id].scope == "national"]
        old = [item.id for item in lists.values() if item.superseded_by]
        return [NATIONAL, *near, *rest, *old]

    def is_old(self, list_id: str) -> bool:
        """Whether a list is an edition that another one replaced."""
        return self._knowledge.lists[list_id].superseded_by is not None

    def is_official(self, list_id: str) -> bool:
        """Whether a list is in force and known from more than the press."""
        return not self.is_old(list_id) and self._knowledge.lists[list_id].basis != "press"

    def check(self, places: Places, products: Products, list_id: str) -> Finding:
        """Return whether a list names some products for some places: for each one of several."""
        parts = [self._any(codes, products, list_id) for codes in places.districts]
        parts += [self._state(state, products, list_id) for state in places.states]
        if not parts:
            return UNKNOWN
        return min(parts, key=lambda part: part.score)

    def marked(self, places: Places, products: Products, list_id: str) -> Finding:
        """Return whether a list marks some products of some places, or of anywhere, as GI."""
        codes = [code for codes in places.districts for code in codes]
        codes += [d.lgd for state in places.states for d in self._knowledge.districts_of_state[state]]
        homes = self._reader.homes(products)
        near = homes.intersection(codes) if places else homes
        found = [self._district(self._knowledge.districts[code], products, list_id) for code in sorted(near)]
        best = max(found, key=lambda finding: finding.score, default=UNKNOWN)
        if best.truth is not Truth.YES:
            return UNKNOWN
        truth = Truth.YES if any(listing.gi for listing in best.listings) else Truth.NO
        return Finding(
            truth=truth, district=best.district, listings=best.listings, list_id=list_id, score=best.score, gi=True
        )

    def _any(self, codes: Sequence[int], products: Products, list_id: str) -> Finding:
        """Return the best finding of the districts that a name may be."""
        found = [self._district(self._knowledge.districts[code], products, list_id) for code in codes]
        return max(found, key=lambda finding: finding.score)

    def _district(self, district: District, products: Products, list_id: str) -> Finding:
        listings = self._knowledge.listings(district, list_id)
        if not products:
            return Finding(truth=Truth.OPEN, district=district.lgd, listings=tuple(listings), list_id=list_id)
        score, fitting = self._reader.best(products, listings, district)
        yes = score >= SURE and bool(fitting)
        return Finding(
            truth=Truth.YES if yes else Truth.NO if score <= NONE else Truth.OPEN,
            district=district.lgd,
            listings=tuple(fitting if yes else listings),
            list_id=list_id,
            score=score,
        )

    def _state(self, state: int, products: Products, list_id: str) -> Finding:
        if self._knowledge.lists[list_id].scope not in ("national", str(state)):
            return Finding(truth=Truth.OPEN, state=state, list_id=list_id)
        if not products:
            return Finding(truth=Truth.OPEN, state=state, list_id=list_id)
        homes = self._reader.homes(products)
        districts = [d for d in self._knowledge.districts_of_state[state] if d.lgd in homes]
        found = [self._district(d, products, list_id) for d in districts]
        best = max(found, key=lambda finding: finding.score, default=Finding(truth=Truth.NO))
        yes = best.truth is Truth.YES
        return Finding(
            truth=best.truth,
            district=best.district if yes else None,
            state=state,
            listings=best.listings if yes else (),
            list_id=list_id,
            score=best.score,
        )

    def where(self, products: Products, list_id: str) -> list[int]:
        """Return the districts for which a list names some products."""
        yes = self._naming(products, list_id)
        best = max((finding.score for finding in yes), default=0.0)
        return [finding.district for finding in yes if finding.district and finding.score >= best - CLOSE]

    def surest(self, products: Products, list_id: str) -> float:
        """Return how well the listing of a list fits that fits some products best."""
        return max((finding.score for finding in self._naming(products, list_id)), default=0.0)

    def _naming(self, products: Products, list_id: str) -> list[Finding]:
        homes = sorted(self._reader.homes(products))
        found = [self._district(self._knowledge.districts[code], products, list_id) for code in homes]
        return [finding for finding in found if finding.truth is Truth.YES]
