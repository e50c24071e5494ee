"""What questions are made from: the facts that can be asked, and what is true of each district.

Whether an option is also right is decided here, strictly: two products are kept apart only if no
product family, however broad, and no word of their names connects them. Families are known by
what the knowledge base says and by the family names inside a product's name, because the rows of
old editions carry no families.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from hashlib import sha256
from operator import or_
from typing import TypeVar

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Figure, Listing, Registration, State
from odop_bot.quiz.bank import Asked, QuizBank, Reasoned, Stated
from odop_bot.quiz.fame import Fame, Pool
from odop_bot.quiz.question import WANTED_OPTION
from odop_bot.quiz.topics import GI, INDIA, MIXED, SECTORS, Topic

K = TypeVar("K")
V = TypeVar("V")
UMBRELLAS = {
    "handicraft": {"handicraft"},
    "handloom": {"handloom"},
    "textile": {"textile"},
    "food-processing": {"food-processing"},
    "agro-products": {"agriculture", "food-processing", ""},
    "engineering": {"manufacturing"},
    "marine-products": {"marine"},
    "dairy": {"dairy"},
    "home-decor": {"handicraft"},
}
"""Families as wide as a sector, with the sectors whose products may belong to them; "" for lists without sectors."""
NEAR = tuple(
    frozenset(names.split())
    for names in (
        "stone-craft building-stone marble granite minerals cement tiles-sanitaryware agate",
        "metal-craft brassware copperware utensils aluminium iron-work steel forging-foundry locks-hardware bidri",
        "engineering auto-parts agri-implements forging-foundry iron-work",
        "jewellery gold-jewellery silver-jewellery bangles lac-bangle beads pearl meenakari thewa",
        "wood-craft lacquerware furniture plywood toys wooden-toys steel-furniture",
        "bamboo bamboo-craft wicker-willow grass-craft moonj sikki",
        "handloom powerloom textile cotton yarn khadi bedsheet towel home-textiles dhoti-lungi northeast-weaves",
        "silk saree sericulture-cocoon",
        "wool shawl carpet dari tweed pashmina",
        "garments hosiery jeans jacket training-dress textile",
        "block-print dyed-cloth batik kalamkari",
        "pottery terracotta ceramic black-pottery tiles-sanitaryware",
        "fish marine-products prawn trout dry-fish",
        "dairy ghee paneer peda sweets",
        "meat pork poultry animal-husbandry animal-feed",
        "bakery biscuits confectionery chocolate",
        "sweets namkeen ready-to-eat bakery",
        "leather footwear bags",
        "herbal-products aromatic-plants ayurveda perfume minor-forest-produce mentha",
        "lac lacquerware lac-bangle",
        "pickle murabba fruit-products",
        "wheat maize millet rice food-processing",
        "jute coir banana-fibre",
    )
)
"""Families that people may take for one another, though none is part of the other."""
SEA = frozenset({"marine-products", "fish", "prawn", "dry-fish"})
"""Families of what comes from the sea."""
_WORD = re.compile(r"[a-z]+")
_EMPTY = """
and of the for with from its other others based product products item items work works good goods making made
processing processed production unit units industry sector related allied various etc eg material materials
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words of product names that name no product."""
_SHARED = frozenset({"Pradesh", "Islands"})
"""Words that several States have in their names."""
_WIDE = 5
"""Families that are part of one that is too wide to be asked for."""
_MIN_NAME = 4
"""Letters of a place's name that gives an answer away."""
_FIGURE = re.compile(r"figure\('([\w-]+)'\)")


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A listing that can be asked: one product of one district on one list."""

    id: str
    """`<LGD code>.<list>.<key of the wording>`: stays the same as long as the list says the same."""
    district: District
    listing: Listing
    needs: int
    """Bits of the families and words by which a district would make this product too."""
    gives_away: bool
    """Whether the product's name contains the name of its district or state."""
    short: bool
    """Whether the name fits an option."""


