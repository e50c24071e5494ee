"""Find what a person may be about to type, by the beginning of its name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.sound import fold
from odop_bot.language.tokens import Token, known_words, normalise, tokenise
from odop_bot.understanding.requests import Choice

MAX_NAMES = 400
"""Names that are looked at for one beginning."""
MIN_SOUND = 3
"""Letters of a sound key from which on names that only sound alike are offered."""


class _Sorted(msgspec.Struct, array_like=True):
    """Keys in order, each with a place in the order of all names."""

    keys: list[str]
    places: list[int]

    @classmethod
    def of(cls, keys: Iterable[tuple[str, int]]) -> _Sorted:
        """Sort keys with their places, without those that are empty."""
        known = sorted({key for key in keys if key[0]})
        return cls([key for key, _ in known], [place for _, place in known])

    def find(self, beginning: str) -> list[int]:
        """Return the places of what begins so, the smallest first; nothing for an empty beginning."""
        if not beginning:
            return []
        start = end = bisect_left(self.keys, beginning)
        while end < min(len(self.keys), start + MAX_NAMES) and self.keys[end].startswith(beginning):
            end += 1
        return sorted(self.places[start:end])


class _Tables(msgspec.Struct, array_like=True):
    """What is kept in the compiled copy."""

    choices: list[tuple[str, str]]
    """Kind and id of what is named, the best first."""
    written: _Sorted
    heard: _Sorted


def _tables(knowledge: Knowledge) -> _Tables:
    names = [(name, (rank, len(name), kind, key)) for name, rank, kind, key in _names(knowledge)]
    ordered = sorted({named for _, named in names})
    place = {named: number for number, named in enumerate(ordered)}
    keyed = [(known_words(name), name, place[named]) for name, named in names]
    return _Tables(
        [(kind, key) for _, _, kind, key in ordered],
        _Sorted.of((" ".join(token.text for token in tokens), place) for tokens, _, place in keyed),
        _Sorted.of((_heard(tokens, name), place) for tokens, name, place in keyed),
    )


class PrefixIndex:
    """Every name of the knowledge base by its beginning, as written and as heard.

    Districts by their own names come first, then the shortest name.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._tables = knowledge.later("beginnings", _Tables, _tables, of=("districts", "families", "faq"))

    def find(self, text: str) -> list[Choice]:
        """Return what begins like a text, best first; what only sounds like it comes last."""
        tables, tokens = self._tables(), tokenise(normalise(text))
        sound = _heard(tokens, text)
        found = tables.written.find(" ".join(token.text for token in tokens))
        found += tables.heard.find(sound) if len(sound) >= MIN_SOUND else []
        return [Choice(*choice) for choice in dict.fromkeys(tables.choices[place] for place in found)]


def _names(knowledge: Knowledge) -> Iterator[tuple[str, int, str, str]]:
    """Yield every name with its rank, and the kind and id of what it names."""
    for district in knowledge.districts.values():
        for name in (district.name, *district.names.values()):
            yield name, 0, "district", str(district.lgd)
        for name in (*district.also, *district.old_names):
            yield name, 1, "district", str(district.lgd)
    for family in knowledge.families.values():
        for word in (*family.name.values(), *(word for group in family.also.values() for word in group)):
            yield word, 1, "family", family.id
    for entry in knowledge.faq.values():
        for title in entry.title.values():
            yield title, 2, "faq", entry.id


def _heard(tokens: Sequence[Token], text: str) -> str:
    """Return how the words of a text sound."""
    return " ".join(token.fold for token in tokens if token.fold) or fold(text)
