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
    if not isinstance(fact, Fact):
        return None
    borders, districts = maker.fact_base.knowledge.borders, maker.fact_base.districts(fact.district.state)
    border = borders.of_district.get(fact.district.lgd)
    if border is None or border.sure == "approximate" or len(districts) < _FEWEST:
        return None
    question = district_product.make(maker, fact)
    if question is None:
        return None
    phrasing = maker.phrasing
    stem = phrasing.fill("marked", under=phrasing.under(fact.listing.list), state=phrasing.state(fact.district))
    return replace(question, kind=KIND, stem=stem, marked=fact.district.lgd)
