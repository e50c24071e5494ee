"""What a round has told, so that it does not ask the same in other words."""

from __future__ import annotations

from collections.abc import Iterable

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.common_knowledge import CommonKnowledge
from odop_bot.quiz.facts import BankFact, Fact, FigureFact, Subject


class Repeats:
    """Knows what subjects have in common; each is looked at once."""

    def __init__(self, knowledge: Knowledge, common_knowledge: CommonKnowledge) -> None:
        self._knowledge = knowledge
        self._common_knowledge = common_knowledge
        self._told: dict[str, frozenset[str]] = {}
        self._about: dict[str, frozenset[str]] = {}

    def told(self, subject: Subject) -> frozenset[str]:
        """Return what a subject tells: a district with a family of products, an FAQ entry, a registration.

        What is no common product is told once, of whatever district: two of them are called Sujani embroidery.
        """
        found = self._told.get(subject.id)
        if found is None:
            found = self._told[subject.id] = frozenset(self._told_by(subject))
        return found

    def about(self, subject: Subject) -> frozenset[str]:
        """Return all that two questions of a round had better not share: what is told, a product, its family."""
        found = self._about.get(subject.id)
        if found is None:
            found = self._about[subject.id] = self.told(subject).union(
                *((f"product {x.product.casefold()}", f"family {_family(x)}") for _, x in self._listings(subject))
            )
        return found

    def _told_by(self, subject: Subject) -> Iterable[str]:
        yield subject.id
        for district, listing in self._listings(subject):
            yield f"{district} {_family(listing)}"
            if not self._common_knowledge.is_common(listing):
                yield f"family {_family(listing)}"
        if isinstance(subject, FigureFact):
            yield from (f"faq {entry}" for entry in subject.entries)
        elif isinstance(subject, BankFact):
            yield from (f"figure.{key}" for key in subject.item.figures)
            if subject.item.faq:
                yield f"faq {subject.item.faq}"

    def _listings(self, subject: Subject) -> list[tuple[int, Listing]]:
        if isinstance(subject, Fact):
            return [(subject.district.lgd, subject.listing)]
        if isinstance(subject, FigureFact):
            return []
        if isinstance(subject, BankFact):
            named = [subject.item.note] if subject.item.note else []
        else:
            named = list(subject.item.listings)
        return [
            (item.district, listing)
            for item in named
            for listing in self._knowledge.districts[item.district].listings
            if listing.product == item.product
        ]


def _family(listing: Listing) -> str:
    return next(iter(listing.families), listing.product.casefold())
