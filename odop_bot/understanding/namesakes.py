"""Which districts share a name, and which is the other of two that a direction tells apart."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import tokenise


class Namesakes:
    """Knows which districts answer to the same name."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def _by_name(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """Districts that share a name of today, and those that share any name."""
        today: list[tuple[str, int]] = []
        other: list[tuple[str, int]] = []
        for district in self._knowledge.districts.values():
            today.append((district.name, district.lgd))
            other += [(name, district.lgd) for name in (district.name, *district.also, *district.former)]
        other += [(shared.name, code) for shared in self._knowledge.shared_names for code in shared.districts]
        return _sharing(today), _sharing(other)

    def of(self, code: int) -> set[int]:
        """Return the LGD codes of the districts that share any name with a district."""
        return self._by_name[1].get(code, set())

    def today(self, code: int) -> set[int]:
        """Return the LGD codes of the districts that have the name of a district."""
        return self._by_name[0].get(code, set())

    @cached_property
    def _directions(self) -> dict[str, str]:
        words = self._knowledge.words.directions
        return {tokenise(word)[0].fold: direction for direction, phrases in words.items() for word in phrases}

    def _split(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the directions of a name, and what is left of it."""
        words = [token.fold for token in tokenise(name)]
        found = frozenset(self._directions[word] for word in words if word in self._directions)
        return found, frozenset(word for word in words if word not in self._directions)

    def towards(self, code: int, words: set[str]) -> int | None:
        """Return the LGD code of the district of the same name in another direction: West beside East Singhbhum.

        `words` are folded words of a message.
        """
        wanted = {self._directions[word] for word in words if word in self._directions}
        here = self._knowledge.districts[code]
        own = [split for name in (here.name, *here.also, *here.former) if (split := self._split(name))[0]]
        if not wanted or not own:
            return None
        found = {
            district.lgd
            for district in self._knowledge.districts.values() if district.state == here.state and district is not here
            for name in (district.name, *district.also, *district.former)
            for directions, core in (self._split(name),)
            if directions == wanted and any(core == mine for _, mine in own)
        }  # fmt: skip
        return found.pop() if len(found) == 1 else None


def _sharing(names: list[tuple[str, int]]) -> dict[int, set[int]]:
    by_name: dict[str, set[int]] = defaultdict(set)
    for name, code in names:
        by_name[" ".join(token.fold for token in tokenise(name))].add(code)
    out: dict[int, set[int]] = defaultdict(set)
    for group in by_name.values():
        for code in group:
            out[code] |= group - {code}
    return out
