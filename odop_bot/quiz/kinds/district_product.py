"""Which product is named for a district?"""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.products import AT_HOME, are_apart, is_fair_subject, is_gi, wrong_ones
from odop_bot.quiz.names import contains
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

KIND = "district-product"
WRONG = 3


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the product of a district; None if it would give its answer away."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    phrasing, listing, district = maker.phrasing, fact.listing, fact.district
    right = phrasing.product(listing)

    def fair(other: Fact) -> bool:
        return (
            maker.is_new(other)
            and not maker.fact_base.goods.is_of_the_sea(other.listing)
            and len(phrasing.product(other.listing)) <= WANTED_OPTION
        )

    wrong = wrong_options(
        maker.random,
        right,
        _of_the_state(maker, fact),
        lambda other: phrasing.product(other.listing),
        fair,
        apart=are_apart,
        balanced=True,
    )
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(right), [Option(phrasing.product(other.listing)) for other in wrong])
    source = maker.fact_base.knowledge.source_of(listing)
    stem = phrasing.fill(
        "district_product",
        under=phrasing.under(listing.list),
        gi=is_gi(maker),
        district=phrasing.district(district),
        state=phrasing.state(district),
    )
    contrast = phrasing.fill(
        "pair", district=phrasing.place(wrong[0].district), state="", product=phrasing.product(wrong[0].listing)
    )
    explanation = phrasing.explain(
        phrasing.sentence(f"{phrasing.place(district)}: {right}"),
        listing.list,
        source,
        phrasing.lesson(fact, named=False),
        phrasing.sentence(contrast),
    )
    return finished(
        maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,), wrong
    )


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: nothing tells its product from those that may be wrong.

    Of a coast, what comes from the sea is the answer to everybody; no wrong product bears a town's name, nor is one
    that people make everywhere.
    """
    if not isinstance(fact, Fact) or fact.gives_away or not fact.short or not is_fair_subject(maker, fact):
        return False
    right = maker.phrasing.product(fact.listing)
    return (
        len(right) <= WANTED_OPTION
        and not maker.fact_base.goods.is_of_the_sea(fact.listing)
        and not contains(right, maker.phrasing.district(fact.district))
        and not maker.fact_base.place_names.names_one_of(fact.listing, fact.district.lgd)
        and len({x.id for pool in _of_the_state(maker, fact) for x in pool}) >= WRONG
    )


def _of_the_state(maker: Maker, fact: Fact) -> Sequence[Sequence[Fact]]:
    """Return the products that may stand beside that of a fact, of its own State: that one is named in the question.

    What other States are known for would be told from it by the State alone. To be asked again any will do.
    """
    return wrong_ones(maker, fact)[: None if maker.must else AT_HOME]
