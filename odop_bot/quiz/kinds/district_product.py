"""Which product is named for a district?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.ground import Fact, Subject, contains
from odop_bot.quiz.kinds.products import is_gi, may_stand_beside, pools
from odop_bot.quiz.question import QuizQuestion

KIND = "district-product"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the product of a district; None if it would give its answer away."""
    if not isinstance(fact, Fact) or fact.telling or not fact.short or maker.ground.is_of_the_sea(fact):
        return None  # of a coast, what comes from the sea is the answer to everybody
    voice, listing, district = maker.voice, fact.listing, fact.district
    right = voice.product(listing)
    if contains(right, voice.district(district)):
        return None

    def fair(other: Fact) -> bool:
        return may_stand_beside(maker, fact, other) and not maker.ground.is_of_the_sea(other)

    wrong = wrong_options(maker.random, right, pools(maker, fact), lambda other: voice.product(other.listing), fair)
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(right), [Option(voice.product(other.listing)) for other in wrong])
    source = maker.ground.knowledge.source_of(listing)
    stem = voice.fill(
        "district_product",
        under=voice.under(listing.list),
        gi=is_gi(maker),
        district=voice.district(district),
        state=voice.state(district),
    )
    contrast = voice.fill(
        "pair", district=voice.place(wrong[0].district), state="", product=voice.product(wrong[0].listing)
    )
    explanation = voice.explain(
        voice.sentence(f"{voice.place(district)}: {right}"),
        listing.list,
        source,
        voice.note(district, listing),
        voice.sentence(contrast),
    )
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))
