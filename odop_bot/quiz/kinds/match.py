"""Match List-I with List-II, with codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, combinations, islice, permutations
from math import prod
from random import Random

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.agreement import agreement
from odop_bot.quiz.kinds.claims import among, in_company
from odop_bot.quiz.question import QuizQuestion

KIND = "match"
Code = tuple[int, ...]
"""Where the district of each product stands."""
ROWS = 4
_MOST_COMMON = 2
"""Products of a question that people make in many districts."""
_COMPARED = 12
"""Products that go with one, of which those are taken that go with each other too."""
_LONGEST = 34
"""Letters of a product that leave room for four."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on four products and their districts, each product of one of them alone."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    facts = _facts(maker, fact)
    if len(facts) < ROWS:
        return None
    random.shuffle(facts)
    order = list(range(ROWS))
    """By product, where its district stands in the second list."""
    while order == sorted(order):
        random.shuffle(order)  # a list that stands in order beside the other looks like an answer
    right = tuple(order.index(i) for i in range(ROWS))
    # What is to be asked again may have common products alone: each code is wrong in some of those.
    common = [i for i, x in enumerate(facts) if fact_base.common_knowledge.is_common(x.listing) and not maker.must]
    options = _codes(random, right, frozenset(common))
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


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: enough others of its State go with it."""
    if not isinstance(fact, Fact) or fact.gives_away or not _fits(maker, fact):
        return False
    return maker.must or sum(map(len, _mates(maker, fact, (fact.district.state,)))) >= ROWS - 1


def _fits(maker: Maker, fact: Fact) -> bool:
    """Whether a product is short enough, and not told to everybody: among districts inland, what is from the sea."""
    fact_base = maker.fact_base
    told = not maker.must and fact_base.common_knowledge.tells(fact.district, fact.listing)
    short = len(maker.phrasing.product(fact.listing)) <= _LONGEST
    return short and not told and not fact_base.goods.is_of_the_sea(fact.listing)


def _facts(maker: Maker, fact: Fact) -> list[Fact]:
    """Return four facts, or fewer where there are none: of one State, and if it must be of a region or of all."""
    home = fact.district.state
    places: list[tuple[int, ...] | None] = [(home,)]
    if maker.must and maker.topic.state is None:
        places += [tuple(sorted(maker.fact_base.fame.region(home))), None]
    found: list[Fact] = []
    for states in places:
        mates = _mates(maker, fact, states)
        if sum(map(len, mates)) >= ROWS - 1:
            found = _apart(maker, fact, islice(among(maker, fact, mates), _COMPARED))
        if len(found) == ROWS:
            break
    return found


def _mates(maker: Maker, fact: Fact, states: tuple[int, ...] | None) -> Sequence[Sequence[Fact]]:
    """Return the facts of some States that may stand beside one: neither district makes the other's product too."""
    fact_base, phrasing = maker.fact_base, maker.phrasing
    key = fact.id, phrasing.language, states, maker.must
    found = fact_base.found.mates.get(key)
    if found is None:
        found = fact_base.found.mates[key] = [
            [
                other
                for other in pool
                if not fact_base.makes(fact.district, other)
                and not fact_base.makes(other.district, fact)
                and _fits(maker, other)
                and phrasing.alike(other.listing, fact.listing)
            ]
            for pool in in_company(maker, fact.listing.list, states)
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


def _codes(random: Random, right: Code, common: frozenset[int]) -> list[Code]:
    """Return four codes in a mixed order, none of which is more like the others than the rest.

    No wrong one has only products `common` in life in wrong places: both districts may make both.
    """
    choices, weights = _wrong_orders(common)
    wrong = random.choices(choices, cum_weights=weights)[0]
    options = [right, *(tuple(right[place] for place in order) for order in wrong)]
    random.shuffle(options)
    return options


@cache
def _wrong_orders(common: frozenset[int]) -> tuple[list[tuple[Code, ...]], list[float]]:
    """Return the triples of orders that wrong codes may have, and what they and those before them weigh together."""
    # As examiners do: the pairs of the right code, but for one, stand in others too, and none in all. Two changed
    # places are as likely as three or four.
    changed = {order: sum(i != place for i, place in enumerate(order)) for order in permutations(range(ROWS))}
    weights = {order: 1 / list(changed.values()).count(count) for order, count in changed.items() if count}
    orders = [x for x in weights if any(i != place and i not in common for i, place in enumerate(x))]
    choices = []
    for triple in combinations(orders, ROWS - 1):
        elsewhere = [sum(order[i] == i for order in triple) for i in range(ROWS)]
        alike = set(agreement([frozenset(enumerate(order)) for order in (range(ROWS), *triple)]))
        if max(elsewhere) < ROWS - 1 and elsewhere.count(0) <= 1 and len(alike) == 1:
            choices.append(triple)
    return choices, list(accumulate(prod(weights[order] for order in triple) for triple in choices))


def _code(code: Code) -> str:
    return ", ".join(f"{letter}-{place + 1}" for letter, place in zip("ABCD", code, strict=True))
