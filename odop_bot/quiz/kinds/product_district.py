"""For which district is a product named?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import SMALL_STATE, Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.products import fits_place, is_fair_subject
from odop_bot.quiz.names import contains
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.topics import GI

KIND = "product-district"
WRONG = 3
"""Wrong districts, of a State each where they are from abroad."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the district of a product; None if it would give its answer away."""
    if not isinstance(fact, Fact) or not is_possible(maker, fact):
        return None
    fact_base, phrasing, listing, district = maker.fact_base, maker.phrasing, fact.listing, fact.district
    product = phrasing.product(listing)
    # Districts of other States fall to all who know in which State a product is made.
    for at_home in (True, False) if maker.abroad else (True,):
        text = phrasing.district if at_home else phrasing.place
        near = [_at_home(maker, fact)] if at_home else [_fair(maker, fact, x) for x in _abroad(maker, district.state)]
        # Three of one State would tell that it is not the fourth, which is of another.
        kind = None if at_home else _state
        wrong = wrong_options(
            maker.random, text(district), near, text, maker.is_new_place, kind=kind, balanced=not maker.must
        )
        if wrong is not None:
            break
    if wrong is None:
        return None
    stem = phrasing.fill(
        "product_district",
        product=product,
        gi=maker.topic.name == GI,
        under=phrasing.under(listing.list),
        state=phrasing.state(district) if at_home else "",
    )
    options, place = shuffled(
        maker.random, Option(text(district), district.lgd), [Option(text(other), other.lgd) for other in wrong]
    )
    source = fact_base.knowledge.source_of(listing)
    explanation = phrasing.explain(
        phrasing.sentence(f"{product}: {phrasing.place(district)}"),
        listing.list,
        source,
        phrasing.lesson(fact, named=False),
        phrasing.contrast(wrong[0], listing.list),
    )
    return finished(maker, KIND, fact.id, stem, options, place, explanation, (source,), listing.list, (district,))


def is_possible(maker: Maker, fact: Subject) -> bool:
    """Whether such a question may be made of a fact: its product is not told to everybody, nor tells its district."""
    if not isinstance(fact, Fact) or fact.gives_away or not is_fair_subject(maker, fact):
        return False
    if contains(maker.phrasing.product(fact.listing), maker.phrasing.district(fact.district)):
        return False
    return maker.abroad or len(_at_home(maker, fact)) >= WRONG


def _at_home(maker: Maker, fact: Fact) -> Sequence[District]:
    """Return the wrong districts of a fact's own State."""
    places, key = maker.fact_base.found.wrong_places, (fact.id, maker.must)
    found = places.get(key)
    if found is None:
        found = places[key] = _fair(maker, fact, maker.fact_base.districts(fact.district.state))
    return found


def _fair(maker: Maker, fact: Fact, districts: Iterable[District]) -> Sequence[District]:
    """Return the districts that may be shown as wrong ones, whatever a round has told."""
    fact_base, listing = maker.fact_base, fact.listing
    has_hills = fact_base.common_knowledge.has_hills
    shore = fact_base.goods.is_of_the_sea(listing) or "salt" in listing.families
    # On its own list, too: a district of which a list says nothing is no trap.
    return [
        other
        for other in districts
        if not fact_base.makes(other, fact)
        and fact_base.is_on(other, listing.list)
        and (not shore or _has_coast(maker, other) == _has_coast(maker, fact.district))
        and (maker.must or has_hills(other) == has_hills(fact.district))
        and fits_place(maker, other, fact)
    ]


def _abroad(maker: Maker, home: int) -> Iterator[Sequence[District]]:
    """Yield the districts of the States beside one, else of its region, and if need be of all.

    Only those with many districts: of an island nobody thinks. What is of the Himalaya is not asked of the plains.
    """
    fact_base = maker.fact_base
    beside, region = _great(maker, home, fact_base.beside[home]), _great(maker, home, fact_base.fame.region(home))
    states = [beside if len(beside) >= WRONG else region]
    if maker.abroad:
        states.append(_great(maker, home, fact_base.knowledge.states))
    for codes in states:
        yield [district for code in codes for district in fact_base.districts(code)]


def _great(maker: Maker, home: int, states: Iterable[int]) -> list[int]:
    return [x for x in sorted(states) if x != home and len(maker.fact_base.districts(x)) >= SMALL_STATE]


def _state(district: District) -> int:
    return district.state


def _has_coast(maker: Maker, district: District) -> bool:
    return district.lgd in maker.fact_base.fame.coast
