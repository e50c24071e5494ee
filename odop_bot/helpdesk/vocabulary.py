"""The words that the knowledge base knows: of what people write, only these are kept."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from odop_bot.helpdesk.page import is_number
from odop_bot.knowledge import ENGLISH, District, Knowledge, State
from odop_bot.knowledge.words import PersonalKind
from odop_bot.language.romanisation import romanise
from odop_bot.language.sound import fold
from odop_bot.language.tokens import Word, key_of, normalise, words_of

_PERSONAL: tuple[PersonalKind, ...] = ("given_names", "family_names")
_MIXED = re.compile(r"[a-z]+[0-9]+[a-z0-9]*|[0-9]+[a-z]+[a-z0-9]*")
_OF_ADDRESSES: tuple[PersonalKind, ...] = ("unit_words", "ordinal_endings", "locality_words")
"""Words that tell of an address and are no words of ours by that."""
_SHORT_STATES = "state "
"""Short names of States (म.प्र.): a letter of theirs may be that of a name."""
_SHORT = 4
"""Letters that are not enough of a word to tell a name by its ending."""
_LEFT = 3
"""Letters that must be left of a word without its ending."""


class Vocabulary:
    """Tells words of ours from words that may be a person's."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Gather the words of places, products, schemes, questions and the everyday lists."""
        words = knowledge.words
        personal = words.personal
        names = {key_of(name) for kind in _PERSONAL for name in personal.get(kind, ())}
        self._folds = {fold(name) for name in names}
        self._family_folds = {fold(key_of(name)) for name in personal.get("family_names", ())}
        places = [key_of(name) for name in _places(knowledge)]
        self._places = _spelt(places)
        self._districts = _spelt(key_of(name) for name in _districts(knowledge))
        self._ours = frozenset(_words(_own_words(knowledge)))
        # A word of a longer place name (Udham Singh Nagar) is a person's name unless all of the name is there.
        self.phrases = frozenset(p for p in places if " " in p)
        """Names of places of several words."""
        products = list(_products(knowledge))
        asked = list(_asked(knowledge))
        self._products = _spelt(_words(products))
        self.mixed = frozenset(word for text in (*products, *asked) for word in _MIXED.findall(text.lower()))
        """Words of letters and digits: b2b."""
        everyday = self._everyday = frozenset[str]().union(*knowledge.everyday_words.values())
        small = frozenset(word for words in knowledge.fillers.values() for word in words)
        # A person's name is a word of ours only where a place or a product bears it.
        # Champaran is said for East Champaran; of a town's name a word alone may be anybody's.
        parts = {word for name in _districts(knowledge) for word in key_of(name).split()}
        common = everyday | small | parts | _small_words(knowledge) | frozenset(_words(asked))
        self._known = self._places | self._products | _spelt((*self._ours, *words.fillers))
        self._common = _spelt(common - names)
        self._latin = [words for code, words in knowledge.everyday_words.items() if code != ENGLISH]
        self._pairs = self._named_pairs(products)
        self._name_endings = personal.get("name_endings", ())
        self.endings = tuple(sorted(personal.get("endings", ()), key=len, reverse=True))

    def knows(self, word: Word) -> bool:
        """Whether a word stands in the knowledge base, as it is or with an ending of a language behind it."""
        text = _plain(word.text)
        bases = list(self._bases(text))
        if text in self._known or any(base in self._known for base in bases):
            return True
        if text in self._common or any(base in self._common for base in bases):
            return word.script == "Latn" or not self.is_named(word)
        return self._in_latin(word)

    def is_place(self, word: Word) -> bool:
        """Whether a word is the name of a place, by itself."""
        text = _plain(word.text)
        return text in self._places or any(base in self._places for base in self._bases(text))

    def is_district(self, word: Word) -> bool:
        """Whether a word is the name of a state, a district or its chief town: as much of an address as may stay."""
        text = _plain(word.text)
        return text in self._districts or any(base in self._districts for base in self._bases(text))

    def is_product(self, word: Word) -> bool:
        """Whether a word stands in the name of a product."""
        return _plain(word.text) in self._products

    def is_family(self, word: Word) -> bool:
        """Whether a word of an Indian script is a family name that is listed in Latin letters; no everyday word is."""
        if word.script in ("Latn", "Zyyy") or word.text in self._everyday or word.text in self._ours:
            return False
        return fold(romanise(word.text, word.script)) in self._family_folds

    def is_named(self, word: Word) -> bool:
        """Whether people bear a word as a name, in any script and spelling."""
        if is_number(word):
            return False
        if word.script == "Latn":
            return fold(word.text) in self._folds
        sound = fold(romanise(word.text, word.script))
        # What is written Krishna is spoken so in Telugu, and as Krishn in Hindi.
        return sound in self._folds or f"{sound}a" in self._folds

    def sounds_named(self, word: Word) -> bool:
        """Whether a word that nobody knows is a name, or ends as names do."""
        return not is_number(word) and (self.is_named(word) or self.ends_named(word))

    def ends_named(self, word: Word) -> bool:
        """Whether a word ends as names do: Gangamma, Phoolwati."""
        sound = word.text if word.script == "Latn" else romanise(word.text, word.script)
        return len(sound) > _SHORT and sound.endswith(self._name_endings)

    def is_heard(self, word: Word) -> bool:
        """Whether a word is known by its sound only: it may as well be a name."""
        text = _plain(word.text)
        listed = any(base in self._known or base in self._common for base in (text, *self._bases(text)))
        return not listed and self._in_latin(word)

    def is_common(self, word: Word) -> bool:
        """Whether a word is an everyday one or one of our subject, not only part of the name of a product."""
        return self.is_ours(word) or _plain(word.text) in self._common

    def is_subject(self, word: Word) -> bool:
        """Whether a word is one of our subject, a place or a product: more than one of everyday speech."""
        return self.is_ours(word) or self.is_place(word) or self.is_product(word)

    def is_ours(self, word: Word) -> bool:
        """Whether a word is one of our own subject: no person's name where one only may stand."""
        return word.text in self._ours

    def _in_latin(self, word: Word) -> bool:
        """Whether a word is an everyday one that people write in Latin letters too."""
        return word.script not in ("Latn", "Zyyy") and fold(romanise(word.text, word.script)) in self._sounds

    def is_pair(self, first: Word, second: Word) -> bool:
        """Whether a name of a person begins a product with the word behind it: tulsi mala, sital pati."""
        return (first.text, second.text) in self._pairs

    def _named_pairs(self, products: Iterable[str]) -> frozenset[tuple[str, str]]:
        texts = (words_of(normalise(text)) for text in products)
        return frozenset(
            (one.text, other.text) for words in texts for one, other in pairwise(words) if self.is_named(one)
        )

    @cached_property
    def _sounds(self) -> frozenset[str]:
        """How the everyday words sound that people of India write in both scripts; made when one is first asked for."""
        return frozenset(fold(word) for words in self._latin for word in words) - self._folds

    def _bases(self, text: str) -> Iterator[str]:
        if len(text) <= _LEFT or not text.endswith(self.endings):
            return
        for ending in self.endings:
            if len(text) - len(ending) >= _LEFT and text.endswith(ending):
                yield text[: -len(ending)]