@dataclass(frozen=True, slots=True, eq=False)
class FigureFact:
    """A figure that can be asked."""

    id: str
    key: str
    figure: Figure
    faq_topic: str


@dataclass(frozen=True, slots=True, eq=False)
class GiFact:
    """A registration that can be asked."""

    id: str
    item: Registration
    listing: tuple[District, Listing] | None
    """The product of the national list that it is, which has a name in other languages; of one district only."""
    gives_away: bool
    """Whether its name contains the name of its State or of a district there."""


@dataclass(frozen=True, slots=True, eq=False)
class BankFact:
    """Something of the bank that can be asked."""

    id: str
    item: Asked | Stated | Reasoned
    faq_topic: str | None
    """None for what is known of a place."""
    source: str
    as_of: str


Subject = Fact | FigureFact | GiFact | BankFact


class FactBase:
    """Everything that can be asked, with look-ups; built once for a knowledge base."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self.knowledge = knowledge
        self.bank = bank
        self.fame = Fame(knowledge, bank)
        self._bits: dict[str, int] = {}
        self._phrases = dict(_family_phrases(knowledge))
        self.has: dict[int, int] = {}
        """For each district the bits of the families and words of all that any list names for it."""
        self._named: dict[tuple[int, str], int] = defaultdict(int)
        self.facts: list[Fact] = []
        """Facts of lists in force and of clear wording: questions and options are made of them."""
        masks: dict[str, int] = defaultdict(int)
        for district in knowledge.districts.values():
            for listing in district.listings:
                mask = self._mask(listing.families, f"{listing.product} {listing.reading or ''}")
                self.has[district.lgd] = self.has.get(district.lgd, 0) | mask
                self._named[district.lgd, listing.list] |= mask
                for name in self._names(listing):
                    masks[name] |= mask
        for district in knowledge.districts.values():
            self.has.setdefault(district.lgd, 0)
            for listing in district.listings:
                self._add(district, listing, reduce(or_, (masks[name] for name in self._names(listing))))
        self._topics: dict[Topic, Pool[Fact]] = {}
        self._unregistered: dict[Topic, Pool[Fact]] = {}
        self.figures = [fact for fact in _figures(knowledge) if fact.key not in bank.not_asked]
        self.gis = list(gi_facts(knowledge))
        self.bank_facts = list(_bank_facts(knowledge, bank))
        every: list[Subject] = [*self.facts, *self.figures, *self.gis, *self.bank_facts]
        self.subjects = {subject.id: subject for subject in every}
        """By id."""

    def makes(self, district: District, fact: Fact) -> bool:
        """Whether a product may be right for a district too, by any list or family."""
        return bool(self.has[district.lgd] & fact.needs)

    def named_on(self, district: District, list_id: str) -> int:
        """Return the bits of the families and words of what one list names for a district."""
        return self._named[district.lgd, list_id]

    def of_list(self, list_id: str) -> list[Fact]:
        """Return the facts of a list."""
        return self._by_list[list_id]

    def of_state(self, state: int) -> list[Fact]:
        """Return the facts of a state."""
        return self._by_state.get(state, [])

    def of_sector(self, sector: str | None) -> list[Fact]:
        """Return the facts of a sector of the national list, or those of lists without sectors."""
        return self._by_sector[sector]

    def of_sector_in(self, state: int, sector: str | None) -> list[Fact]:
        """Return the facts of a sector in a State."""
        return self._by_state_and_sector.get((state, sector), [])

    def of_sector_near(self, state: int, sector: str | None) -> list[Fact]:
        """Return the facts of a sector in the region of a State."""
        return self._by_region_and_sector.get((self.fame.region(state), sector), [])

    def of_family(self, family: str, list_id: str) -> list[Fact]:
        """Return the facts of a family, by its own name, on a list."""
        return self._by_family.get((family, list_id), [])

    def districts(self, state: int) -> list[District]:
        """Return the districts of a state that exist today."""
        return [x for x in self.knowledge.districts_of_state[state] if not x.abolished]

    @cached_property
    def all_districts(self) -> list[District]:
        """The districts that exist today."""
        return [district for district in self.knowledge.districts.values() if not district.abolished]

    def is_wide(self, family: str) -> bool:
        """Whether a family has so many others in it that nobody asks for its districts: fruits, spices."""
        return self._inside[family] >= _WIDE

    @cached_property
    def _inside(self) -> Counter[str]:
        families = self.knowledge.families
        return Counter(broad for family in families for broad in self.knowledge.broader(family) - {family})

    def family_bits(self, family: str) -> int:
        """Return the bits of a family with all broader ones and the words of its name."""
        names = self.knowledge.families[family].name["en"]
        return self._mask((family,), names) | self._mask((family,), family.replace("-", " "))

    def topic_facts(self, topic: Topic) -> Pool[Fact]:
        """Return the facts of a topic, to draw from by fame."""
        found = self._topics.get(topic)
        if found is None:
            found = self._topics[topic] = self.fame.pool([fact for fact in self.facts if _belongs(fact, topic)])
        return found

    def is_of_the_sea(self, fact: Fact) -> bool:
        """Whether a product comes from the sea."""
        families = {broad for family in fact.listing.families for broad in self.knowledge.broader(family)}
        return fact.listing.sector == "marine" or bool(families & SEA)

    def topic_gis(self, topic: Topic) -> list[GiFact]:
        """Return the registrations of a topic."""
        if topic.name not in (MIXED, INDIA, GI) or topic.state is not None:
            return []
        return self.gis

    def topic_unregistered(self, topic: Topic) -> Pool[Fact]:
        """Return the facts of a topic of which nothing like their product is a GI of their State."""
        found = self._unregistered.get(topic)
        if found is None:
            facts = [fact for fact in self.topic_facts(topic).all if self._is_unregistered(fact)]
            found = self._unregistered[topic] = self.fame.pool(facts)
        return found

    def registered_of_sector(self, sector: str | None) -> list[Fact]:
        """Return the facts of a sector of the national list that are registered under a name of their own."""
        return self._registered.get(sector, [])

    @cached_property
    def _registered(self) -> dict[str | None, list[Fact]]:
        facts = (fact for fact in self.of_list(NATIONAL) if not fact.gives_away and self._is_registered_so(fact))
        return _grouped((fact.listing.sector, fact) for fact in facts)

    def _is_registered_so(self, fact: Fact) -> bool:
        """Whether a product is registered under a name that is its own, not only for something near to it."""
        words = set(_words(fact.listing.product)) - set(_words(fact.district.name))
        items = self.knowledge.registered.get((fact.district.lgd, fact.listing.product), ())
        return any(words & set(_words(name)) for item in items for name in (item.name, *item.also))

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
        for item in self.knowledge.gi.values():
            for family in {b for own in item.families for b in self.knowledge.broader(own)} - UMBRELLAS.keys():
                out[family].update(item.states)
        return out

    def _is_unregistered(self, fact: Fact) -> bool:
        listing, knowledge = fact.listing, self.knowledge
        if fact.gives_away or listing.list != NATIONAL or knowledge.gi_mark(fact.district, listing) is not None:
            return False
        broad = {b for family in listing.families for b in knowledge.broader(family)} - UMBRELLAS.keys()
        return not (broad | set(_words(listing.product))) & self._like_gis[fact.district.state]

    @cached_property
    def _like_gis(self) -> dict[int, set[str]]:
        """The families and words of the registrations of each State."""
        out: dict[int, set[str]] = {state: set() for state in self.knowledge.states}
        for item in self.knowledge.gi.values():
            like = {b for family in item.families for b in self.knowledge.broader(family)} - UMBRELLAS.keys()
            for state in item.states:
                out[state] |= like | {word for name in (item.name, *item.also) for word in _words(name)}
        return out

    def topic_bank(self, topic: Topic, kind: type[Asked] | type[Stated] | type[Reasoned]) -> list[BankFact]:
        """Return what the bank has of a kind for a topic."""
        if not topic.has_figures:
            return []
        return [
            fact
            for fact in self.bank_facts
            if isinstance(fact.item, kind)
            and (topic.wants_figure(fact.faq_topic) if fact.faq_topic else topic.name == MIXED)
        ]

    def topic_figures(self, topic: Topic) -> list[FigureFact]:
        """Return the figures of a topic."""
        if not topic.has_figures:
            return []
        return [figure for figure in self.figures if topic.wants_figure(figure.faq_topic)]

    @cached_property
    def _by_list(self) -> dict[str, list[Fact]]:
        return _grouped((fact.listing.list, fact) for fact in self.facts)

    @cached_property
    def _by_state(self) -> dict[int, list[Fact]]:
        return _grouped((fact.district.state, fact) for fact in self.facts)

    @cached_property
    def _by_state_and_sector(self) -> dict[tuple[int, str | None], list[Fact]]:
        return _grouped(((fact.district.state, fact.listing.sector), fact) for fact in self.facts)

    @cached_property
    def _by_region_and_sector(self) -> dict[tuple[frozenset[int], str | None], list[Fact]]:
        return _grouped(((self.fame.region(fact.district.state), fact.listing.sector), fact) for fact in self.facts)

    @cached_property
    def _by_sector(self) -> dict[str | None, list[Fact]]:
        return _grouped((fact.listing.sector, fact) for fact in self.facts)

    @cached_property
    def _by_family(self) -> dict[tuple[str, str], list[Fact]]:
        return _grouped(((family, fact.listing.list), fact) for fact in self.facts for family in fact.listing.families)

    def _add(self, district: District, listing: Listing, mask: int) -> None:
        """Keep a listing as a fact, unless it is doubtful; `mask` is of all rows that read the same somewhere."""
        superseded = self.knowledge.lists[listing.list].superseded_by is not None
        families = set(listing.families)
        if listing.doubt or listing.reading or superseded or families <= UMBRELLAS.keys():
            return  # doubtful, of yesterday, or a word that names a sector and no product
        if families & set(self.bank.families_not_asked) or listing.product in self.bank.wordings_not_asked:
            return
        for family, sectors in UMBRELLAS.items():
            if (listing.sector or "") in sectors:
                mask |= self._bit(family)
        key = sha256(listing.product.encode()).hexdigest()[:6]
        names = (district.name, *district.also, *district.old_names, self.knowledge.state_of(district).name)
        fact = Fact(
            f"{district.lgd}.{listing.list}.{key}",
            district,
            listing,
            mask,
            any(len(name) >= _MIN_NAME and contains(listing.product, name) for name in names)
            or _is_of_a_state(listing.product, self.knowledge.state_of(district).name),
            len(listing.product) <= WANTED_OPTION,
        )
        self.facts.append(fact)

    def _names(self, listing: Listing) -> set[str]:
        """Return what a product is called in each language."""
        names = (self.knowledge.product_name(listing, language) for language in self.knowledge.translations)
        return {name.casefold() for name in (listing.product, *names) if name}

    def _mask(self, families: Iterable[str], wording: str) -> int:
        words = _words(wording)
        found = set(families)
        for size in range(1, 5):
            for start in range(len(words) - size + 1):
                found |= self._phrases.get(words[start : start + size], set())
        mask = 0
        closure = {broad for name in found for broad in self.knowledge.broader(name)}
        for family in closure:
            mask |= self._bit(family)
        for number, group in enumerate(NEAR):
            if group & closure:
                mask |= self._bit(f"near {number}")
        for word in words:
            mask |= self._bit(f"word {word}")
        return mask

    def _bit(self, name: str) -> int:
        return 1 << self._bits.setdefault(name, len(self._bits))


def contains(text: str, name: str) -> bool:
    """Whether a name stands in a text, as words of its own."""
    place = text.casefold().find(name.casefold())
    while place >= 0:
        before = text[place - 1 : place] if place else ""
        if not before.isalpha():
            return True
        place = text.casefold().find(name.casefold(), place + 1)
    return False


def _is_of_a_state(product: str, state: str) -> bool:
    """Whether a word of a product is how a State's name begins: Mizo, Naga, Bengal."""
    words = [word.casefold() for word in re.findall(r"[A-Za-z]+", product) if len(word) >= _MIN_NAME]
    return any(part.casefold().startswith(word) for word in words for part in state.split() if part not in _SHARED)


