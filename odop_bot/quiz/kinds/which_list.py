"""Which list names a product for a district?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished, shuffled
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.question import QuizQuestion

KIND = "which-list"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the list of a product; None where too few other lists are surely wrong."""
    if not isinstance(fact, Fact):
        return None
    fact_base, phrasing, listing, district = maker.fact_base, maker.phrasing, fact.listing, fact.district
    lists = fact_base.knowledge.lists
    wrong = [key for key in lists if key != listing.list and not fact_base.named_on(district, key) & fact.needs]
    own = [key for key in wrong if lists[key].scope in ("national", str(district.state))]
    if len(own) < 3:
        return None  # a list of another State is no trap
    chosen = maker.random.sample(own, 3)
    options, place = shuffled(
        maker.random, Option(phrasing.list_option(listing.list)), [Option(phrasing.list_option(key)) for key in chosen]
    )
    product, source = phrasing.product(listing), fact_base.knowledge.source_of(listing)
    stem = phrasing.fill(
        "which_list", product=product, district=phrasing.district(district), state=phrasing.state(district)
    )
    explanation = phrasing.explain(phrasing.sentence(f"{phrasing.place(district)}: {product}"), listing.list, source)
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))
