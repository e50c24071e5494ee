"""Every name of every district and state, indexed by spelling and by sound."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from odop_bot.compiled import Later, Packed, Rows, Shards
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import District
from odop_bot.language.sound import consonants, fold, skeleton, voiceless
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.phrases import deletes

DISTRICT, STATE, SHARED = "district", "state", "shared"

_WEIGHT = {
    "exact": 1.0,
    "script": 1.0,
    "alias": 0.99,
    "former name": 0.97,
    "shared name": 0.97,
    "headquarters": 0.96,
    "town": 0.95,
    "part": 0.93,
}
"""How much a match of each kind of name counts, against the official name."""

_GENERIC = {
    "nagar",
    "district",
    "dist",
    "valley",
    "hills",
    "hill",
    "city",
    "complex",
    "capital",
    "islands",
    "island",
    "garo",
    "khasi",
    "jaintia",
    "kamrup",
    "medinipur",
    "dinajpur",
    "bardhaman",
    "godavari",
    "sikkim",
    "delhi",
    "goa",
    "champaran",
    "singhbhum",
    "kanpur",
    "bengaluru",
    "bangalore",
    "mumbai",
    "pradesh",
    "siang",
    "kameng",
    "dibang",
    "subansiri",
    "karbi",
    "anglong",
    "and",
    "sri",
    "shri",
    "saint",
    "sant",
    "nadu",
    "jammu",
    "the",
    "tripura",
    "parganas",
    "pargana",
    "twenty",
    "four",
    "nimar",
    "region",
    "rural",
    "urban",
    "andaman",
    "andamans",
    "nicobar",
    "middle",
    "town",
    "new",
}
"""Words of long names that do not stand for one district alone."""
SHORT = 3
"""Letters of a name that counts only as it is written."""
_PARTS = ("states", "districts", "shared_names", "words", "everyday_words")
"""What the names are made of."""
Index = Shards[tuple[int, ...]]
"""Numbers of names by a key."""
_REMEMBERED = 20_000
"""Words of which is remembered whether they are a misspelt direction."""
_GENERIC_FOLDS = frozenset(map(fold, _GENERIC))


_DISTRICT_WORDS = {fold(word) for word in ("district", "dist", "distt", "jila", "zilla", "jilla")}
"""Words for district inside a name: they say nothing of which."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """What a name names: a district, a state, or an everyday name of several districts."""

    kind: str
    """`district`, `state` or `shared`."""
    id: int
    """LGD code; for a shared name its number in the list of shared names."""
    districts: tuple[int, ...]
    """LGD codes of the districts meant; empty for a state."""
    state: int
    """LGD code of the state; 0 for a shared name."""


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One way of writing one place."""

    place: int
    """Index of the place."""
    text: str
    """The name as the knowledge base has it."""
    rule: str
    """Kind of name: `exact`, `alias`, `former name`, `headquarters`, `town`, `part`, …"""
    weight: float
    roman: str
    """The name's letters without directions, romanised and joined."""
    fold: str
    skeleton: str
    directions: frozenset[str]
    """North, south, rural, … in the name."""
    fuzzy: bool
    """Whether a misspelling of it counts."""
    script: str
    """ISO 15924 code of the script that it is written in."""


