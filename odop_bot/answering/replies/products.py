"""Replies on a product: the named listing first, then the districts of its family."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from odop_bot.answering.replies.base import Builder, screens, unique
from odop_bot.answering.reply import Button, Reply
from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.models import ENGLISH, District, Listing, ProductList
from odop_bot.language.tokens import tokenise
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskCount, AskProduct, Choice

MAX_NAMED = 4
FEW = 8
"""Districts of the same family that are told by their names below the listing asked for."""
MOST_TOLD = 12
"""Listings of a State or a sector that are told with their products."""
MOST_COUNTED = 12
"""Districts that are told by their names below their count."""
_LONGEST_STATE = 40
"""Letters of a State's name with its dot and count."""
_FEW_BEARERS = 3
"""Districts of one product of which what is special about the first is told unasked."""
_IN_BRACKETS = re.compile(r"\s*\(.*?\)")
_BEST = 0
"""Nearness of a listing that is called as the message says, and is a GI."""
_UNLIKE = 4
"""The same of one that is called otherwise."""


class ProductBuilder(Builder):
    """Replies to a question about a product."""

    def build(self, request: AskProduct, memory: Memory) -> Reply:
        """Return the districts of a product on the list asked for, or on the national one."""
        lists = self.knowledge.lists
        listings = listings_of(self.knowledge, request)
        # Where nothing is listed the national list is the one that says so.
        national = not listings or any(x.list == NATIONAL for _, x in listings)
        used = request.list_id or (NATIONAL if national else None)
        main = [(d, x) for d, x in listings if used is None or x.list == used]
        others = Counter(x.list for _, x in listings if x.list != used) if used else Counter[str]()
        nearness = self._nearness(request)
        main = sorted(main, key=nearness)
        named = self._told_first(request, listings, main)
        told = {d.lgd for d, _ in named}
        narrow = request.narrow and bool(named)
        rest = {d.lgd: self.wording.place(d) for d, _ in main if d.lgd not in told} if narrow else {}
        # What is named by its own words or by its place is what was asked for; the family is one tap away.
        told_of = len(main) <= MOST_TOLD and bool(request.states or request.sector)
        groups = self._by_state([] if narrow else main, products=told_of)
        pages = _pages(groups, {pair[0].state for pair in main if nearness(pair) == _BEST})
        page = min(request.page, len(pages) - 1)
        sources = unique([lists[used].source] if used else [self.knowledge.source_of(x) for _, x in main])
        codes = unique(d.lgd for d, _ in (named if narrow else [*named, *main]))
        return self.make(
            request,
            "product",
            {
                **self._title(request),
                "sector": bool(request.sector),
                "quoted": self._quoted(named[:MAX_NAMED]),
                "special": None if named or request.sector else self._special(request, main, nearness),
                "state": self.wording.place(self.knowledge.states[request.states[0]]) if request.states else None,
                "groups": [{"state": self.place_names((code,))[0], "districts": names} for code, names in pages[page]],
                "others_of_family": list(rest.values()),
                # Beside what is named by its own words the others of the family are other things.
                "few": len(rest) <= FEW and request.by_place,
                "total": sum(len(names) for _, names in groups),
                "states": len(groups),
                **self._lists(lists[used] if used else None, others),
                "on_page": unique(
                    d.lgd for code, _ in pages[page] for d, _x in (() if narrow else main) if d.state == code
                ),
                "page": page + 1,
                "pages": len(pages),
                "sources": self.sources(sources),
            },
            memory,
            Shown(
                kind="product",
                families=request.families,
                states=request.states,
                list_id=request.list_id,
                sector=request.sector,
                page=page,
                districts=codes[: MAX_NAMED * 3],
            ),
            districts=codes,
            families=request.families,
            sources=sources,
            related=(*self._districts_of(named), *self._family(request) * bool(rest)),
        )

    def _told_first(
        self, request: AskProduct, listings: list[tuple[District, Listing]], main: list[tuple[District, Listing]]
    ) -> list[tuple[District, Listing]]:
        """Return the named listings, those of the places named first; of a product that is told of, each once."""
        named = sorted(self._named(request, listings, main), key=lambda pair: self._place(request, *pair))
        if not request.special:
            return named
        once = {(d.lgd, x.product): (d, x) for d, x in reversed(named)}  # The first of each stays.
        return [pair for pair in named if pair == once[pair[0].lgd, pair[1].product]]

    def _title(self, request: AskProduct) -> dict[str, Any]:
        """Return what stands above the districts: the family or families, also in Hindi, and who lacks it."""
        ids = request.families if request.joined else _narrow(self.knowledge, request)
        families = [self.knowledge.families[family] for family in (ids[:1] if request.product else ids)]
        names = [self.wording.text(family.name) for family in families]
        hindi = len(families) == 1 and self.wording.language == ENGLISH
        return {
            "family": " / ".join(names) or request.product,
            "hindi": families[0].name.get("hi") if hindi else None,
            "lacking": [self.wording.place(self.knowledge.districts[code]) for code in request.lacking],
        }

    def _lists(self, used: ProductList | None, others: Counter[str]) -> dict[str, Any]:
        """Return the list that is shown, and how much more the others have."""
        return {
            "list": self.wording.text(used.name) if used else None,
            "as_of": self.wording.date(used.as_of) if used else None,
            "other_lists": [{"id": k, "count": n} for k, n in others.items()],
            "others": [self._other(self.knowledge.lists[k], n) for k, n in others.items()],
        }

    def _other(self, item: ProductList, count: int) -> dict[str, Any]:
        return {"name": self.wording.text(item.name), "count": count, "as_of": self.wording.date(item.as_of)}

    def _by_state(self, main: list[tuple[District, Listing]], *, products: bool = False) -> list[tuple[int, list[str]]]:
        """Return the names of districts by State, those with most first; with what the list calls their products."""
        groups: dict[int, list[str]] = {}
        for district, listing in main:
            names = groups.setdefault(district.state, [])
            name = self.wording.place(district)
            name = f"{name} – {self.wording.product_short(listing)}" if products else name
            if name not in names:
                names.append(name)
        return sorted(groups.items(), key=lambda item: (-len(item[1]), self.knowledge.states[item[0]].name))

    def _quoted(self, named: list[tuple[District, Listing]]) -> list[dict[str, Any]]:
        """Return what is shown of each named listing; what two lists name has its note once."""
        return [
            {
                "product": self.wording.product(x),
                "district": self.wording.place(d),
                "state": self.wording.place(self.knowledge.state_of(d)),
                "list": self.wording.text(self.knowledge.lists[x.list].name),
                "as_of": self.wording.date(self.knowledge.lists[x.list].as_of),
                "gi": self.wording.words.gi_marks.get(self.knowledge.gi_mark(d, x) or ""),
                "note": self._note(d, x) if (d.lgd, x.product) not in _keys(named[:number]) else None,
            }
            for number, (d, x) in enumerate(named)
        ]

    def _note(self, district: District, listing: Listing) -> str | None:
        """Return what is special about a listing, if that is known."""
        note = self.knowledge.notes.get((district.lgd, listing.product))
        return self.wording.text(note.note) if note else None

    def _special(
        self,
        request: AskProduct,
        main: list[tuple[District, Listing]],
        nearness: Callable[[tuple[District, Listing]], int],
    ) -> dict[str, str] | None:
        """Return what is special about a product that few districts have: who asks for its thread asks for that."""
        for family in _narrow(self.knowledge, request):
            of_family = [(d, x) for d, x in main if family in x.families and self._bears_name(x, family)]
            called = [pair for pair in of_family if nearness(pair) < _UNLIKE]
            for bearers in (of_family, called):
                told = next(((d, note) for d, x in bearers if (note := self._note(d, x))), None)
                if told and len({district.lgd for district, _ in bearers}) <= _FEW_BEARERS:
                    return {"district": self.wording.place(told[0]), "note": told[1]}
        return None

    def _bears_name(self, listing: Listing, family: str) -> bool:
        """Whether a listing is called by its family's name: what Boudh weaves is no word on Sambalpuri."""
        name = {token.stem for token in tokenise(self.knowledge.families[family].name[ENGLISH])}
        return not name.isdisjoint(token.stem for token in tokenise(listing.product))

    def _nearness(self, request: AskProduct) -> Callable[[tuple[District, Listing]], int]:
        """Return how near a listing is to the words of a message: called so and marked as GI, called so, other."""
        like = request.like
        ours = next((x for _, x in self.knowledge.listings_called.get(like or "", ())), None)
        names = self._names(ours) if ours else set[str]()

        def nearness(pair: tuple[District, Listing]) -> int:
            _, listing = pair
            if ours is None or names.isdisjoint(self._names(listing)):
                return _UNLIKE
            unlike = listing.product.casefold() != ours.product.casefold()
            return _BEST + 2 * (not listing.gi) + unlike

        return nearness

    def _place(self, request: AskProduct, district: District, listing: Listing) -> tuple[bool, ...]:
        """Return where a named listing stands: those of districts named come first, then what most is told of."""
        far = district.lgd not in request.districts
        if not request.special:
            far = far and request.by_place  # a place in the name of a product is not asked for by itself
            other = listing.product != request.product
            return far, listing.list != NATIONAL, not self.knowledge.gi_mark(district, listing), other
        note = self.knowledge.notes.get((district.lgd, listing.product))
        other = listing.product != request.product if request.product else listing.families[:1] != request.families[:1]
        return far, note is None, other, listing.list != NATIONAL, not listing.gi, note is None or note.by_list

    def _named(
        self, request: AskProduct, listings: list[tuple[District, Listing]], main: list[tuple[District, Listing]]
    ) -> list[tuple[District, Listing]]:
        """Return the listings whose own wording was quoted, or those of the districts named beside the product.

        Where neither is named and it is asked what is special, all of the list that is shown.
        """
        if request.product:
            quoted = [
                (d, x)
                for d, x in self.knowledge.listings_called.get(request.product, ())
                if not self.knowledge.lists[x.list].superseded_by
            ]
            quoted += self._alike(request.product, listings)
            within = [(d, x) for d, x in quoted if not request.states or d.state in request.states]
            return within if within or main else quoted
        beside = [(d, x) for d, x in listings if d.lgd in request.districts]
        return beside or (main if request.special else [])

    def _alike(self, product: str, listings: list[tuple[District, Listing]]) -> list[tuple[District, Listing]]:
        """Return the listings that are called the same but for an ending or a space, in one language or another."""
        ours = self.knowledge.listings_called[product][0][1]
        names = self._names(ours)
        return [(d, x) for d, x in listings if x.product != product and not names.isdisjoint(self._names(x))]

    def _names(self, listing: Listing) -> set[str]:
        """Return what a listing is called, each name without spaces, endings and what stands in brackets."""
        names = (listing.product, *(self.knowledge.product_name(listing, x) for x in self.knowledge.languages))
        bare = (_IN_BRACKETS.sub("", name) or name for name in names if name)
        return {"".join(token.stem for token in tokenise(name)) for name in bare}

    def _family(self, request: AskProduct) -> tuple[Button, ...]:
        families = request.families[:1]
        return tuple(Button(self.wording.text(self.knowledge.families[f].name), Choice("family", f)) for f in families)

    def _districts_of(self, named: list[tuple[District, Listing]]) -> tuple[Button, ...]:
        places = unique(d.lgd for d, _ in named)[:2]
        return tuple(
            Button(self.wording.name(self.knowledge.districts[code]), Choice("district", str(code))) for code in places
        )


