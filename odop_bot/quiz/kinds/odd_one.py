"""Which of four districts is not named for what the other three are named for?"""

from __future__ import annotations

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.ground import UMBRELLAS, Fact, Subject, contains
from odop_bot.quiz.question import QuizQuestion

KIND = "odd-one"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the odd one out of four districts, one of the others that of the fact."""
    if not isinstance(fact, Fact):
        return None
    ground, voice, listing = maker.ground, maker.voice, fact.listing
    families = [family for family in listing.families if family not in UMBRELLAS and not ground.is_wide(family)]
    if not families:
        return None
    family = maker.random.choice(families)
    name = voice.wording.text(ground.knowledge.families[family].name)
    pool = [
        x.district
        for x in ground.of_family(family, listing.list)
        if maker.topic.state in (None, x.district.state) and not contains(name, x.district.name)
    ]
    members = list({district.lgd: district for district in pool}.values())
    if len(members) < 3 or fact.district not in members:
        return None
    members.remove(fact.district)
    members = [fact.district, *maker.random.sample(members, 2)]
    bits = ground.family_bits(family) | fact.needs

    def fair(other: District) -> bool:
        return (
            not ground.has[other.lgd] & bits
            and bool(ground.knowledge.listings(other, listing.list))
            and (not ground.is_of_the_sea(fact) or other.lgd in ground.fame.coast)
        )

    states = {member.state for member in members}
    near = [district for state in sorted(states) for district in ground.districts(state)]
    pools = [near]
    model = maker.random.choice(members)
    found = wrong_options(maker.random, voice.place(model), pools, voice.place, fair, count=1)
    if not found:
        return None
    odd = found[0]
    options, place = shuffled(
        maker.random, Option(voice.place(odd), odd.lgd), [Option(voice.place(x), x.lgd) for x in members]
    )
    source = ground.knowledge.source_of(listing)
    products = ", ".join(voice.product(x) for x in ground.knowledge.listings(odd, listing.list)[:2])
    answer = voice.fill("explain_rest", district=voice.district(odd), products=products, family=name)
    stem = voice.fill("odd_one", family=name, under=voice.under(listing.list))
    explanation = voice.explain(answer, listing.list, source)
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (odd, *members))
