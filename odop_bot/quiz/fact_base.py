"""What questions are made from: the facts that can be asked, and what is true of each district."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, reduce
from hashlib import sha256
from operator import or_
from typing import TypeVar

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing, State
from odop_bot.quiz.bank import Asked, QuizBank, Reasoned, Stated
from odop_bot.quiz.common_knowledge import CommonKnowledge
from odop_bot.quiz.decoys import Decoys
from odop_bot.quiz.facts import BankFact, Fact, FigureFact, GiFact, Subject, bank_facts, figure_facts
from odop_bot.quiz.fame import Fame, Pool
from odop_bot.quiz.found import Found
from odop_bot.quiz.goods import Goods, Kind
from odop_bot.quiz.known import PlaceNames, with_known
from odop_bot.quiz.likeness import UMBRELLAS, Likeness
from odop_bot.quiz.names import MIN_NAME, contains, has_part_of, is_of_a_state
from odop_bot.quiz.own_names import OwnNames
from odop_bot.quiz.question import WANTED_OPTION
from odop_bot.quiz.registrations import Registered, gi_facts
from odop_bot.quiz.repeats import Repeats
from odop_bot.quiz.standing import Standing
from odop_bot.quiz.topics import GI, INDIA, MIXED, SECTORS, Topic

K = TypeVar("K")
V = TypeVar("V")
_WIDE = 5
"""Families that are part of one that is too wide to be asked for."""


class FactBase:
    """Everything that can be asked, with look-ups; built once for a knowledge base."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self.knowledge = knowledge
        self.bank = bank
        self.fame = Fame(knowledge, bank)
        self.likeness = Likeness(knowledge, bank)
        self.registered = Registered(knowledge)
        self.standing = Standing(knowledge, bank)
        self.goods = Goods(knowledge, bank)
        self.place_names = PlaceNames(knowledge)
        self.own_names = OwnNames(knowledge, bank)
        self.common_knowledge = CommonKnowledge(knowledge, bank, self.own_names)
        self.repeats = Repeats(knowledge, self.common_knowledge)
        self.has: dict[int, int] = {}
        """For each district the bits of the families and words of all that it may be known for, in life too."""
        self._named: dict[tuple[int, str], int] = defaultdict(int)
        self.facts: list[Fact] = []
        """Facts of lists in force and of clear wording: questions and options are made of them."""
        self._not_asked = frozenset((*bank.families_not_asked, *bank.wordings_not_asked))
        """Ids of families, and wordings."""
        self._names: dict[int, tuple[str, ...]] = {}
        self._look_through()
        codes = {state.code: state.lgd for state in knowledge.states.values()}
        self.beside = {codes[one]: tuple(codes[other] for other in others) for one, others in bank.beside.items()}
        """For each State those that lie beside it."""
        self.not_grown: dict[int, set[str]] = defaultdict(set)
        """For each State the families of what everybody knows not to grow there."""
        for item in bank.not_grown:
            for code in item.states:
                self.not_grown[codes[code]].update(item.families)
        self._around = self._found_around()
        """For each district the bits of the families of what is made beside it."""
        self.decoys = Decoys(
            [x for x in self.facts if frozenset(bank.everywhere).isdisjoint(x.listing.families)],
            self.goods,
            self.place_names,
            self.own_names,
            self.common_knowledge,
            self.beside,
        )
        self._needs_of_names: dict[tuple[str, str], dict[Hashable, int]] = {}
        self.found = Found()
        self._topics: dict[Topic, Pool[Fact]] = {}
        self._unregistered: dict[Topic, Pool[Fact]] = {}
        self.figures = [fact for fact in figure_facts(knowledge, self.standing) if fact.key not in bank.not_asked]
        self.gis = list(gi_facts(knowledge, bank.telling))
        self.bank_facts = list(bank_facts(knowledge, bank, self.standing))
        every: list[Subject] = [*self.facts, *self.figures, *self.gis, *self.bank_facts]
        self.subjects = {subject.id: subject for subject in every}
        """By id."""

    def _look_through(self) -> None:
        """Keep what is asked, and what each district has."""
        masks: dict[str, int] = defaultdict(int)
        listed: list[tuple[District, Listing, frozenset[str]]] = []
        for district in self.knowledge.districts.values():
            for listing in district.listings:
                mask, names = self.likeness.of_listing(listing), self.likeness.names(listing)
                self.has[district.lgd] = self.has.get(district.lgd, 0) | mask
                self._named[district.lgd, listing.list] |= mask
                for name in names:
                    masks[name] |= mask
                listed.append((district, listing, names))
        self.has = with_known(self.has, self.knowledge, self.bank, self.likeness)
        for district, listing, names in listed:
            if self._is_asked(district, listing):
                self._add(district, listing, reduce(or_, map(masks.__getitem__, names)))

    def makes(self, district: District, fact: Fact) -> bool:
        """Whether a product may be right for a district too, by any list or family, or in life."""
        return bool(self.has[district.lgd] & fact.needs)

    def is_made_around(self, district: District, fact: Fact) -> bool:
        """Whether a district beside one has a product of a fact's own family: crafts and crops cross borders."""
        return bool(self._around[district.lgd] & self._bit_of_family(fact))

    def _found_around(self) -> dict[int, int]:
        own: dict[int, int] = defaultdict(int)
        for fact in self.facts:
            own[fact.district.lgd] |= self._bit_of_family(fact)
        beside = self.knowledge.borders.beside
        return {code: reduce(or_, (own[x] for x in beside.get(code, ())), 0) for code in self.knowledge.districts}

    def _bit_of_family(self, fact: Fact) -> int:
        return self.likeness.of_families_alone(fact.listing.families[:1])

    def needs_of_name(self, fact: Fact, language: str, name_of: Callable[[Listing], Hashable]) -> int:
        """Return the bits of all on a list that is called as a fact's product is: each may have families of its own."""
        key = fact.listing.list, language
        found = self._needs_of_names.get(key)
        if found is None:
            found = self._needs_of_names[key] = defaultdict(int)
            for other in self.of_list(fact.listing.list):
                found[name_of(other.listing)] |= other.needs
        return found[name_of(fact.listing)]

    def named_on(self, district: District, list_id: str) -> int:
        """Return the bits of the families and words of what one list names for a district."""
        return self._named[district.lgd, list_id]

    def of_list(self, list_id: str) -> list[Fact]:
        """Return the facts of a list."""
        return self._by_list[list_id]

    def is_on(self, district: District, list_id: str) -> bool:
        """Whether a list surely names something for a district."""
        return (list_id, district.lgd) in self._on

    @cached_property
    def _on(self) -> set[tuple[str, int]]:
        return {(fact.listing.list, fact.district.lgd) for fact in self.facts}

    def of_state(self, state: int) -> list[Fact]:
        """Return the facts of a state."""
        return self._by_state.get(state, [])

    def of_state_on(self, state: int, list_id: str) -> list[Fact]:
        """Return the facts of a state on a list."""
        return self._by_state_on.get((state, list_id), [])

    @cached_property
    def _by_state_on(self) -> dict[tuple[int, str], list[Fact]]:
        return _grouped(((fact.district.state, fact.listing.list), fact) for fact in self.facts)

    def of_region(self, state: int) -> list[Fact]:
        """Return the facts of the region of a State."""
        return self._by_region.get(self.fame.region(state), [])

    def of_family(self, family: str, list_id: str) -> list[Fact]:
        """Return the facts of a family, by its own name, on a list."""
        return self._by_family.get((family, list_id), [])

    def districts(self, state: int) -> list[District]:
        """Return the districts of a state that exist today."""
        return [x for x in self.knowledge.districts_of_state[state] if not x.abolished]

    def is_wide(self, family: str) -> bool:
        """Whether a family has so many others in it that nobody asks for its districts: fruits, spices, wheat."""
        return self._inside[family] >= _WIDE or family in self.bank.everywhere

    @cached_property
    def _inside(self) -> Counter[str]:
        families = self.knowledge.families
        return Counter(broad for family in families for broad in self.knowledge.broader(family) - {family})

    def topic_facts(self, topic: Topic) -> Pool[Fact]:
        """Return the facts of a topic, to draw from by fame."""
        found = self._topics.get(topic)
        if found is None:
            found = self._topics[topic] = self.fame.pool([fact for fact in self.facts if _belongs(fact, topic)])
        return found

    def is_known_of(self, fact: Fact, state: int) -> bool:
        """Whether a product is a GI of another State by its very name: nobody takes Feni for one of Gujarat."""
        return fact.district.state != state and fact.id in self._named_gis

    @cached_property
    def _named_gis(self) -> set[str]:
        return {fact.id for fact in self.facts if self.registered.is_called_so(fact)}

    def topic_gis(self, topic: Topic) -> list[GiFact]:
        """Return the registrations of a topic."""
        if topic.name not in (MIXED, INDIA, GI) or topic.state is not None:
            return []
        return self.gis

    def topic_unregistered(self, topic: Topic) -> Pool[Fact]:
        """Return the facts of a topic that bear a name of their own which is none of the Registry's."""
        found = self._unregistered.get(topic)
        if found is None:
            named = {(item.district, item.product) for item in self.bank.named_not_gis}
            drawn = [x for x in self.topic_facts(topic).all if x.listing.list == NATIONAL]
            facts = [x for x in drawn if (x.district.lgd, x.listing.product) in named and not x.listing.gi]
            found = self._unregistered[topic] = self.fame.pool(facts)
        return found

    def registered_like(self, fact: Fact) -> list[Fact]:
        """Return the facts of the national list of a fact's kind of goods, registered under a name of their own."""
        return self._registered.get(self.goods.kind(fact.listing), [])

    @cached_property
    def _registered(self) -> dict[Kind, list[Fact]]:
        facts = (fact for fact in self.of_list(NATIONAL) if self.registered.under_own_name(fact))
        return _grouped((self.goods.kind(fact.listing), fact) for fact in facts)

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
    def _by_region(self) -> dict[frozenset[int], list[Fact]]:
        return _grouped((self.fame.region(fact.district.state), fact) for fact in self.facts)

    @cached_property
    def _by_family(self) -> dict[tuple[str, str], list[Fact]]:
        return _grouped(((family, fact.listing.list), fact) for fact in self.facts for family in fact.listing.families)

    def _names_of(self, district: District) -> tuple[str, ...]:
        """Return the names of a district and its State that are long enough to tell it, in small letters."""
        if district.lgd not in self._names:
            names = (district.name, *district.also, *district.old_names, self.knowledge.state_of(district).name)
            self._names[district.lgd] = tuple(name.casefold() for name in names if len(name) >= MIN_NAME)
        return self._names[district.lgd]

    def _is_asked(self, district: District, listing: Listing) -> bool:
        """Whether a listing is a list's own sure word, names a product and no sector, and one that examiners ask."""
        return (
            self.standing.of_listing(district, listing)
            and not UMBRELLAS.keys() >= set(listing.families)
            and self._not_asked.isdisjoint((listing.product, *listing.families))
        )

    def _add(self, district: District, listing: Listing, mask: int) -> None:
        """Keep a listing as a fact; `mask` is of all rows that read the same somewhere."""
        own = mask & ~self.likeness.umbrellas
        mask |= self.likeness.of_umbrellas(listing.sector)
        key = sha256(listing.product.encode()).hexdigest()[:6]
        fact = Fact(
            f"{district.lgd}.{listing.list}.{key}",
            district,
            listing,
            mask,
            own,
            _gives_away(listing.product, self._names_of(district), district, self.knowledge.state_of(district)),
            len(listing.product) <= WANTED_OPTION,
        )
        self.facts.append(fact)


def _gives_away(product: str, names: Sequence[str], district: District, state: State) -> bool:
    """Whether a product tells its place: by a name of the district, a part of one, or its State's."""
    text = product.casefold()
    named = any(name in text and contains(text, name) for name in names)
    return named or has_part_of(product, district.name) or is_of_a_state(product, state.name)


def _belongs(fact: Fact, topic: Topic) -> bool:
    if not topic.has_listings or topic.state not in (None, fact.district.state):
        return False
    if topic.name == GI:
        return fact.listing.gi
    return topic.name not in SECTORS or fact.listing.sector == topic.name


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    out: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        out[key].append(value)
    return out
