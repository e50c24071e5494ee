"""What is true, found out slowly from the tables: every listing, registration and figure is looked at anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, cached_property

from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.knowledge.models import District, Listing, Registration
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.spelling import spelled

_GENERAL = frozenset(
    {
        "based",
        "product",
        "processing",
        "processed",
        "other",
        "item",
        "making",
        "material",
        "unit",
        "industry",
        "sector",
        "production",
        "with",
        "from",
        "good",
        "work",
        "related",
        "allied",
        "various",
        "made",
        "works",
        "goods",
        "materials",
    }
)
"""Words of products that name none."""
_JOINING = frozenset({"and", "it", "the"})
_LEAST = 4
"""Letters of a word that names a product."""


class Verdict(StrEnum):
    """What is to be said of a claim."""

    TRUE = "true"
    FALSE = "false"
    BETWEEN = "between"
    """Not listed so, but something near to it is: no fair question rests on it."""


class Unreadable(Exception):  # noqa: N818 - it is a finding, not an error
    """A question of which it cannot be told what it asks."""


class Oracle:
    """Knows what is true, in one language."""

    def __init__(self, knowledge: Knowledge, wording: Wording, bank: QuizBank) -> None:
        self.knowledge = knowledge
        self.wording = wording
        self._bank = bank
        self._spellings = bank.spelled
        self.listed = cache(self._listed)
        self._broad = cache(self._broader)

    def shown(self, listing: Listing) -> str:
        """Return a product as a question shows it."""
        if self.wording.language == ENGLISH:
            return spelled(listing.product, self._spellings)
        return self.knowledge.product_name(listing, self.wording.language) or listing.product

    def _listed(self, code: int, list_id: str, product: str) -> Verdict:
        """Return whether a list names a product for a district."""
        district = self.knowledge.districts[code]
        if any(
            x.list == list_id and self.shown(x) == product and not x.doubt and not x.reading for x in district.listings
        ):
            return Verdict.TRUE
        like = self._named.get((list_id, product))
        if not like:
            raise Unreadable(f"no list names {product}")
        near = any(self._related(x, y) for kin in self._kin(code) for x in kin.listings for y in like)
        return Verdict.BETWEEN if near or self._is_known_for(district, like) else Verdict.FALSE

    def _kin(self, code: int) -> list[District]:
        """Return a district with those that it was one with."""
        codes = {code}.union(*(group for group in self._bank.split if code in group))
        return [self.knowledge.districts[other] for other in codes]

    def _is_known_for(self, district: District, like: Sequence[Listing]) -> bool:
        """Whether people know a district for a product, be it on no list: by its State, by itself, by a GI."""
        code = self.knowledge.states[district.state].code
        known = set(self._bank.all_over.get(code, ()))
        known |= {family for family, codes in self._bank.famous_for.items() if district.lgd in codes}
        known |= set(self._bank.of_shore if district.lgd in self._bank.coast.get(code, ()) else ())
        known |= set(self._bank.of_hills if district.lgd in self._bank.hills.get(code, ()) else ())
        known |= {
            family for item in self.knowledge.gi.values() if district.lgd in item.districts for family in item.families
        }
        return any(known & self._broad(family) for listing in like for family in listing.families)

    def called(self, code: int, list_id: str, name: str) -> Verdict:
        """Return whether a list names a product called so for a district, perhaps in the plural or with `products`."""
        like = [
            x for (key, text), found in self._named.items() if key == list_id and _reads_as(text, name) for x in found
        ]
        if not like:
            raise Unreadable(f"no list names {name}")
        district = self.knowledge.districts[code]
        if any(x.list == list_id and _reads_as(self.shown(x), name) and not x.doubt for x in district.listings):
            return Verdict.TRUE
        near = any(self._related(x, y) for kin in self._kin(code) for x in kin.listings for y in like)
        return Verdict.BETWEEN if near or self._is_known_for(district, like) else Verdict.FALSE

    def district(self, text: str, among: tuple[int, ...] = ()) -> int:
        """Return the district that stands at the start of a text, with its State or among some."""
        codes = self._districts.get(text) or [
            code for code in among if self.wording.place(self.knowledge.districts[code]) == text
        ]
        if len(set(codes)) != 1:
            raise Unreadable(f"{len(set(codes))} districts are called {text}")
        return codes[0]

    def registration(self, name: str) -> list[Registration]:
        """Return the registrations that a question calls by a name."""
        return self._registrations.get(name, [])

    def is_registered(self, district: District, product: str) -> Verdict:
        """Return whether a product of the national list is registered, under whatever name."""
        listing = next((x for x in district.listings if self.shown(x) == product and x.list == "dpiit"), None)
        if listing is None:
            raise Unreadable(f"{product} is not listed for {district.name}")
        for item in self.knowledge.gi.values():
            if any(x.district == district.lgd and x.product == listing.product for x in item.listings):
                return Verdict.TRUE
        if listing.gi:
            return Verdict.BETWEEN
        # A name of its own that is none of the Registry's: neither by its words nor by a like thing of its district.
        own = {word for word in _of(listing) if not self.knowledge.is_everyday(word)}
        for item in self.knowledge.gi.values():
            like = district.lgd in item.districts and set(item.families) & set(listing.families)
            if like or own & _words(item.name) - self._trades:
                return Verdict.BETWEEN
        return Verdict.FALSE if own - self._trades else Verdict.BETWEEN

    @cached_property
    def _trades(self) -> set[str]:
        """The words of the names of all families, which name no product of their own."""
        return {word for family in self.knowledge.families.values() for word in _words(family.name["en"])}

    def _related(self, one: Listing, other: Listing) -> bool:
        wide = {b for f in one.families for b in self._broad(f)}
        return any(b in wide for f in other.families for b in self._broad(f)) or bool(_of(one) & _of(other))

    def _broader(self, family: str) -> frozenset[str]:
        out, todo = set(), [family]
        while todo:
            here = todo.pop()
            if here not in out:
                out.add(here)
                todo.extend(self.knowledge.families[here].part_of)
        return frozenset(out)

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[Listing]]:
        out: dict[tuple[str, str], list[Listing]] = {}
        for district in self.knowledge.districts.values():
            for listing in district.listings:
                out.setdefault((listing.list, self.shown(listing)), []).append(listing)
        return out

    @cached_property
    def _districts(self) -> dict[str, list[int]]:
        out: dict[str, list[int]] = {}
        for district in self.knowledge.districts.values():
            state = self.wording.place(self.knowledge.state_of(district))
            out.setdefault(f"{self.wording.place(district)} ({state})", []).append(district.lgd)
        return out

    @cached_property
    def _registrations(self) -> dict[str, list[Registration]]:
        out: dict[str, list[Registration]] = {}
        for item in self.knowledge.gi.values():
            names = (
                {item.name}
                if self.wording.language == ENGLISH
                else {
                    self.shown(x)
                    for named in item.listings
                    for x in self.knowledge.districts[named.district].listings
                    if x.product == named.product
                }
            )
            for name in names:
                out.setdefault(name, []).append(item)
        return out


_SECTORS = frozenset(
    {
        "handicraft",
        "handloom",
        "textile",
        "food-processing",
        "agro-products",
        "engineering",
        "marine-products",
        "dairy",
        "home-decor",
    }
)


@cache
def _words(text: str, least: int = _LEAST) -> frozenset[str]:
    words = re.findall(rf"[a-z]{{{least},}}", text.lower())
    return frozenset(re.sub("oes$", "o", re.sub("ies$", "y", word)).removesuffix("s") for word in words) - _GENERAL


@cache
def _reads_as(one: str, other: str) -> bool:
    words, others = (_words(text, least=3) - _JOINING for text in (one, other))
    return one == other or (bool(words) and words == others)


def _of(listing: Listing) -> frozenset[str]:
    return _words(f"{listing.product} {listing.reading or ''}")
