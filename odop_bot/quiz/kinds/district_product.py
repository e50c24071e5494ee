"""Which product is named for a district?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.ground import Fact, Subject, contains
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.topics import GI

KIND = "district-product"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the product of a district; None if it would give its answer away."""
    if not isinstance(fact, Fact) or fact.telling or not fact.short:
        return None
    ground, voice, listing, district = maker.ground, maker.voice, fact.listing, fact.district
    gi = maker.topic.name == GI
    right = voice.product(listing)
    if contains(right, voice.district(district)):
        return None

    def fair(other: Fact) -> bool:
        return (
            other.listing.list == listing.list and not other.telling and other.short and other.listing.gi >= gi
            and voice.alike(other.listing, listing) and not ground.makes(district, other)
        )  # fmt: skip

    pools = (
        ground.of_state(district.state) if maker.random.random() < 0.5 else (),
        ground.of_sector(listing.sector), ground.of_list(listing.list),
    )  # fmt: skip
    wrong = wrong_options(maker.random, right, pools, lambda other: voice.product(other.listing), fair)
    if wrong is None:
        return None
    data = voice.list_data(listing.list) | {"district": voice.district(district), "state": voice.state(district)}
    options, place = shuffled(
        maker.random, Option(right), [Option(voice.product(other.listing)) for other in wrong]
    )  # fmt: skip
    source = ground.knowledge.source_of(listing)
    return finished(
        maker, KIND, fact.id, voice.fill(KIND.replace("-", "_"), gi=gi, **data), options, place,
        voice.explain(f"{voice.place(district)}: {right}.", listing.list, source), (source,), listing.list, (district,),
    )  # fmt: skip
