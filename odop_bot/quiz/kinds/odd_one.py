"""Which of four districts is not named for what the other three are named for?"""

from __future__ import annotations

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.products import fits_place, is_fair_subject
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.names import contains
from odop_bot.quiz.question import QuizQuestion

KIND = "odd-one"


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the odd one out of four districts, one of the others that of the fact."""
    if not isinstance(fact, Fact) or fact.gives_away or not is_fair_subject(maker, fact):
        return None
    fact_base, phrasing, listing = maker.fact_base, maker.phrasing, fact.listing
    families = [family for family in listing.families[:1] if family not in UMBRELLAS and not fact_base.is_wide(family)]
    if not families:
        return None
    family, name, own_name = families[0], phrasing.product(listing), phrasing.same_name(listing)
    region = {fact.district.state} if maker.topic.state else fact_base.fame.region(fact.district.state)
    pool = [
        x.district
        for x in fact_base.of_family(family, listing.list)
        if (maker.must and maker.topic.state is None)
        or (
            x.district.state in region
            and phrasing.same_name(x.listing) == own_name
            and not (x.gives_away or contains(name, phrasing.district(x.district)))
        )
    ]
    members = list({district.lgd: district for district in pool}.values())
    if len(members) < 3 or fact.district not in members:
        return None
    members.remove(fact.district)
    at_home = [district for district in members if district.state == fact.district.state]
    members = at_home if len(at_home) > 1 else members  # the only one of another State tells of itself
    members = [fact.district, *maker.random.sample(members, 2)]
    bits = fact_base.likeness.of_family(family) | fact_base.needs_of_name(fact, phrasing.language, phrasing.same_name)

    def fair(other: District) -> bool:
        return (
            not fact_base.has[other.lgd] & bits
            and fact_base.is_on(other, listing.list)
            and fits_place(maker, other, fact)
        )

    states = {member.state for member in members}
    near = [district for state in sorted(states) for district in fact_base.districts(state)]
    pools = [near]
    model = maker.random.choice(members)
    found = wrong_options(maker.random, phrasing.place(model), pools, phrasing.place, fair, count=1)
    if not found:
        return None
    odd = found[0]
    options, place = shuffled(
        maker.random, Option(phrasing.place(odd), odd.lgd), [Option(phrasing.place(x), x.lgd) for x in members]
    )
    source = fact_base.knowledge.source_of(listing)
    products = ", ".join(phrasing.product(x) for x in phrasing.foremost(odd, listing.list)[:2])
    answer = phrasing.fill("explain_rest", district=phrasing.district(odd), products=products, family=name)
    stem = phrasing.fill("odd_one", family=name, under=phrasing.under(listing.list))
    explanation = phrasing.explain(answer, listing.list, source)
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (odd, *members))