def _belongs(fact: Fact, topic: Topic) -> bool:
    if not topic.has_listings or topic.state not in (None, fact.district.state):
        return False
    if topic.name == GI:
        return fact.listing.gi
    return topic.name not in SECTORS or fact.listing.sector == topic.name


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name that name something, in the singular."""
    out = []
    for word in _WORD.findall(text.lower()):
        if word in _EMPTY_WORDS or len(word) < 3:
            continue
        out.append(_singular(word))
    return tuple(out)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "shes", "ches", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _family_phrases(knowledge: Knowledge) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Yield the names of families as words, with the families that bear them."""
    out: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key, family in knowledge.families.items():
        for name in (family.name["en"], *family.also.get("en", ())):
            words = _words(name)
            if words:
                out[words].add(key)
    yield from out.items()


def _figures(knowledge: Knowledge) -> Iterator[FigureFact]:
    """Yield the figures that FAQ entries name, each with the topic of the first one."""
    seen: set[str] = set()
    for entry in knowledge.faq.values():
        for key in _FIGURE.findall(entry.answer["en"]):
            if key not in seen:
                seen.add(key)
                yield FigureFact(f"figure.{key}", key, knowledge.figures[key], entry.topic)


def gi_facts(knowledge: Knowledge) -> Iterator[GiFact]:
    """Yield the Indian registrations that can be asked."""
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
            (district, listing)
            if district and listing and told[listing.product] == 1 and _is_called_so(listing, item, district)
            else None,
            _tells(item, names, [knowledge.states[code].name for code in item.states]),
        )


