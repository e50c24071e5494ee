"""Where products belong: of each list the districts that it names for what a language calls by one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.quiz.bank import QuizBank


class Homes:
    """Knows them; each list is looked through once."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank, name: Callable[[Listing], str]) -> None:
        """Take what products are called."""
        self._name = name
        best = {code for codes in bank.best_known.values() for code in codes}
        self._districts = sorted(knowledge.districts.values(), key=lambda district: district.lgd not in best)
        self._on: dict[str, dict[str, dict[int, District]]] = {}

    def of(self, listing: Listing) -> list[District]:
        """Return the districts that a product's list names for what is called so, the best known first."""
        found = self._on.get(listing.list)
        if found is None:
            found = self._on[listing.list] = self._found_on(listing.list)
        return list(found[self._name(listing).casefold()].values())

    def _found_on(self, list_id: str) -> dict[str, dict[int, District]]:
        out: dict[str, dict[int, District]] = defaultdict(dict)
        for district in self._districts:
            for listing in district.listings:
                if listing.list == list_id:
                    out[self._name(listing).casefold()][district.lgd] = district
        return out
