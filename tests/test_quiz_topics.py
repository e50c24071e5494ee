"""What each topic asks, in which language, and what is asked again: as people see it who play."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import replace
from random import Random

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import Knowledge
from odop_bot.quiz.bank import Stated
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.fact_base import FactBase
from odop_bot.quiz.facts import BankFact, Fact, GiFact
from odop_bot.quiz.kinds import odd_one
from odop_bot.quiz.likeness import UMBRELLAS
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.names import MIN_NAME
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import RoundPlan, question_of
from odop_bot.quiz.topics import GI, MIXED, SCHEMES, Topic

DRAWN = 150


@pytest.fixture(scope="module")
def desk(answerer: Answerer) -> QuizDesk:
    return QuizDesk.read(answerer, TEMPLATES)


@pytest.fixture(scope="module")
def maker(desk: QuizDesk) -> QuizMaker:
    return desk.maker


def drawn(maker: QuizMaker, topic: Topic, count: int = DRAWN) -> list[QuizQuestion]:
    random = Random(11)
    made = (maker.question(random, topic) for _ in range(count))
    return [question for question in made if question is not None]


class FewStatements:
    """What may be asked, with so many statements of each topic."""

    def __init__(self, whole: FactBase, count: int) -> None:
        self._whole, self._count = whole, count

    def __getattr__(self, name: str) -> object:
        return getattr(self._whole, name)

    def topic_bank(self, topic: Topic, kind: type) -> list[BankFact]:
        facts = self._whole.topic_bank(topic, kind)
        return facts[: self._count] if kind is Stated else facts


def with_statements(desk: QuizDesk, count: int) -> QuizMaker:
    few = QuizDesk.read(desk.answerer, TEMPLATES).maker
    few.__dict__["fact_base"] = FewStatements(desk.maker.fact_base, count)
    return few


def asks_of_the_bank(maker: QuizMaker, topic: Topic, count: int) -> bool:
    """Whether statements of the bank come among so many questions."""
    told = {fact.id for fact in maker.fact_base.bank_facts if isinstance(fact.item, Stated)}
    return any(question.subject in told for question in drawn(maker, topic, count))


def test_statements_are_asked_in_a_topic_that_has_several(desk: QuizDesk) -> None:
    assert asks_of_the_bank(desk.maker, Topic(SCHEMES), DRAWN)
    # The same one, again and again, is no quiz.
    assert not asks_of_the_bank(with_statements(desk, 1), Topic(SCHEMES), DRAWN)


def test_a_topic_asks_of_its_subjects_alone(maker: QuizMaker) -> None:
    assert all(isinstance(maker.fact_base.subjects[x.subject], Fact | GiFact) for x in drawn(maker, Topic(GI), 60))
    state = 9
    listed = [x for x in drawn(maker, Topic(MIXED, state), 60) if isinstance(maker.fact_base.subjects[x.subject], Fact)]
    assert listed
    facts = [maker.fact_base.subjects[question.subject] for question in listed]
    assert {fact.district.state for fact in facts if isinstance(fact, Fact)} == {state}


def test_a_round_asks_what_its_plan_says_and_anything_when_its_topic_is_gone(maker: QuizMaker) -> None:
    plan = RoundPlan(topic="mixed.9", language="en", length=4, seed=5)
    asked: list[QuizQuestion] = []
    while (question := question_of(plan, asked, maker)) is not None:
        asked.append(question)
    states = [maker.fact_base.subjects[x.subject] for x in asked]
    assert [fact.district.state for fact in states if isinstance(fact, Fact)] == [9] * 4
    gone = question_of(replace(plan, topic="a topic of long ago"), [], maker)
    assert gone is not None
    assert gone.topic == MIXED
    # What was missed is asked first, and once.
    again = replace(plan, subjects=("gone", asked[2].subject), length=2)
    first = question_of(again, [], maker)
    assert first is not None
    assert first.subject == asked[2].subject
    second = question_of(again, [first], maker)
    assert second is not None
    assert second.subject != first.subject


def test_a_language_that_the_quiz_speaks_is_spoken_and_another_is_english(desk: QuizDesk) -> None:
    assert [desk.language(code) for code in ("te", "hi", "en", "xx", "")] == ["te", "hi", "en", "en", "en"]
    assert [desk.phrasing(code).language for code in ("te", "hi", "xx")] == ["te", "hi", "en"]
    assert desk.texts("te") != desk.texts("en") == desk.texts("xx")


def test_a_desk_is_made_anew_for_other_knowledge_only(desk: QuizDesk) -> None:
    assert desk.renewed(desk.answerer) is desk
    other = copy(desk.answerer)
    renewed = desk.renewed(other)
    assert renewed.answerer is other
    assert renewed.strings is desk.strings
    assert renewed.papers == desk.papers


def test_a_name_with_a_word_of_its_state_gives_the_state_away(maker: QuizMaker, knowledge: Knowledge) -> None:
    facts = [fact for fact in maker.fact_base.subjects.values() if isinstance(fact, GiFact)]
    told = {fact.item.name: fact.gives_away for fact in facts}
    words = {
        (state.code, word)
        for state in knowledge.states.values()
        for word in state.name.split()
        if len(word) > MIN_NAME and word not in ("Pradesh", "Islands")
    }
    of_a_word = [
        fact.item.name
        for fact in facts
        for lgd in fact.item.states
        for code, word in words
        if knowledge.states[lgd].code == code and word in fact.item.name.split()
    ]
    assert any(name.startswith("Kashmir") for name in of_a_word)
    assert [name for name in of_a_word if not told[name]] == []
    # A short word, and one that several States share, tell none.
    assert not all(told.values())


def test_the_odd_one_is_asked_of_what_few_districts_are_known_for(maker: QuizMaker) -> None:
    base = maker.fact_base
    parts = Maker(base, maker.phrasing("en"), Random(3), Topic(), must=True)
    made, wide = Counter[bool](), 0
    for fact in base.facts[::3]:
        family = next(iter(fact.listing.families), None)
        if family is None:
            continue
        question = odd_one.make(parts, fact)
        if family in UMBRELLAS or base.is_wide(family):
            wide += 1
            assert question is None, fact.listing.product
        else:
            made[question is not None] += 1
    assert wide
    assert made[True] > DRAWN // 10
