"""The words of names, and the places that names give away."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

_WORD = re.compile(r"[a-z]+")
_EMPTY = """
and of the for with from its other others based product products item items work works good goods making made
processing processed production unit units industry sector related allied various etc eg material materials
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words of product names that name no product."""
SHARED = frozenset({"Pradesh", "Islands"})
"""Words that several States have in their names."""
MIN_NAME = 4
"""Letters of a place's name that gives an answer away."""
_SIDE_WORDS = """
north south east west northern southern eastern western uttar dakshin purba paschim central upper lower
"""
_SIDES = frozenset(_SIDE_WORDS.split())
"""Words of districts' names that say on which side they lie."""

_CONSONANT = re.compile(r"([bcdfgj-np-tvwxz])(?:[^bcdfgj-np-tvwxz]*\1)*")
"""A consonant with those like it that follow, but for what is none between them."""
_ANY_WORD, _STEM, _TOLD = re.compile(r"[^\s.,;:()।–-]+"), 4, 0.6
"""A word of any script, its letters that forms of it share, and the part of an answer's words that tells it."""


def contains(text: str, name: str) -> bool:
    """Whether a name stands in a text, as words of its own."""
    text, name = text.casefold(), name.casefold()
    place = text.find(name)
    while place > 0 and text[place - 1].isalpha():
        place = text.find(name, place + 1)
    return place >= 0


def has_part_of(text: str, name: str) -> bool:
    """Whether a text has a word of a place's name: Bardhaman Sitabhog, of which Purba Bardhaman is one of two."""
    words = {word for word in latin_words(text) if len(word) > MIN_NAME}
    return not words.isdisjoint(word for word in latin_words(name) if word not in _SIDES)


@cache
def latin_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in Latin letters, in small ones."""
    return tuple(_WORD.findall(text.casefold()))


def without_side(name: str) -> str:
    """Return the name of a district without the side on which it lies: Medinipur for Purba and Paschim Medinipur."""
    return " ".join(word for word in name.casefold().split() if word not in _SIDES)


@cache
def same_name(text: str) -> tuple[str, ...]:
    """Return what is the same for English wordings that differ in number and empty words: Carpet, Carpets."""
    return tuple(sorted(set(words_of(text)))) or (text.casefold(),)


def tells(text: str, answer: str) -> bool:
    """Whether a text tells an answer, be it in other forms of its words."""
    stems = {word[:_STEM] for word in _ANY_WORD.findall(answer.casefold())}
    told = {word[:_STEM] for word in _ANY_WORD.findall(text.casefold())}
    return bool(stems) and len(stems & told) >= _TOLD * len(stems)


def shared_with_one(stem: str, options: Sequence[str], right: int, idle: Collection[str]) -> set[str]:
    """Return the beginnings of words that a stem shares with its right option and no other, but for `idle` ones."""
    shared = (beginnings(stem) & beginnings(options[right])).difference(idle)
    others = (text for i, text in enumerate(options) if i != right) if shared else ()
    return shared.difference(*map(beginnings, others))


def beginnings(text: str) -> set[str]:
    """Return how the longer words of a text begin, as forms of a word share it."""
    return {word[:_STEM] for word in _ANY_WORD.findall(text.casefold().replace('"', " ")) if len(word) >= _STEM}


def is_of_a_state(product: str, state: str) -> bool:
    """Whether a word of a product is how a State's name begins: Mizo, Naga, Bengal; or begins so: Himachali."""
    words = tuple(word for word in latin_words(product) if len(word) >= MIN_NAME)
    parts = tuple(part.casefold() for part in state.split() if len(part) >= MIN_NAME and part not in SHARED)
    return any(word.startswith(parts) for word in words) or any(part.startswith(words) for part in parts)


@cache
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name that name something, in the singular."""
    out = []
    for word in _WORD.findall(text.lower()):
        if word in _EMPTY_WORDS or len(word) < 3:
            continue
        out.append(_singular(word))
    return tuple(out)


@cache
def sounds_of(word: str) -> str:
    """Return the consonants of a word in Latin letters, doubled ones once, as spellings of a place share them."""
    return "".join(_CONSONANT.findall(word.casefold()))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "shes", "ches", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
