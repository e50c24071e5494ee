"""A round: what it asks next, when it ends, who has won. Pure; where it is kept is no matter here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import msgspec

from odop_bot.quiz.exams import Answered
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.topics import Topic, topic_of

if TYPE_CHECKING:
    from odop_bot.quiz.maker import QuizMaker

LENGTHS = (5, 10, 20)
GROUP_SECONDS = 20
"""How long a group has for a question."""
SILENT_QUESTIONS = 2
"""Questions in a row that a group leaves unanswered, after which its round ends by itself."""
READING = dt.timedelta(seconds=8)
"""How long a group has to read an explanation before the next question comes."""
IDLE = dt.timedelta(hours=24)
"""How long a round of one person waits for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """What a round asks."""

    topic: str
    """Code of the topic."""
    language: str
    length: int
    seed: int
    subjects: tuple[str, ...] = ()
    """Facts to be asked first, in this order; then any of the topic."""
    exam: str | None = None
    """Id of the paper that a mock test is marked like."""
    seconds: int | None = None
    """Time for each question, in a group."""
    challenge: int | None = None
    """Id of the round of a friend that asked the same and is compared with."""


@dataclass(frozen=True, slots=True)
class Player:
    """How somebody did in a round."""

    person_id: int
    name: str
    right: int
    answered: int
    seconds: float
    """Time that all answers took."""


def plan_data(plan: RoundPlan) -> dict[str, object]:
    """Return a plan as JSON data."""
    data: dict[str, object] = msgspec.to_builtins(plan)
    return data


def plan_from(data: dict[str, object]) -> RoundPlan:
    """Return the plan of JSON data."""
    return msgspec.convert(data, RoundPlan)


def question_data(question: QuizQuestion) -> dict[str, object]:
    """Return a question as JSON data."""
    data: dict[str, object] = msgspec.to_builtins(question)
    return data


def question_from(data: dict[str, object]) -> QuizQuestion:
    """Return the question of JSON data."""
    return msgspec.convert(data, QuizQuestion)


def question_of(
    plan: RoundPlan, asked: Sequence[QuizQuestion], maker: QuizMaker, *, pictures: bool = False
) -> QuizQuestion | None:
    """Return the question of a round that follows those asked, about none of their facts; None when it is over.

    The same plan gives the same question, whenever it is asked for. It is about a picture only with `pictures`.
    """
    number, used = len(asked), {question.subject for question in asked}
    shown = {code for question in asked for code in question.shown}
    stems = [question.stem for question in asked]
    told = {subject for question in asked for subject in (question.subject, *question.told)}
    if number >= plan.length:
        return None
    random = Random(f"{plan.seed}.{number}")  # noqa: S311 - a round must be repeatable, not secret
    topic = topic_of(plan.topic) or Topic()
    for subject in plan.subjects:
        if subject not in used:
            question = maker.about(
                subject, random, plan.language, topic, shown=shown, stems=stems, told=told, pictures=pictures
            )
            if question is not None:
                return question
    return maker.question(random, topic, plan.language, used, shown=shown, stems=stems, told=told, pictures=pictures)


NOT_ASKED = "not asked"
"""Group of the questions of a mock test that were never asked."""


def group_of(question: QuizQuestion) -> str:
    """Return what a question is about, for a report: the id of a list, or `schemes`."""
    return question.list or "schemes"


def is_silent(voted: Sequence[bool]) -> bool:
    """Whether a group has left so many of the last questions unanswered that its round ends."""
    return len(voted) >= SILENT_QUESTIONS and not any(voted[-SILENT_QUESTIONS:])


def leaders(players: Iterable[Player]) -> list[Player]:
    """Return the players, best first: more right answers, then less time."""
    return sorted(players, key=lambda player: (-player.right, player.seconds, player.person_id))


def missed(questions: Iterable[QuizQuestion], answers: Iterable[Answered]) -> tuple[str, ...]:
    """Return the facts that were not answered right, for another round."""
    pairs = zip(questions, answers, strict=True)
    return tuple(dict.fromkeys(question.subject for question, answer in pairs if not answer.right))
