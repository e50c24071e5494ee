"""Which list names a product for a district?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished, shuffled
from odop_bot.quiz.ground import Fact, Subject
from odop_bot.quiz.question import QuizQuestion

KIND = "which-list"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the list of a product; None where too few other lists are surely wrong."""
    if not isinstance(fact, Fact):
        return None
    ground, voice, listing, district = maker.ground, maker.voice, fact.listing, fact.district
    lists = ground.knowledge.lists
    wrong = [key for key in lists if key != listing.list and not ground.named_on(district, key) & fact.needs]
    own = [key for key in wrong if lists[key].scope in ("national", str(district.state))]
    if len(own) < 3:
        return None  # a list of another State is no trap
    chosen = maker.random.sample(own, 3)
    options, place = shuffled(
        maker.random, Option(voice.list_option(listing.list)), [Option(voice.list_option(key)) for key in chosen]
    )
    product, source = voice.product(listing), ground.knowledge.source_of(listing)
    stem = voice.fill("which_list", product=product, district=voice.district(district), state=voice.state(district))
    explanation = voice.explain(voice.sentence(f"{voice.place(district)}: {product}"), listing.list, source)
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))
