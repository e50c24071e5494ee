"""Make the reply to a reading in one language: what it asks, looked up in the knowledge base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.reply import Button, Reply
from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing, ProductList
from odop_bot.understanding.reading import Choice, Context, Reading

MAX_SOURCES = 3
PAGE = 12
"""Districts or states on one screen."""
PAGE_OF_TWO_NAMES = 9
"""Districts of a state on one screen where each product has two names, its own and the official one."""
MAX_FULL = 2
"""Districts that are shown in full when a message names several; more are shown in one line each."""


class ReplyMaker:
    """Makes replies in one language."""

    def __init__(self, knowledge: Knowledge, renderer: Renderer, wording: Wording) -> None:
        self.knowledge = knowledge
        self.renderer = renderer
        self.wording = wording

    def reply(self, reading: Reading, context: Context) -> Reply:
        """Return the reply to a reading."""
        build = getattr(self, f"_{reading.kind}")
        reply: Reply = build(reading, context)
        return replace(reply, why=reading.why, context=replace(reply.context, language=self.wording.language))

    # Districts

    def _district(self, reading: Reading, context: Context) -> Reply:
        districts = [self.knowledge.districts[code] for code in reading.districts]
        views = [self._district_view(district, reading) for district in districts[: MAX_FULL * 2]]
        brief = len(views) > MAX_FULL
        sources = _unique(s for view in views for s in view["source_ids"])
        return self._make(
            reading,
            "districts" if len(views) > 1 else "district",
            {
                "districts": views,
                "district": views[0],
                "brief": brief,
                "more": len(districts) - len(views),
                "town": self._town(reading, districts[0]),
                "location": self._location(reading),
                "former": reading.former,
                "aspects": reading.aspects,
                "sources": self._sources(sources),
                "list": self._list_name(reading.list_id),
            },
            sources=sources,
            related=(*self._neighbour(reading), *self._related_to(districts[0])),
            context=Context(
                districts=reading.districts, kind="district", list_id=reading.list_id, aspects=reading.aspects
            ),
        )

    def _location(self, reading: Reading) -> dict[str, Any] | None:
        """Return by which data a place on the map was found, and which border is close."""
        found = reading.location
        if found is None:
            return None
        neighbour = self.knowledge.districts[found.neighbour] if found.neighbour is not None else None
        return {
            "basis": found.basis,
            "year": self.knowledge.borders.year,
            "neighbour": self.wording.place(neighbour) if neighbour else None,
            "km": max(1, round(found.km)) if found.km is not None else None,
        }

    def _neighbour(self, reading: Reading) -> tuple[Button, ...]:
        if reading.location is None or reading.location.neighbour is None:
            return ()
        return (self._button(Choice("district", str(reading.location.neighbour))),)

    def _town(self, reading: Reading, district: District) -> str | None:
        if reading.town and reading.town.lower() not in district.name.lower():
            return reading.town
        return None

    def _district_view(self, district: District, reading: Reading | None = None) -> dict[str, Any]:
        """Return what the templates need of a district: its listings by list, in the lists' order."""
        knowledge = self.knowledge
        state = knowledge.state_of(district)
        wanted = reading.list_id if reading else None
        aspects = reading.aspects if reading else frozenset()
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
            blocks.append(self._block(item, listings, notes=item.id == wanted))
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
            "gi": [listing.product for listing in national if listing.gi],
            "doubts": [
                {"product": x.product, "reading": x.reading, "doubt": x.doubt} for x in national if x.doubt or x.reading
            ],
            "source_ids": _unique(sources),
        }

    def _block(self, item: ProductList, listings: list[Listing], *, notes: bool) -> dict[str, Any]:
        return {
            "id": item.id,
            "name": self.wording.text(item.name),
            "as_of": self.wording.date(item.as_of),
            "national": item.scope == "national",
            "listings": [
                {
                    "product": self.wording.product(listing),
                    "hi": self._own_hindi(listing),
                    "rank": listing.rank,
                    "sector": listing.sector,
                    "gi": listing.gi,
                    "reading": self.wording.remark(listing.reading),
                    "doubt": self.wording.remark(listing.doubt),
                    "note": self.wording.remark(listing.note) if notes else None,
                }
                for listing in listings
            ],
        }

    def _own_hindi(self, listing: Listing) -> str | None:
        """Return the Hindi wording of a list that has one, for replies in English."""
        return listing.hi if self.wording.language == ENGLISH else None

    def _related_to(self, district: District) -> tuple[Button, ...]:
        families = _unique(f for x in district.listings if x.list == NATIONAL for f in x.families[:1])
        buttons = [Button(self.wording.text(self.knowledge.families[f].name), "p", f) for f in families[:2]]
        state = self.knowledge.state_of(district)
        return (*buttons, Button(self.wording.all_of(state), "s", str(state.lgd)))

    # States

    def _state(self, reading: Reading, context: Context) -> Reply:
        state = self.knowledge.states[reading.states[0]]
        list_id = reading.list_id or NATIONAL
        districts = self.knowledge.districts_of_state[state.lgd]
        rows = [
            {
                "name": self.wording.place(district),
                "products": [self.wording.product(x) for x in self.knowledge.listings(district, list_id)],
            }
            for district in districts
            if not district.abolished or self.knowledge.listings(district, list_id)
        ]
        size = PAGE if self.wording.language == ENGLISH else PAGE_OF_TWO_NAMES
        page, pages = _page(reading.page, len(rows), size)
        item = self.knowledge.lists[list_id]
        return self._make(
            reading,
            "state",
            {
                "state": self.wording.place(state),
                "rows": rows[page * size : (page + 1) * size],
                "page": page + 1,
                "pages": pages,
                "total": len(districts),
                "listed": sum(1 for row in rows if row["products"]),
                "products": sum(len(row["products"]) for row in rows),
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self._sources([item.source]),
            },
            sources=(item.source,),
            context=Context(states=(state.lgd,), kind="state", list_id=reading.list_id, page=page),
        )

    # Products

    def _product(self, reading: Reading, context: Context) -> Reply:
        family = self.knowledge.families[reading.families[0]]
        listings = self._listings(reading)
        used = reading.list_id or (NATIONAL if any(x.list == NATIONAL for _, x in listings) else None)
        main = [(d, x) for d, x in listings if used is None or x.list == used]
        others = Counter(x.list for _, x in listings if x.list != used) if used else Counter[str]()
        quoted = [(d, x) for d, x in listings if reading.product and x.product == reading.product]
        groups: dict[int, list[str]] = {}
        for district, _ in main:
            names = groups.setdefault(district.state, [])
            name = self.wording.place(district)
            if name not in names:
                names.append(name)
        ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), self.knowledge.states[item[0]].name))
        page, pages = _page(reading.page, len(ordered))
        lists = self.knowledge.lists
        sources = _unique([lists[used].source] if used else [self.knowledge.source_of(x) for _, x in main])
        return self._make(
            reading,
            "product",
            {
                "family": self.wording.text(family.name),
                "hindi": family.name.get("hi") if self.wording.language == ENGLISH else None,
                "quoted": [
                    {
                        "product": self.wording.product(x),
                        "district": self.wording.place(d),
                        "state": self.wording.place(self.knowledge.state_of(d)),
                        "list": self.wording.text(lists[x.list].name),
                    }
                    for d, x in quoted[:4]
                ],
                "state": self.wording.place(self.knowledge.states[reading.states[0]]) if reading.states else None,
                "groups": [
                    {"state": self.wording.place(self.knowledge.states[code]), "districts": names}
                    for code, names in ordered[page * PAGE : (page + 1) * PAGE]
                ],
                "total": sum(len(names) for names in groups.values()),
                "states": len(groups),
                "list": self.wording.text(lists[used].name) if used else None,
                "as_of": self.wording.date(lists[used].as_of) if used else None,
                "others": [
                    {"name": self.wording.text(lists[k].name), "count": n, "as_of": self.wording.date(lists[k].as_of)}
                    for k, n in others.items()
                ],
                "page": page + 1,
                "pages": pages,
                "sources": self._sources(sources),
            },
            districts=_unique(d.lgd for d, _ in [*quoted, *main]),
            families=reading.families,
            sources=sources,
            context=Context(
                families=reading.families, states=reading.states, kind="product", list_id=reading.list_id, page=page
            ),
        )

    def _listings(self, reading: Reading) -> list[tuple[District, Listing]]:
        """Return the listings of a reading's families, in its states, on its list; all where a family
        is named twice over (a family and one that it is part of)."""
        families = [f for f in reading.families if f in self.knowledge.listings_of_family]
        out: list[tuple[District, Listing]] = []
        for district, listing in self.knowledge.listings_of_family[families[0]]:
            if reading.states and district.state not in reading.states:
                continue
            if reading.list_id and listing.list != reading.list_id:
                continue
            if len(families) > 1:
                broad = {b for f in listing.families for b in self.knowledge.broader(f)}
                if not broad.issuperset(families):
                    continue
            out.append((district, listing))
        if not out and len(families) > 1:
            return self._listings(replace(reading, families=(families[0],)))
        return out

    # Counts

    def _count(self, reading: Reading, context: Context) -> Reply:
        list_id = reading.list_id or NATIONAL
        item = self.knowledge.lists[list_id]
        if reading.families:
            listings = [x for x in self._listings(reading) if x[1].list == list_id]
        else:
            listings = [
                (d, x)
                for code in reading.states
                for d in self.knowledge.districts_of_state[code]
                for x in self.knowledge.listings(d, list_id)
            ]
        state = self.knowledge.states[reading.states[0]] if reading.states else None
        return self._make(
            reading,
            "count",
            {
                "family": self.wording.text(self.knowledge.families[reading.families[0]].name)
                if reading.families
                else None,
                "state": self.wording.place(state) if state else None,
                "districts": len({d.lgd for d, _ in listings}),
                "products": len(listings),
                "states": len({d.state for d, _ in listings}),
                "all_districts": sum(1 for d in self.knowledge.districts_of_state[state.lgd] if not d.abolished)
                if state
                else None,
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self._sources([item.source]),
            },
            states=reading.states,
            families=reading.families,
            sources=(item.source,),
            context=Context(families=reading.families, states=reading.states, kind="count", list_id=reading.list_id),
        )

    # PIN codes

    def _pin(self, reading: Reading, context: Context) -> Reply:
        views = [self._district_view(self.knowledge.districts[code]) for code in reading.districts]
        sources = _unique(s for view in views for s in view["source_ids"])
        return self._make(
            reading,
            "pin",
            {"pin": reading.pin, "districts": views, "sources": self._sources(sources)},
            sources=sources,
            related=self._related_to(self.knowledge.districts[reading.districts[0]]),
            context=Context(districts=reading.districts, kind="district"),
        )

    # FAQ

    def _faq(self, reading: Reading, context: Context) -> Reply:
        entries = [self.knowledge.faq[entry] for entry in reading.faq]
        sources = _unique(s for entry in entries for s in entry.sources)
        see_also = _unique(s for entry in entries for s in entry.see_also if s not in reading.faq)
        return self._make(
            reading,
            "faq",
            {
                "entries": [
                    {
                        "title": self.wording.text(entry.title),
                        "answer": self.renderer.faq_answer(entry.id, self.wording.language),
                        "as_of": self.wording.date(entry.as_of),
                        "sources": self._sources(entry.sources),
                    }
                    for entry in entries
                ],
                "see_also": [self.wording.text(self.knowledge.faq[s].title) for s in see_also[:3]],
            },
            faq=reading.faq[0],
            sources=sources,
            related=tuple(Button(self.wording.text(self.knowledge.faq[s].title), "f", s) for s in see_also[:3]),
            context=replace(context, faq=reading.faq[0], kind="faq", choices=()),
        )

    # When we cannot answer at once

    def _choice(self, reading: Reading, context: Context) -> Reply:
        buttons = tuple(self._button(choice) for choice in reading.choices)
        shared = self.knowledge.shared_names[reading.shared] if reading.shared is not None else None
        kind = reading.choices[0].kind
        return self._make(
            reading,
            "choice",
            {
                "labels": [b.label for b in buttons],
                "why": self.wording.why_shared(shared) if shared else None,
                "only": len(buttons) == 1,
                "of": kind,
            },
            choices=buttons,
            context=replace(context, choices=reading.choices, list_id=reading.list_id, aspects=reading.aspects),
        )

    def _button(self, choice: Choice) -> Button:
        if choice.kind == "district":
            district = self.knowledge.districts[int(choice.id)]
            return Button(
                f"{self.wording.place(district)} ({self.wording.place(self.knowledge.state_of(district))})",
                "d",
                choice.id,
            )
        if choice.kind == "state":
            return Button(self.wording.place(self.knowledge.states[int(choice.id)]), "s", choice.id)
        if choice.kind == "family":
            return Button(self.wording.text(self.knowledge.families[choice.id].name), "p", choice.id)
        return Button(self.wording.text(self.knowledge.faq[choice.id].title), "f", choice.id)

    def _smalltalk(self, reading: Reading, context: Context) -> Reply:
        return self._make(reading, "smalltalk", {"smalltalk": reading.smalltalk}, context=context)

    def _help(self, reading: Reading, context: Context) -> Reply:
        return self._make(reading, "help", {}, context=context)

    def _unknown(self, reading: Reading, context: Context) -> Reply:
        buttons = tuple(self._button(choice) for choice in reading.near)
        return self._make(
            reading,
            "unknown",
            {"labels": [b.label for b in buttons], "pin": reading.pin, "location": reading.elsewhere},
            related=buttons,
            context=replace(context, choices=reading.near) if reading.near else context,
        )

    # What several replies need

    def _make(self, reading: Reading, template: str, data: dict[str, Any], **fields: Any) -> Reply:
        fields.setdefault("districts", reading.districts)
        fields.setdefault("states", reading.states)
        return Reply(
            kind=reading.kind,
            language=self.wording.language,
            template=template,
            data=data,
            confidence=round(reading.confidence, 3),
            **fields,
        )

    def _sources(self, ids: Iterable[str]) -> list[str]:
        """Return sources as people read them, each once, at most three."""
        return list(_unique(self.wording.cite(source_id) for source_id in ids)[:MAX_SOURCES])

    def _list_name(self, list_id: str | None) -> str | None:
        return self.wording.text(self.knowledge.lists[list_id].name) if list_id else None


def _page(wanted: int, rows: int, size: int = PAGE) -> tuple[int, int]:
    pages = max(1, -(-rows // size))
    return min(wanted, pages - 1), pages


def _unique(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
