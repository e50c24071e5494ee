"""Label the names of the GI Registry in a message: by the words of a name, by product and place, whole or in part."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.evidence import NOTHING_REGISTERED, PRODUCT, Evidence, Registered, span_of
from odop_bot.understanding.gazetteer import DISTRICT, STATE
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.phrases import Hit, PhraseIndex

_COMMON = 8
"""From this many names on an everyday word says nothing by itself: craft, work, products."""
COUNTRY = "india"
"""The concept of the country: all names are of it."""
_LONG = 5
"""Letters of a place's name that may have an `i` behind it."""
_PAIR, _MOST_TOGETHER = 2, 3
"""Words and places that each of several names in a message explains, and how many such names."""
_SMALL = frozenset({"of", "and", "the", "known", "as"})


class _Names(msgspec.Struct, array_like=True):
    """What is kept in the compiled copy."""

    bearers: dict[str, list[str]] = {}
    """Ids of the registrations in whose names a word stands, by its stem."""
    ways: dict[str, list[list[str]]] = {}
    """Stems of the words of each way of writing a name, by id."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part of the message that a name has to explain."""

    tokens: frozenset[int]
    hit: Hit | None = None
    """The product that it is."""
    place: tuple[str, int] | None = None
    """Kind and LGD code of the place that it is."""