class Directions:
    """The words for north, south, rural, …, told from the rest of a name."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.direction_of: dict[str, str] = {
            fold(token.roman): direction
            for direction, words in knowledge.words.directions.items()
            for word in words
            for token in known_words(word)[:1]
        }
        self._misspelt: dict[str, str | None] = {}
        self.words: set[str] = set()
        """Folds of the words of multi-word names: they may stand inside a span."""

    def split(self, tokens: Iterable[Token]) -> tuple[list[Token], frozenset[str]]:
        """Return the tokens that are no direction, and the directions."""
        core: list[Token] = []
        directions: set[str] = set()
        for token in tokens:
            direction = self.direction_of.get(token.fold)
            if direction is None and token.fold not in self.words:
                direction = self.direction_of.get(self.misspelt_direction(token.fold) or "")
            if direction is None:
                core.append(token)
            else:
                directions.update(direction.split())
        return core, frozenset(directions)

    def misspelt_direction(self, folded: str) -> str | None:
        """Return the direction word that a word is one edit away from, if it is of one."""
        if len(folded) < 3 or folded in self.direction_of:
            return None
        known: str | None = self._misspelt.get(folded, "")
        if known != "":
            return known
        found = self._nearest_direction(folded)
        if len(self._misspelt) < _REMEMBERED:
            self._misspelt[folded] = found
        return found

    def _nearest_direction(self, folded: str) -> str | None:
        near = [
            word
            for word in self.direction_of
            if len(word) >= SHORT and abs(len(word) - len(folded)) <= 1 and OSA.distance(word, folded) == 1
        ]
        # "esst" is east rather than west: hardly anybody gets the first letter wrong.
        near = [word for word in near if word[0] == folded[0]] or near
        return near[0] if len({self.direction_of[word] for word in near}) == 1 else None


class _Draft:
    """The names while they are collected."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.places: list[Place] = []
        self.names: list[Name] = []
        self.directions = Directions(knowledge)
        self.by_directions: dict[frozenset[str], list[int]] = {}
        self.exact: defaultdict[str, list[int]] = defaultdict(list)
        self._official: dict[str, int] = {}
        self._seen: set[tuple[int, str, frozenset[str]]] = set()
        self._fill(knowledge)

    def _fill(self, knowledge: Knowledge) -> None:
        small_words = {
            word.lower()
            for word in (*knowledge.words.fillers, *knowledge.words.weak_cues, *knowledge.words.small_codes)
        }
        official = {district.name.lower() for district in knowledge.districts.values()}
        parts: dict[str, set[int]] = defaultdict(set)
        for district in knowledge.districts.values():
            for word in _words_of(district):
                parts[word].add(district.lgd)
        for district in knowledge.districts.values():
            place = self._place(Place(DISTRICT, district.lgd, (district.lgd,), district.state))
            self._official[district.name.lower()] = place
            self._add(place, district.name, "exact")
            for text in district.names.values():
                self._add(place, text, "script")
            for text in district.also:
                latin = text.isascii()
                clash = text.lower() in official and text.lower() != district.name.lower()
                self._add(place, text, "alias" if latin else "script", 0.90 if clash else None)
            for text in district.old_names:
                self._add(place, text, "former name", 0.90 if text.lower() in official else None)
            headquarters = district.headquarters
            if headquarters and headquarters.lower() != district.name.lower():
                # Lakhimpur is a district of Assam; of UP it is the headquarters of Kheri, if UP is named.
                clash = headquarters.lower() in official
                self._add(place, headquarters, "headquarters", 0.5 if clash else None, fuzzy=not clash)
            for text in district.towns:
                if text.lower() not in official and fold(text.lower()) not in _GENERIC_FOLDS:
                    self._add(place, text, "town", fuzzy=False)
            for word in _words_of(district):
                if len(parts[word]) == 1 and len(word) >= 5 and word not in _GENERIC:
                    everyday = knowledge.is_everyday(word)
                    if not everyday and word not in official:
                        self._add(place, word, "part")
        for state in knowledge.states.values():
            place = self._place(Place(STATE, state.lgd, (), state.lgd))
            self._add(place, state.name, "exact")
            for text in (*state.names.values(), *state.also):
                self._add(place, text, "exact" if text.isascii() else "script")
            # A code that is a small word as well (KA, AS, OR) names a state in no message.
            if state.code.lower() not in small_words:
                self._add(place, state.code, "state code", 0.9, fuzzy=False)
        for number, shared in enumerate(knowledge.shared_names):
            states = {knowledge.districts[code].state for code in shared.districts}
            only = states.pop() if len(states) == 1 else 0
            place = self._place(Place(SHARED, number, shared.districts, only))
            for text in (shared.name, *shared.also):
                self._add(place, text, "shared name")

    def _place(self, place: Place) -> int:
        self.places.append(place)
        return len(self.places) - 1

    def _add(self, place: int, text: str, rule: str, weight: float | None = None, fuzzy: bool = True) -> None:
        for variant in _variants(text):
            tokens = [t for t in known_words(variant) if t.fold not in _DISTRICT_WORDS]
            if not tokens:
                continue
            weight_here = weight if weight is not None else _WEIGHT.get(rule, 1.0)
            if variant != text:
                if self._official.get(variant.lower(), place) != place:
                    continue
                weight_here *= 0.97
            whole = frozenset[str]()
            self._index(place, text, rule, weight_here, tokens, whole, fuzzy)
            core, directions = self.directions.split(tokens)
            if directions and core and self.places[place].kind != STATE:
                self._index(place, text, rule, weight_here, core, directions, fuzzy)
            elif len(directions) > 1 and rule == "exact":
                self.by_directions.setdefault(directions, []).append(len(self.names) - 1)
            if len(tokens) > 1:
                self.directions.words.update(token.fold for token in tokens)

    def _index(
        self,
        place: int,
        text: str,
        rule: str,
        weight: float,
        tokens: Sequence[Token],
        directions: frozenset[str],
        fuzzy: bool,
    ) -> None:
        roman = "".join(token.roman for token in tokens)
        native = "".join(token.text for token in tokens)
        if len(roman) < 2 or (place, native, directions) in self._seen:
            return
        self._seen.add((place, native, directions))
        folded = fold(roman)
        skel = skeleton(folded)
        number = len(self.names)
        short = len(roman) <= SHORT
        name = Name(place, text, rule, weight, roman, folded, skel, directions, fuzzy and not short, tokens[0].script)
        self.names.append(name)
        self.exact[native].append(number)