def _plain(text: str) -> str:
    """Return a word as most people write it: one sign for both nasal vowels, no dot below (झाँसी, मिर्ज़ापुर)."""
    return text.replace("\u0901", "\u0902").replace("\u093c", "")


def _spelt(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_plain(word) for word in words)


def _words(texts: Iterable[str]) -> Iterator[str]:
    # Each piece once: the same words stand in thousands of texts.
    for piece in set(" ".join(texts).replace("_", " ").replace("-", " ").split()):
        yield from (word.text for word in words_of(normalise(piece)))


def _places(knowledge: Knowledge) -> Iterator[str]:
    for state in knowledge.states.values():
        yield from (*_names(state), *state.also)
    for district in knowledge.districts.values():
        yield from (*_names(district), *district.also, *district.old_names, *district.towns)
        if district.headquarters:
            yield district.headquarters
    for shared in knowledge.shared_names:
        yield from (shared.name, *shared.also)


def _districts(knowledge: Knowledge) -> Iterator[str]:
    for state in knowledge.states.values():
        yield from (*_names(state), *state.also)
    for district in knowledge.districts.values():
        yield from (*_names(district), *district.also, *district.old_names)
        if district.headquarters:
            yield district.headquarters


def _names(place: State | District) -> Iterator[str]:
    yield from (place.name, *place.names.values())


def _products(knowledge: Knowledge) -> Iterator[str]:
    """Yield what lists and people call our products."""
    for district in knowledge.districts.values():
        for listing in district.listings:
            yield from filter(None, (listing.product, listing.hi, listing.reading))
    for translation in knowledge.translations.values():
        yield from translation.products.values()
    for family in knowledge.families.values():
        yield from (*family.name.values(), *(text for texts in family.also.values() for text in texts))


def _asked(knowledge: Knowledge) -> Iterator[str]:
    """Yield the names of our lists and the questions that we know."""
    for each in knowledge.lists.values():
        yield from (*each.name.values(), *(text for texts in each.also.values() for text in texts))
    for entry in knowledge.faq.values():
        yield from (*entry.title.values(), *(text for texts in entry.asks.values() for text in texts))


def _own_words(knowledge: Knowledge) -> Iterator[str]:
    words = knowledge.words
    groups = (words.in_domain_words, words.strong_cues, *words.concepts.values(), *words.intents.values())
    yield from (*(text for group in groups for text in group), *words.concepts)


def _small_words(knowledge: Knowledge) -> frozenset[str]:
    """Return the words of all word lists but those of names."""
    texts: list[str] = []
    for field in dataclasses.fields(knowledge.words):
        value = getattr(knowledge.words, field.name)
        if field.name == "address_marks":
            continue
        if isinstance(value, dict):
            texts += [
                text
                for kind, group in value.items()
                if kind not in (*_PERSONAL, *_OF_ADDRESSES) and not kind.startswith(_SHORT_STATES)
                for text in group
            ]
        else:
            texts += value
    return frozenset(_words(texts))
