"""Check claims about what is listed for districts and States, list by list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District
from odop_bot.solving.places import Places
from odop_bot.solving.products import NONE, SURE, ProductReader, Products
from odop_bot.solving.solution import UNKNOWN, Finding, Truth


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
        old = [item.id for item in lists.values() if item.superseded_by]
        return [NATIONAL, *near, *(list_id for list_id in in_force if list_id not in near), *old]

    def is_old(self, list_id: str) -> bool:
        """Whether a list is an edition that another one replaced."""
        return self._knowledge.lists[list_id].superseded_by is not None

    def check(self, places: Places, products: Products, list_id: str) -> Finding:
        """Return whether a list names some products for some places: for each name of several."""
        parts = [self._any(codes, products, list_id) for codes in places.districts]
        parts += [self._state(state, products, list_id) for state in places.states]
        if not parts:
            return UNKNOWN
        worst = min(parts, key=lambda part: part.score)
        return worst if worst.truth is not Truth.YES else parts[0]

    def _any(self, codes: Sequence[int], products: Products, list_id: str) -> Finding:
        """Return the best finding of the districts that a name may be."""
        found = [self._district(self._knowledge.districts[code], products, list_id) for code in codes]
        return max(found, key=lambda finding: finding.score)

    def _district(self, district: District, products: Products, list_id: str) -> Finding:
        listings = self._knowledge.listings(district, list_id)
        score, fitting = self._reader.best(products, listings)
        truth = Truth.YES if score >= SURE and fitting else Truth.NO if score <= NONE else Truth.OPEN
        return Finding(
            truth=truth, district=district.lgd, listings=fitting if truth is Truth.YES else tuple(listings),
            list_id=list_id, score=score,
        )  # fmt: skip

    def _state(self, state: int, products: Products, list_id: str) -> Finding:
        scope = self._knowledge.lists[list_id].scope
        if scope not in ("national", str(state)):
            return Finding(truth=Truth.OPEN, state=state, list_id=list_id)
        found = [self._district(d, products, list_id) for d in self._knowledge.districts_of_state[state]]
        best = max(found, key=lambda finding: finding.score, default=UNKNOWN)
        return Finding(
            truth=best.truth, district=best.district if best.truth is Truth.YES else None, state=state,
            listings=best.listings if best.truth is Truth.YES else (), list_id=list_id, score=best.score,
        )  # fmt: skip

    def where(self, products: Products, list_id: str) -> list[int]:
        """Return the districts for which a list names some products."""
        found = [
            (self._district(district, products, list_id), district.lgd)
            for district in self._knowledge.districts.values()
        ]
        best = max((finding.score for finding, _ in found if finding.truth is Truth.YES), default=0.0)
        return [code for finding, code in found if finding.truth is Truth.YES and finding.score >= best - 0.1]
