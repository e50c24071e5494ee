"""The knowledge base as one immutable value, with the look-ups that everything else uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from odop_bot.knowledge.borders import BorderTable
from odop_bot.knowledge.models import (
    Aspect,
    CraftKind,
    District,
    Family,
    FaqEntry,
    Figure,
    Listing,
    ProductList,
    ProductNote,
    SharedName,
    Source,
    State,
    Subject,
    SupportScheme,
    Words,
)
from odop_bot.knowledge.pins import PinTable
from odop_bot.knowledge.translations import Translation

NATIONAL = "dpiit"
"""Id of the national list."""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """All that the project knows, checked and joined."""

    states: Mapping[int, State]
    """By LGD code."""
    districts: Mapping[int, District]
    """By LGD code."""
    lists: Mapping[str, ProductList]
    """By id, in the order in which replies name them."""
    sources: Mapping[str, Source]
    families: Mapping[str, Family]
    translations: Mapping[str, Translation]
    """What the other languages add, by language code."""
    figures: Mapping[str, Figure]
    faq: Mapping[str, FaqEntry]
    subjects: Mapping[str, Subject]
    """What FAQ entries are about, by id."""
    aspects: Mapping[str, Aspect]
    """What of a subject they tell, by id."""
    notes: Mapping[tuple[int, str], ProductNote]
    """What is special about a product, by LGD code of its district and its wording on the national list."""
    shared_names: tuple[SharedName, ...]
    craft_kinds: Mapping[str, CraftKind]
    """By id."""
    support: Mapping[str, SupportScheme]
    """What helps a maker, by id."""
    words: Words
    everyday_words: Mapping[str, frozenset[str]]
    """Common words in Latin letters by language: never taken for a misspelt name."""
    fillers: Mapping[str, frozenset[str]]
    """Words by language, in its script and in Latin letters, that carry no content: pronouns, forms of verbs, …"""
    pins: PinTable
    borders: BorderTable

    def is_everyday(self, word: str) -> bool:
        """Whether a lower-case word in Latin letters is an everyday one in some language."""
        return any(word in words for words in self.everyday_words.values())

    @cached_property
    def districts_of_state(self) -> dict[int, list[District]]:
        """Districts of each state by LGD code, in the order of their names."""
        out: dict[int, list[District]] = {code: [] for code in self.states}
        for district in self.districts.values():
            out[district.state].append(district)
        for districts in out.values():
            districts.sort(key=lambda district: district.name)
        return out

    @cached_property
    def listings_of_family(self) -> dict[str, list[tuple[District, Listing]]]:
        """Listings of each family and of the families that are part of it."""
        out: dict[str, list[tuple[District, Listing]]] = {family: [] for family in self.families}
        for district in self.districts.values():
            for listing in district.listings:
                for family in sorted({b for f in listing.families for b in self.broader(f)}):
                    out[family].append((district, listing))
        return out

    @cached_property
    def homonyms(self) -> dict[str, list[District]]:
        """Districts by official name, where more than one bears it."""
        names: dict[str, list[District]] = defaultdict(list)
        for district in self.districts.values():
            names[district.name.lower()].append(district)
        return {name: districts for name, districts in names.items() if len(districts) > 1}

    def broader(self, family: str) -> set[str]:
        """Return a family and all families that it is part of, directly or not."""
        out: set[str] = set()
        todo = [family]
        while todo:
            here = todo.pop()
            if here not in out and here in self.families:
                out.add(here)
                todo.extend(self.families[here].part_of)
        return out

    def crafts_of(self, family: str) -> tuple[str, ...]:
        """Return the ids of the kinds of work that a family belongs to, itself or by a broader one."""
        broad = self.broader(family)
        return tuple(kind.id for kind in self.craft_kinds.values() if not broad.isdisjoint(kind.families))

    def state_of(self, district: District) -> State:
        """Return the state in which a district lies."""
        return self.states[district.state]

    def listings(self, district: District, list_id: str | None = None) -> list[Listing]:
        """Return a district's listings on one list, or on all, in the list's own order."""
        return [item for item in district.listings if list_id in (None, item.list)]

    def product_name(self, listing: Listing, language: str) -> str | None:
        """Return what a product is called in a language other than the list's, if that is known."""
        own = listing.hi if language == "hi" else None
        translation = self.translations.get(language)
        return own or (translation.products.get(listing.product) if translation else None)

    def source_of(self, listing: Listing) -> str:
        """Return the id of the source that a listing rests on."""
        return listing.source or self.lists[listing.list].source
