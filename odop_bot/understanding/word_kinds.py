"""What a word of a message is wherever it stands: a small word, a cue, a direction, a part of names."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.sound import fold
from odop_bot.language.tokens import Token, key_of, known_words
from odop_bot.understanding.gazetteer import Gazetteer

_REMEMBERED = 20_000
"""Words of messages of which is remembered what they are."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What a word is, wherever it stands."""

    cue: bool
    filler: bool
    common: bool
    """An everyday word, or one that sounds like one."""
    empty: bool
    direction: bool
    also_word: bool
    address: bool
    beside: bool
    name_mark: bool
    only_inside: bool
    """It is part of names of several words and nothing else."""


class WordKinds:
    """Tells what words are; one object serves all messages."""

    def __init__(self, gazetteer: Gazetteer, knowledge: Knowledge) -> None:
        self._gazetteer = gazetteer
        self._knowledge = knowledge
        self._everyday_sounds = knowledge.kept("everyday sounds", set[str], _everyday_sounds, of=("everyday_words",))
        self.native = knowledge.kept("everyday words of other scripts", set[str], _native, of=("everyday_words",))
        """Everyday words that are not in Latin letters."""
        self._small = knowledge.kept(
            "small words", _SmallWords, _small_words, of=("words", "everyday_words", "fillers")
        )
        self._empty_texts = {word for words in knowledge.fillers.values() for word in words}
        self._met: dict[str, Word] = {}

    def of(self, token: Token) -> Word:
        """Return what a word is wherever it stands; a word met before is looked up only."""
        found = self._met.get(token.text)
        if found is None:
            found = self._read(token)
            if len(self._met) < _REMEMBERED:
                self._met[token.text] = found
        return found

    def _read(self, token: Token) -> Word:
        text, native = token.text, token.script != "Latn"
        if native:
            common = token.fold in self._small.fillers or token.fold in self._everyday_sounds or text in self.native
        else:
            common = self._knowledge.is_everyday(token.roman)
        direction = token.fold in self._gazetteer.direction_of
        inside = token.fold in self._gazetteer.words
        small, texts = self._small, self._small.texts
        return Word(
            cue=text in texts.cues or (token.fold in small.cues and len(token.fold) > (2 if native else 3)),
            filler=text in texts.fillers or (native and token.fold in small.native_fillers),
            common=common,
            empty=text in self._empty_texts,
            direction=direction,
            also_word=text in texts.also_words,
            address=text in texts.address,
            beside=text in texts.beside,
            name_mark=text in texts.name_marks,
            only_inside=inside and not (direction or len(token.fold) < 4 or self._knowledge.is_everyday(token.roman)),
        )


def _texts(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(key_of, words))


def _everyday_sounds(knowledge: Knowledge) -> set[str]:
    return {
        fold(word)
        for language, everyday in knowledge.everyday_words.items()
        if language != ENGLISH
        for word in everyday
        if len(word) > 2 and word.isascii()
    }


def _native(knowledge: Knowledge) -> set[str]:
    return {word for everyday in knowledge.everyday_words.values() for word in everyday if not word.isascii()}


class _Texts(msgspec.Struct, array_like=True):
    """Small words as people write them."""

    fillers: frozenset[str]
    beside: frozenset[str]
    address: frozenset[str]
    cues: frozenset[str]
    also_words: frozenset[str]
    name_marks: frozenset[str]


class _SmallWords(msgspec.Struct, array_like=True):
    """How small words sound and are written, as it is kept in the compiled copy."""

    fillers: set[str]
    native_fillers: set[str]
    """Those of other scripts."""
    cues: set[str]
    texts: _Texts


def _small_words(knowledge: Knowledge) -> _SmallWords:
    words = knowledge.words
    small = (*words.fillers, *words.weak_cues)
    english = knowledge.everyday_words.get(ENGLISH, frozenset())
    others = {word for code, found in knowledge.fillers.items() if code != ENGLISH for word in found}
    # आम is not "am", तेल is not "tell": what only English has is no small word of another script.
    native = [word for word in small if word not in english or word in others]
    beside = _texts(words.weak_cues)
    texts = _Texts(
        fillers=_texts(words.fillers) | beside,
        beside=beside,
        address=_texts(words.address_marks),
        cues=_texts(words.strong_cues),
        also_words=_texts(words.also_words),
        name_marks=_texts(words.name_marks),
    )
    return _SmallWords(_single_words(small), _single_words(native), _single_words(words.strong_cues), texts)


def _single_words(words: Sequence[str]) -> set[str]:
    return {tokens[0].fold for word in words if len(tokens := known_words(word)) == 1}