def _by_fold(name: Name) -> Iterable[str]:
    if len(name.roman) <= SHORT:
        return ()
    return (name.fold, *_endings(name.fold)) if name.fuzzy else (name.fold,)


def _by_consonants(name: Name) -> Iterable[str]:
    key = consonants(name.skeleton)
    return (key,) if len(key) >= 3 else ()


_KEYS: Mapping[str, Callable[[Name], Iterable[str]]] = {
    "by_fold": _by_fold,
    "by_skeleton": lambda name: (name.skeleton,),
    "by_deletion": lambda name: deletes(name.fold) if len(name.fold) >= 4 else (),
    "by_skeleton_deletion": lambda name: deletes(name.skeleton) if len(name.skeleton) >= 4 else (),
    "by_letters_deletion": lambda name: deletes(name.roman) if name.script == "Latn" and len(name.roman) >= 5 else (),
    "by_voiceless": lambda name: (voiceless(name.skeleton),),
    "by_consonants": _by_consonants,
}
"""The keys of a name in each index; all but the first are for names of which a misspelling counts."""


def _indexed(names: Iterable[Name], index: str) -> Packed:
    """Return an index of names by their keys, packed."""
    keys = _KEYS[index]
    out: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if name.fuzzy or index == "by_fold":
            for key in keys(name):
                out[key].append(number)
    return Shards.pack(out)


def _folds(names: Iterable[Name]) -> dict[str, list[str]]:
    """Return the folds that may be misspelt, by the first letter of their skeleton."""
    out: dict[str, list[str]] = {}
    for folded in sorted({name.fold for name in names if name.fuzzy and len(name.fold) > 4}):
        out.setdefault(skeleton(folded)[:1], []).append(folded)
    return out


class _Tables(msgspec.Struct, array_like=True):
    """What is kept in the compiled copy for every message; the indexes are kept one by one."""

    places: list[Place]
    names: list[msgspec.Raw]
    by_directions: list[tuple[frozenset[str], list[int]]]
    words: set[str]


