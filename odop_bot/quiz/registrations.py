"""The registrations that can be asked, and what is registered of a State."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing, Registration, State
from odop_bot.quiz.facts import Fact, GiFact
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.names import MIN_NAME, SHARED, contains, words_of


class Registered:
    """Knows what is registered, and what is like it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def under_own_name(self, fact: Fact) -> bool:
        """Whether a product is registered under a name that is its own, not only for something near to it."""
        items = self._knowledge.registered.get((fact.district.lgd, fact.listing.product), ())
        return _is_long(fact.listing) and any(_is_called_so(fact.listing, item, fact.district) for item in items)

    def is_called_so(self, fact: Fact) -> bool:
        """Whether a product bears the name of a registration, be it one word: Feni."""
        items = self._knowledge.registered.get((fact.district.lgd, fact.listing.product), ())
        return any(_is_called_so(fact.listing, item, fact.district) for item in items)

    def states_with_like(self, fact: GiFact) -> set[int]:
        """Return the States of a registration, and those of all registrations of its families."""
        out = set(fact.item.states)
        for family in fact.item.families:
            out |= self._states_of_family[family]
        return out

    @cached_property
    def _states_of_family(self) -> dict[str, set[int]]:
        """The States with registrations of each family, or of a part of it."""
        out: dict[str, set[int]] = defaultdict(set)
        for item in self._knowledge.gi.values():
            for family in {b for own in item.families for b in self._knowledge.broader(own)} - UMBRELLAS.keys():
                out[family].update(item.states)
        return out

    @cached_property
    def families(self) -> frozenset[str]:
        """The families of which something is registered anywhere, but for those as wide as a sector."""
        return frozenset(family for item in self._knowledge.gi.values() for family in item.families) - UMBRELLAS.keys()

    def has_none_like(self, fact: Fact) -> bool:
        """Whether nothing like a product of the national list is a GI of its State."""
        listing, knowledge = fact.listing, self._knowledge
        if not _is_long(listing):
            return False
        if fact.gives_away or listing.list != NATIONAL or knowledge.gi_mark(fact.district, listing) is not None:
            return False
        broad = {b for family in listing.families for b in knowledge.broader(family)} - UMBRELLAS.keys()
        return not (broad | set(words_of(listing.product))) & self._like_gis[fact.district.state]

    @cached_property
    def _like_gis(self) -> dict[int, set[str]]:
        """The families and words of the registrations of each State."""
        out: dict[int, set[str]] = {state: set() for state in self._knowledge.states}
        for item in self._knowledge.gi.values():
            like = {b for family in item.families for b in self._knowledge.broader(family)} - UMBRELLAS.keys()
            for state in item.states:
                out[state] |= like | {word for name in (item.name, *item.also) for word in words_of(name)}
        return out


def gi_facts(knowledge: Knowledge, peoples: Iterable[str]) -> Iterator[GiFact]:
    """Yield the Indian registrations that can be asked; the names of some peoples give a State away."""
    told = Counter(
        wording for district in knowledge.districts.values() for wording in {x.product for x in district.listings}
    )
    for item in knowledge.gi.values():
        if item.country or not item.states:
            continue
        places: list[District | State] = [knowledge.states[code] for code in item.states]
        places += [district for code in item.states for district in knowledge.districts_of_state[code]]
        names = [
            name
            for place in places
            for name in (place.name, *place.also, *(place.former if isinstance(place, District) else ()))
        ]
        named = item.listings[0] if len(item.listings) == 1 else None
        district = knowledge.districts[named.district] if named else None
        listing = (
            next((x for x in district.listings if x.product == named.product), None) if named and district else None
        )
        yield GiFact(
            f"gi.{item.id}",
            item,
            (district, listing) if district and listing and told[listing.product] == 1 else None,
            _tells(item, (*names, *peoples), [knowledge.states[code].name for code in item.states]),
            bool(district and listing and _is_called_so(listing, item, district)),
        )


def _is_long(listing: Listing) -> bool:
    """Whether a product's name has two words.

    A single one is what a whole trade is called: lemon is not the Assam lemon, nor rice the rice of Bhandara.
    """
    return len(words_of(listing.product)) > 1


def _is_called_so(listing: Listing, item: Registration, district: District) -> bool:
    """Whether a product's name says no more than that of its registration: marble and granite are no Makrana marble."""
    words = {word for name in (item.name, *item.also, district.name) for word in words_of(name)}
    whole = "".join("".join(name.lower().split()) for name in (item.name, *item.also))
    return all(word in words or word in whole for word in words_of(listing.product))


def _tells(item: Registration, names: Iterable[str], states: Iterable[str]) -> bool:
    """Whether the name of a registration has the name of its State, a word of that, or a district there."""
    words = {word for state in states for word in state.split() if len(word) > MIN_NAME and word not in SHARED}
    whole = "".join(item.name.lower().split())
    return any(
        contains(item.name, name) or "".join(name.lower().split()) in whole
        for name in (*names, *words)
        if len(name) >= MIN_NAME
    )
