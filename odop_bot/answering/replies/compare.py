"""Replies to comparisons: what districts or States have side by side, what they share, who has most."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from odop_bot.answering.replies.base import Builder, unique
from odop_bot.answering.replies.districts import DistrictBuilder
from odop_bot.answering.replies.products import listings_of
from odop_bot.answering.reply import Button, Reply
from odop_bot.knowledge.base import NATIONAL
from odop_bot.knowledge.models import District
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskCompare, AskMost, AskProduct, Choice

MAX_SIDES = 4
_LISTS = 3
"""Lists that are compared for each district."""
_TOP = 5


class CompareBuilder(DistrictBuilder):
    """Replies to a comparison."""

    def build(self, request: AskCompare, memory: Memory) -> Reply:  # type: ignore[override] # another request
        """Return districts or States side by side."""
        if request.districts:
            return self._districts(request, memory)
        return self._states(request, memory)

    def _districts(self, request: AskCompare, memory: Memory) -> Reply:
        knowledge = self.knowledge
        districts = [knowledge.districts[code] for code in request.districts[:MAX_SIDES]]
        sides = [self._side(district, request.list_id) for district in districts]
        sources = unique(s for side in sides for s in side["source_ids"])
        return self.make(
            request,
            "compare",
            {
                "sides": sides,
                "shared": self._shared(districts, request.list_id),
                "pairs": self._pairs(districts, request.list_id),
                "sources": self.sources(sources),
            },
            memory,
            Shown(kind="compare", districts=request.districts, list_id=request.list_id),
            sources=sources,
            related=tuple(Button(self.wording.name(d), Choice("district", str(d.lgd))) for d in districts),
        )

    def _side(self, district: District, list_id: str | None) -> dict[str, Any]:
        view = self.view(district)
        view["lists"] = [x for x in view["lists"] if list_id in (None, x["id"])][:_LISTS]
        return view

    def _shared(self, districts: list[District], list_id: str | None) -> list[str]:
        """Return the product families that all of the districts have on the lists of today."""
        knowledge = self.knowledge
        common: set[str] | None = None
        for district in districts:
            mine = {
                family
                for x in district.listings
                for family in x.families
                if list_id in (None, x.list) and not knowledge.lists[x.list].superseded_by
            }
            common = mine if common is None else common & mine
        return [self.wording.text(knowledge.families[family].name) for family in sorted(common or ())]

    def _pairs(self, districts: list[District], list_id: str | None) -> list[dict[str, Any]]:
        """Return what each two of several districts have, where not all of them have it."""
        of_all = self._shared(districts, list_id)
        pairs = (
            (pair, [name for name in self._shared(list(pair), list_id) if name not in of_all])
            for pair in itertools.combinations(districts, 2)
        )
        return [
            {"names": [self.wording.place(d) for d in pair], "shared": shared}
            for pair, shared in pairs
            if len(districts) > len(pair) and shared
        ]

    def _states(self, request: AskCompare, memory: Memory) -> Reply:
        list_id = request.list_id or NATIONAL
        item = self.knowledge.lists[list_id]
        rows = []
        for code in request.states[:MAX_SIDES]:
            listings = [
                (d, x) for d in self.knowledge.districts_of_state[code] for x in self.knowledge.listings(d, list_id)
            ]
            rows.append(
                {
                    "state": self.wording.place(self.knowledge.states[code]),
                    "districts": len({d.lgd for d, _ in listings}),
                    "products": len(listings),
                    "gi": sum(1 for _, x in listings if x.gi),
                }
            )
        return self.make(
            request,
            "compare_states",
            {
                "rows": rows,
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self.sources([item.source]),
            },
            memory,
            Shown(kind="compare", states=request.states, list_id=request.list_id),
            sources=(item.source,),
            related=tuple(
                Button(self.wording.all_of(self.knowledge.states[code]), Choice("state", str(code)))
                for code in request.states[:2]
            ),
        )


class MostBuilder(Builder):
    """Replies to the question who has most, or fewest."""

    def build(self, request: AskMost, memory: Memory) -> Reply:
        """Return the States, or the districts of a State, with most listings, ties included."""
        list_id = request.list_id or NATIONAL
        item = self.knowledge.lists[list_id]
        if request.families:
            asked = AskProduct(families=request.families, states=request.states, list_id=list_id)
            listings = listings_of(self.knowledge, asked)
        else:
            listings = [
                (d, x)
                for d in self.knowledge.districts.values()
                for x in self.knowledge.listings(d, list_id)
                if not request.states or d.state in request.states
            ]
        if request.of_districts:
            listings = [(d, x) for d, x in listings if not d.abolished]
        within = bool(request.states) or request.by_district
        counts: Counter[int] = (
            Counter(d.state for d in {d.lgd: d for d, _ in listings}.values())
            if request.of_districts and not within
            else Counter(d.lgd if within else d.state for d, _ in listings)
        )
        if request.least and not within and not request.families:
            counts.update(dict.fromkeys(self.knowledge.states, 0))
        sign = 1 if request.least else -1
        ranked = sorted(counts.items(), key=lambda pair: (sign * pair[1], self._name(pair[0], within)))
        rows = [{"name": self._name(code, within), "count": count} for code, count in ranked[:_TOP]]
        best = ranked[0][1] if ranked else 0
        ties = sum(1 for _, count in ranked if count == best)
        return self.make(
            request,
            "most",
            {
                "rows": rows,
                "least": request.least,
                "of_districts": request.of_districts and not within,
                "ties": ties,
                "best": best,
                "by_district": request.by_district,
                "state": self.wording.place(self.knowledge.states[request.states[0]]) if request.states else None,
                "family": self.wording.text(self.knowledge.families[request.families[0]].name)
                if request.families
                else None,
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self.sources([item.source]),
            },
            memory,
            Shown(
                kind="compare",
                states=() if within else tuple(code for code, _ in ranked[:_TOP]),
                districts=tuple(code for code, _ in ranked[:_TOP]) if within else (),
                list_id=request.list_id,
            ),
            sources=(item.source,),
            districts=(),
            families=request.families,
        )

    def _name(self, code: int, district: bool) -> str:
        places = self.knowledge.districts if district else self.knowledge.states
        return self.wording.place(places[code])
