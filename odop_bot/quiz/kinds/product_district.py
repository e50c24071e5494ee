"""For which district is a product named?"""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.ground import Fact, Subject, contains
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.topics import GI

KIND = "product-district"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the district of a product; None if it would give its answer away."""
    if not isinstance(fact, Fact) or fact.telling:
        return None
    ground, voice, listing, district = maker.ground, maker.voice, fact.listing, fact.district
    product = voice.product(listing)
    if contains(product, voice.district(district)):
        return None
    at_home = maker.topic.state is not None or maker.random.random() < 0.5
    text = voice.district if at_home else voice.place
    pools: list[Sequence[District]] = [ground.districts(district.state)] if at_home else [ground.all_districts]

    def fair(other: District) -> bool:
        # On its own list, too: a district of which a list says nothing is no trap.
        return not ground.makes(other, fact) and any(x.list == listing.list for x in other.listings)

    right = text(district)
    wrong = wrong_options(maker.random, right, pools, text, fair)
    if wrong is None:
        return None
    gi = maker.topic.name == GI
    stem = voice.fill(
        "product_district", product=product, gi=gi, state=voice.state(district) if at_home else "",
        **voice.list_data(listing.list),
    )  # fmt: skip
    options, place = shuffled(
        maker.random, Option(right, district.lgd), [Option(text(other), other.lgd) for other in wrong]
    )  # fmt: skip
    source = ground.knowledge.source_of(listing)
    explanation = voice.explain(f"{product}: {voice.place(district)}.", listing.list, source)
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))
