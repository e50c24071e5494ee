"""Geographical indications by the Registry: of which State, of several States, not registered."""

from __future__ import annotations

from odop_bot.knowledge import NATIONAL
from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.ground import Fact, GiFact, Subject
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

_SMALL = 5
"""Districts of a State that is no wrong option beside great ones."""
_MANY, _ALL = 30, 100
"""Wrong options to compare by their lengths, where names are long and short; where there are few short ones."""
STATE, JOINT, NOT = "gi-state", "gi-joint", "gi-not"


def of_state(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for the State of a registration."""
    if not isinstance(subject, GiFact) or subject.telling or len(subject.item.states) != 1 or maker.topic.state:
        return None
    voice, knowledge = maker.voice, maker.ground.knowledge
    name, home = voice.gi_name(subject), subject.item.states[0]
    if name is None or len(name) > WANTED_OPTION:
        return None
    # A State with a like registration is no wrong option: "Kesar mango" is Gir's and Marathwada's.
    like = maker.ground.states_with_like(subject)
    region = [
        code
        for code in sorted(maker.ground.fame.region(home))
        if code not in like and len(knowledge.districts_of_state[code]) >= _SMALL
    ]
    if len(region) < 3:
        return None
    wrong = wrong_options(
        maker.random, voice.states([home]), [region], lambda code: voice.states([code]), lambda _: True
    )
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(voice.states([home])), [Option(voice.states([x])) for x in wrong])
    return _finished(maker, STATE, subject, voice.fill("gi_state", name=name), options, place)


def joint(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for the only one of four registrations that is of more than one State."""
    if not isinstance(subject, GiFact) or subject.telling or len(subject.item.states) < 2 or maker.topic.state:
        return None
    voice, gis = maker.voice, maker.ground.gis
    name = voice.gi_name(subject)
    if name is None:
        return None

    def fair(other: GiFact) -> bool:
        return len(other.item.states) == 1 and not other.telling and voice.gi_name(other) is not None

    wrong = wrong_options(maker.random, name, [gis], lambda other: voice.gi_name(other) or "", fair, considered=_ALL)
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(name), [Option(voice.gi_name(x) or "") for x in wrong])
    return _finished(maker, JOINT, subject, voice.fill("gi_joint"), options, place)


def not_registered(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for a product of the national list that is not registered, among three that are."""
    if not isinstance(subject, Fact) or subject.telling or subject.listing.list != NATIONAL:
        return None
    voice, ground = maker.voice, maker.ground

    def shown(fact: Fact) -> str:
        return voice.fill("pair", district=voice.district(fact.district), state="", product=voice.product(fact.listing))

    pool = ground.registered_of_sector(subject.listing.sector)
    region = ground.fame.region(subject.district.state)
    near = [other for other in pool if other.district.state in region]
    wrong = wrong_options(
        maker.random,
        shown(subject),
        [near, pool],
        shown,
        lambda x: voice.alike(x.listing, subject.listing),
        considered=_MANY,
    )
    if wrong is None or len(shown(subject)) > WANTED_OPTION:
        return None
    options, place = shuffled(
        maker.random, Option(shown(subject), subject.district.lgd), [Option(shown(x), x.district.lgd) for x in wrong]
    )
    registry = ground.knowledge.gi_registry
    dated = voice.fill("told_by", list=voice.wording.text(registry.name), as_of=voice.wording.date(registry.as_of))
    answer = voice.fill("gi_not_answer", name=shown(subject))
    return finished(
        maker,
        NOT,
        subject.id,
        voice.fill("gi_not"),
        options,
        place,
        voice.told(answer, dated, registry.source),
        (registry.source,),
        None,
        [subject.district],
    )


def _finished(
    maker: Maker, kind: str, fact: GiFact, stem: str, options: tuple[Option, ...], place: int
) -> QuizQuestion:
    voice, registry = maker.voice, maker.ground.knowledge.gi_registry
    answer = voice.fill(
        "gi_answer", name=voice.gi_name(fact), states=voice.states(fact.item.states), number=fact.item.serials[0]
    )
    dated = voice.fill("told_by", list=voice.wording.text(registry.name), as_of=voice.wording.date(registry.as_of))
    more = voice.note(*fact.listing) if fact.listing else ""
    districts = [maker.ground.knowledge.districts[code] for code in fact.item.districts]
    return finished(
        maker,
        kind,
        fact.id,
        stem,
        options,
        place,
        voice.told(answer, dated, registry.source, more),
        (registry.source,),
        None,
        districts,
    )
