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
    if not isinstance(fact, Fact) or fact.gives_away:
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    negative = random.random() < 0.5
    if negative and not has_false(maker, fact):
        return None
    if not negative and (fact_base.goods.is_of_the_sea(fact.listing) or not is_fair_subject(maker, fact)):
        return None  # of a coast, what comes from the sea is right to everybody, as is what people make everywhere
    facts = [fact, *others(maker, fact, PAIRS - 1, lambda other: negative or has_false(maker, other))]
    if len(facts) < PAIRS:
        return None
    states = {member.district.state for member in facts}
    shown, homes = {}, {}
    named: list[bool] = []
    # A product that stands in two pairs tells that one of them is wrong.
    told = [x for x in facts if (x is fact) != negative]
    for member in facts:
        false = (member is fact) == negative
        product = false_product(maker, member, told) if false else member
        if product is None:
            return None
        told.append(product)
        named.append(fact_base.own_names.has_one(product.listing))
        if false:
            homes[member.id] = phrasing.sentence(phrasing.homes(product))
        shown[member.id] = phrasing.fill(
            "pair",
            district=phrasing.district(member.district),
            product=phrasing.product(product.listing),
            state=phrasing.state(member.district) if len(states) > 1 else "",
        )
    # The only one with a proper name, or without one, tells of itself.
    if named[0] not in named[1:] or not _have_fair_lengths(maker, fact, shown):
        return None
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


def _have_fair_lengths(maker: Maker, fact: Fact, shown: Mapping[str, str]) -> bool:
    """Whether all pairs are short, and that of a fact, if it is the longest, is so no more often than others."""
    longest = all(len(text) < len(shown[fact.id]) for key, text in shown.items() if key != fact.id)
    if longest and maker.random.random() < _LEFT_OUT:
        return False
    return all(len(text) <= WANTED_OPTION for text in shown.values())
