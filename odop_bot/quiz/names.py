"""The words of names, and the places that names give away."""

from __future__ import annotations

import re

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


def contains(text: str, name: str) -> bool:
    """Whether a name stands in a text, as words of its own."""
    place = text.casefold().find(name.casefold())
    while place >= 0:
        before = text[place - 1 : place] if place else ""
        if not before.isalpha():
            return True
        place = text.casefold().find(name.casefold(), place + 1)
    return False


def is_of_a_state(product: str, state: str) -> bool:
    """Whether a word of a product is how a State's name begins: Mizo, Naga, Bengal; or begins so: Himachali."""
    words = [word.casefold() for word in re.findall(r"[A-Za-z]+", product) if len(word) >= MIN_NAME]
    parts = [part.casefold() for part in state.split() if len(part) >= MIN_NAME and part not in SHARED]
    return any(part.startswith(word) or word.startswith(part) for word in words for part in parts)


def words_of(text: str) -> tuple[str, ...]:
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
