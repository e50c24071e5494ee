"""Replies on districts: by name, by place on the map, by PIN code."""

from __future__ import annotations

from typing import Any

from odop_bot.answering.replies.base import Builder, unique
from odop_bot.answering.reply import Button, Reply
from odop_bot.knowledge.base import NATIONAL
from odop_bot.knowledge.models import ENGLISH, District, Family, Listing, ProductList
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskDistricts, AskPin, Choice

MAX_FULL = 2
"""Districts that are shown in full when a message names several; more are shown in one line each."""
_WIDE = 6
"""Families that one may have for parts and still be one product."""


class DistrictBuilder(Builder):
    """Replies to a question about districts."""

    def build(self, request: AskDistricts, memory: Memory) -> Reply:
        """Return the card of one district, or several side by side."""
        districts = [self.knowledge.districts[code] for code in request.districts]
        views = [self.view(district, request) for district in districts[: MAX_FULL * 2]]
        sources = unique(s for view in views for s in view["source_ids"])
        merged = self._merged(request, districts[0])
        lacking = self._lacking(request, districts)
        return self.make(
            request,
            "districts" if len(views) > 1 else "district",
            {
                "districts": views,
                "district": views[0],
                "brief": len(views) > MAX_FULL,
                "more": len(districts) - len(views),
                "town": self._town(request, districts[0]),
                "location": self._location(request),
                "former": request.former if not merged else None,
                "merged": merged,
                "not_in": self.place_names(request.not_in),
                "lacks": self.wording.text(lacking.name) if lacking else None,
                "on_other_lists": self._on_other_lists(request, districts),
                "aspects": request.aspects,
                "sources": self.sources(sources),
                "list": self.list_name(request.list_id),
            },
            memory,
            Shown(
                kind="district",
                districts=request.districts,
                families=request.families,
                list_id=request.list_id,
                aspects=request.aspects,
            ),
            sources=sources,
            related=(
                *((self.button(Choice("family", lacking.id)),) if lacking else ()),
                *self._neighbour(request),
                *self._each(districts),
                *self.related_to(districts[0]),
            ),
        )

    def _lacking(self, request: AskDistricts, districts: list[District]) -> Family | None:
        """Return the one product that a message names and no list has for its district: "is Agra known for locks".

        Of what is as wide as a sector no list can be said to lack it.
        """
        if len(districts) != 1 or len(request.families) != 1:
            return None
        family = request.families[0]
        listed = any(self._is(x, family) for x in districts[0].listings)
        return None if listed or self._width(family) > _WIDE else self.knowledge.families[family]

    def _on_other_lists(self, request: AskDistricts, districts: list[District]) -> dict[str, Any] | None:
        """Return the one product named that a district has not on the list asked for, with the lists that have it."""
        if len(districts) != 1 or len(request.families) != 1 or request.list_id is None:
            return None
        family = request.families[0]
        lists = unique(x.list for x in districts[0].listings if self._is(x, family))
        if not lists or request.list_id in lists:
            return None
        names = [self.list_name(code) for code in lists]
        return {"product": self.wording.text(self.knowledge.families[family].name), "lists": names}

    def _is(self, listing: Listing, family: str) -> bool:
        """Whether a listing is of a family or of a part of it."""
        return any(family in self.knowledge.broader(own) for own in listing.families)

    def _width(self, family: str) -> int:
        """Return how many families are part of one."""
        return sum(family in self.knowledge.broader(other) for other in self.knowledge.families) - 1

    def _merged(self, request: AskDistricts, district: District) -> dict[str, str] | None:
        """Return the district of some time by whose name the one of today was found."""
        for item in district.merged:
            if request.former in item.names.values():
                return {
                    "name": self.wording.text(item.names),
                    "since": self.wording.date(item.since),
                    "until": self.wording.date(item.until),
                }
        return None

    def _location(self, request: AskDistricts) -> dict[str, Any] | None:
        """Return by which borders a place on the map was found, and which one is close."""
        found = request.location
        if found is None:
            return None
        neighbour = self.knowledge.districts[found.neighbour] if found.neighbour is not None else None
        border = self.knowledge.borders.of_district.get(found.district)
        return {
            "basis": found.basis,
            "year": border.year if border else None,
            "approximate": border is not None and border.sure == "approximate",
            "neighbour": self.wording.place(neighbour) if neighbour else None,
            "km": max(1, round(found.km)) if found.km is not None else None,
        }

    def _neighbour(self, request: AskDistricts) -> tuple[Button, ...]:
        if request.location is None or request.location.neighbour is None:
            return ()
        return (self.button(Choice("district", str(request.location.neighbour))),)

    def _each(self, districts: list[District]) -> tuple[Button, ...]:
        """Return the way to each of several districts."""
        return tuple(self.button(Choice("district", str(d.lgd))) for d in districts) if len(districts) > 1 else ()

    def _town(self, request: AskDistricts, district: District) -> str | None:
        return request.town if request.town and request.town.lower() not in district.name.lower() else None

    def view(self, district: District, request: AskDistricts | None = None) -> dict[str, Any]:
        """Return what the templates need of a district: its listings by list, in the lists' order."""
        knowledge = self.knowledge
        state = knowledge.state_of(district)
        wanted = request.list_id if request else None
        aspects = request.aspects if request else frozenset()
        asked = request.families if request else ()
        blocks = []
        sources: list[str] = []
        for item in knowledge.lists.values():
            if wanted and item.id != wanted:
                continue
            if item.superseded_by and not (wanted or "earlier" in aspects):
                continue
            if item.scope not in ("national", str(state.lgd)):
                continue
            if "state_list" in aspects and item.scope == "national":
                continue
            listings = knowledge.listings(district, item.id)
            if not listings and item.scope != "national":
                continue
            notes = item.id == wanted
            blocks.append(self._block(district, item, listings, asked, notes=notes, every="special" in aspects))
            sources += [knowledge.source_of(listing) for listing in listings] or [item.source]
        national = knowledge.listings(district, NATIONAL)
        return {
            "name": self.wording.place(district),
            "local": next((name for code, name in district.names.items() if code != "hi"), district.names.get("hi")),
            "hindi": district.names.get("hi"),
            "state": self.wording.place(state),
            "state_code": state.code,
            "kind": state.kind,
            "headquarters": district.headquarters,
            "former": district.former,
            "abolished": district.abolished,
            "note": self.wording.text(district.note) if district.note else None,
            "lists": blocks,
            "products": [listing.product for listing in national],
            "doubts": [
                {"product": x.product, "reading": x.reading, "doubt": x.doubt} for x in national if x.doubt or x.reading
            ],
            "source_ids": unique(sources),
        }

    def _special(self, district: District, listing: Listing) -> str | None:
        """Return what is special about a listing, if that is known."""
        note = self.knowledge.notes.get((district.lgd, listing.product))
        return self.wording.text(note.note) if note else None

    def _block(
        self,
        district: District,
        item: ProductList,
        listings: list[Listing],
        asked: tuple[str, ...],
        *,
        notes: bool,
        every: bool,
    ) -> dict[str, Any]:
        """Return a list's view of a district: what is special about its first product and those asked, or every one."""
        told = notes or item.id == NATIONAL  # Not once more below a list that names the same.
        return {
            "id": item.id,
            "name": self.wording.text(item.name),
            "as_of": self.wording.date(item.as_of),
            "basis": item.basis,
            "national": item.scope == "national",
            "listings": [
                {
                    "product": self.wording.product(listing),
                    "hi": self._own_hindi(listing),
                    "short": self.wording.product_short(listing),
                    "rank": listing.rank,
                    "sector": listing.sector,
                    "gi": self.wording.words.gi_marks.get(self.knowledge.gi_mark(district, listing) or ""),
                    "gi_mark": self.knowledge.gi_mark(district, listing),
                    "reading": self.wording.remark(listing.reading),
                    "doubt": self.wording.remark(listing.doubt),
                    "note": self.wording.remark(listing.note) if notes else None,
                    "special": self._special(district, listing)
                    if told and (every or not number or not set(asked).isdisjoint(listing.families))
                    else None,
                }
                for number, listing in enumerate(listings)
            ],
        }

    def _own_hindi(self, listing: Listing) -> str | None:
        """Return the Hindi wording of a list that has one, for replies in English."""
        return listing.hi if self.wording.language == ENGLISH else None

    def related_to(self, district: District) -> tuple[Button, ...]:
        """Return where to go from a district: its products elsewhere, its State."""
        families = unique(f for x in district.listings if x.list == NATIONAL for f in x.families[:1])
        buttons = [self.button(Choice("family", family)) for family in families[:2]]
        state = self.knowledge.state_of(district)
        return (*buttons, Button(self.wording.all_of(state), Choice("state", str(state.lgd))))


class PinBuilder(DistrictBuilder):
    """Replies to a PIN code."""

    def build(self, request: AskPin, memory: Memory) -> Reply:  # type: ignore[override] # another kind of request
        """Return the district or districts of a PIN code."""
        views = [self.view(self.knowledge.districts[code]) for code in request.districts]
        sources = unique(s for view in views for s in view["source_ids"])
        return self.make(
            request,
            "pin",
            {"pin": request.pin, "districts": views, "sources": self.sources(sources)},
            memory,
            Shown(kind="district", districts=request.districts),
            sources=sources,
            related=self.related_to(self.knowledge.districts[request.districts[0]]),
        )
