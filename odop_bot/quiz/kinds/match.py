"""Match List-I with List-II, with codes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from random import Random

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.claims import among
from odop_bot.quiz.question import QuizQuestion

KIND = "match"
ROWS = 4
_MOST_COMMON = 2
"""Products of a question that people make in many districts."""
_LONGEST = 34
"""Letters of a product that leave room for four."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on four products and their districts, each product of one of them alone."""
    if not isinstance(fact, Fact) or fact.gives_away or not _fits(maker, fact):
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    facts = _facts(maker, fact)
    if len(facts) < ROWS:
        return None
    random.shuffle(facts)
    order = random.sample(range(ROWS), ROWS)
    """By product, where its district stands in the second list."""
    while order == sorted(order):
        random.shuffle(order)  # a list that stands in order beside the other looks like an answer
    right = tuple(order.index(i) for i in range(ROWS))
    # What is to be asked again may have common products alone: each code is wrong in some of those.
    common = {i for i, x in enumerate(facts) if fact_base.common_knowledge.is_common(x.listing) and not maker.must}
    options = _codes(random, right, common)
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
        facts,
    )


def _fits(maker: Maker, fact: Fact) -> bool:
    """Whether a product is short enough, and not told to everybody: among districts inland, what is from the sea."""
    fact_base = maker.fact_base
    told = not maker.must and fact_base.common_knowledge.tells(fact.district, fact.listing)
    short = len(maker.phrasing.product(fact.listing)) <= _LONGEST
    return short and not told and not fact_base.goods.is_of_the_sea(fact.listing)


def _facts(maker: Maker, fact: Fact) -> list[Fact]:
    """Return four facts, or fewer where there are none: of one State, and if it must be of a region or of all."""
    fact_base, home, list_id = maker.fact_base, fact.district.state, fact.listing.list
    pools = [fact_base.of_state_on(home, list_id)]
    if maker.must and maker.topic.state is None:
        region = [x for state in sorted(fact_base.fame.region(home)) for x in fact_base.of_state_on(state, list_id)]
        pools += [region, fact_base.of_list(list_id)]
    found: list[Fact] = []
    for pool in pools:
        mates = _mates(maker, fact, pool)
        if len(mates) >= ROWS - 1:
            found = _apart(maker, fact, among(maker, fact, 3 * ROWS, mates))
        if len(found) == ROWS:
            break
    return found


def _mates(maker: Maker, fact: Fact, pool: Sequence[Fact]) -> Sequence[Fact]:
    """Return the facts of a pool that may stand beside one: neither district makes the other's product too."""
    fact_base, phrasing = maker.fact_base, maker.phrasing
    key = fact.id, phrasing.language, len(pool), maker.must
    found = fact_base.mates.get(key)
    if found is None:
        found = fact_base.mates[key] = [
            other
            for other in pool
            if not other.gives_away
            and _fits(maker, other)
            and phrasing.alike(other.listing, fact.listing)
            and not fact_base.makes(fact.district, other)
            and not fact_base.makes(other.district, fact)
        ]
    return found


def _apart(maker: Maker, fact: Fact, pool: Iterable[Fact]) -> list[Fact]:
    """Return a fact with others, as many as there are rows, each product of which is of one of the districts alone."""
    fact_base, phrasing = maker.fact_base, maker.phrasing
    facts = [fact]
    for other in pool:
        apart = phrasing.district(other.district) not in {phrasing.district(x.district) for x in facts} and all(
            not fact_base.makes(x.district, other) and not fact_base.makes(other.district, x) for x in facts
        )
        if not apart:
            continue
        # Which of four districts has turmeric, which honey, which rice: nobody can know.
        common = sum(fact_base.common_knowledge.is_common(x.listing) for x in (*facts, other))
        if maker.must or common <= _MOST_COMMON:
            facts.append(other)
        if len(facts) == ROWS:
            break
    return facts


def _codes(random: Random, right: tuple[int, ...], common: Container[int]) -> list[tuple[int, ...]]:
    """Return four codes in a mixed order; each pair of the right one stands in others too, but not in all.

    No wrong one has only products `common` in life in wrong places: both districts may make both.
    """
    while True:
        codes = {right}
        while len(codes) < ROWS:
            # As examiners do: each wrong code has something of the right one.
            wrong = list(right)
            places = random.sample(range(ROWS), random.choice((2, 3)))
            for place, value in zip(places, [right[i] for i in (*places[1:], places[0])], strict=True):
                wrong[place] = value
            if not all(place in common for place in places):
                codes.add(tuple(wrong))
        same = [sum(code[i] == right[i] for code in codes) for i in range(ROWS)]
        if all(1 < count < ROWS for count in same):
            options = sorted(codes)
            random.shuffle(options)
            return options


def _code(code: tuple[int, ...]) -> str:
    return ", ".join(f"{letter}-{place + 1}" for letter, place in zip("ABCD", code, strict=True))
