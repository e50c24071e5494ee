"""What the buttons and commands of the quiz ask for, as plans of rounds. Pure."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from odop_bot.conversation import arguments
from odop_bot.conversation.quiz.menus import MOCK_LENGTHS
from odop_bot.quiz.rounds import GROUP_SECONDS, LENGTHS, RoundPlan
from odop_bot.quiz.topics import MIXED, Topic, topic_of

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

LINK = "quiz"
"""The argument of the deep link that opens the quiz; a challenge's has its code behind a hyphen."""
_CHALLENGE = re.compile(r"(\d{1,18})-([0-9a-f]{1,8})")


def plan_of(
    origin: str,
    topic: Topic,
    language: str,
    length: int,
    *,
    subjects: tuple[str, ...] = (),
    exam: str | None = None,
    group: bool = False,
) -> RoundPlan:
    """Return the plan of a round that `origin` asks for: what asks again gets the same questions."""
    return RoundPlan(
        topic=topic.code,
        language=language,
        length=length,
        seed=zlib.crc32(origin.encode()),
        subjects=subjects,
        exam=exam,
        seconds=GROUP_SECONDS if group else None,
    )


def daily_plan(language: str, origin: str, subjects: tuple[str, ...]) -> RoundPlan:
    """Return the round of a daily set: what is due, then new questions."""
    return plan_of(origin, Topic(MIXED), language, LENGTHS[0], subjects=subjects)


def known_topic(code: str, desk: QuizDesk) -> Topic | None:
    """Return the topic of a code, if its state exists."""
    _, dot, state = code.partition(".")
    if dot and arguments.state(desk.answerer.knowledge, state) is None:
        return None
    return topic_of(code)


def known_paper(code: str, desk: QuizDesk) -> tuple[str, int | None] | None:
    """Return the paper of a button (`uppsc.gs1`, `uppsc.gs1.9`) and the State of its test; None if one is gone."""
    exam, _, rest = code.partition(".")
    name, dot, place = rest.partition(".")
    state = arguments.state(desk.answerer.knowledge, place) if dot else None
    if f"{exam}.{name}" not in desk.papers or (dot and state is None):
        return None
    return f"{exam}.{name}", state.lgd if state else None


def asked_of(argument: str, desk: QuizDesk, mock: bool) -> tuple[Topic, int, str | None] | None:
    """Return topic, length and paper of a button that begins a round; None for one that is forged or too old."""
    name, _, length = argument.rpartition("_")
    count = arguments.number(length)
    if count not in (MOCK_LENGTHS if mock else LENGTHS):
        return None
    if mock:
        paper = known_paper(name, desk)
        return (Topic(MIXED, paper[1]), count, paper[0]) if paper else None
    topic = known_topic(name, desk)
    return (topic, count, None) if topic else None


def challenge_code(round_id: int, plan: RoundPlan) -> str:
    """Return what names a round to a friend; who has not got it cannot guess it."""
    return f"{round_id}-{plan.seed:x}"


def challenged_round(code: str) -> tuple[int, int] | None:
    """Return the id and the seed of the round that a friend's link names; None for what is no such code."""
    match = _CHALLENGE.fullmatch(code)
    return (int(match[1]), int(match[2], 16)) if match else None


def taken_up(plan: RoundPlan, round_id: int, asked: int) -> RoundPlan:
    """Return the plan of the round that asks the same as a friend's did."""
    return replace(plan, challenge=round_id, length=asked, subjects=())
