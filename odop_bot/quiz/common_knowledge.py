"""What is no knowledge of lists: what is made nearly everywhere in life, and what a coast or hills tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.own_names import OwnNames


class CommonKnowledge:
    """Knows it of each product."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank, own_names: OwnNames) -> None:
        self._knowledge = knowledge
        self._own_names = own_names
        self._common = frozenset(bank.common)
        self._hills = _codes(bank.hills)
        self._places = ((_codes(bank.coast), frozenset(bank.of_shore)), (self._hills, frozenset(bank.of_hills)))

    def is_common(self, listing: Listing) -> bool:
        """Whether a product is made nearly everywhere in life: honey is, the honey that bears a place's name is not."""
        return not self._common.isdisjoint(listing.families[:1]) and not self._own_names.has_one(listing)

    def has_hills(self, district: District) -> bool:
        """Whether a district lies in the hills of a State that has plains too."""
        return district.lgd in self._hills

    def tells(self, district: District, listing: Listing) -> bool:
        """Whether the coast or the hills of a district tell its product: fish of Udupi, tea of Darjeeling."""
        return any(
            district.lgd in codes and any(not families.isdisjoint(self._knowledge.broader(x)) for x in listing.families)
            for codes, families in self._places
        )


def _codes(by_state: Mapping[str, Iterable[int]]) -> frozenset[int]:
    return frozenset(code for codes in by_state.values() for code in codes)
