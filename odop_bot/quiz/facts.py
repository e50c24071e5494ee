"""The facts that can be asked: listings, figures, registrations, what the bank holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, FaqEntry, Figure, Listing, Registration, Source
from odop_bot.quiz.bank import Asked, QuizBank, Reasoned, Stated
from odop_bot.quiz.standing import Standing

_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_FIGURE = re.compile(r"figure\('([\w-]+)'\)")


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A listing that can be asked: one product of one district on one list."""

    id: str
    """`<LGD code>.<list>.<key of the wording>`: stays the same as long as the list says the same."""
    district: District
    listing: Listing
    needs: int
    """Bits of the families and words by which a district would make this product too."""
    own: int
    """Bits of the families and words of the product itself, but for families as wide as a sector."""
    gives_away: bool
    """Whether the product's name contains the name of its district or state."""
    short: bool
    """Whether the name fits an option."""


@dataclass(frozen=True, slots=True, eq=False)
class FigureFact:
    """A figure that can be asked."""

    id: str
    key: str
    figure: Figure
    faq_topic: str
    entries: frozenset[str]
    """Ids of the FAQ entries that name it."""
    moves: bool = False
    """Whether it is a count that goes on: asked with its date, and never stated with another value."""


@dataclass(frozen=True, slots=True, eq=False)
class GiFact:
    """A registration that can be asked."""

    id: str
    item: Registration
    listing: tuple[District, Listing] | None
    """The product of the national list that it is, which has a name in other languages; of one district only."""
    gives_away: bool
    """Whether its name contains the name of its State or of a district there."""
    called_so: bool
    """Whether the product's name is the registration's own, not a wider one."""


@dataclass(frozen=True, slots=True, eq=False)
class BankFact:
    """Something of the bank that can be asked."""

    id: str
    item: Asked | Stated | Reasoned
    faq_topic: str | None
    """None for what is known of a place."""
    source: str
    as_of: str
    """When it was so; empty for what is so by law, and for what a word means or a thing is made of."""


Subject = Fact | FigureFact | GiFact | BankFact


def figure_facts(knowledge: Knowledge, standing: Standing) -> Iterator[FigureFact]:
    """Yield the figures of sure sources that FAQ entries name, each with the topic of the first one."""
    entries: dict[str, list[FaqEntry]] = {}
    for entry in knowledge.faq.values():
        for key in _FIGURE.findall(entry.answer["en"]):
            entries.setdefault(key, []).append(entry)
    for key, named in entries.items():
        ids, figure = frozenset(entry.id for entry in named), knowledge.figures[key]
        if standing.of_figure(key, figure):
            yield FigureFact(f"figure.{key}", key, figure, named[0].topic, ids, standing.moves(key, figure))


def _told_on(entry: FaqEntry, source: Source) -> str:
    """Return the day of what an entry tells by one of its sources, which tells nothing of what came after it."""
    dated = _DATE.match(source.date or "")
    return min(entry.as_of, dated[0]) if dated else entry.as_of


def bank_facts(knowledge: Knowledge, bank: QuizBank, standing: Standing) -> Iterator[BankFact]:
    """Yield what the bank holds and the knowledge base tells on a source that bears it."""
    items: list[Asked | Stated | Reasoned] = [*bank.ones, *bank.statements, *bank.reasons]
    for item in items:
        entry = knowledge.faq.get(item.faq or "")
        note = knowledge.notes.get((item.note.district, item.note.product)) if item.note else None
        if entry is not None:
            fact = BankFact(
                f"bank.{item.id}",
                item,
                entry.topic,
                item.source or entry.sources[0],
                "" if item.timeless else _told_on(entry, knowledge.sources[item.source or entry.sources[0]]),
            )
        elif note is not None:
            fact = BankFact(f"bank.{item.id}", item, None, note.sources[0], "")
        else:
            continue
        if standing.of_source(fact.source):
            yield fact
