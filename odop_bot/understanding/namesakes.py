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
    def _sharing(self) -> dict[int, set[int]]:
        by_name: dict[str, set[int]] = defaultdict(set)
        for district in self._knowledge.districts.values():
            for name in (district.name, *district.also, *district.former):
                by_name[" ".join(token.fold for token in tokenise(name))].add(district.lgd)
        out: dict[int, set[int]] = defaultdict(set)
        for group in (*by_name.values(), *(set(shared.districts) for shared in self._knowledge.shared_names)):
            for code in group:
                out[code] |= group - {code}
        return out

    def of(self, code: int) -> set[int]:
        """Return the LGD codes of the districts that share any name with a district."""
        return self._sharing.get(code, set())

    def today(self, code: int) -> set[int]:
        """Return the LGD codes of the districts that have the official name of a district."""
        name = self._knowledge.districts[code].name.lower()
        return {district.lgd for district in self._knowledge.homonyms.get(name, ())} - {code}

    @cached_property
    def _directions(self) -> dict[str, frozenset[str]]:
        words = self._knowledge.words.directions
        return {
            tokenise(word)[0].fold: frozenset(direction.split())
            for direction, phrases in words.items()
            for word in phrases
            if len(word) > 1
        }

    def _split(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the directions of a name, and what is left of it."""
        words = [token.fold for token in tokenise(name)]
        found = frozenset[str]().union(*(self._directions[word] for word in words if word in self._directions))
        return found, frozenset(word for word in words if word not in self._directions)

    def towards(self, code: int, words: set[str]) -> int | None:
        """Return the LGD code of the district of the same name in another direction.

        West beside East Singhbhum, the suburbs beside Mumbai. `words` are folded words of a message.
        """
        wanted = frozenset[str]().union(*(self._directions[word] for word in words if word in self._directions))
        here = self._knowledge.districts[code]
        own = {core for name in (here.name, *here.also, *here.former) if (core := self._split(name)[1])}
        if not wanted or not own:
            return None
        found = {
            district.lgd
            for district in self._knowledge.districts.values()
            if district.state == here.state and district is not here
            for name in (district.name, *district.also, *district.former)
            for directions, core in (self._split(name),)
            if directions == wanted and core in own
        }
        return found.pop() if len(found) == 1 else None
