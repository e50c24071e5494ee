"""Find known words and phrases in a message by the sound of their words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast, get_type_hints

import msgspec
from msgspec.structs import replace
from rapidfuzz.distance import OSA

from odop_bot.compiled import Later, Packed, Shards
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.words import Words
from odop_bot.language.endings import bare_forms
from odop_bot.language.scripts import SPOKEN
from odop_bot.language.tokens import Token, known_words

MAX_WORDS = 5
"""Words of the longest phrase that is looked for."""
MIN_FUZZY = 5
"""Letters that a word must have before a typo in it is forgiven."""
REMEMBERED = 8_000
"""Words of messages of which is remembered what they may be."""
_Reading = tuple[str, str]
"""A word of phrases that a word of a message may be, and by which rule."""


class Looked(NamedTuple):
    """Which words of an index's phrases a word of a message may be, and whether a phrase begins with one of them."""

    strictly: tuple[Sequence[_Reading], bool]
    """If it must be written as we have it."""
    loosely: tuple[Sequence[_Reading], bool]


NEVER = Looked(((), False), ((), False))
"""A word that is no word of a phrase, however it is read."""
Met = tuple[int, Looked]
"""A word of a message, by its place, that may be a word of a phrase."""


def _letters_of(word: str) -> str:
    """Return a word without its English ending (makes, making: mak)."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _spelling(tokens: Sequence[Token]) -> str:
    """Return the sound and the letters of words, both without endings: "painting" is no other writing of "paint"."""
    return " ".join(f"{token.stem}/{_letters_of(token.roman)}" for token in tokens)


def deletes(word: str) -> set[str]:
    """Return a word and every word that one deletion makes of it."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


class Hit(msgspec.Struct, frozen=True):
    """A phrase found in a message."""

    start: int
    """Index of the first token."""
    end: int
    """Index behind the last token."""
    values: tuple[str, ...]
    """What the phrase stands for."""
    rule: str
    """`exact`, `sound` or `typo`."""
    text: str
    """The phrase as the knowledge base has it."""

    def __len__(self) -> int:
        return self.end - self.start


class PhraseTables(msgspec.Struct, array_like=True):
    """What is kept of phrases in the compiled copy."""

    phrases: dict[tuple[str, ...], dict[str, str]] = {}
    """What the words of a phrase stand for, with the phrase as the knowledge base has it."""
    literal: dict[str, set[str]] = {}
    """What a phrase stands for letter by letter, where its sound stands for more."""
    romans: dict[str, set[str]] = {}
    """How the words of a stem are written in Latin letters."""
    sounds: dict[str, set[str]] = {}
    prefixes: set[tuple[str, ...]] = set()
    words: set[str] = set()
    bare: dict[str, set[str]] = {}
    """Words by what is left of them without case and plural."""
    letters: set[str] = set()
    native: set[str] = set()
    spelt: set[str] = set()
    """Phrases in Latin letters, by sound and by letters."""