def _is_called_so(listing: Listing, item: Registration, district: District) -> bool:
    """Whether a product's name says no more than that of its registration: marble and granite are no Makrana marble."""
    words = {word for name in (item.name, *item.also, district.name) for word in _words(name)}
    whole = "".join("".join(name.lower().split()) for name in (item.name, *item.also))
    return all(word in words or word in whole for word in _words(listing.product))


def _tells(item: Registration, names: Iterable[str], states: Iterable[str]) -> bool:
    """Whether the name of a registration has the name of its State, a word of that, or a district there."""
    words = {word for state in states for word in state.split() if len(word) > _MIN_NAME and word not in _SHARED}
    whole = "".join(item.name.lower().split())
    return any(
        contains(item.name, name) or "".join(name.lower().split()) in whole
        for name in (*names, *words)
        if len(name) >= _MIN_NAME
    )


def _bank_facts(knowledge: Knowledge, bank: QuizBank) -> Iterator[BankFact]:
    items: list[Asked | Stated | Reasoned] = [*bank.ones, *bank.statements, *bank.reasons]
    for item in items:
        entry = knowledge.faq.get(item.faq or "")
        note = knowledge.notes.get((item.note.district, item.note.product)) if item.note else None
        if entry is not None:
            yield BankFact(f"bank.{item.id}", item, entry.topic, entry.sources[0], entry.as_of)
        elif note is not None:
            yield BankFact(f"bank.{item.id}", item, None, note.sources[0], knowledge.lists[NATIONAL].as_of)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    out: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        out[key].append(value)
    return out
