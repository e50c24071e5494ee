"""Conduct rounds: ask, take answers, go on, end, tell. What comes next is always read from the storage.

Each step is written before the next one is made, so that a round goes on after a crash wherever it
stood, and an answer that comes twice changes nothing. After each answer a person's round pauses until they
ask for the next question, and a group's until its explanation can be read; a mock test goes on at once.
The store holds the rounds of one channel: chats and people are known by their numbers there.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from odop_bot.conversation.quiz.channel import QuizChannel, UnreachableError
from odop_bot.conversation.quiz.questions import Paint, Questions
from odop_bot.conversation.quiz.screens import QuizScreens
from odop_bot.conversation.quiz.steps import Steps
from odop_bot.conversation.quiz.teller import Teller
from odop_bot.conversation.screen import Screen
from odop_bot.quiz import memory
from odop_bot.quiz.rounds import (
    IDLE,
    RoundPlan,
    is_silent,
    plan_data,
    plan_from,
    question_from,
)
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import ENDING, RUNNING, Mark, QuestionRow, RoundRow, TooEarlyError

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

MAX_NAME = 64
EARLY_PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds to wait for a question to be written down, whose answer is there already."""


class Rounds:
    """Conducts all rounds of a channel."""

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
        self._questions = Questions(channel, desk, store, now, paint)
        self._teller = Teller(channel, desk, store, now)
        self._steps = Steps()

    async def begin(
        self, origin: str, chat_id: int, person_id: int, plan: RoundPlan, opening: str | None = None
    ) -> bool:
        """Begin a round that `origin` asks for and ask its first question; return whether there is one.

        False where another round runs in the chat. `opening` is said before, instead of what the round is.
        """
        desk, now = self._desk(), self._now()
        paper, ends_at = desk.papers.get(plan.exam or ""), None
        if paper is not None:
            ends_at = now + dt.timedelta(seconds=paper.seconds(plan.length))
        row = await self._store.begin(origin, chat_id, person_id, plan_data(plan), ends_at, now)
        if row is None:
            return False
        if row.status == RUNNING and not await self._store.questions(row.round_id):
            screen = QuizScreens(desk, plan.language).begun(plan, row.ends_at)
            await self._channel.show_screen(chat_id, Screen(opening) if opening else screen)
        await self.advance(row.round_id)
        return True

    async def vote(self, question_id: str, person_id: int, name: str, choice: int) -> None:
        """Count an answer; what is no answer to a question of a running round is let be.

        Raises TooEarlyError when the answer is quicker than the storage; it must come again.
        """
        now = self._now()

        def mark(question: dict[str, Any], card: dict[str, Any] | None) -> Mark:
            asked = question_from(question)
            right = asked.is_right(choice)
            after = memory.reviewed(card, right, now)
            return Mark(right, asked.subject, after, memory.due(after), now.astimezone(memory.INDIA_TIME).date())

        row = None
        for pause in (*EARLY_PAUSES, None):
            try:
                row = await self._store.vote(question_id, person_id, name[:MAX_NAME], choice, mark, now)
                break
            except TooEarlyError:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        if row is not None and row.alone:
            await self.advance(row.round_id)

    async def next(self, round_id: int, number: int, person_id: int) -> bool:
        """Go on behind a question of one's own round, answered or not; return whether it was open."""
        row = await self._store.round(round_id)
        if row is None or row.status != RUNNING or row.person_id != person_id or not row.alone:
            return False
        questions = await self._store.questions(round_id)
        if not questions or questions[-1].number != number or not await self._store.close_question(round_id, number):
            return False
        await self._questions.close(row, questions[-1])
        await self.advance(round_id)
        return True

    async def point(self, round_id: int, person_id: int) -> bool:
        """Show a person where their round stands, so that they can go on; return whether it runs.

        A question that is answered is left behind.
        """
        row = await self._store.round(round_id)
        if row is None or row.status != RUNNING or row.person_id != person_id or not row.alone:
            return False
        questions = await self._store.questions(round_id)
        last = questions[-1] if questions else None
        if last is None or last.closed or any(v.number == last.number for v in await self._store.votes(round_id)):
            if last is not None:
                await self._store.close_question(round_id, last.number)
            await self.advance(round_id)
            return True
        screens = QuizScreens(self._desk(), plan_from(row.plan).language)
        screen = screens.here(last.number, plan_from(row.plan), row.round_id)
        await self._channel.show_screen(row.chat_id, screen, last.message_id)
        return True

    async def stop(self, round_id: int, person_id: int) -> bool:
        """End a round at the wish of who began it; return whether it ran."""
        row = await self._store.round(round_id)
        if row is None or row.person_id != person_id:
            return False
        return await self.end(row)

    async def end(self, row: RoundRow, *, quietly: bool = False) -> bool:
        """End a round and tell its result, `quietly` not where nobody has answered; return whether it ran."""
        async with self._steps.step(row.round_id):
            if not await self._store.end(row.round_id):
                return False
            questions = await self._store.questions(row.round_id)
            if questions and not questions[-1].closed:
                await self._questions.close(row, questions[-1])
            if quietly and not await self._store.votes(row.round_id):
                await self._store.told(row.round_id)
            else:
                await self._teller.tell(row, questions)
            return True

    async def advance(self, round_id: int) -> None:
        """Do what is next in a round, if anything is."""
        async with self._steps.step(round_id):
            row = await self._store.round(round_id)
            if row is None or row.status not in (RUNNING, ENDING):
                return
            questions = await self._store.questions(round_id)
            if row.status == ENDING:
                await self._teller.tell(row, questions)
                return
            try:
                await self._go_on(row, questions)
            except UnreachableError:
                await self._store.end(round_id)
                await self._store.told(round_id)

    async def tick(self) -> None:
        """Do what is due by the clock: close questions, end rounds, send again what a dead worker has not.

        Each round is worked on aside: one that waits for its channel must not hold up the others.
        """
        now = self._now()
        for round_id, number in await self._store.timed_out(now):
            self._steps.aside(round_id, self._close(round_id, number))
        for row in await self._store.over(now - IDLE, now):
            self._steps.aside(row.round_id, self.end(row))
        for round_id in await self._store.stuck(now):
            self._steps.aside(round_id, self.advance(round_id))

    async def finish(self) -> None:
        """Let what was begun aside come to its end."""
        await self._steps.finish()

    async def resume(self) -> None:
        """Go on with every round that a stop or a crash has interrupted."""
        for row in await self._store.unfinished():
            await self.advance(row.round_id)

    async def _close(self, round_id: int, number: int) -> None:
        if await self._store.close_question(round_id, number):
            await self.advance(round_id)

    async def _go_on(self, row: RoundRow, questions: Sequence[QuestionRow]) -> None:
        plan = plan_from(row.plan)
        last = questions[-1] if questions else None
        if last is not None and last.poll_id is None:
            await self._questions.ask(row, plan, last.number, question_from(last.question))
            return
        if last is not None and not last.closed:
            if not row.alone or not await self._is_passed(row, plan, last):
                return
            await self._store.close_question(row.round_id, last.number)
        if not row.alone and questions and await self._is_silent(row, questions):
            question = None
        else:
            question = await self._questions.next(plan, questions)
        if question is not None:
            await self._questions.ask(row, plan, len(questions), question)
        elif await self._store.end(row.round_id):
            await self._teller.tell(row, questions)

    async def _is_passed(self, row: RoundRow, plan: RoundPlan, last: QuestionRow) -> bool:
        """Whether a round of one person goes on by itself: from an answer in a mock test, and from the last one."""
        voted = {vote.number for vote in await self._store.votes(row.round_id)}
        return last.number in voted and (plan.exam is not None or last.number + 1 >= plan.length)

    async def _is_silent(self, row: RoundRow, questions: Sequence[QuestionRow]) -> bool:
        voted = {vote.number for vote in await self._store.votes(row.round_id)}
        return is_silent([item.number in voted for item in questions])
