"""What may be asked as the word of an authority: what it told itself, and nothing that tells only what others say."""

from __future__ import annotations

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Figure, Listing
from odop_bot.quiz.bank import QuizBank

OFFICIAL, WEAK = "official", "tertiary"
FURTHER = "further product"
"""How the note begins of a row of a State's list that is neither on its first edition nor dated as added later."""
_NATIONAL_SCOPE = "national"


class Standing:
    """Knows what rests on a source that bears a question."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._bank = bank

    def of_list(self, list_id: str) -> bool:
        """Whether a list is in force and, if it is one State's, was read from its owner: no copy, no paper."""
        item = self._knowledge.lists[list_id]
        return item.superseded_by is None and (item.scope == _NATIONAL_SCOPE or item.basis is None)

    def of_listing(self, district: District, listing: Listing) -> bool:
        """Whether a row is the list's own word, under a name that its district had then.

        A row with a source of its own is known by another list, or by a report alone; a further product that no other
        list confirms rests on a single paper.
        """
        if listing.doubt or listing.reading or not self.of_list(listing.list):
            return False
        if (listing.note or "").startswith(FURTHER) and not _confirmed(district, listing):
            return False
        own = listing.source in (None, self._knowledge.lists[listing.list].source)
        return own and self._knowledge.lists[listing.list].as_of >= self._bank.renamed.get(district.lgd, "")

    def of_figure(self, key: str, figure: Figure) -> bool:
        """Whether a figure is an authority's own, or one that does not move and that a paper has from it."""
        trust = self._trust(figure.source)
        return trust == OFFICIAL or (trust != WEAK and not self.moves(key, figure))

    def moves(self, key: str, figure: Figure) -> bool:
        """Whether a figure is a count that goes on, or a sum that changes each year."""
        return bool(figure.was) or key in self._bank.moving

    def of_source(self, source: str) -> bool:
        """Whether a source bears a question of the bank: no page of a coaching house does."""
        return self._trust(source) != WEAK

    def _trust(self, source: str) -> str | None:
        return self._knowledge.sources[source].trust


def _confirmed(district: District, listing: Listing) -> bool:
    """Whether another list names a product of the same narrowest family for the district."""
    others = {family for other in district.listings if other.list != listing.list for family in other.families}
    return bool(others.intersection(listing.families[:1]))