class CountBuilder(Builder):
    """Replies to a question on how many."""

    def build(self, request: AskCount, memory: Memory) -> Reply:
        """Return a count, under the heading of what was counted and nothing else."""
        knowledge = self.knowledge
        list_id = request.list_id or NATIONAL
        item = knowledge.lists[list_id]
        if request.districts:
            return self._of_districts(request, memory)
        if request.families:
            listings = [x for x in listings_of(knowledge, request) if x[1].list == list_id]
        else:
            listings = [
                (d, x)
                for code in request.states or knowledge.states
                for d in knowledge.districts_of_state[code]
                for x in knowledge.listings(d, list_id)
            ]
        state = knowledge.states[request.states[0]] if len(request.states) == 1 else None
        counted = {d.lgd: d for d, _ in listings}
        told = list(counted.values()) if request.families and len(counted) <= MOST_COUNTED else []
        return self.make(
            request,
            "count",
            {
                "family": self.wording.text(knowledge.families[request.families[0]].name) if request.families else None,
                "state": ", ".join(self.place_names(request.states)) or None,
                "districts": len(counted),
                "names": [self._place_in(d, alone=state is not None) for d in told],
                "products": len(listings),
                "states": len({d.state for d, _ in listings}),
                "all_districts": sum(1 for d in knowledge.districts_of_state[state.lgd] if not d.abolished)
                if state
                else None,
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self.sources([item.source]),
            },
            memory,
            Shown(
                kind="count",
                families=request.families,
                states=request.states,
                list_id=request.list_id,
                districts=tuple(d.lgd for d in told),
            ),
            districts=tuple(d.lgd for d in told),
            families=request.families,
            sources=(item.source,),
        )

    def _place_in(self, district: District, *, alone: bool) -> str:
        """Return a district's name, with its State unless all of them lie in one."""
        name = self.wording.place(district)
        return name if alone else f"{name} ({self.wording.place(self.knowledge.state_of(district))})"

    def _of_districts(self, request: AskCount, memory: Memory) -> Reply:
        """Return how many products each list names for some districts."""
        knowledge = self.knowledge
        rows, sources = [], []
        for code in request.districts[:MAX_NAMED]:
            district = knowledge.districts[code]
            lists = []
            for item in knowledge.lists.values():
                listings = knowledge.listings(district, item.id)
                if item.superseded_by or request.list_id not in (None, item.id) or not listings:
                    continue
                lists.append(
                    {
                        "name": self.wording.text(item.name),
                        "as_of": self.wording.date(item.as_of),
                        "count": len(listings),
                        "products": [self.wording.product(x) for x in listings],
                    }
                )
                sources.append(item.source)
            rows.append({"name": self.wording.place(district), "lists": lists})
        return self.make(
            request,
            "count_districts",
            {"rows": rows, "sources": self.sources(sources)},
            memory,
            Shown(kind="district", districts=request.districts, list_id=request.list_id),
            sources=unique(sources),
        )


