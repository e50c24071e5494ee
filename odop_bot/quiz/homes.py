"""Where products belong: of each list the districts that it names for what a language calls by one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.quiz.bank import QuizBank


class Homes:
    """Knows them; looked through once."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank, name: Callable[[Listing], str]) -> None:
        """Take what products are called."""
        self._name = name
        self._found: dict[tuple[str, str], dict[int, District]] = defaultdict(dict)
        best = {code for codes in bank.best_known.values() for code in codes}
        for district in sorted(knowledge.districts.values(), key=lambda district: district.lgd not in best):
            for listing in district.listings:
                self._found[listing.list, name(listing).casefold()][district.lgd] = district

    def of(self, listing: Listing) -> list[District]:
        """Return the districts that a product's list names for what is called so, the best known first."""
        return list(self._found[listing.list, self._name(listing).casefold()].values())
