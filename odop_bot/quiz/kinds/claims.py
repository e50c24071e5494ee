"""Statements that are true or surely false, about what districts make and about figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, wrong_options
from odop_bot.quiz.facts import Fact, FigureFact, Subject
from odop_bot.quiz.figures import bound, wrong_values
from odop_bot.quiz.kinds.products import AT_HOME, are_apart, is_gi, wrong_ones

_AT_HOME = 0.6
"""How often the other facts are of the same State, as examiners mostly choose them; else of the whole list."""
_DRAWN = 60
"""Facts that are looked at for those that go with one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement."""

    text: str
    true: bool
    answer: str
    """What is so, and of a false product where it belongs."""
    tail: str
    """Date and source, for a figure."""
    source: str
    district: District | None = None
    list: str | None = None
    shown: Fact | None = None
    """The fact whose product it tells."""


def has_false(maker: Maker, fact: Fact) -> bool:
    """Whether a false product may stand beside the district of a fact."""
    return any(wrong_ones(maker, fact))


def others(maker: Maker, fact: Fact, count: int, usable: Callable[[Fact], bool] | None = None) -> list[Fact]:
    """Return facts of other districts that go with one: of its list and, where there is one, its state."""
    at_home = maker.topic.state is not None or maker.random.random() < _AT_HOME
    home, list_id, fact_base = fact.district.state, fact.listing.list, maker.fact_base
    pool = fact_base.of_state_on(home, list_id) if at_home else fact_base.of_list(list_id)
    return among(maker, fact, count, pool, usable)


def among(
    maker: Maker, fact: Fact, count: int, pool: Sequence[Fact], usable: Callable[[Fact], bool] | None = None
) -> list[Fact]:
    """Return `usable` facts of other districts of a pool that go with one, of which the round has told nothing."""
    district = fact.district
    drawn = [
        other
        for other in maker.random.sample(pool, min(len(pool), _DRAWN))
        if not other.gives_away
        and other.listing.gi >= is_gi(maker)
        and maker.is_new_place(other.district)
        and maker.is_new(other)
    ]
    drawn = maker.fact_base.fame.sorted_by_fame(drawn)
    # Who has answered for a district need not see it again in this round, as long as there are others.
    drawn.sort(key=lambda other: other.district.lgd in maker.shown)
    out: dict[int, Fact] = {}
    alike = set(fact.listing.families)
    for other in drawn:
        # What stands twice in one question tells of itself.
        apart = other.district.lgd != district.lgd and other.district.lgd not in out
        if apart and alike.isdisjoint(other.listing.families) and (usable is None or usable(other)):
            out[other.district.lgd] = other
            alike |= set(other.listing.families)
            if len(out) == count:
                break
    return list(out.values())


def false_product(maker: Maker, fact: Fact, beside: Collection[Fact] = ()) -> Fact | None:
    """Return a fact whose product is surely not one of another fact's district, and none like those `beside` it."""
    product, pools = maker.phrasing.product, wrong_ones(maker, fact)
    found = wrong_options(
        maker.random,
        product(fact.listing),
        pools[:AT_HOME] if maker.fact_base.own_names.has_one(fact.listing) else pools,
        lambda other: product(other.listing),
        lambda other: maker.is_new(other) and all(are_apart(other, item) for item in beside),
        count=1,
    )
    return found[0] if found else None


def is_at_home(fact: Fact, shown: Fact) -> bool:
    """Whether a false product is of a district's own State: where all are from elsewhere nobody believes them."""
    return fact.district.state == shown.district.state


def claim_about(maker: Maker, subject: Subject, true: bool, *, beside: Collection[Fact] = ()) -> Claim | None:
    """Return a statement about a subject; None where no such statement can be made.

    A false product is none like those told `beside` it.
    """
    if isinstance(subject, FigureFact):
        return _figure_claim(maker, subject, true)
    if not isinstance(subject, Fact):
        return None
    fact_base, phrasing = maker.fact_base, maker.phrasing
    if subject.gives_away and not true:
        # Another product would stand out, because the right one has the district's name.
        return None
    shown = subject if true else false_product(maker, subject, beside)
    if shown is None:
        return None
    return Claim(
        phrasing.claim(subject.district, shown),
        true,
        phrasing.home(shown) if true else phrasing.homes(shown),
        "",
        fact_base.knowledge.source_of(subject.listing),
        subject.district,
        subject.listing.list,
        shown,
    )


def _figure_claim(maker: Maker, fact: FigureFact, true: bool) -> Claim | None:
    phrasing = maker.phrasing
    if not phrasing.has_sentence(fact) or fact.moves or bound(phrasing.wording.figure(fact.key)):
        return None  # a count that goes on is soon neither true nor false, and "more than" is true of many values
    value = phrasing.wording.figure(fact.key)
    shown = value
    if not true:
        wrong = wrong_values(maker, fact, wanted=1)
        if not wrong:
            return None
        shown = maker.random.choice(wrong)
    answer = phrasing.strings.figures_more[fact.key] if true else phrasing.sentence_of(fact, value)
    return Claim(phrasing.figure_claim(fact, shown), true, answer, phrasing.figure_tail(fact), fact.figure.source)
