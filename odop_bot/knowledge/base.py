"""The knowledge base as one immutable value, with the look-ups that everything else uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from odop_bot.compiled import Later, Packed, Shards, Shelf
from odop_bot.knowledge.models import (
    ENGLISH,
    Aspect,
    CraftKind,
    District,
    Family,
    FaqEntry,
    Figure,
    GiRegistry,
    Listing,
    ProductList,
    ProductNote,
    Registration,
    SharedName,
    Source,
    State,
    Subject,
    SupportScheme,
)
from odop_bot.knowledge.translations import Translation
from odop_bot.knowledge.words import Words

if TYPE_CHECKING:
    from odop_bot.knowledge.borders import BorderTable
    from odop_bot.knowledge.pins import PinTable

T = TypeVar("T")
NATIONAL = "dpiit"
"""Id of the national list."""
FOOD = "pmfme"
"""Id of the food ministry's list."""
PARTS: Mapping[str, Any] = {
    "states": dict[int, State],
    "districts": dict[int, District],
    "lists": dict[str, ProductList],
    "sources": dict[str, Source],
    "families": dict[str, Family],
    "translations": dict[str, Translation],
    "figures": dict[str, Figure],
    "faq": dict[str, FaqEntry],
    "subjects": dict[str, Subject],
    "aspects": dict[str, Aspect],
    "notes": dict[tuple[int, str], ProductNote],
    "gi": dict[str, Registration],
    "gi_registry": GiRegistry,
    "shared_names": tuple[SharedName, ...],
    "craft_kinds": dict[str, CraftKind],
    "support": dict[str, SupportScheme],
    "words": Words,
    "everyday_words": dict[str, frozenset[str]],
    "fillers": dict[str, frozenset[str]],
}
"""The parts of the knowledge base that are kept in its compiled copy, with their types."""


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
    gi: Mapping[str, Registration]
    """What the GI Registry has registered, by id."""
    gi_registry: GiRegistry
    """Which copy of the Registry that is."""
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

    @classmethod
    def of_parts(cls, parts: Mapping[str, Later[Any]], digests: Mapping[str, str], shelf: Shelf) -> Knowledge:
        """Return a knowledge base whose parts are read when they are first asked for.

        `digests` are those of the parts' content; the shelf is where indexes made of them are kept.
        """
        knowledge = cls.__new__(cls)
        knowledge.__dict__.update(_later=parts, _digests=digests, _shelf=shelf)
        return knowledge

    def __getattr__(self, name: str) -> Any:
        """Return a part that was not asked for before. Raises AttributeError for what this has not."""
        later = self.__dict__.get("_later", {})
        if name not in later:
            raise AttributeError(f"{type(self).__name__} has no {name}, or what is made here does not name it in `of`")
        value = later[name]()
        self.__dict__[name] = value
        return value

    def only(self, parts: Sequence[str]) -> Knowledge:
        """Return a knowledge base with some parts only: whoever asks for another one gets an AttributeError."""
        return Knowledge.of_parts({part: Later(partial(getattr, self, part)) for part in parts}, {}, Shelf())

    def kept(self, name: str, type_: Any, make: Callable[[Knowledge], T], *, of: Sequence[str]) -> T:
        """Return what is made of some parts, from the compiled copy if it was made of the same.

        `type_` is its type, made of plain values, containers, dataclasses and msgspec structs; `make` gets a
        knowledge base with these parts only. The value must not be changed.
        """
        return self._kept_on.kept(name, type_, lambda: make(self.only(of)), self._digest(of))

    def later(self, name: str, type_: Any, make: Callable[[Knowledge], T], *, of: Sequence[str]) -> Later[T]:
        """Return the same, to be read or made when it is first asked for."""
        return self._kept_on.later(name, type_, lambda: make(self.only(of)), self._digest(of))

    @property
    def _kept_on(self) -> Shelf:
        shelf: Shelf = self.__dict__.setdefault("_shelf", Shelf())
        return shelf

    def _digest(self, parts: Sequence[str]) -> str:
        digests = self.__dict__.get("_digests", {})
        return "-".join(digests.get(part, "") for part in parts)

    @property
    def languages(self) -> list[str]:
        """The codes of the languages other than English."""
        return [code for code in self.fillers if code != ENGLISH]

    def is_everyday(self, word: str) -> bool:
        """Whether a lower-case word in Latin letters is an everyday one in some language."""
        return self.everyday_in(word) != ()

    def everyday_in(self, word: str) -> tuple[str, ...]:
        """Return the codes of the languages in which a lower-case word in Latin letters is an everyday one."""
        found: tuple[str, ...] = self._everyday().get(word, ())
        return found

    def index(self) -> None:
        """Say which indexes there are, so that the compiled copy has them though nobody has asked for them yet."""
        self._everyday  # noqa: B018 - it is made by being looked at

    @cached_property
    def _everyday(self) -> Later[Shards[tuple[str, ...]]]:
        packed = self.later("everyday words", Packed, _by_word, of=("everyday_words",))
        return Shards.later(packed, tuple[str, ...])

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
    def listings_called(self) -> dict[str, list[tuple[District, Listing]]]:
        """Listings by their own wording, in the order of the districts."""
        out: dict[str, list[tuple[District, Listing]]] = {}
        for district in self.districts.values():
            for listing in district.listings:
                out.setdefault(listing.product, []).append((district, listing))
        return out

    @cached_property
    def registered(self) -> dict[tuple[int, str], list[Registration]]:
        """Registrations of the products of the national list, by LGD code of the district and wording."""
        out: dict[tuple[int, str], list[Registration]] = defaultdict(list)
        for item in self.gi.values():
            for listing in item.listings:
                out[listing.district, listing.product].append(item)
        return dict(out)

    def gi_mark(self, district: District, listing: Listing) -> str | None:
        """Return what is said of a listing as a GI; None if nothing.

        `marked`: by its list, and the Registry does not disagree; `registered`: by the Registry alone; `not_found`:
        marked by the list, and nobody found it in the Registry's list.
        """
        if listing.list == NATIONAL and (district.lgd, listing.product) in self.registered:
            return "marked" if listing.gi else "registered"
        not_found = listing.list == NATIONAL and (district.lgd, listing.product) in self._not_found
        return None if not listing.gi else "not_found" if not_found else "marked"

    @cached_property
    def _not_found(self) -> frozenset[tuple[int, str]]:
        return frozenset((x.district, x.product) for x in self.gi_registry.not_found)

    @cached_property
    def homonyms(self) -> dict[str, list[District]]:
        """Districts by official name, where more than one bears it."""
        names: dict[str, list[District]] = defaultdict(list)
        for district in self.districts.values():
            names[district.name.lower()].append(district)
        return {name: districts for name, districts in names.items() if len(districts) > 1}

    def broader(self, family: str) -> frozenset[str]:
        """Return a family and all families that it is part of, directly or not."""
        found = self._broader.get(family)
        if found is None:
            found = self._all_above(family)
            if family in self.families:
                self._broader[family] = found
        return found

    @cached_property
    def _broader(self) -> dict[str, frozenset[str]]:
        return {}

    def _all_above(self, family: str) -> frozenset[str]:
        out: set[str] = set()
        todo = [family]
        while todo:
            here = todo.pop()
            if here not in out and here in self.families:
                out.add(here)
                todo.extend(self.families[here].part_of)
        return frozenset(out)

    def within(self, families: Iterable[str], wanted: Collection[str]) -> bool:
        """Whether one of some families is one of those wanted, or part of it."""
        return any(not self.broader(family).isdisjoint(wanted) for family in families)

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
        if language == ENGLISH:
            return None
        own = listing.hi if language == "hi" else None
        translation = self.translations.get(language)
        return own or (translation.products.get(listing.product) if translation else None)

    def source_of(self, listing: Listing) -> str:
        """Return the id of the source that a listing rests on."""
        return listing.source or self.lists[listing.list].source


def _by_word(knowledge: Knowledge) -> Packed:
    """Return the codes of the languages of each everyday word."""
    languages: dict[str, list[str]] = defaultdict(list)
    for code, words in knowledge.everyday_words.items():
        for word in words:
            languages[word].append(code)
    return Shards.pack(languages)