class _Opened:
    """The same, each part of it unpacked when it is first asked for: of most words no message asks how they sound."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed

    def __getattr__(self, name: str) -> Any:
        if name not in _PARTS:
            raise AttributeError(name)
        value = self.__dict__[name] = msgspec.msgpack.decode(self._packed[name], type=_PARTS[name])
        return value


_PARTS = get_type_hints(PhraseTables)


def _packed(tables: PhraseTables) -> Packed:
    return {name: msgspec.Raw(msgspec.msgpack.encode(getattr(tables, name))) for name in _PARTS}


Typos = Shards[set[str]]
"""Words by what one deletion makes of them."""
Phrases = Iterable[tuple[str, str]]
"""Phrases with what they stand for."""


class PhraseIndex:
    """Phrases by the stems of their words; a word of the message may be one typo off."""

    def __init__(self, phrases: Phrases, *, fuzzy: bool = False) -> None:
        """Index `(phrase, value)` pairs; with `fuzzy`, one edit in a word of 5 letters is forgiven."""
        tables = _tables(phrases, fuzzy)
        self._fill(lambda: tables, fuzzy, lambda: Shards(set[str], Shards.pack(_typos(tables.romans))))

    @classmethod
    def kept(
        cls,
        knowledge: Knowledge,
        name: str,
        phrases: Callable[[Knowledge], Phrases],
        *,
        of: Sequence[str],
        fuzzy: bool = False,
    ) -> PhraseIndex:
        """Return an index of phrases that are made of some parts of the knowledge base; the compiled copy keeps it."""
        index = cls.__new__(cls)
        packed = knowledge.later(f"phrases/{name}", Packed, lambda k: _packed(_tables(phrases(k), fuzzy)), of=of)
        tables = Later(lambda: cast(PhraseTables, _Opened(packed())))
        index._fill(tables, fuzzy, lambda: Shards(set[str], {}))
        if fuzzy:
            near = knowledge.later(f"typos/{name}", Packed, lambda _: Shards.pack(_typos(tables().romans)), of=of)
            index._get_typos = Shards.later(near, set[str])
        return index

    @classmethod
    def of_words(
        cls, knowledge: Knowledge, name: str, groups: Callable[[Words], Mapping[str, Iterable[str]]]
    ) -> PhraseIndex:
        """Return an index of the phrases of some word lists, by what they stand for; the compiled copy keeps it."""
        return cls.kept(
            knowledge,
            name,
            lambda k: ((phrase, value) for value, phrases in groups(k.words).items() for phrase in phrases),
            of=("words",),
        )

    def _fill(self, tables: Callable[[], PhraseTables], fuzzy: bool, typos: Callable[[], Typos]) -> None:
        self._get_tables, self._get_typos = tables, typos
        self._is_fuzzy = fuzzy
        self._met: dict[str, Looked] = {}
        """What words met before may be."""

    @cached_property
    def _tables(self) -> PhraseTables:
        return self._get_tables()

    @cached_property
    def _fuzzy(self) -> Typos:
        return self._get_typos()

    def words(self) -> set[str]:
        """Return the stems of all words of all phrases."""
        return set(self._tables.words)

    def has_any(self, tokens: Sequence[Token]) -> bool:
        """Whether a word of a message is a word of a phrase, not only like one."""
        words = self._tables.words
        return any(token.stem in words for token in tokens)

    def find(
        self,
        tokens: Sequence[Token],
        skip: Collection[int] = (),
        exact_only: Collection[int] = (),
        inner: Collection[int] = (),
        met: Sequence[Met] | None = None,
    ) -> list[Hit]:
        """Return the longest phrases in a message, left to right, not overlapping.

        `skip` are token indexes that no phrase may touch; `exact_only` are those that must be
        written as we have them (everyday words); `inner` are those that may stand in the middle
        of a phrase only (`ka`, `of`). `met` is what a `PhraseBook` has looked up.
        """
        if met is None:
            met = [(i, self.lookup(token)) for i, token in enumerate(tokens)]
        if not met:
            return []
        options: list[Sequence[_Reading]] = [()] * len(tokens)
        starts: list[int] = []
        for i, looked in met:
            if i in skip:
                continue
            options[i], begins = looked.strictly if i in exact_only else looked.loosely
            if begins and i not in inner:
                starts.append(i)
        hits: list[Hit] = []
        behind = 0
        for start in starts:
            if start < behind:
                continue
            best = self._longest(options, start, inner)
            if best is not None and not (self._is_fuzzy and self._only_heard(best, tokens, exact_only)):
                hits.append(self._to_the_letter(best, tokens) if len(best.values) > 1 else best)
                behind = best.end
        return hits

    def lookup(self, token: Token) -> Looked:
        """Return what `look` does; a word met before is looked up only."""
        found = self._met.get(token.text)
        if found is None:
            if len(self._met) > REMEMBERED:
                self._met.clear()
            found = self._met[token.text] = self.look(token)
        return found

    def look(self, token: Token) -> Looked:
        """Return which words of phrases a word of a message may be."""
        loosely = self._readings(token, strict=False)
        if not loosely:
            return NEVER
        strictly = self._readings(token, strict=True)
        return Looked((strictly, self._begins(strictly)), (loosely, self._begins(loosely)))

    def _begins(self, readings: Sequence[_Reading]) -> bool:
        return any(word in self._firsts for word, _ in readings)

    @cached_property
    def _firsts(self) -> set[str]:
        return {key[0] for key in self._tables.phrases}

    def literally(self, hit: Hit, tokens: Sequence[Token]) -> bool:
        """Whether a hit is written as we have it, not only heard so."""
        return " ".join(token.text for token in tokens[hit.start : hit.end]) in self._tables.literal

    def written(self, stem: str) -> Collection[str]:
        """Return how a word of the phrases is written in Latin letters, by its stem."""
        return self._tables.romans.get(stem, ())

    def _to_the_letter(self, hit: Hit, tokens: Sequence[Token]) -> Hit:
        """Return a hit with only those values that are written exactly so, if there are any."""
        literal = self._tables.literal.get(" ".join(token.text for token in tokens[hit.start : hit.end]), ())
        values = tuple(value for value in hit.values if value in literal)
        return replace(hit, values=values) if values else hit

    def _only_heard(self, hit: Hit, tokens: Sequence[Token], strict: Collection[int]) -> bool:
        """Whether everyday words only sound like a phrase: "sal", a year, is no shawl (शाल), "paint" no pants (पैंट)."""
        span = tokens[hit.start : hit.end]
        if any(i not in strict for i in range(hit.start, hit.end)) or any(token.script != "Latn" for token in span):
            return False
        return _spelling(span) not in self._tables.spelt

    def _longest(self, options: Sequence[Sequence[_Reading]], start: int, small: Collection[int]) -> Hit | None:
        best: Hit | None = None
        paths: list[tuple[tuple[str, ...], str]] = [((), "exact")]
        for end in range(start, min(start + MAX_WORDS, len(options))):
            longer: list[tuple[tuple[str, ...], str]] = []
            for key, rule in paths:
                for word, how in options[end]:
                    path = (*key, word)
                    worse = how if how != "exact" else rule
                    found = None if end in small else self._tables.phrases.get(path)
                    if found and (best is None or best.end < end + 1 or (worse == "exact" and best.rule != "exact")):
                        best = Hit(start, end + 1, tuple(found), worse, next(iter(found.values())))
                    if path in self._tables.prefixes:
                        longer.append((path, worse))
            paths = longer
            if not paths:
                break
        return best

    def _written_so(self, token: Token) -> bool:
        if token.script == "Latn":
            return _letters_of(token.roman) in self._tables.letters
        return token.text in self._tables.native

    def _readings(self, token: Token, strict: bool) -> list[_Reading]:
        word = token.stem
        if word in self._tables.words:
            # An everyday word must be written as we have it: "make" only sounds like makai, maize.
            if strict and not self._written_so(token):
                return []
            # In a script that our phrases are not written in, a word is only heard to be one.
            heard = token.script not in SPOKEN and token.text not in self._tables.native
            return [(word, "sound" if heard else "exact")]
        if strict:
            return []
        if len(token.fold) > MIN_FUZZY:
            for form in bare_forms(token.fold):
                if form in self._tables.bare:
                    rule = "sound" if token.script == "Latn" else "inflected"
                    return [(candidate, rule) for candidate in sorted(self._tables.bare[form])]
        if not self._is_fuzzy:
            return []
        near: dict[str, str] = {}
        for written in (word, token.roman):
            if len(written) >= MIN_FUZZY:
                for variant in deletes(written):
                    for candidate in self._fuzzy.get(variant, ()):
                        if abs(len(candidate) - len(word)) <= 2:
                            near[candidate] = "typo"
        if len(token.skeleton) >= 3:
            for candidate in self._tables.sounds.get(token.skeleton, ()):
                if candidate[0] == word[0] or len(word) > 4:
                    near[candidate] = "sound"
        likeness = {candidate: self._likeness(token.roman, candidate) for candidate in near}
        ranked = sorted(near, key=lambda candidate: (-likeness[candidate], candidate))
        return [(candidate, near[candidate]) for candidate in ranked[:4]]

    def _likeness(self, roman: str, word: str) -> float:
        return max(OSA.normalized_similarity(roman, written) for written in self._tables.romans[word])


def _tables(phrases: Phrases, fuzzy: bool) -> PhraseTables:
    tables = PhraseTables()
    for phrase, value in phrases:
        tokens = known_words(phrase)[: MAX_WORDS + 1]
        key = tuple(token.stem for token in tokens)
        if not key:
            continue
        tables.phrases.setdefault(key, {}).setdefault(value, phrase)
        tables.literal.setdefault(" ".join(token.text for token in tokens), set()).add(value)
        if all(token.script == "Latn" for token in tokens):
            tables.spelt.add(_spelling(tokens))
        for size in range(1, len(key)):
            tables.prefixes.add(key[:size])
        for token, word in zip(tokens, key, strict=True):
            tables.words.add(word)
            tables.bare.setdefault(bare_forms(token.fold)[0], set()).add(word)
            if token.script == "Latn":
                tables.letters.add(_letters_of(token.roman))
            else:
                tables.native.add(token.text)
            tables.romans.setdefault(word, set()).add(token.roman)
            if fuzzy and len(token.skeleton) >= 3:
                tables.sounds.setdefault(token.skeleton, set()).add(word)
    return tables


def _typos(romans: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the words of phrases by what one deletion makes of them, as sounds and as letters."""
    out: dict[str, set[str]] = {}
    for word, written in romans.items():
        for form in {word, *(roman for roman in written if len(roman) > MIN_FUZZY)}:
            if len(form) >= MIN_FUZZY:
                for variant in deletes(form):
                    out.setdefault(variant, set()).add(word)
    return out
