"""Which products bear a name of their own: Thewa jewellery, Marathwada Kesar mango; farm tools do not."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.names import words_of

_STATES = 2
"""States at most in whose rows a word stands that is no common one: coir and jaggery stand in many."""


class OwnNames:
    """Tells named products from nameless ones, as everybody does who looks at four options."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._marked: set[str] = set()
        self._states: dict[str, set[int]] = defaultdict(set)
        for district in knowledge.districts.values():
            for listing in district.listings:
                if listing.gi:
                    self._marked.add(listing.product)
                for word in words_of(listing.product):
                    self._states[word].add(district.state)
        self._is_own = cache(self._is_rare)

    def has_one(self, listing: Listing) -> bool:
        """Whether a product has a name that few know; one of a single word must be marked as GI."""
        words = words_of(listing.product)
        return (len(words) > 1 or listing.product in self._marked) and any(self._is_own(word) for word in words)

    def _is_rare(self, word: str) -> bool:
        return len(self._states[word]) <= _STATES and not self._knowledge.is_everyday(word)