def _pages(groups: list[tuple[int, list[str]]], first: set[int]) -> list[list[tuple[int, list[str]]]]:
    """Return groups of districts by State in pages of a screen; on one page some States come first."""
    pages = screens(groups, lambda group: sum(len(name) + 2 for name in group[1]) + _LONGEST_STATE)
    # The buttons to further pages do not tell how the product was called.
    return pages if len(pages) > 1 else [sorted(pages[0], key=lambda group: group[0] not in first)]


def _keys(listings: list[tuple[District, Listing]]) -> set[tuple[int, str]]:
    return {(district.lgd, listing.product) for district, listing in listings}


def listings_of(knowledge: Knowledge, request: AskProduct | AskCount) -> list[tuple[District, Listing]]:
    """Return the listings of a request's families, in its States, on its list.

    Where two families are named that are one inside the other, the narrower ("silk saree"); where they have
    nothing in common or are joined ("carpets or durries"), all of both.
    """
    seen: set[tuple[int, int]] = set()
    out: list[tuple[District, Listing]] = []
    sector = request.sector if isinstance(request, AskProduct) else None
    of_sector = (
        [(d, x) for d in knowledge.districts.values() for x in d.listings if x.sector == sector] if sector else []
    )
    for found in [of_sector] if sector else map(knowledge.listings_of_family.__getitem__, _narrow(knowledge, request)):
        for district, listing in found:
            if request.states and district.state not in request.states:
                continue
            if isinstance(request, AskProduct) and (
                district.lgd in request.without or district.state in request.outside
            ):
                continue
            if request.list_id and listing.list != request.list_id:
                continue
            if not request.list_id and knowledge.lists[listing.list].superseded_by:
                continue
            if (district.lgd, id(listing)) not in seen:
                seen.add((district.lgd, id(listing)))
                out.append((district, listing))
    return out


def _narrow(knowledge: Knowledge, request: AskProduct | AskCount) -> tuple[str, ...]:
    """Return the families of a request without those that another of them is inside of."""
    families = [f for f in request.families if f in knowledge.listings_of_family]
    joined = isinstance(request, AskProduct) and request.joined
    return tuple(f for f in families if joined or not any(f != g and f in knowledge.broader(g) for g in families))
