"""What replies on GIs have in common: what was asked about, marks of listings, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from odop_bot.answering.replies.base import Builder, unique
from odop_bot.answering.reply import Button, Reply
from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing, Registration
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskGi, Choice

MAX_NAMED = 4
"""Registrations that are told one by one."""
FEW = 6
"""Names up to which a count tells them as well."""
Marked = tuple[District, Listing]


class RegistryReplies(Builder):
    """Builds replies that tell of the Registry."""

    def scope(self, request: AskGi) -> dict[str, Any]:
        """Return what was asked about, in words."""
        knowledge, wording = self.knowledge, self.wording
        places = [wording.place(knowledge.districts[code]) for code in request.districts[:2]]
        return {
            "place": ", ".join(places or self.place_names(request.states[:2])) or None,
            "goods": wording.words.goods[request.goods] if request.goods else None,
            "family": wording.text(knowledge.families[request.families[0]].name) if request.families else None,
            "word": request.word.title() if request.word else None,
            "joint": request.joint,
            "of_state": bool(request.states) and not request.districts,
        }

    def make_of(
        self,
        request: AskGi,
        template: str,
        data: dict[str, Any],
        memory: Memory,
        districts: tuple[int, ...],
        related: tuple[Button, ...],
    ) -> Reply:
        """Return a reply with what all of them tell: names and dates of the Registry and of the list."""
        registry, national = self.knowledge.gi_registry, self.knowledge.lists[NATIONAL]
        sources = (registry.source, national.source)
        return self.make(
            request,
            template,
            {
                **data,
                "registry": self.wording.text(registry.name),
                "as_of": self.wording.date(registry.as_of),
                "list": self.wording.text(national.name),
                "list_as_of": self.wording.date(national.as_of),
                "sources": self.sources(sources),
            },
            memory,
            Shown(
                kind="gi",
                districts=districts[: MAX_NAMED * 3],
                states=request.states,
                families=request.families,
                gi=request.code,
                page=request.page,
            ),
            districts=districts,
            families=request.families,
            sources=sources,
            related=related,
        )

    def related_to(self, items: Sequence[Registration]) -> tuple[Button, ...]:
        """Return where to go from registrations: their districts, the GIs of their State."""
        districts = unique(code for item in items for code in item.districts)[:2]
        states = unique(code for item in items for code in item.states)[:1]
        return (
            *(
                Button(self.wording.place(self.knowledge.districts[code]), Choice("district", str(code)))
                for code in districts
            ),
            *(
                Button(
                    self.wording.words.gi_of.format(self.wording.place(self.knowledge.states[code])),
                    Choice("gi", AskGi(states=(code,)).code),
                )
                for code in states
            ),
        )

    def mark(self, district: District, listing: Listing) -> dict[str, Any]:
        """Return what is said of a listing as a GI."""
        return {
            "product": self.wording.product(listing),
            "district": self.wording.place(district),
            "state": self.wording.place(self.knowledge.state_of(district)),
            "mark": self.knowledge.gi_mark(district, listing),
            "marked": listing.gi,
        }

    def place_of(self, item: Registration) -> str:
        """Return the country of a registration, or its States."""
        return item.country or ", ".join(self.place_names(item.states))


def registrations(knowledge: Knowledge, request: AskGi) -> list[Registration]:
    """Return the Indian registrations of a request's places, families, goods and word."""

    def fits(item: Registration) -> bool:
        return not item.country and (
            (not request.states or bool(set(item.states) & set(request.states)))
            and (not request.joint or set(request.states) <= set(item.states))
            and (
                not request.districts
                or bool(set(request.districts) & {*item.districts, *(x.district for x in item.listings)})
            )
            and (not request.families or any(set(request.families) & knowledge.broader(f) for f in item.families))
            and (request.goods is None or item.goods == request.goods)
            and (not request.joint or len(item.states) > 1)
            and (request.word is None or request.word.lower() in " ".join((item.name, *item.also)).lower())
        )

    return [item for item in knowledge.gi.values() if fits(item)]


def marks_of(knowledge: Knowledge, request: AskGi, *, every: bool = False) -> list[Marked]:
    """Return the products of the national list in a request's places and families that are marked or registered.

    With `every` those that are neither as well.
    """
    codes = request.districts or [
        d.lgd for state in request.states or knowledge.states for d in knowledge.districts_of_state[state]
    ]
    narrowed = bool(request.goods or request.joint or request.word)
    rest = replace(request, districts=(), families=())
    wanted = {item.id for item in registrations(knowledge, rest)} if narrowed else set[str]()
    either = every and bool(request.families or request.product)
    out: list[Marked] = []
    for district in (knowledge.districts[code] for code in codes):
        for listing in knowledge.listings(district, NATIONAL):
            found = knowledge.registered.get((district.lgd, listing.product), [])
            if not (listing.gi or found or either) or (request.product and listing.product != request.product):
                continue
            if narrowed and not any(item.id in wanted for item in found):
                continue
            families = [*listing.families, *(family for item in found for family in item.families)]
            wide = request.families and all(knowledge.broader(x).isdisjoint(request.families) for x in families)
            if not wide:
                out.append((district, listing))
    return out