class RegistryAnnotator:
    """Finds what the Registry may have registered; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = PhraseIndex.kept(knowledge, "words of GIs", _word_phrases, of=("gi",), fuzzy=True)
        self._later = knowledge.later("names of GIs", _Names, _names, of=("gi",))
        self._goods = PhraseIndex.of_words(
            knowledge, "goods", lambda words: {goods: words.goods[goods] for goods in words.goods}
        )

    @cached_property
    def _order(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self._knowledge.gi)}

    @property
    def _names(self) -> _Names:
        return self._later()

    def goods(self, tokens: Sequence[Token], flags: Flags) -> list[Hit]:
        """Return the classes of goods that a message names."""
        return self._goods.find(tokens, exact_only=flags.everyday)

    def find(self, evidence: Evidence, goods: Sequence[Hit]) -> Registered:
        """Return the names that a message may mean, given its places, products and classes of goods."""
        asked = evidence.wants("gi")
        # Nobody speaks of GIs: only a name as it is written says so, and no foreign one.
        if not asked and not self._words.has_any(evidence.tokens):
            return NOTHING_REGISTERED
        empty = evidence.flags.filler | evidence.flags.cue | span_of(goods)
        empty |= {i for hits in evidence.intents.values() for i in span_of(hits)}
        empty |= {i for start, end, concept in evidence.concepts if concept == COUNTRY for i in range(start, end)}
        empty -= (evidence.named | span_of(evidence.products)) - span_of(goods)
        strict = evidence.flags.everyday | evidence.flags.filler
        # What is a product to the letter is no misspelt name (cumin, Kumaon).
        strict |= span_of(hit for hit in evidence.products if hit.rule == "exact")
        hits = self._words.find(evidence.tokens, empty | span_of(evidence.lists), strict)
        if not asked:
            hits = [hit for hit in hits if hit.rule == "exact"]
            if not hits:
                return NOTHING_REGISTERED
        stems: dict[int, tuple[str, ...]] = {i: hit.values for hit in hits for i in range(hit.start, hit.end)}
        exact = {hit.start for hit in hits if hit.rule == "exact"}
        units = list(self._units(evidence, stems, exact))
        things, fitting, near, together = self._fitting(units, stems)
        if not asked:
            fitting = [key for key in fitting if not self._knowledge.gi[key].country]
        whole = self._wholes(fitting, stems, evidence.tokens)
        if not whole and any(unit.place and unit.tokens <= stems.keys() for unit in units):
            # A word of a name may sound like a place (khaja, Kaza): only the whole name settles that.
            units = [replace(unit, place=None) if unit.tokens <= stems.keys() else unit for unit in units]
            others, named, *_ = self._fitting(units, stems)
            whole = self._wholes(named, stems, evidence.tokens)
            things, fitting, near = (others, named, []) if whole else (things, fitting, near)
        most = max((size for size, _ in whole), default=0)
        names = [key for size, key in whole if size == most] or fitting or together * asked
        spoken = {stem for found in stems.values() for stem in found}
        names.sort(key=lambda key: (-self._share(key, spoken), self._order[key]))
        telling = {i for unit in things for i in unit.tokens}
        return Registered(
            names=tuple(names),
            near=tuple(near),
            whole=bool(whole),
            tokens=frozenset(i for unit in things for i in unit.tokens if i in stems) if names else frozenset(),
            word=next((hit.text for hit in hits if hit.start in telling), None),
            thing=bool(things),
            goods=next((value for hit in goods for value in hit.values), None),
            unknown=any(
                i not in stems and i not in evidence.flags.everyday and i in evidence.unexplained
                for i in range(len(evidence.tokens))
            ),
        )

    def _units(
        self, evidence: Evidence, stems: Mapping[int, tuple[str, ...]], exact: Collection[int]
    ) -> Iterator[_Unit]:
        covered: set[int] = set()
        for hit in evidence.products:
            covered |= span_of([hit])
            yield _Unit(frozenset(span_of([hit])), hit=hit)
        for mention in evidence.mentions:
            span = frozenset(range(mention.start, mention.end))
            if not span & covered and (mention.best.exact or not span <= set(exact)):
                covered |= span
                place = next((c.place for c in mention.candidates if c in evidence.sure), mention.best.place)
                yield _Unit(span, place=(place.kind, place.id))
        for i in stems:
            if i not in covered and not (i in evidence.flags.everyday and self._is_common(stems[i])):
                yield _Unit(frozenset({i}))

    def _is_common(self, stems: Iterable[str]) -> bool:
        return all(len(self._names.bearers.get(stem, ())) >= _COMMON for stem in stems)

    def _wholes(
        self, keys: Iterable[str], stems: Mapping[int, tuple[str, ...]], tokens: Sequence[Token]
    ) -> list[tuple[int, str]]:
        """Return the registrations whose whole name stands in the message, with how many words it has."""
        return [(size, key) for key in keys if (size := self._whole(key, stems, tokens))]

    def _fitting(
        self, units: Sequence[_Unit], stems: Mapping[int, tuple[str, ...]]
    ) -> tuple[list[_Unit], list[str], list[str], list[str]]:
        """Return the units that are no places, and registrations: those that explain all units; the nearest; several.

        The last ones explain all between them, where none explains all.
        """
        things = [unit for unit in units if unit.place is None]
        if not things:
            return [], [], [], []
        linked = self._linked(units)
        told = dict.fromkeys(key for unit in things for key in self._candidates(unit, stems)) | dict.fromkeys(linked)
        explained = [self._explained(unit, stems, linked) & told.keys() for unit in units]
        count = Counter(key for keys in explained for key in keys)
        of_things = {key for unit, keys in zip(units, explained, strict=True) if unit.place is None for key in keys}
        fitting = [key for key in told if count[key] == len(units)]
        together = [] if fitting else self._together(told, explained, things, units)
        best = max((count[key] for key in of_things), default=0)
        near = [key for key in told if key in of_things and count[key] == best and len(units) > 1]
        return things, fitting, [] if fitting or together else near, together

    def _together(
        self,
        told: Iterable[str],
        explained: Sequence[AbstractSet[str]],
        things: Sequence[_Unit],
        units: Sequence[_Unit],
    ) -> list[str]:
        """Return two or more registrations that explain all units between them, two words at least each.

        "Jaipur's blue pottery and Pokaran's" are two names, and so is the rasgulla "of Bengal and of Odisha".
        """
        if len(units) < _PAIR:
            return []
        covers = {key: {i for i, keys in enumerate(explained) if key in keys} for key in told}
        left, found = set(range(len(units))), list[str]()
        while left and len(found) < _MOST_TOGETHER:
            key = max(covers, key=lambda key: (len(covers[key] & left), len(covers[key])), default=None)
            if key is None or not covers[key] & left or sum(len(units[i].tokens) for i in covers[key]) < _PAIR:
                return []
            if all(units[i] not in things for i in covers[key]):
                return []
            found.append(key)
            left -= covers[key]
        return found if not left else []

    def _candidates(self, unit: _Unit, stems: Mapping[int, tuple[str, ...]]) -> Iterator[str]:
        for i in unit.tokens:
            for stem in stems.get(i, ()):
                yield from self._names.bearers.get(stem, ())
        if unit.hit is not None:
            for value in unit.hit.values:
                yield from self._of_families.get(value, ())

    def _linked(self, units: Sequence[_Unit]) -> frozenset[str]:
        """Return the registrations of the products that the national list has for the places and products named."""
        knowledge = self._knowledge
        families = {value for unit in units if unit.hit for value in unit.hit.values}
        places = [unit.place[1] for unit in units if unit.place and unit.place[0] == DISTRICT]
        return frozenset(
            item.id
            for code in places
            if code in knowledge.districts
            for listing in knowledge.listings(knowledge.districts[code], NATIONAL)
            if any(families & knowledge.broader(family) for family in listing.families)
            for item in knowledge.registered.get((code, listing.product), ())
        )

    def _explained(
        self, unit: _Unit, stems: Mapping[int, tuple[str, ...]], linked: Collection[str]
    ) -> AbstractSet[str]:
        """Return the registrations that explain a unit: by its place, by its product, or by its words."""
        keys: set[str] = set()
        if unit.place is not None:
            keys |= self._of_place(*unit.place)
        if unit.hit is not None:
            keys.update(linked)
            for value in unit.hit.values:
                keys |= self._of_families.get(value, {}).keys()
        bearers = [
            {key for stem in stems.get(i, ()) for key in self._names.bearers.get(stem, ())} for i in sorted(unit.tokens)
        ]
        return keys | set.intersection(*bearers)

    def _of_place(self, kind: str, code: int) -> AbstractSet[str]:
        """Return the registrations of a place; one without districts is of all those of its States."""
        of_districts, of_states, of_whole_states = self._places
        if kind == STATE:
            return of_states.get(code, set())
        found = self._knowledge.districts.get(code) if kind == DISTRICT else None
        if found is None:
            return set()
        return of_districts.get(code, set()) | of_whole_states.get(found.state, set())

    @cached_property
    def _places(self) -> tuple[dict[int, set[str]], ...]:
        """Registrations by district, by State, and by State those of which no district is known."""
        items = self._knowledge.gi.values()
        return (
            _by_code((code, item.id) for item in items for code in item.districts),
            _by_code((code, item.id) for item in items for code in item.states),
            _by_code((code, item.id) for item in items if not item.districts for code in item.states),
        )

    def _whole(self, key: str, stems: Mapping[int, tuple[str, ...]], tokens: Sequence[Token]) -> int:
        """Return how many words of one way of writing a name stand in the message, if all of them do; else 0."""
        said = {stem for found in stems.values() for stem in found} | {_key(token) for token in tokens}
        return max((len(way) for way in self._names.ways[key] if said.issuperset(way)), default=0)

    def _share(self, key: str, spoken: Collection[str]) -> float:
        """Return which part of a name the message has, by how rare its words are."""

        def weight(word: str) -> float:
            return math.log(len(self._names.ways) / len(self._names.bearers[word]))

        return max(
            (
                sum(weight(word) for word in way if word in spoken) / (sum(map(weight, way)) or 1.0)
                for way in self._names.ways[key]
            ),
            default=0.0,
        )

    @cached_property
    def _of_families(self) -> dict[str, dict[str, None]]:
        """Registrations, in order, by product family, broader ones too, and by wording of the national list."""
        out: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for item in self._knowledge.gi.values():
            for family in sorted({broad for own in item.families for broad in self._knowledge.broader(own)}):
                out[family][item.id] = None
            for listing in item.listings:
                out[f"{PRODUCT}{listing.product}"][item.id] = None
        return dict(out)


def _by_code(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    out: defaultdict[int, set[str]] = defaultdict(set)
    for code, key in pairs:
        out[code].add(key)
    return dict(out)


def ways_of_writing(name: str) -> Iterator[str]:
    """Yield a registered name whole, and without what stands in brackets."""
    yield name
    outer, bracket, inner = name.partition("(")
    shorter = f"{outer} {inner.partition(')')[2]}" if bracket else ""
    if len(shorter.split()) > 1:
        yield shorter


def _stems_of(text: str) -> list[str]:
    return list(dict.fromkeys(_key(token) for token in known_words(text) if token.text not in _SMALL and token.stem))


def _key(token: Token) -> str:
    """Return the stem of a word, the same for a place and what is of it: Kashmir, Kashmiri."""
    return token.stem[:-1] if len(token.stem) > _LONG and token.stem.endswith("i") else token.stem


def _word_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for item in knowledge.gi.values():
        for text in (item.name, *item.also):
            tokens = [token for token in known_words(text) if token.text not in _SMALL]
            for token in tokens:
                yield token.text, _key(token)
                if token.script == "Latn" and _key(token) != token.stem:
                    yield token.text.removesuffix("i"), _key(token)


def _names(knowledge: Knowledge) -> _Names:
    out = _Names(bearers={}, ways={})
    for item in knowledge.gi.values():
        ways = [_stems_of(way) for text in (item.name, *item.also) for way in ways_of_writing(text)]
        out.ways[item.id] = [way for i, way in enumerate(ways) if way and way not in ways[:i]]
        for word in dict.fromkeys(word for way in ways for word in way):
            out.bearers.setdefault(word, []).append(item.id)
    return out


__all__ = ["COUNTRY", "RegistryAnnotator", "ways_of_writing"]
