"""The registrations that can be asked, and what is registered of a State."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing, Registration
from odop_bot.quiz.facts import Fact, GiFact
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.names import MIN_NAME, SHARED, words_of


class Registered:
    """Knows what is registered, and what is like it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def under_own_name(self, fact: Fact) -> bool:
        """Whether a product is registered under its very name: "Bastar craft" is none of the Registry's.

        A name that any trade may bear, as leather puppets, is none.
        """
        items = self._knowledge.registered.get((fact.district.lgd, fact.listing.product), ())
        listing, district = fact.listing, fact.district
        return (
            any(_is_called_so(listing, item, district) and _says_all(listing, item, district) for item in items)
            and len(words_of(listing.product)) > 1
            and any(not self._knowledge.is_everyday(word) for word in words_of(listing.product))
        )

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


def gi_facts(knowledge: Knowledge, telling: Iterable[str]) -> Iterator[GiFact]:
    """Yield the Indian registrations that can be asked; `telling` names of peoples and places give a State away."""
    told = Counter(
        wording for district in knowledge.districts.values() for wording in {x.product for x in district.listings}
    )
    giving = _GivingNames(knowledge, telling)
    for item in knowledge.gi.values():
        if item.country or not item.states:
            continue
        named = item.listings[0] if len(item.listings) == 1 else None
        district = knowledge.districts[named.district] if named else None
        listing = (
            next((x for x in district.listings if x.product == named.product), None) if named and district else None
        )
        yield GiFact(
            f"gi.{item.id}",
            item,
            (district, listing) if district and listing and told[listing.product] == 1 else None,
            giving.tells(item),
            bool(district and listing and _is_called_so(listing, item, district) and _begins_so(listing, item)),
        )


def _is_called_so(listing: Listing, item: Registration, district: District) -> bool:
    """Whether a product's name says no more than that of its registration: marble and granite are no Makrana marble."""
    words = {word for name in (item.name, *item.also, district.name) for word in words_of(name)}
    whole = "".join("".join(name.lower().split()) for name in (item.name, *item.also))
    return all(word in words or word in whole for word in words_of(listing.product))


def _begins_so(listing: Listing, item: Registration) -> bool:
    """Whether a product has the first word of a registration: "Arabica coffee" is not Chikmagalur's."""
    words = words_of(listing.product)
    return any(words_of(name)[:1] == (word,) for name in (item.name, *item.also) for word in words)


_CODE = 2
"""Letters of a State's code, which many words have."""


def _says_all(listing: Listing, item: Registration, district: District) -> bool:
    """Whether a product's name, with its district, says all that one of the names of a registration says."""
    words = {*words_of(listing.product), *words_of(district.name)}
    return any(set(words_of(name)) <= words for name in (item.name, *item.also))


class _GivingNames:
    """Knows the names that give the State of a registration away; those of each State are looked up once."""

    def __init__(self, knowledge: Knowledge, telling: Iterable[str]) -> None:
        self._knowledge = knowledge
        self._telling = _run_together(telling)
        self._within: dict[int, tuple[str, ...]] = {}
        self._whole: dict[int, frozenset[str]] = {}

    def tells(self, item: Registration) -> bool:
        """Whether the name of a registration has the name of its State, a word of that, or a district there."""
        # Goa is too short to be looked for within words.
        words = set(re.findall(r"[a-z]+", item.name.casefold()))
        whole = "".join(item.name.lower().split())
        return any(
            not words.isdisjoint(self._of_whole(code)) or any(map(whole.__contains__, self._of_within(code)))
            for code in item.states
        ) or any(map(whole.__contains__, self._telling))

    def _of_whole(self, code: int) -> frozenset[str]:
        """Return the names of a State that are looked for as words of their own."""
        found = self._whole.get(code)
        if found is None:
            found = self._whole[code] = frozenset(name.casefold() for name in self._of_state(code))
        return found

    def _of_within(self, code: int) -> tuple[str, ...]:
        """Return the names of a State and its districts that are looked for within words, without spaces."""
        found = self._within.get(code)
        if found is None:
            state, districts = self._knowledge.states[code], self._knowledge.districts_of_state[code]
            names = [state.name, *state.also]
            names += [name for place in districts for name in (place.name, *place.also, *place.former)]
            words = [word for name in self._of_state(code) for word in name.split()]
            names += [word for word in words if len(word) > MIN_NAME and word not in SHARED]
            found = self._within[code] = _run_together(names)
        return found

    def _of_state(self, code: int) -> list[str]:
        state = self._knowledge.states[code]
        return [name for name in (state.name, *state.also) if name.isascii() and len(name) > _CODE]


def _run_together(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({"".join(name.lower().split()) for name in names if len(name) >= MIN_NAME})
