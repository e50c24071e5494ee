"""Of which of four districts is a product? With codes, as UPPSC asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate, combinations, product
from random import Random

from odop_bot.quiz.draft import Maker, Option, drawn, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.agreement import chances
from odop_bot.quiz.kinds.products import is_fair_subject, places_without
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.names import contains
from odop_bot.quiz.phrasing import Phrasing
from odop_bot.quiz.question import QuizQuestion

KIND = "codes"
ROWS = 4
_SIZES = ((1, 2, 2, 3), (2, 2, 2, 3), (1, 2, 2, 2), (2, 2, 3, 3))
_FEW = ((2, 2, 2, 2), (1, 2, 2, 2))
"""How many districts the codes name, where there are enough and where there are two; chance says which is right."""
Code = tuple[int, ...]
"""The places of the districts that it names."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on a product and four districts, one of them that of the fact, of its State if it has enough.

    The others that are right are those for which the list names the product itself, not one of its kind only.
    """
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    fact_base, phrasing, listing, random = maker.fact_base, maker.phrasing, fact.listing, maker.random
    family, name = listing.families[0], phrasing.product(listing)
    members = _members(maker, fact, family)
    most = len(members) + 1
    # Which of the sizes is the right one must not hang on how many districts there are.
    sizes = list(random.choice(_SIZES if most > ROWS // 2 else _FEW))
    random.shuffle(sizes)
    wanted = sizes.pop()
    best, rest = fact_base.fame.by_fame(drawn(random, list(members.values())))
    chosen = [*best, *rest][: wanted - 1]
    right = [fact.district, *(x.district for x in chosen)]
    without = places_without(maker, fact, family, {district.state for district in right})
    wrong = list(drawn(random, without, ROWS - wanted))
    if len(wrong) < ROWS - wanted:
        return None
    districts = [*right, *wrong]
    random.shuffle(districts)
    numbers = tuple(i for i, district in enumerate(districts, start=1) if district in right)
    codes = _codes(random, numbers, sizes)
    stem = phrasing.fill(
        "codes", under=phrasing.under(listing.list), product=name, items=[phrasing.place(x) for x in districts]
    )
    source = fact_base.knowledge.source_of(listing)
    answer = phrasing.sentence(f"{name}: {', '.join(phrasing.district(x) for x in districts if x in right)}")
    notes = phrasing.notes([fact, *chosen])[:1] if chosen else [phrasing.lesson(fact, named=False)]
    random.shuffle(codes)
    return finished(
        maker,
        KIND,
        fact.id,
        stem,
        [Option(_code(phrasing, code)) for code in codes],
        codes.index(numbers),
        phrasing.explain(answer, listing.list, source, *notes, phrasing.contrast(wrong[0], listing.list)),
        (source,),
        listing.list,
        right,
        chosen,
    )


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: its list names other districts for what is called so."""
    if not isinstance(fact, Fact) or fact.gives_away or not is_fair_subject(maker, fact):
        return False
    fact_base, listing = maker.fact_base, fact.listing
    family = next(iter(listing.families), None)
    if family is None or family in UMBRELLAS or fact_base.is_wide(family):
        return False
    if contains(maker.phrasing.product(listing), maker.phrasing.district(fact.district)):
        return False
    members = _members(maker, fact, family)
    if len(members) + 1 < ROWS // 2:
        return False
    # As many as are needed where one is right: else three would be right more often.
    return len(places_without(maker, fact, family, _states(fact, members))) >= ROWS - 1


def _states(fact: Fact, members: Mapping[int, Fact]) -> set[int]:
    return {fact.district.state, *(x.district.state for x in members.values())}


def _members(maker: Maker, fact: Fact, family: str) -> dict[int, Fact]:
    """Return the other facts that are called as one is, by district: of its State if there are any, else its region."""
    fact_base, phrasing, home = maker.fact_base, maker.phrasing, fact.district.state
    name, own_name = phrasing.product(fact.listing), phrasing.same_name(fact.listing)
    region = {home} if maker.topic.state else fact_base.fame.region(home)
    found = {
        x.district.lgd: x
        for x in fact_base.of_family(family, fact.listing.list)
        if x.district.state in region
        and x.district.lgd != fact.district.lgd
        and phrasing.same_name(x.listing) == own_name
        and not (x.gives_away or contains(name, phrasing.district(x.district)))
    }
    # The only one of another State tells of itself.
    return {code: x for code, x in found.items() if x.district.state == home} or found


def _codes(random: Random, right: tuple[int, ...], sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the right numbers, and wrong ones of some sizes."""
    triples, weights = random.choice(_wrong_codes(len(right), tuple(sorted(sizes))))
    numbers = [*right, *(number for number in range(1, ROWS + 1) if number not in right)]
    wrong = random.choices(triples, cum_weights=weights)[0]
    return [right, *(tuple(sorted(numbers[place] for place in code)) for code in wrong)]


@cache
def _wrong_codes(count: int, sizes: tuple[int, ...]) -> list[tuple[list[tuple[Code, ...]], list[float]]]:
    """Return wrong codes where the first `count` places are right, and what they and those before them weigh together.

    They come by the place that the right code then has in agreement with all, where there are such; of all that could
    be, those are taken of which the fewest districts need not be known.
    """
    right = tuple(range(count))
    # Some may share no number with the right one: else it would be told by being like all.
    pools = [[code for code in combinations(range(ROWS), size) if code != right] for size in sizes]
    triples = [triple for triple in product(*pools) if len(set(triple)) == len(triple)]
    fewest = min(_idle((right, *triple)) for triple in triples)
    triples = [triple for triple in triples if _idle((right, *triple)) == fewest]
    likely = [chances([frozenset(code) for code in (right, *triple)]) for triple in triples]
    by_place = [[chance[place] for chance in likely] for place in range(ROWS)]
    return [(triples, list(accumulate(heavy))) for heavy in by_place if any(heavy)]


def _idle(codes: Sequence[tuple[int, ...]]) -> int:
    """Return how many districts need not be known: those that all codes name, or none."""
    named = [sum(place in code for code in codes) for place in range(ROWS)]
    return sum(count in (0, len(codes)) for count in named)


def _code(phrasing: Phrasing, numbers: Sequence[int]) -> str:
    return phrasing.fill("only", numbers=[str(number) for number in numbers])
