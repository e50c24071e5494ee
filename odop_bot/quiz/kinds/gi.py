"""Geographical indications by the Registry: of which State, of several States, not registered."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import NATIONAL
from odop_bot.quiz.draft import SMALL_STATE, Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import Fact, GiFact, Subject
from odop_bot.quiz.kinds.products import are_apart
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

_MANY, _ALL = 60, 100
"""Wrong options to compare by their lengths, where names are long and short; where there are few short ones."""
_LEFT_OUT = 0.85
"""How often options are given up of which the right one is the longest: what is not registered has long names."""
WRONG = 3
STATE, JOINT, NOT = "gi-state", "gi-joint", "gi-not"


def of_state(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for the State of a registration."""
    if not isinstance(subject, GiFact) or not has_state(maker, subject):
        return None
    phrasing, home, region = maker.phrasing, subject.item.states[0], _wrong_states(maker, subject)
    wrong = wrong_options(
        maker.random,
        phrasing.states([home]),
        [region],
        lambda code: phrasing.states([code]),
        lambda _: True,
        balanced=True,
    )
    if wrong is None:
        return None
    options, place = shuffled(
        maker.random, Option(phrasing.states([home])), [Option(phrasing.states([x])) for x in wrong]
    )
    return _finished(maker, STATE, subject, phrasing.fill("gi_state", name=_name(maker, subject)), options, place)


def has_state(maker: Maker, subject: Subject) -> bool:
    """Whether the State of a registration may be asked for."""
    if not isinstance(subject, GiFact) or subject.gives_away or len(subject.item.states) != 1 or maker.topic.state:
        return False
    return bool(_name(maker, subject)) and len(_wrong_states(maker, subject)) >= WRONG


def _wrong_states(maker: Maker, fact: GiFact) -> list[int]:
    """Return the States of the region but those with a like registration: "Kesar mango" is Gir's and Marathwada's."""
    fact_base = maker.fact_base
    like, of_state = fact_base.registered.states_with_like(fact), fact_base.knowledge.districts_of_state
    region = sorted(fact_base.fame.region(fact.item.states[0]))
    return [code for code in region if code not in like and len(of_state[code]) >= SMALL_STATE]


def _name(maker: Maker, fact: GiFact) -> str:
    """Return what a registration is called; nothing where no short name is known."""
    name = maker.phrasing.gi_name(fact) or ""
    return name if len(name) <= WANTED_OPTION else ""


def joint(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for the only one of four registrations that is of more than one State."""
    if not isinstance(subject, GiFact) or not is_joint(maker, subject):
        return None
    right, pool = _name(maker, subject), _of_one_state(maker)

    def name(fact: GiFact) -> str:
        return pool[fact]

    wrong = wrong_options(maker.random, right, [list(pool)], name, maker.is_new, considered=_ALL)
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(right), [Option(name(x)) for x in wrong])
    return _finished(maker, JOINT, subject, maker.phrasing.fill("gi_joint"), options, place, wrong)


def is_joint(maker: Maker, subject: Subject) -> bool:
    """Whether a registration of several States may be asked for: among names all longer, or shorter, it stands out."""
    if not isinstance(subject, GiFact) or subject.gives_away or len(subject.item.states) < 2 or maker.topic.state:
        return False
    size, sizes = len(_name(maker, subject)), set(map(len, _of_one_state(maker).values()))
    return size > 0 and min(sizes, default=size) < size < max(sizes, default=size)


def _of_one_state(maker: Maker) -> dict[GiFact, str]:
    """Return the registrations of one State with their short names."""
    known, language = maker.fact_base.found.gi_names, maker.phrasing.language
    if language not in known:
        single = [x for x in maker.fact_base.gis if len(x.item.states) == 1 and not x.gives_away]
        known[language] = {x: name for x in single if (name := _name(maker, x))}
    return known[language]


def is_unregistered(maker: Maker, subject: Subject) -> bool:
    """Whether a product may be asked for among three that are registered: they are of its kind of goods."""
    if not isinstance(subject, Fact) or subject.listing.list != NATIONAL:
        return False
    enough = len(maker.fact_base.registered_like(subject)) >= WRONG
    return enough and len(maker.phrasing.pair(subject)) <= WANTED_OPTION


def not_registered(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for a product of the national list that is not registered, among three that are."""
    if not isinstance(subject, Fact) or not is_unregistered(maker, subject):
        return None
    phrasing, fact_base = maker.phrasing, maker.fact_base

    shown = phrasing.pair
    pool = fact_base.registered_like(subject)
    region = fact_base.fame.region(subject.district.state)
    near = [other for other in pool if other.district.state in region]
    unseen = [other for other in near if other.district.lgd not in maker.shown]
    wrong = wrong_options(
        maker.random,
        shown(subject),
        [unseen, near, pool],
        shown,
        # Three with the name of their district tell that it is the one without.
        lambda x: (
            phrasing.alike(x.listing, subject.listing)
            and maker.is_new(x)
            and x.gives_away <= subject.gives_away
            and len(shown(x)) <= WANTED_OPTION
        ),
        considered=_MANY,
        # What is registered once, for three districts, is no three products.
        apart=are_apart,
    )
    if wrong is None:
        return None
    longest = all(len(shown(x)) < len(shown(subject)) for x in wrong)
    if longest and maker.random.random() < _LEFT_OUT:
        return None
    options, place = shuffled(
        maker.random, Option(shown(subject), subject.district.lgd), [Option(shown(x), x.district.lgd) for x in wrong]
    )
    registry = fact_base.knowledge.gi_registry
    dated = phrasing.fill(
        "told_by", list=phrasing.wording.text(registry.name), as_of=phrasing.wording.date(registry.as_of)
    )
    answer = phrasing.fill("gi_not_answer", name=shown(subject))
    return finished(
        maker,
        NOT,
        subject.id,
        phrasing.fill("gi_not", as_of=phrasing.wording.date(registry.as_of)),
        options,
        place,
        phrasing.told(answer, dated, registry.source),
        (registry.source,),
        None,
        [subject.district],
        wrong,
    )


def _finished(
    maker: Maker,
    kind: str,
    fact: GiFact,
    stem: str,
    options: tuple[Option, ...],
    place: int,
    told: Sequence[GiFact] = (),
) -> QuizQuestion:
    phrasing, registry = maker.phrasing, maker.fact_base.knowledge.gi_registry
    answer = phrasing.fill(
        "gi_answer", name=phrasing.gi_name(fact), states=phrasing.states(fact.item.states), number=fact.item.serials[0]
    )
    dated = phrasing.fill(
        "told_by", list=phrasing.wording.text(registry.name), as_of=phrasing.wording.date(registry.as_of)
    )
    more = phrasing.note(*fact.listing) if fact.listing else ""
    districts = [maker.fact_base.knowledge.districts[code] for code in fact.item.districts]
    return finished(
        maker,
        kind,
        fact.id,
        stem,
        options,
        place,
        phrasing.told(answer, dated, registry.source, more),
        (registry.source,),
        None,
        districts,
        told,
    )
