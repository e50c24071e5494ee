"""Conduct rounds: ask, take answers, go on, end, tell. What comes next is always read from the storage.

Each step is written before the next one is made, so that a round goes on after a crash wherever it
stood, and an answer that comes twice changes nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot, Poll
from telegram.error import BadRequest, Forbidden, NetworkError

from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.fitting import units
from odop_bot.channels.telegram.sending import keyboard, quietly
from odop_bot.conversation.quiz_screens import QuizScreens
from odop_bot.conversation.screen import Screen
from odop_bot.quiz import memory
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.question import MAX_STEM, QuizQuestion
from odop_bot.quiz.rounds import (
    IDLE,
    NOT_ASKED,
    Player,
    RoundPlan,
    group_of,
    is_silent,
    leaders,
    plan_data,
    plan_from,
    question_data,
    question_from,
    question_of,
)
from odop_bot.storage import Store
from odop_bot.storage.quiz_rows import ENDING, RUNNING, Mark, QuestionRow, RoundRow, TooEarlyError, VoteRow

log = logging.getLogger(__name__)
MAX_NAME = 64
EARLY_PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds to wait for a poll to be written down, whose answer is there already."""


class Rounds:
    """Conducts all rounds of a bot."""

    def __init__(self, bot: Bot, desk: Callable[[], QuizDesk], store: Store, now: Callable[[], dt.datetime]) -> None:
        """Take a function that returns the desk for the knowledge in use."""
        self._bot = bot
        self._desk = desk
        self._store = store.quiz
        self._now = now
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def begin(
        self, origin: str, chat_id: int, person_id: int, plan: RoundPlan, opening: str | None = None
    ) -> bool:
        """Begin a round that `origin` asks for and ask its first question; return whether there is one.

        False where another round runs in the chat. `opening` is said before, instead of what the round is.
        """
        desk, now = self._desk(), self._now()
        ends_at = None
        if plan.exam:
            ends_at = now + dt.timedelta(seconds=desk.exams[plan.exam].seconds * plan.length)
        row = await self._store.begin(origin, chat_id, person_id, plan_data(plan), ends_at, now)
        if row is None:
            return False
        if row.status == RUNNING and not await self._store.questions(row.round_id):
            screen = QuizScreens(desk, plan.language).begun(plan, row.ends_at)
            await self._bot.send_message(chat_id, opening or screen.html)
        await self.advance(row.round_id)
        return True

    async def vote(self, poll_id: str, person_id: int, name: str, choice: int) -> None:
        """Count an answer and go on; what is no answer to a question of a running round is let be.

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
                row = await self._store.vote(poll_id, person_id, name[:MAX_NAME], choice, mark, now)
                break
            except TooEarlyError:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        if row is not None and row.chat_id > 0:
            await self.advance(row.round_id)

    async def skip(self, round_id: int, number: int, person_id: int) -> bool:
        """Leave a question of one's own round unanswered and go on; return whether it was open."""
        row = await self._store.round(round_id)
        if row is None or row.status != RUNNING or row.person_id != person_id:
            return False
        questions = await self._store.questions(round_id)
        if not questions or questions[-1].number != number or not await self._store.close_question(round_id, number):
            return False
        await self._stop_poll(row, questions[-1])
        await self.advance(round_id)
        return True

    async def stop(self, round_id: int, person_id: int) -> bool:
        """End a round at the wish of who began it; return whether it ran."""
        row = await self._store.round(round_id)
        if row is None or row.person_id != person_id:
            return False
        return await self.end(row)

    async def end(self, row: RoundRow) -> bool:
        """End a round and tell its result; return whether it ran."""
        async with self._alone(row.round_id):
            if not await self._store.end(row.round_id):
                return False
            questions = await self._store.questions(row.round_id)
            if questions and not questions[-1].closed:
                await self._stop_poll(row, questions[-1])
            await self._tell(row, questions)
            return True

    async def advance(self, round_id: int) -> None:
        """Do what is next in a round, if anything is."""
        async with self._alone(round_id):
            row = await self._store.round(round_id)
            if row is None or row.status not in (RUNNING, ENDING):
                return
            questions = await self._store.questions(round_id)
            if row.status == ENDING:
                await self._tell(row, questions)
                return
            try:
                await self._go_on(row, questions)
            except Forbidden:
                # Nobody there wants to hear from the bot any more.
                await self._store.end(round_id)
                await self._store.told(round_id)

    async def tick(self) -> None:
        """Do what is due by the clock: close questions, end rounds, send again what a dead worker has not.

        Each round is worked on aside: one that waits for Telegram must not hold up the others.
        """
        now = self._now()
        for round_id, number in await self._store.timed_out(now):
            self._aside(round_id, self._close(round_id, number))
        for row in await self._store.over(now - IDLE, now):
            self._aside(row.round_id, self.end(row))
        for round_id in await self._store.stuck(now):
            self._aside(round_id, self.advance(round_id))

    async def finish(self) -> None:
        """Let what was begun aside come to its end."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def resume(self) -> None:
        """Go on with every round that a stop or a crash has interrupted."""
        for row in await self._store.unfinished():
            await self.advance(row.round_id)

    def _aside(self, round_id: int, work: Coroutine[Any, Any, Any]) -> None:
        """Work on a round in a task of its own, unless somebody does already; the next tick tries again."""
        if round_id in self._locks:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.warning("A round could not go on (%s); trying again.", described(error))

    async def _close(self, round_id: int, number: int) -> None:
        if await self._store.close_question(round_id, number):
            await self.advance(round_id)

    async def _go_on(self, row: RoundRow, questions: Sequence[QuestionRow]) -> None:
        plan = plan_from(row.plan)
        last = questions[-1] if questions else None
        if last is not None and last.poll_id is None:
            await self._ask(row, plan, last.number, question_from(last.question))
            return
        if last is not None and not last.closed:
            voted = {vote.number for vote in await self._store.votes(row.round_id)}
            if row.chat_id < 0 or last.number not in voted:
                return
            await self._store.close_question(row.round_id, last.number)
        if row.chat_id < 0 and questions and await self._is_silent(row, questions):
            question = None
        else:
            used = {str(item.question["subject"]) for item in questions}
            question = question_of(plan, len(questions), used, self._desk().maker)
        if question is not None:
            await self._ask(row, plan, len(questions), question)
        elif await self._store.end(row.round_id):
            await self._tell(row, questions)

    async def _is_silent(self, row: RoundRow, questions: Sequence[QuestionRow]) -> bool:
        voted = {vote.number for vote in await self._store.votes(row.round_id)}
        return is_silent([item.number in voted for item in questions])

    async def _ask(self, row: RoundRow, plan: RoundPlan, number: int, question: QuizQuestion) -> None:
        """Send a question; nothing where it is sent, or another worker is at it."""
        if not await self._store.begin_question(row.round_id, number, question_data(question), self._now()):
            return
        screens = QuizScreens(self._desk(), plan.language)
        group = row.chat_id < 0
        rows = screens.stop_keys(row.round_id) if group else screens.question_keys(row.round_id, number)
        # A mock test shows the answers at its end, as an exam does.
        as_quiz: dict[str, Any] = {"type": Poll.REGULAR}
        if plan.exam is None:
            as_quiz = {
                "type": Poll.QUIZ,
                "correct_option_ids": list(question.right),
                "explanation": question.explanation,
            }
        try:
            message = await self._bot.send_poll(
                row.chat_id,
                _stem(question, number, plan.length),
                list(question.options),
                is_anonymous=False,
                question_parse_mode=None,
                explanation_parse_mode=None,
                open_period=plan.seconds,
                reply_markup=keyboard(Screen("", rows)),
                **as_quiz,
            )
        except NetworkError:
            # It may be out or not: the next try writes that down.
            await self._store.give_up_question(row.round_id, number)
            raise
        now = self._now()
        closes_at = now + dt.timedelta(seconds=plan.seconds) if plan.seconds else None
        if message.poll is not None:
            await self._store.asked(row.round_id, number, message.poll.id, message.message_id, closes_at, now)

    async def _tell(self, row: RoundRow, questions: Sequence[QuestionRow]) -> None:
        """Tell the result of a round that has ended."""
        plan = plan_from(row.plan)
        screens = QuizScreens(self._desk(), plan.language)
        votes = await self._store.votes(row.round_id)
        if not votes and row.chat_id > 0 and self._now() - row.touched_at >= IDLE:
            # Who never began to answer need not hear of it a day later.
            await self._store.told(row.round_id)
            return
        if row.chat_id < 0:
            screen = screens.leaders(plan, players(questions, votes), len(questions))
        else:
            answers = answers_of(questions, votes, plan)
            screen = screens.result(row.round_id, plan, answers, (row.touched_at - row.begun_at).total_seconds())
        try:
            await self._bot.send_message(row.chat_id, screen.html, reply_markup=keyboard(screen))
        except Forbidden:
            log.info("Nobody is there to hear the result of a round.")
        await self._store.told(row.round_id)

    async def _stop_poll(self, row: RoundRow, question: QuestionRow) -> None:
        if question.message_id is None:
            return
        try:
            await quietly(self._bot.stop_poll(row.chat_id, question.message_id))
        except BadRequest as error:
            # It is closed already, or the message is gone.
            log.info("A poll could not be stopped (%s).", error)

    @asynccontextmanager
    async def _alone(self, round_id: int) -> AsyncIterator[None]:
        """Let one step of a round be made at a time."""
        lock = self._locks.setdefault(round_id, asyncio.Lock())
        self._waiting[round_id] = self._waiting.get(round_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[round_id] -= 1
            if not self._waiting[round_id]:
                del self._waiting[round_id], self._locks[round_id]


def answers_of(questions: Sequence[QuestionRow], votes: Sequence[VoteRow], plan: RoundPlan) -> list[Answered]:
    """Return the answers of a round of one person; in a mock test what was never asked is not answered."""
    right = {vote.number: vote.right for vote in votes}
    out = [Answered(group_of(question_from(item.question)), right.get(item.number)) for item in questions]
    if plan.exam:
        out += [Answered(NOT_ASKED, None)] * (plan.length - len(out))
    elif out and out[-1].right is None:
        # A round that was stopped: its last question does not count.
        out.pop()
    return out


def players(questions: Sequence[QuestionRow], votes: Sequence[VoteRow]) -> list[Player]:
    """Return the leaderboard of a round."""
    asked_at = {item.number: item.asked_at for item in questions}
    mine: dict[int, list[VoteRow]] = {}
    for vote in votes:
        mine.setdefault(vote.person_id, []).append(vote)
    out = []
    for person_id, group in mine.items():
        seconds = [(vote.voted_at - begun).total_seconds() for vote in group if (begun := asked_at[vote.number])]
        right = sum(vote.right for vote in group)
        out.append(Player(person_id, group[-1].name, right, len(group), sum(seconds)))
    return leaders(out)


def _stem(question: QuizQuestion, number: int, length: int) -> str:
    """Return a question with its number, if there is room for that."""
    numbered = f"{number + 1}/{length}. {question.stem}"
    return numbered if units(numbered) <= MAX_STEM else question.stem
