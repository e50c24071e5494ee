"""Replies on GIs: what the Registry has registered, beside what the national list marks."""

from __future__ import annotations

from collections import Counter
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
NAMES_A_PAGE, JOINT_A_PAGE, PRODUCTS_A_PAGE = 15, 9, 12
_FEW = 6
"""Names up to which a count tells them as well."""
_TOP = 8
_LISTINGS = 4
"""Products of the list that are told of one name."""
Marked = tuple[District, Listing]


def _page_of(wanted: int, rows: int, size: int) -> tuple[int, int]:
    """Return the page that exists for the one wanted, and how many there are."""
    pages = max(1, -(-rows // size))
    return min(wanted, pages - 1), pages


class GiBuilder(Builder):
    """Replies to a question about GIs."""

    def build(self, request: AskGi, memory: Memory) -> Reply:
        """Return the reply to what is asked of the Registry."""
        if request.form in ("most", "least"):
            return self._most(request, memory)
        if request.form == "named":
            items = self._named(request)
            if len(items) <= MAX_NAMED:
                return self._told(request, items, memory)
        if request.form == "odop":
            return self._products(request, memory)
        return self._list(request, memory)

    # One name

    def _named(self, request: AskGi) -> list[Registration]:
        if request.names or request.near or not request.families:
            return [self.knowledge.gi[name] for name in request.names]
        return registrations(self.knowledge, request)

    def _told(self, request: AskGi, items: Sequence[Registration], memory: Memory) -> Reply:
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
        return self._make(
            request,
            "gi",
            {
                "items": [self._item(item) for item in items],
                "asked": family or request.product,
                "place": places[0] if places else None,
                "near": [{"name": item.name, "place": self._place(item)} for item in near],
                "marks": [self._mark(d, x) for d, x in marks[:_LISTINGS]],
                "home": home[:_FEW],
                "looked": bool(request.families or request.product),
            },
            memory,
            districts,
            related=self._related(items or near),
        )

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
            "place": self._place(item),
            "foreign": bool(item.country),
            "joint": len(item.states) > 1,
            "districts": [self.wording.place(knowledge.districts[code]) for code in item.districts],
            "by": item.by,
            "listings": [self._mark(d, x) for d, x in listings[:_LISTINGS]],
            "more": max(0, len(listings) - _LISTINGS),
            "note": notes[0] if notes else None,
        }

    def _mark(self, district: District, listing: Listing) -> dict[str, Any]:
        return {
            "product": self.wording.product(listing),
            "district": self.wording.place(district),
            "state": self.wording.place(self.knowledge.state_of(district)),
            "mark": self.knowledge.gi_mark(district, listing),
            "marked": listing.gi,
        }

    def _place(self, item: Registration) -> str:
        return item.country or ", ".join(self.place_names(item.states))

    # Many names

    def _list(self, request: AskGi, memory: Memory) -> Reply:
        knowledge = self.knowledge
        items = registrations(knowledge, request)
        items.sort(key=lambda item: (not item.listings, item.name))
        marks = marks_of(knowledge, request)
        size = JOINT_A_PAGE if request.joint else NAMES_A_PAGE
        page, pages = _page_of(request.page, len(items), size)
        counted = request.form == "count"
        shown = items[page * size : (page + 1) * size]
        if counted:
            shown, pages = (items if len(items) <= _FEW else []), 1
        whole = request == AskGi(form=request.form, page=request.page)
        foreign = sum(len(item.serials) for item in knowledge.gi.values() if item.country)
        extra = [(d, x) for d, x in marks if knowledge.gi_mark(d, x) == "not_found"] if page == pages - 1 else []
        return self._make(
            request,
            "gi_list",
            {
                **self._scope(request),
                "counted": counted,
                "registrations": sum(len(item.serials) for item in items),
                "names": len(items),
                "joint_names": sum(1 for item in items if len(item.states) > 1),
                "odop": sum(1 for item in items if item.listings),
                "marked": sum(1 for _, listing in marks if listing.gi),
                "unmarked": sum(1 for _, listing in marks if not listing.gi),
                "foreign": foreign if whole else 0,
                "top": self._top(Counter(_by_state(knowledge, items)))[:_TOP] if whole else [],
                "rows": [self._row(item) for item in shown],
                "unfound": [self._mark(d, x) for d, x in extra] if not counted and not whole else [],
                "page": page + 1,
                "pages": pages,
            },
            memory,
            unique(code for item in shown for code in item.districts) if not request.districts else request.districts,
            related=(),
        )

    def _row(self, item: Registration) -> dict[str, Any]:
        names = [self.wording.place(self.knowledge.districts[x.district]) for x in item.listings]
        return {
            "name": item.name,
            "odop": list(dict.fromkeys(names)),
            "states": self.place_names(item.states) if len(item.states) > 1 else [],
        }

    def _products(self, request: AskGi, memory: Memory) -> Reply:
        """Return the products of the national list that are marked as GI or registered."""
        marks = marks_of(self.knowledge, request)
        page, pages = _page_of(request.page, len(marks), PRODUCTS_A_PAGE)
        shown = marks[page * PRODUCTS_A_PAGE : (page + 1) * PRODUCTS_A_PAGE]
        return self._make(
            request,
            "gi_products",
            {
                **self._scope(request),
                "marked": sum(1 for _, listing in marks if listing.gi),
                "unmarked": sum(1 for _, listing in marks if not listing.gi),
                "rows": [self._mark(d, x) for d, x in shown],
                "page": page + 1,
                "pages": pages,
            },
            memory,
            unique(d.lgd for d, _ in shown),
            related=(),
        )

    def _most(self, request: AskGi, memory: Memory) -> Reply:
        knowledge = self.knowledge
        items = registrations(knowledge, request)
        marks = [(d, x) for d, x in marks_of(knowledge, request) if x.gi]
        counts: Counter[str] = Counter()
        marked: Counter[str] = Counter()
        if request.states:
            here = {d.lgd: self.wording.place(d) for d in knowledge.districts_of_state[request.states[0]]}
            for item in items:
                counts.update({here[code]: len(item.serials) for code in item.districts if code in here})
            marked.update(self.wording.place(d) for d, _ in marks)
        else:
            by_state = Counter(_by_state(knowledge, items))
            if request.form == "least":
                by_state.update(dict.fromkeys(knowledge.states, 0))
            counts.update({self.wording.place(knowledge.states[code]): n for code, n in by_state.items()})
            marked.update(self.wording.place(knowledge.state_of(d)) for d, _ in marks)
        least = request.form == "least"
        ranked = sorted(counts.items(), key=lambda pair: (pair[1] if least else -pair[1], pair[0]))
        level = sum(1 for _, n in ranked if ranked and n == ranked[0][1])
        return self._make(
            request,
            "gi_most",
            {
                **self._scope(request),
                "least": least,
                "rows": ranked[: _TOP if not least else max(_TOP, level)],
                "level": level,
                "marked": marked.most_common(3) if not least else [],
            },
            memory,
            (),
            related=(),
        )

    def _top(self, counts: Counter[int]) -> list[tuple[str, int]]:
        return [(self.wording.place(self.knowledge.states[code]), n) for code, n in counts.most_common()]

    # What all have

    def _scope(self, request: AskGi) -> dict[str, Any]:
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

    def _make(
        self,
        request: AskGi,
        template: str,
        data: dict[str, Any],
        memory: Memory,
        districts: tuple[int, ...],
        related: tuple[Button, ...],
    ) -> Reply:
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

    def _related(self, items: Sequence[Registration]) -> tuple[Button, ...]:
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
    wanted = {item.id for item in registrations(knowledge, replace(request, districts=(), families=()))}
    out: list[Marked] = []
    for district in (knowledge.districts[code] for code in codes):
        for listing in knowledge.listings(district, NATIONAL):
            found = knowledge.registered.get((district.lgd, listing.product), [])
            families = {broad for family in listing.families for broad in knowledge.broader(family)}
            families |= {broad for item in found for family in item.families for broad in knowledge.broader(family)}
            if request.families and families.isdisjoint(request.families):
                continue
            if request.product and listing.product != request.product:
                continue
            if (request.goods or request.joint or request.word) and not any(item.id in wanted for item in found):
                continue
            if (listing.gi or found) or (every and (request.families or request.product)):
                out.append((district, listing))
    return out


def _by_state(knowledge: Knowledge, items: Sequence[Registration]) -> dict[int, int]:
    """Return the Registry's rows by State; what several States share counts for each."""
    counts = Counter[int]()
    for item in items:
        counts.update({code: len(item.serials) for code in item.states})
    return dict(counts)
