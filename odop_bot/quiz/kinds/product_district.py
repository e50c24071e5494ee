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
    shore = ground.is_of_the_sea(fact)

    def fair(other: District) -> bool:
        # On its own list, too: a district of which a list says nothing is no trap.
        return (
            not ground.makes(other, fact)
            and any(x.list == listing.list for x in other.listings)
            and (not shore or _has_coast(maker, other) == _has_coast(maker, district))
        )

    for at_home in (True,) if maker.topic.state is not None else (True, False):
        text = voice.district if at_home else voice.place
        states = [district.state] if at_home else sorted(ground.fame.region(district.state))
        near: list[Sequence[District]] = [[x for state in states for x in ground.districts(state)]]
        wrong = wrong_options(maker.random, text(district), near, text, fair)
        if wrong is not None:
            break
    if wrong is None:
        return None
    stem = voice.fill(
        "product_district",
        product=product,
        gi=maker.topic.name == GI,
        under=voice.under(listing.list),
        state=voice.state(district) if at_home else "",
    )
    options, place = shuffled(
        maker.random, Option(text(district), district.lgd), [Option(text(other), other.lgd) for other in wrong]
    )
    source = ground.knowledge.source_of(listing)
    explanation = voice.explain(
        voice.sentence(f"{product}: {voice.place(district)}"), listing.list, source, voice.note(district, listing)
    )
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))


def _has_coast(maker: Maker, district: District) -> bool:
    return district.lgd in maker.ground.fame.coast
