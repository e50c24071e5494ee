"""Which products may stand beside a district: surely not its own, from the same State and sector, of the same shore."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import Fact
from odop_bot.quiz.topics import GI

AT_HOME = 2
"""Of the products near by, those of the own State: of the sector, and of any."""


def is_gi(maker: Maker) -> bool:
    """Whether all products asked are marked as GI."""
    return maker.topic.name == GI


def fits_place(maker: Maker, district: District, other: Fact) -> bool:
    """Whether a product could come from a district, for all that everybody knows.

    What is made beyond its border may be made there too. What is from the sea comes from a coast, from fields and
    quarries not from a city, coconuts not from the Himalaya.
    """
    fact_base = maker.fact_base
    if not maker.must and (fact_base.is_made_around(district, other) or _is_told_by_terrain(maker, district, other)):
        return False
    # Of a city that is a Union Territory by itself nothing could be asked, were all that grows around it left out.
    city = district.lgd in fact_base.fame.cities and len(fact_base.of_state(district.state)) > 1
    if city and fact_base.goods.is_of_the_land(other.listing):
        return False
    if not fact_base.not_grown[district.state].isdisjoint(other.listing.families):
        return False
    return district.lgd in fact_base.fame.coast or not fact_base.goods.is_of_the_sea(other.listing)


def _is_told_by_terrain(maker: Maker, district: District, other: Fact) -> bool:
    """Whether everybody knows by hills and coasts that a product does not come from a district."""
    common_knowledge = maker.fact_base.common_knowledge
    if common_knowledge.tells(other.district, other.listing) and not common_knowledge.tells(district, other.listing):
        return True
    grown = maker.fact_base.goods.is_of_the_land(other.listing)
    return grown and common_knowledge.has_hills(district) != common_knowledge.has_hills(other.district)


def is_fair_subject(maker: Maker, fact: Fact) -> bool:
    """Whether wrong districts or products may stand beside a product: not where people everywhere make it too.

    Nor where the coast or the hills of its district tell it.
    """
    common_knowledge = maker.fact_base.common_knowledge
    return maker.must or not (
        common_knowledge.is_common(fact.listing) or common_knowledge.tells(fact.district, fact.listing)
    )


def are_apart(one: Fact, other: Fact) -> bool:
    """Whether two wrong products are two for everybody: carpets beside daris and carpets are one."""
    return not one.own & other.own


def wrong_ones(maker: Maker, fact: Fact) -> Sequence[Sequence[Fact]]:
    """Return the products that may be shown as wrong ones beside that of a fact, the nearest first.

    A proper name tells its State, and a crop its climate: Pattachitra of Odisha is none of Andhra Pradesh. Those come
    from the fact's own State, unless it is to be asked again.
    """
    fact_base = maker.fact_base
    key = fact.id, maker.phrasing.language, is_gi(maker), maker.must
    found = fact_base.found.wrong_ones.get(key)
    if found is None:
        near = fact_base.decoys.near(fact, common=maker.must)
        if not maker.must and (
            fact_base.own_names.has_one(fact.listing) or fact_base.goods.kind(fact.listing) == "eaten"
        ):
            near = near[:AT_HOME]
        found = [[other for other in pool if may_stand_beside(maker, fact, other)] for pool in near]
        fact_base.found.wrong_ones[key] = found
    return found


def places_without(maker: Maker, fact: Fact, family: str, states: Iterable[int]) -> Sequence[District]:
    """Return the districts of some States that a fact's list names, but for nothing like its product."""
    fact_base, phrasing = maker.fact_base, maker.phrasing
    key = fact.id, phrasing.language, frozenset(states), maker.must
    found = fact_base.found.wrong_places.get(key)
    if found is None:
        bits = fact_base.likeness.of_family(family)
        bits |= fact_base.needs_of_name(fact, phrasing.language, phrasing.same_name)
        found = fact_base.found.wrong_places[key] = [
            other
            for state in sorted(key[2])
            for other in fact_base.districts(state)
            if fact_base.is_on(other, fact.listing.list)
            and not fact_base.has[other.lgd] & bits
            and fits_place(maker, other, fact)
        ]
    return found


def may_stand_beside(maker: Maker, fact: Fact, other: Fact) -> bool:
    """Whether the product of another fact may be shown as a wrong one for the district of a fact."""
    return (
        not maker.fact_base.makes(fact.district, other)
        and other.listing.list == fact.listing.list
        and maker.fact_base.decoys.may_mislead(other, common=maker.must)
        and other.listing.gi >= is_gi(maker)
        and maker.phrasing.alike(other.listing, fact.listing)
        and fits_place(maker, fact.district, other)
        and maker.fact_base.goods.kind(other.listing) == maker.fact_base.goods.kind(fact.listing)
        and maker.fact_base.own_names.has_one(other.listing) == maker.fact_base.own_names.has_one(fact.listing)
        and not maker.fact_base.is_known_of(other, fact.district.state)
    )
