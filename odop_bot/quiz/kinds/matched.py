"""Which one of four pairs of district and product is, or is not, correctly matched?"""

from __future__ import annotations

from collections.abc import Mapping

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.claims import false_product, has_false, others
from odop_bot.quiz.kinds.products import is_fair_subject
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

KIND = "matched"
PAIRS = 4
_LEFT_OUT = 0.45
"""How often pairs are given up of which the one asked for is the longest: the best-known districts have short ones."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on four pairs, the pair of the fact being the one asked for."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    negative = random.random() < 0.5
    if negative and not has_false(maker, fact):
        return None
    if not negative and not _may_be_right(maker, fact):
        return None
    facts = [fact, *others(maker, fact, PAIRS - 1, lambda other: negative or has_false(maker, other))]
    if len(facts) < PAIRS:
        return None
    states = {member.district.state for member in facts}
    # A product that stands in two pairs tells that one of them is wrong.
    told = [x for x in facts if (x is fact) != negative]
    products: dict[str, Fact] = {}
    for member in facts:
        false = (member is fact) == negative
        product = false_product(maker, member, told) if false else member
        if product is None:
            return None
        told.append(product)
        products[member.id] = product
    named = [fact_base.own_names.has_one(x.listing) for x in products.values()]
    if named[0] not in named[1:]:
        return None  # the only one with a proper name, or without one, tells of itself
    shown = {x.id: _pair(maker, x, products[x.id], told_state=len(states) > 1) for x in facts}
    if not _have_fair_lengths(maker, fact, shown):
        return None
    homes = {x.id: phrasing.sentence(phrasing.homes(products[x.id])) for x in facts if (x is fact) == negative}
    random.shuffle(facts)
    list_id, home = fact.listing.list, fact_base.knowledge.state_of(fact.district)
    state = phrasing.state_beside(list_id, home) if len(states) == 1 else ""
    stem = phrasing.fill("matched", under=phrasing.under(list_id), negative=negative, state=state)
    source = fact_base.knowledge.source_of(fact.listing)
    # Of a wrong pair it is told where the product belongs; of the only right one, what is special about it.
    answer = homes.pop(fact.id) if negative else phrasing.sentence(phrasing.home(fact))
    more = phrasing.own(fact) if negative else phrasing.note(fact.district, fact.listing)
    explanation = phrasing.explain(answer, list_id, source, more, *homes.values())
    return finished(
        maker,
        KIND,
        fact.id,
        stem,
        [Option(shown[x.id], x.district.lgd) for x in facts],
        facts.index(fact),
        explanation,
        (source,),
        list_id,
        [fact.district],
        told,
    )


def _pair(maker: Maker, fact: Fact, shown: Fact, *, told_state: bool) -> str:
    """Return the district of a fact with a product, and with its State where the pairs are of several."""
    phrasing, district = maker.phrasing, fact.district
    state = phrasing.state(district) if told_state else ""
    name, product = phrasing.district(district), phrasing.product(shown.listing)
    return phrasing.fill("pair", district=name, state=state, product=product)


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: its pair may be the only wrong one, or the only right one."""
    if not isinstance(fact, Fact) or fact.gives_away:
        return False
    return _may_be_right(maker, fact) or has_false(maker, fact)


def _may_be_right(maker: Maker, fact: Fact) -> bool:
    """Whether a pair is not known to everybody: on a coast what comes from the sea is, and what is made everywhere."""
    return not maker.fact_base.goods.is_of_the_sea(fact.listing) and is_fair_subject(maker, fact)


def _have_fair_lengths(maker: Maker, fact: Fact, shown: Mapping[str, str]) -> bool:
    """Whether all pairs are short, and that of a fact, if it is the longest, is so no more often than others."""
    longest = all(len(text) < len(shown[fact.id]) for key, text in shown.items() if key != fact.id)
    if longest and maker.random.random() < _LEFT_OUT:
        return False
    return all(len(text) <= WANTED_OPTION for text in shown.values())
