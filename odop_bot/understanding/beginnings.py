"""Find what a person may be about to type, by the beginning of its name."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.sound import fold
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.requests import Choice

MAX_NAMES = 400
"""Names that are looked at for one beginning."""
MIN_SOUND = 3
"""Letters of a sound key from which on names that only sound alike are offered."""
_Named = tuple[int, int, str, str]
"""A name of something: rank and length (the smallest comes first), then kind and id."""


class Beginnings:
    """Every name of the knowledge base by its beginning, as written and as heard.

    Districts by their own names come first, then the shortest name.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        names = [(name, (rank, len(name), kind, key)) for name, rank, kind, key in _names(knowledge)]
        ordered = sorted({named for _, named in names})
        place = {named: number for number, named in enumerate(ordered)}
        self._choices = [Choice(kind, key) for _, _, kind, key in ordered]
        self._written = _Index((key_of(name), place[named]) for name, named in names)
        self._heard = _Index((_sound(name), place[named]) for name, named in names)

    def find(self, text: str) -> list[Choice]:
        """Return what begins like a text, best first; what only sounds like it comes last."""
        sound = _sound(text)
        found = self._written.find(key_of(text)) + (self._heard.find(sound) if len(sound) >= MIN_SOUND else [])
        return list(dict.fromkeys(self._choices[place] for place in found))


class _Index:
    """Places in the order of all names, by the beginning of a key."""

    def __init__(self, keys: Iterator[tuple[str, int]]) -> None:
        known = sorted({key for key in keys if key[0]})
        # A list and an array, not a list of pairs: it is loaded at each start.
        self._keys = [key for key, _ in known]
        self._places = array("L", (place for _, place in known))

    def find(self, beginning: str) -> list[int]:
        """Return the places of what begins so, the smallest first; nothing for an empty beginning."""
        if not beginning:
            return []
        start = end = bisect_left(self._keys, beginning)
        while end < min(len(self._keys), start + MAX_NAMES) and self._keys[end].startswith(beginning):
            end += 1
        return sorted(self._places[start:end])


def _names(knowledge: Knowledge) -> Iterator[tuple[str, int, str, str]]:
    """Yield every name with its rank, and the kind and id of what it names."""
    for district in knowledge.districts.values():
        for name in (district.name, *district.names.values()):
            yield name, 0, "district", str(district.lgd)
        for name in (*district.also, *district.former):
            yield name, 1, "district", str(district.lgd)
    for family in knowledge.families.values():
        for word in (*family.name.values(), *(word for group in family.also.values() for word in group)):
            yield word, 1, "family", family.id
    for entry in knowledge.faq.values():
        for title in entry.title.values():
            yield title, 2, "faq", entry.id


def _sound(text: str) -> str:
    return " ".join(token.fold for token in tokenise(normalise(text)) if token.fold) or fold(text)
