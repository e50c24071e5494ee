"""Which product is named for the district that is marked on a map?"""

from __future__ import annotations

from dataclasses import replace

from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds import district_product
from odop_bot.quiz.question import QuizQuestion

KIND = "map"
_FEWEST = 5
"""Districts of a State on whose map one is hard to tell."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question about a map of the State with the district marked; None where it has no sure borders."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    question = district_product.make(maker, fact)
    if question is None:
        return None
    phrasing = maker.phrasing
    stem = phrasing.fill("marked", under=phrasing.under(fact.listing.list), state=phrasing.state(fact.district))
    return replace(question, kind=KIND, stem=stem, marked=fact.district.lgd)


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: its product can be asked, and its district has a sure border."""
    if not isinstance(fact, Fact) or not district_product.is_possible(maker, fact):
        return False
    sure = maker.fact_base.knowledge.borders.how_sure.get(fact.district.lgd, "approximate") != "approximate"
    return sure and len(maker.fact_base.districts(fact.district.state)) >= _FEWEST
