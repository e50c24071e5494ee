"""Choose what helps a maker: which schemes fit, may fit or do not fit, in the order in which to go about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import District, SupportScheme, Texts
from odop_bot.understanding.requests import AskSupport

MAX_LINES = 5
"""Schemes on one screen."""
MAX_LINES_WITH_LIST = 3
"""Schemes on one screen with a list of papers or with where to go for each."""
MAX_TEXTS = 2
"""Needs that one scheme is told for."""
MORE_TEXTS = 1
"""Schemes that are told for a second need, the first only: a screen has room for no more."""
LATE = 6
"""From this rank on a scheme that fits comes after those that may fit."""
HOW = ("papers", "apply")
"""Needs that ask how to go about a scheme, not what there is."""
DEFAULT = "scheme"
NARROW = ("cluster", "export", "card", "design", "quality")
"""Needs that few schemes serve: these come first where something broader is asked as well."""

AHEAD = 3
"""Ranks that a narrow need is ahead."""
Ask = Literal["need", "craft", "state"]
Condition = Literal["depends", "state", "product"]


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person who asks."""

    district: District | None
    state: int | None
    """LGD code."""
    families: tuple[str, ...]
    crafts: frozenset[str]
    """Ids of the kinds of work; empty: unknown."""
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a scheme fits, and what it gives."""

    scheme: SupportScheme
    fit: Literal["fits", "may", "no"]
    condition: Condition | None
    """On what it depends, for `may`: on what the scheme says, on the State, on the district's product."""
    rank: int
    texts: tuple[Texts, ...]
    """What it gives, by the needs asked, in order."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is told to a person."""

    person: Person
    needs: tuple[str, ...]
    """What is answered: ids of needs, `HOW` among them."""
    papers: SupportScheme | None
    """The scheme whose papers are listed."""
    apply: bool
    """Whether each scheme is told with where to go."""
    shown: tuple[Verdict, ...]
    """At most `MAX_LINES`, the last of them perhaps one that does not fit."""
    first: tuple[SupportScheme, ...]
    """What must be had before the schemes shown."""
    own_state_unknown: bool
    """Whether the person's State may have schemes of its own that we do not know."""
    ask: Ask | None
    """The one thing to ask back."""


def advise(request: AskSupport, knowledge: Knowledge) -> Advice:
    """Return what to tell: a pure function of the request."""
    person = _person(request, knowledge)
    how = [need for need in request.needs if need in HOW]
    needs = tuple(need for need in request.needs if need not in HOW)
    if len(needs) > 1:
        needs = tuple(need for need in needs if need != DEFAULT)
    asked = (*needs, *how)
    ask: Ask | None = "need" if not needs and "papers" in how else "craft" if not person.crafts else None
    needs = needs or (DEFAULT,)
    judged = list(_verdicts(person, needs, knowledge))
    verdicts = sorted((v for v in judged if v.fit != "no"), key=_order)
    most = MAX_LINES_WITH_LIST if how else MAX_LINES
    against = [v for v in judged if v.fit == "no" and (v.scheme.insists or len(verdicts) < most)][:1]
    shown = verdicts[: most if how else most - len(against)]
    shown = _shortened(shown)
    papers = next((v.scheme for v in shown if v.scheme.papers), None) if "papers" in how else None
    named = {v.scheme.id for v in shown}
    first = dict.fromkeys(i for v in shown if v.fit == "fits" for i in v.scheme.first if i not in named)
    return Advice(
        person=person,
        needs=asked or needs,
        papers=papers,
        apply="apply" in how,
        shown=(*shown, *against),
        first=tuple(knowledge.support[i] for i in first),
        own_state_unknown=person.state is not None and not _has_own(person.state, knowledge),
        ask=ask or ("state" if person.state is None else None),
    )


def states_for(families: Sequence[str], knowledge: Knowledge, most: int) -> tuple[int, ...]:
    """Return the States that the maker of something most likely lives in, and those with schemes of their own."""
    own = [state for scheme in knowledge.support.values() for state in scheme.states]
    count: dict[int, int] = {}
    for family in families[:1]:
        for district, _ in knowledge.listings_of_family.get(family, ()):
            count[district.state] = count.get(district.state, 0) + 1
    likely = sorted(count, key=lambda state: (-count[state], state)) or sorted(
        knowledge.states, key=lambda state: (-len(knowledge.districts_of_state[state]), state)
    )
    return tuple(dict.fromkeys([*own[:1], *likely]))[:most]


