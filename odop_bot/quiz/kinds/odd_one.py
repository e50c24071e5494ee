"""Which of four districts is not named for what the other three are named for?"""

from __future__ import annotations

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.products import is_fair_subject, places_without
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.names import contains
from odop_bot.quiz.question import QuizQuestion

KIND = "odd-one"
OTHERS = 2
"""Districts beside that of the fact that are none."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the odd one out of four districts, one of the others that of the fact."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    fact_base, phrasing, listing = maker.fact_base, maker.phrasing, fact.listing
    family, name = listing.families[0], phrasing.product(listing)
    members = [fact.district, *maker.random.sample(_others(maker, fact, family), OTHERS)]
    near = places_without(maker, fact, family, {member.state for member in members})
    model = maker.random.choice(members)
    found = wrong_options(maker.random, phrasing.place(model), [near], phrasing.place, lambda _: True, count=1)
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


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: its list names two other districts for what is called so."""
    if not isinstance(fact, Fact) or fact.gives_away or not is_fair_subject(maker, fact):
        return False
    family = next(iter(fact.listing.families), None)
    if family is None or family in UMBRELLAS or maker.fact_base.is_wide(family):
        return False
    if contains(maker.phrasing.product(fact.listing), maker.phrasing.district(fact.district)):
        return False
    others = _others(maker, fact, family)
    states = {fact.district.state, *(x.state for x in others)}
    return len(others) >= OTHERS and bool(places_without(maker, fact, family, states))


def _others(maker: Maker, fact: Fact, family: str) -> list[District]:
    """Return the other districts for which the list names what is called so: of the State if it has enough."""
    phrasing, home = maker.phrasing, fact.district.state
    name, own_name = phrasing.product(fact.listing), phrasing.same_name(fact.listing)
    region = {home} if maker.topic.state else maker.fact_base.fame.region(home)
    found = {
        x.district.lgd: x.district
        for x in maker.fact_base.of_family(family, fact.listing.list)
        if (maker.must and maker.topic.state is None)
        or (
            x.district.state in region
            and phrasing.same_name(x.listing) == own_name
            and not (x.gives_away or contains(name, phrasing.district(x.district)))
        )
    }
    found.pop(fact.district.lgd, None)
    # The only one of another State tells of itself.
    at_home = [district for district in found.values() if district.state == home]
    return at_home if len(at_home) >= OTHERS else list(found.values())
