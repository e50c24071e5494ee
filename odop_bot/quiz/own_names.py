"""Which products bear a name of their own: Thewa jewellery, Marathwada Kesar mango; farm tools do not."""

from __future__ import annotations

from collections import defaultdict

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.names import words_of

_STATES = 2
"""States at most in whose rows a proper name stands, but for some: coir and jaggery stand in many."""


class OwnNames:
    """Tells named products from nameless ones, as everybody does who looks at four options."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._plain = set(bank.plain_words)
        self._named = set(bank.named_words)
        self._states: dict[str, set[int]] = defaultdict(set)
        for district in knowledge.districts.values():
            for listing in district.listings:
                for word in words_of(listing.product):
                    self._states[word].add(district.state)
        self._found: dict[str, bool] = {}
        """By product, once it was looked at."""

    def has_one(self, listing: Listing) -> bool:
        """Whether a product has a proper name: of a town, a people, a craft."""
        found = self._found.get(listing.product)
        if found is None:
            found = self._found[listing.product] = any(self._is_proper(word) for word in words_of(listing.product))
        return found

    def _is_proper(self, word: str) -> bool:
        if word in self._named:
            return True
        rare = len(self._states[word]) <= _STATES and word not in self._plain
        return rare and not self._knowledge.is_everyday(word)
