"""Replies on GIs that are named: each for itself, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from odop_bot.answering.replies.base import unique
from odop_bot.answering.replies.registry_base import FEW, RegistryReplies, marks_of
from odop_bot.answering.reply import Button, Reply
from odop_bot.knowledge.base import NATIONAL
from odop_bot.knowledge.models import Registration
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskGi, Choice

_HOW_TO_USE = "gi-user"
"""The FAQ entry on how a maker may use a registered name."""
_LISTINGS = 4
"""Products of the list that are told of one name."""


class NamedReplies(RegistryReplies):
    """Replies that tell registrations one by one."""

    def told(self, request: AskGi, items: Sequence[Registration], memory: Memory) -> Reply:
        """Return what is known of registrations; of none, what comes near."""
        knowledge = self.knowledge
        near = [knowledge.gi[name] for name in request.near]
        placed = bool(request.districts or request.states or request.product)
        marks = marks_of(knowledge, request, every=placed) if not items and (placed or request.families) else []
        family = self.wording.text(knowledge.families[request.families[0]].name) if request.families else None
        places = [self.wording.place(knowledge.districts[code]) for code in request.districts[:1]]
        places = places or self.place_names(request.states[:1])
        districts = unique(
            [
                *(code for item in items for code in (*item.districts, *(x.district for x in item.listings))),
                *(d.lgd for d, _ in marks),
                *(request.districts if not items else ()),
            ]
        )
        home = (
            []
            if items
            else [
                item.name for code in request.districts[:1] for item in knowledge.gi.values() if code in item.districts
            ]
        )
        return self.make_of(
            request,
            "gi",
            {
                "items": [self._item(item) for item in items],
                "asked": family or request.product,
                "place": places[0] if places else None,
                "near": [{"name": item.name, "place": self.place_of(item)} for item in near],
                "marks": [self.mark(d, x) for d, x in marks[:_LISTINGS]],
                "home": home[:FEW],
                "looked": bool(request.families or request.product),
            },
            memory,
            districts,
            related=(*self.related_to(items or near), *self._how_to_use() * bool(items)),
        )

    def _how_to_use(self) -> tuple[Button, ...]:
        """Return the way to how a maker may use a registered name: who asks for one often wants to."""
        entry = self.knowledge.faq.get(_HOW_TO_USE)
        return (Button(self.wording.text(entry.title), Choice("faq", entry.id)),) if entry else ()

    def _item(self, item: Registration) -> dict[str, Any]:
        knowledge = self.knowledge
        listings = [
            (knowledge.districts[named.district], listing)
            for named in item.listings
            for listing in knowledge.listings(knowledge.districts[named.district], NATIONAL)
            if listing.product == named.product
        ]
        notes = unique(
            self.wording.text(knowledge.notes[d.lgd, x.product].note)
            for d, x in listings
            if (d.lgd, x.product) in knowledge.notes
        )
        return {
            "name": item.name,
            "serials": item.serials,
            "goods": self.wording.words.goods[item.goods],
            "place": self.place_of(item),
            "foreign": bool(item.country),
            "joint": len(item.states) > 1,
            "districts": [self.wording.place(knowledge.districts[code]) for code in item.districts],
            "by": item.by,
            "listings": [self.mark(d, x) for d, x in listings[:_LISTINGS]],
            "more": max(0, len(listings) - _LISTINGS),
            "note": notes[0] if notes else None,
        }
