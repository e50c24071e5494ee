"""Of what kind goods are: eaten, worn, wrought, made in works; from the sea, from fields and quarries."""

from __future__ import annotations

from typing import Literal

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.likeness import SEA

Kind = Literal["eaten", "worn", "wrought", "made"]
_EATEN = frozenset({"agriculture", "marine", "food-processing", "dairy"})
_OF_KITCHENS = frozenset(
    {"bakery", "confectionery", "sweets", "namkeen", "pickle", "ready-to-eat", "frozen-food", "dairy"}
)
"""Families of food that is made wherever people are."""
_NOT_EATEN = frozenset({"palm-leaf", "teak", "agarwood"})
"""Families of what grows, and is wrought."""
_WORN = frozenset({"handloom", "textile"})


class Goods:
    """Tells kinds of goods apart, as everybody does who looks at four options."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._quarried = set(bank.quarried)
        self._industrial = set(bank.industrial)
        kinds = knowledge.craft_kinds.values()
        self._eaten = {family for kind in kinds if kind.food for family in kind.families}
        self._worn = {
            family for kind in kinds if kind.id in ("weaving", "stitching", "embroidery") for family in kind.families
        }
        self._kinds: dict[tuple[tuple[str, ...], str | None], Kind] = {}
        self._closures: dict[tuple[str, ...], set[str]] = {}

    def kind(self, listing: Listing) -> Kind:
        """Return what a product is for: to be eaten, to be worn or spread; else a craft, or made in works and mines."""
        key = listing.families, listing.sector
        found = self._kinds.get(key)
        if found is None:
            found = self._kinds[key] = self._kind_of(listing)
        return found

    def is_of_the_sea(self, listing: Listing) -> bool:
        """Whether a product comes from the sea."""
        return listing.sector == "marine" or bool(SEA & self._broad(listing))

    def is_of_the_land(self, listing: Listing) -> bool:
        """Whether a product is grown or quarried; lists without sectors name crops and what is made of them alike."""
        if listing.sector is None and self.kind(listing) == "eaten":
            return not self._broad(listing) & _OF_KITCHENS
        return listing.sector == "agriculture" or bool(self._quarried & set(listing.families))

    def _kind_of(self, listing: Listing) -> Kind:
        broad = self._broad(listing)
        if not self._industrial.isdisjoint(listing.families[:1]):
            return "made"
        if not _NOT_EATEN.isdisjoint(listing.families):
            return "wrought"
        if listing.sector in _EATEN or broad & self._eaten:
            return "eaten"
        return "worn" if listing.sector in _WORN or broad & self._worn else "wrought"

    def _broad(self, listing: Listing) -> set[str]:
        found = self._closures.get(listing.families)
        if found is None:
            found = {broad for family in listing.families for broad in self._knowledge.broader(family)}
            self._closures[listing.families] = found
        return found