class Gazetteer(Directions):
    """Names by exact letters, by sound and by one deletion."""

    exact: Index
    by_fold: Index
    by_skeleton: Index
    by_deletion: Index
    by_skeleton_deletion: Index
    by_letters_deletion: Index
    by_voiceless: Index
    by_consonants: Index

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        made: list[_Draft] = []

        def draft(parts: Knowledge) -> _Draft:
            if not made:
                made.append(_Draft(parts))
            return made[0]

        def tables(parts: Knowledge) -> _Tables:
            found = draft(parts)
            by_directions = list(found.by_directions.items())
            return _Tables(found.places, Rows.pack(found.names), by_directions, found.directions.words)

        kept = knowledge.kept("gazetteer", _Tables, tables, of=_PARTS)
        self.places: list[Place] = kept.places
        self.names: Sequence[Name] = Rows(Name, kept.names)
        self.by_directions: dict[frozenset[str], list[int]] = dict(kept.by_directions)
        """Names that are nothing but directions: North West."""
        self.words = kept.words
        packed = {"exact": knowledge.later("gazetteer/exact", Packed, lambda k: Shards.pack(draft(k).exact), of=_PARTS)}
        for name in _KEYS:
            packed[name] = knowledge.later(f"gazetteer/{name}", Packed, partial(self._indexed, name), of=_PARTS)
        self._indexes: dict[str, Later[Index]] = {
            name: Shards.later(index, tuple[int, ...]) for name, index in packed.items()
        }
        self._folds = knowledge.later("gazetteer/folds", dict[str, list[str]], lambda _: _folds(self.names), of=_PARTS)
        """Folds by the first letter of their skeleton: hardly anybody gets the first sound of a name wrong."""

    def _indexed(self, index: str, _: Knowledge) -> Packed:
        return _indexed(self.names, index)

    def __getattr__(self, name: str) -> Index:
        """Return an index that was not asked for before."""
        if name != "exact" and name not in _KEYS:
            raise AttributeError(name)
        index = self.__dict__[name] = self._indexes[name]()
        return index

    def similar_folds(self, folded: str, limit: int = 6) -> list[str]:
        """Return the folds nearest to one, for words that no index finds. Slow: about 0.2 ms."""
        folds = self._folds().get(skeleton(folded)[:1], [])
        found = process.extract(folded, folds, scorer=OSA.normalized_similarity, score_cutoff=0.66, limit=limit)
        return [str(item[0]) for item in found]


_BRACKET = re.compile(r"^(.*?)\s*\(([^)]*)\)\s*(.*)$")


def _variants(text: str) -> Iterator[str]:
    """Yield a name, or its parts outside and inside a bracket, or on either side of a slash."""
    bracket = _BRACKET.match(text)
    if bracket:
        before, inside, after = bracket.groups()
        outside = f"{before} {after}".strip()
        if len(outside) > 3:
            yield outside
        if len(inside) > 4:
            yield inside
    elif "/" in text:
        yield from (part.strip() for part in text.split("/") if len(part.strip()) > 3)
    else:
        yield text


def _words_of(district: District) -> set[str]:
    return set(re.findall(r"[a-z]+", district.name.lower())) if re.search(r"[ .-]", district.name) else set()


_ENDINGS = (("gar", "gad"), ("puram", "pur"), ("puram", "pura"), ("nagar", "nagara"), ("pur", "pura"), ("pet", "peta"))


def _endings(folded: str) -> Iterator[str]:
    """Yield the other ways of writing the common endings of place names (-garh, -puram, -nagar)."""
    for one, other in _ENDINGS:
        for ending, instead in ((one, other), (other, one)):
            if len(folded) > len(ending) + 2 and folded.endswith(ending):
                yield folded[: -len(ending)] + instead
