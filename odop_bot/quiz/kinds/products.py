"""Which products may stand beside a district: surely not its own, from the same State and sector, of the same shore."""

from __future__ import annotations

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import Fact
from odop_bot.quiz.topics import GI


def is_gi(maker: Maker) -> bool:
    """Whether all products asked are marked as GI."""
    return maker.topic.name == GI


def fits_place(maker: Maker, district: District, other: Fact) -> bool:
    """Whether a product could come from a district, for all that everybody knows.

    What is made beyond its border may be made there too. What is from the sea comes from a coast, from fields and
    quarries not from a city, coconuts not from the Himalaya.
    """
    fact_base = maker.fact_base
    if not maker.must and fact_base.is_made_around(district, other):
        return False
    told = not maker.must and fact_base.ground.tells(other.district, other.listing)
    if told and not fact_base.ground.tells(district, other.listing):
        return False
    # Of a city that is a Union Territory by itself nothing could be asked, were all that grows around it left out.
    city = district.lgd in fact_base.fame.cities and len(fact_base.of_state(district.state)) > 1
    if city and fact_base.goods.is_of_the_land(other.listing):
        return False
    if not fact_base.not_grown[district.state].isdisjoint(other.listing.families):
        return False
    return district.lgd in fact_base.fame.coast or not fact_base.goods.is_of_the_sea(other.listing)


def is_fair_subject(maker: Maker, fact: Fact) -> bool:
    """Whether wrong districts or products may stand beside a product: not where people everywhere make it too.

    Nor where the coast or the hills of its district tell it.
    """
    ground = maker.fact_base.ground
    return maker.must or not (ground.is_common(fact.listing) or ground.tells(fact.district, fact.listing))


def are_apart(one: Fact, other: Fact) -> bool:
    """Whether two wrong products are two for everybody: carpets beside daris and carpets are one."""
    return not one.own & other.own


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