def _person(request: AskSupport, knowledge: Knowledge) -> Person:
    district = knowledge.districts[request.districts[0]] if request.districts else None
    state = district.state if district else request.states[0] if request.states else None
    groups = frozenset(request.groups)
    crafts = {craft for family in request.families for craft in knowledge.crafts_of(family)}
    crafts |= {kind.id for kind in knowledge.craft_kinds.values() if groups & set(kind.groups)}
    return Person(district, state, request.families, frozenset(crafts), groups)


def _has_own(state: int, knowledge: Knowledge) -> bool:
    return any(state in scheme.states for scheme in knowledge.support.values())


def _verdicts(person: Person, needs: Sequence[str], knowledge: Knowledge) -> Iterable[Verdict]:
    for scheme in knowledge.support.values():
        helps = [scheme.helps[need] for need in needs if need in scheme.helps]
        rank = min((_rank(need, scheme) for need in needs if need in scheme.helps), default=0)
        lines = [line for line in helps if line.like not in needs]
        judged = _judge(scheme, person, knowledge) if lines else None
        if judged is None:
            continue
        special = not person.groups.isdisjoint(scheme.special)
        texts = [line.special if special and line.special else line.line for line in lines]
        distinct = tuple({tuple(text.items()): text for text in texts}.values())[:MAX_TEXTS]
        yield Verdict(scheme, judged[0], judged[1], rank, distinct)


def _rank(need: str, scheme: SupportScheme) -> int:
    """Return how soon a scheme is told for one need; a broad need waits behind narrow ones of the same message."""
    return scheme.helps[need].rank - (AHEAD if need in NARROW else 0)


def _judge(
    scheme: SupportScheme, person: Person, knowledge: Knowledge
) -> tuple[Literal["fits", "may", "no"], Condition | None] | None:
    """Return how far a scheme fits and on what that depends; None where it is not to be told at all."""
    if scheme.states and person.state is not None and person.state not in scheme.states:
        return None
    by_craft = _by_craft(scheme, person)
    if by_craft in ("no", None):
        return ("no", None) if by_craft == "no" and scheme.because else None
    fits = by_craft == "fits"
    if scheme.groups and person.groups.isdisjoint(scheme.groups):
        if not scheme.open and by_craft != "may":
            return None
        fits = False
    if scheme.states and person.state is None:
        return "may", "state"
    if not fits:
        return "may", "depends"
    if scheme.district_product and not _listed(person, knowledge):
        return "may", "product"
    return "fits", None


def _by_craft(scheme: SupportScheme, person: Person) -> Literal["fits", "may", "no"] | None:
    if not scheme.crafts and not scheme.maybe:
        return "fits"
    of_group = not person.groups.isdisjoint(scheme.groups)
    if not person.crafts.isdisjoint(scheme.crafts) or (of_group and not scheme.crafts):
        return "fits"
    if not person.crafts:
        return "may" if of_group or not scheme.groups else None
    if not person.crafts.isdisjoint(scheme.maybe):
        return "may"
    return "no" if not person.crafts.isdisjoint(scheme.told_against) else None


def _listed(person: Person, knowledge: Knowledge) -> bool:
    """Whether what the person makes is on a list of the person's own district."""
    if person.district is None:
        return False
    made = set(person.families)
    listed = {
        broad
        for listing in person.district.listings
        if knowledge.lists[listing.list].superseded_by is None
        for family in listing.families
        for broad in knowledge.broader(family)
    }
    return any(not made.isdisjoint(knowledge.broader(family)) for family in listed) or any(
        not knowledge.broader(family).isdisjoint(listed) for family in made
    )


def _shortened(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts with one text each, but for the first that have more."""
    longer = [v for v in verdicts if len(v.texts) > 1][:MORE_TEXTS]
    return [v if v in longer else replace(v, texts=v.texts[:1]) for v in verdicts]


def _order(verdict: Verdict) -> tuple[int, int]:
    if verdict.fit == "fits":
        return (0 if verdict.rank < LATE else 2, verdict.rank)
    return (1, verdict.rank)
