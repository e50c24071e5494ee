"""Ask the questions of rounds: find the next one, show it, write down that it is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from odop_bot.conversation.quiz.channel import QuizChannel, Shown, UncertainError
from odop_bot.conversation.quiz.screens import QuizScreens
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import READING, RoundPlan, question_data, question_from, question_of
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import QuestionRow, RoundRow

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

Paint = Callable[[QuizQuestion], Awaitable[bytes | None]]
"""Paints the picture that a question is about; None where none can be painted."""


class Questions:
    """The questions of all rounds of a channel."""

    def __init__(
        self,
        channel: QuizChannel,
        desk: Callable[[], QuizDesk],
        store: QuizStore,
        now: Callable[[], dt.datetime],
        paint: Paint,
    ) -> None:
        """Take a function that returns the desk for the knowledge in use."""
        self._channel = channel
        self._desk = desk
        self._store = store
        self._now = now
        self._paint = paint

    async def next(self, plan: RoundPlan, questions: Sequence[QuestionRow]) -> QuizQuestion | None:
        """Return the next question of a round: that of the friend's round in a challenge, else a new one."""
        number = len(questions)
        if plan.challenge is not None and number < plan.length:
            theirs = await self._store.questions(plan.challenge)
            if number < len(theirs):
                return question_from(theirs[number].question)
        asked = [question_from(item.question) for item in questions]
        question = question_of(plan, asked, self._desk().maker, pictures=self._channel.pictures)
        if question is not None and question.marked is not None and await self._paint(question) is None:
            question = question_of(plan, asked, self._desk().maker)
        return question

    async def ask(self, row: RoundRow, plan: RoundPlan, number: int, question: QuizQuestion) -> None:
        """Show a question; nothing where it is shown, or another worker is at it."""
        if not await self._store.begin_question(row.round_id, number, question_data(question), self._now()):
            return
        screens = QuizScreens(self._desk(), plan.language)
        shown = Shown(
            round_id=row.round_id,
            number=number,
            length=plan.length,
            question=question,
            language=plan.language,
            reveals=plan.exam is None,
            seconds=plan.seconds,
            keys=screens.question_keys(row.round_id, number, plan) if row.alone else screens.stop_keys(row.round_id),
            picture=await self._paint(question) if question.marked is not None else None,
        )
        try:
            placed = await self._channel.show_question(row.chat_id, shown)
        except UncertainError:
            # It may be out or not: the next try writes that down.
            await self._store.give_up_question(row.round_id, number)
            raise
        now = self._now()
        closes_at = now + dt.timedelta(seconds=plan.seconds) + READING if plan.seconds else None
        await self._store.asked(row.round_id, number, placed.question_id, placed.message_id, closes_at, now)

    async def close(self, row: RoundRow, question: QuestionRow) -> None:
        """Let no more answers be given to a question, if it is shown."""
        if question.message_id is not None:
            await self._channel.close_question(row.chat_id, question.message_id)
