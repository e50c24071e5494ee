"""Match List-I with List-II, with codes."""

from __future__ import annotations

from random import Random

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.claims import others
from odop_bot.quiz.question import QuizQuestion

KIND = "match"
ROWS = 4
_LONGEST = 34
"""Letters of a product that leave room for four."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on four products and their districts, each product of one of them alone."""
    if not isinstance(fact, Fact) or fact.gives_away or maker.fact_base.goods.is_of_the_sea(fact.listing):
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    facts = [fact]
    for other in others(maker, fact, 3 * ROWS):
        apart = phrasing.district(other.district) not in {phrasing.district(x.district) for x in facts} and all(
            not fact_base.makes(x.district, other) and not fact_base.makes(other.district, x) for x in facts
        )
        # Among districts inland what comes from the sea is matched by everybody.
        if apart and not fact_base.goods.is_of_the_sea(other.listing) and phrasing.alike(other.listing, fact.listing):
            facts.append(other)
        if len(facts) == ROWS:
            break
    products = [phrasing.product(x.listing) for x in facts]
    if len(facts) < ROWS or any(len(text) > _LONGEST for text in products):
        return None
    random.shuffle(facts)
    order = random.sample(range(ROWS), ROWS)
    """By product, where its district stands in the second list."""
    while order == sorted(order):
        random.shuffle(order)  # a list that stands in order beside the other looks like an answer
    right = tuple(order.index(i) for i in range(ROWS))
    options = _codes(random, right)
    states, home = {x.district.state for x in facts}, fact_base.knowledge.state_of(fact.district)
    stem = phrasing.fill(
        "match",
        under=phrasing.under(fact.listing.list),
        left=[phrasing.product(x.listing) for x in facts],
        right=[phrasing.district(facts[i].district) for i in order],
        state=phrasing.state_beside(fact.listing.list, home) if len(states) == 1 else "",
    )
    answer = "; ".join(f"{phrasing.product(x.listing)}: {phrasing.district(x.district)}" for x in facts)
    sources = [fact_base.knowledge.source_of(x.listing) for x in facts]
    return finished(
        maker,
        KIND,
        fact.id,
        stem,
        [Option(_code(code)) for code in options],
        options.index(right),
        phrasing.explain(phrasing.sentence(answer), fact.listing.list, sources[0]),
        sources,
        fact.listing.list,
        [fact.district, *(x.district for x in facts if x is not fact)],
    )


def _codes(random: Random, right: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return four codes in a mixed order; each pair of the right one stands in others too, but not in all."""
    while True:
        codes = {right}
        while len(codes) < ROWS:
            # As examiners do: each wrong code has something of the right one.
            wrong = list(right)
            places = random.sample(range(ROWS), random.choice((2, 3)))
            for place, value in zip(places, [right[i] for i in (*places[1:], places[0])], strict=True):
                wrong[place] = value
            codes.add(tuple(wrong))
        same = [sum(code[i] == right[i] for code in codes) for i in range(ROWS)]
        if all(1 < count < ROWS for count in same):
            options = sorted(codes)
            random.shuffle(options)
            return options


def _code(code: tuple[int, ...]) -> str:
    return ", ".join(f"{letter}-{place + 1}" for letter, place in zip("ABCD", code, strict=True))
