"""Statements that are true or surely false, about what districts make and about figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import Maker, drawn, wrong_options
from odop_bot.quiz.facts import Fact, FigureFact, Subject
from odop_bot.quiz.figures import bound, wrong_values
from odop_bot.quiz.kinds.products import AT_HOME, are_apart, is_gi, wrong_ones

_AT_HOME = 0.6
"""How often the other facts are of the same State, as examiners mostly choose them; else of the whole list."""
_DRAWN = 60
"""Facts of a pool that are looked at for those that go with one."""


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


def is_deniable(maker: Maker, fact: Subject) -> bool:
    """Whether a question may be made of a fact that needs a false product beside its own."""
    return isinstance(fact, Fact) and not fact.gives_away and _is_known(maker, fact) and has_false(maker, fact)


def _is_known(maker: Maker, fact: Fact) -> bool:
    """Whether who knows a district can know its product: of a lesser one that others make too nobody does.

    Terracotta, the second product of Ahmedabad, seems false to who knows that it is Gorakhpur's.
    """
    listing, own_names = fact.listing, maker.fact_base.own_names
    if maker.must or listing.gi or listing.rank in (None, "primary") or own_names.has_one(listing):
        return True
    return all(len(maker.fact_base.of_family(family, listing.list)) == 1 for family in listing.families)


def others(maker: Maker, fact: Fact, count: int, usable: Callable[[Fact], bool] | None = None) -> list[Fact]:
    """Return facts of other districts that go with one: of its list and, where there is one, its state."""
    at_home = maker.topic.state is not None or maker.random.random() < _AT_HOME
    pools = in_company(maker, fact.listing.list, (fact.district.state,) if at_home else None)
    return list(islice(among(maker, fact, pools, usable), count))


def in_company(maker: Maker, list_id: str, states: tuple[int, ...] | None = None) -> Sequence[Sequence[Fact]]:
    """Return the facts of a list, of some States if they are named, that may stand beside others.

    Those of the best-known districts come first. A name that has that of its place stands beside none.
    """
    fact_base, company = maker.fact_base, maker.fact_base.found.company
    found = company.get((list_id, states))
    if found is None:
        of_states = (x for state in states or () for x in fact_base.of_state_on(state, list_id))
        facts = fact_base.of_list(list_id) if states is None else of_states
        found = company[list_id, states] = fact_base.fame.by_fame(x for x in facts if not x.gives_away)
    return found


def among(
    maker: Maker, fact: Fact, pools: Sequence[Sequence[Fact]], usable: Callable[[Fact], bool] | None = None
) -> Iterator[Fact]:
    """Yield `usable` facts of other districts that go with one, those of the first pools before others.

    The round has told nothing of them.
    """
    seen, alike = {fact.district.lgd}, set(fact.listing.families)
    only_gi = is_gi(maker)
    for other in _unseen_first(maker, pools):
        code, listing = other.district.lgd, other.listing
        # What stands twice in one question tells of itself.
        if (
            code not in seen
            and alike.isdisjoint(listing.families)
            and listing.gi >= only_gi
            and maker.is_new_place(other.district)
            and maker.is_new(other)
            and (usable is None or usable(other))
        ):
            seen.add(code)
            alike.update(listing.families)
            yield other


def _unseen_first(maker: Maker, pools: Sequence[Sequence[Fact]]) -> Iterator[Fact]:
    """Yield facts of each pool: who has answered for a district need not see it again, as long as there are others."""
    seen = []
    for other in chain.from_iterable(drawn(maker.random, pool, _DRAWN) for pool in pools):
        if other.district.lgd in maker.shown:
            seen.append(other)
        else:
            yield other
    yield from seen


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
