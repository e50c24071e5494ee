"""Rounds of the quiz and what people remember, in the store's database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.practice import Practice
from odop_bot.storage.quiz_rows import (
    ENDED,
    ENDING,
    RUNNING,
    Mark,
    Marker,
    QuestionRow,
    RoundRow,
    TooEarlyError,
    VoteRow,
    question_of,
    round_of,
    vote_of,
)
from odop_bot.storage.tables import quiz_cards, quiz_daily, quiz_days, quiz_questions, quiz_rounds, quiz_votes

ROUNDS_KEPT = dt.timedelta(days=30)
"""How long a round with its answers is kept after the last one."""
CARDS_KEPT = dt.timedelta(days=730)
"""How long it is kept what a person remembers, after the last answer."""


class QuizStore(Practice):
    """Rounds, beside what people remember; each method is one transaction."""

    async def begin(
        self,
        origin: str,
        chat_id: int,
        person_id: int,
        plan: dict[str, Any],
        ends_at: dt.datetime | None,
        now: dt.datetime,
    ) -> RoundRow | None:
        """Begin a round, or return the one that `origin` has begun; None while another runs in the chat."""
        values = {
            "origin": origin,
            "chat_id": chat_id,
            "person_id": person_id,
            "plan": plan,
            "status": RUNNING,
            "ends_at": ends_at,
            "begun_at": now,
            "touched_at": now,
        }

        def work(connection: sa.Connection) -> RoundRow | None:
            begun = _one_round(connection, quiz_rounds.c.origin == origin)
            if begun is not None:
                return begun
            if _one_round(connection, _runs_in(chat_id)) is not None:
                return None
            new = self._insert(quiz_rounds).values(**values).on_conflict_do_nothing()
            connection.execute(new)
            return _one_round(connection, quiz_rounds.c.origin == origin)

        return await self._transactions.do(work)

    async def round(self, round_id: int) -> RoundRow | None:
        """Return a round."""
        return await self._transactions.do(lambda c: _one_round(c, quiz_rounds.c.round_id == round_id))

    async def running_in(self, chat_id: int) -> RoundRow | None:
        """Return the round that runs in a chat."""
        return await self._transactions.do(lambda c: _one_round(c, _runs_in(chat_id)))

    async def unfinished(self) -> list[RoundRow]:
        """Return all rounds that run or whose result is not told."""
        query = _ROUNDS.where(quiz_rounds.c.status.in_([RUNNING, ENDING]))
        return await self._transactions.do(lambda c: [round_of(row) for row in c.execute(query)])

    async def over(self, idle_since: dt.datetime, now: dt.datetime) -> list[RoundRow]:
        """Return the running rounds whose time is over, or in which nothing has happened since a moment."""
        query = _ROUNDS.where(
            quiz_rounds.c.status == RUNNING,
            sa.or_(quiz_rounds.c.ends_at <= now, quiz_rounds.c.touched_at <= idle_since),
        )
        return await self._transactions.do(lambda c: [round_of(row) for row in c.execute(query)])

    async def questions(self, round_id: int) -> list[QuestionRow]:
        """Return the questions of a round, in order."""
        query = _QUESTIONS.where(quiz_questions.c.round_id == round_id).order_by(quiz_questions.c.number)
        return await self._transactions.do(lambda c: [question_of(row) for row in c.execute(query)])

    async def votes(self, round_id: int) -> list[VoteRow]:
        """Return the answers in a round."""
        query = sa.select(
            quiz_votes.c.number,
            quiz_votes.c.person_id,
            quiz_votes.c.name,
            quiz_votes.c.choice,
            quiz_votes.c.right,
            quiz_votes.c.voted_at,
        ).where(quiz_votes.c.round_id == round_id)
        return await self._transactions.do(lambda c: [vote_of(row) for row in c.execute(query)])

    async def begin_question(self, round_id: int, number: int, question: dict[str, Any], now: dt.datetime) -> bool:
        """Say that a worker sends a question; return False when it is sent, or another worker is at it.

        A worker that has said nothing for longer than the lease is taken for dead; its question may be out.
        """
        new = self._insert(quiz_questions).values(
            round_id=round_id, number=number, question=question, begun_at=now, again=False, closed=False
        )
        mine = new.on_conflict_do_update(
            index_elements=["round_id", "number"],
            set_={"again": True, "begun_at": now},
            where=sa.and_(quiz_questions.c.poll_id.is_(None), quiz_questions.c.begun_at <= now - self._lease),
        ).returning(quiz_questions.c.number)
        return await self._transactions.do(lambda c: c.scalar(mine) is not None)

    async def give_up_question(self, round_id: int, number: int) -> None:
        """Let another worker (or another try) send a question."""
        change = sa.update(quiz_questions).where(_is_question(round_id, number), quiz_questions.c.poll_id.is_(None))
        long_ago = dt.datetime.fromtimestamp(0, dt.UTC)
        await self._transactions.do(lambda c: c.execute(change.values(begun_at=long_ago)))

    async def stuck(self, now: dt.datetime) -> list[int]:
        """Return the running rounds whose question a worker has begun to send and not sent."""
        query = (
            sa.select(quiz_questions.c.round_id)
            .join(quiz_rounds, quiz_rounds.c.round_id == quiz_questions.c.round_id)
            .where(
                quiz_questions.c.poll_id.is_(None),
                quiz_questions.c.begun_at <= now - self._lease,
                quiz_rounds.c.status == RUNNING,
            )
        )
        return await self._transactions.do(lambda c: list(c.scalars(query)))

    async def asked(
        self,
        round_id: int,
        number: int,
        poll_id: str,
        message_id: int | None,
        closes_at: dt.datetime | None,
        now: dt.datetime,
    ) -> None:
        """Remember by what a channel asks a question: the id that answers name, and the message."""
        key = _is_question(round_id, number)
        change = (
            sa.update(quiz_questions)
            .where(key)
            .values(poll_id=poll_id, message_id=message_id, asked_at=now, closes_at=closes_at)
        )
        touch = sa.update(quiz_rounds).where(quiz_rounds.c.round_id == round_id).values(touched_at=now)

        def work(connection: sa.Connection) -> None:
            connection.execute(change)
            connection.execute(touch)

        await self._transactions.do(work)

    async def vote(
        self, poll_id: str, person_id: int, name: str, choice: int, mark: Marker, now: dt.datetime
    ) -> RoundRow | None:
        """Count an answer once, and remember what it says of its subject.

        Return the round in which the answer stands now, also when it was counted before; None for a
        poll that is no question of a running round, and for a stranger in the round of one person.
        Raises TooEarlyError while a question is being sent that the poll may ask.
        """

        def work(connection: sa.Connection) -> RoundRow | None:
            found = _asked_by(connection, poll_id, person_id)
            if found is None:
                return None
            row, question = found
            options = len(question.question["options"])
            if (row.alone and row.person_id != person_id) or not 0 <= choice < options:
                return None
            known = sa.select(quiz_cards.c.card).where(_is_card(person_id, question.question["subject"]))
            marked = mark(question.question, connection.scalar(known))
            new = (
                self._insert(quiz_votes)
                .values(
                    round_id=row.round_id,
                    number=question.number,
                    person_id=person_id,
                    name=name,
                    choice=choice,
                    right=marked.right,
                    voted_at=now,
                )
                .on_conflict_do_nothing()
                .returning(quiz_votes.c.person_id)
            )
            if connection.scalar(new) is not None:
                self._remember(connection, person_id, marked, now)
                touch = sa.update(quiz_rounds).where(quiz_rounds.c.round_id == row.round_id)
                connection.execute(touch.values(touched_at=now))
            return row

        return await self._transactions.do(work)

    def _remember(self, connection: sa.Connection, person_id: int, mark: Mark, now: dt.datetime) -> None:
        values = {"card": mark.card, "due": mark.due, "updated_at": now}
        card = self._insert(quiz_cards).values(person_id=person_id, subject=mark.subject, **values)
        connection.execute(card.on_conflict_do_update(index_elements=["person_id", "subject"], set_=values))
        day = self._insert(quiz_days).values(person_id=person_id, day=mark.day, right=int(mark.right), answered=1)
        more = {"right": quiz_days.c.right + int(mark.right), "answered": quiz_days.c.answered + 1}
        connection.execute(day.on_conflict_do_update(index_elements=["person_id", "day"], set_=more))

    async def close_question(self, round_id: int, number: int) -> bool:
        """Close a question; return whether it was open."""
        change = (
            sa.update(quiz_questions)
            .where(_is_question(round_id, number), quiz_questions.c.closed.is_(False))
            .values(closed=True)
        )
        return await self._transactions.do(lambda c: c.execute(change).rowcount > 0)

    async def timed_out(self, now: dt.datetime) -> list[tuple[int, int]]:
        """Return round and number of the open questions of running rounds whose time is over."""
        query = (
            sa.select(quiz_questions.c.round_id, quiz_questions.c.number)
            .join(quiz_rounds, quiz_rounds.c.round_id == quiz_questions.c.round_id)
            .where(
                quiz_questions.c.closes_at <= now, quiz_questions.c.closed.is_(False), quiz_rounds.c.status == RUNNING
            )
        )
        return await self._transactions.do(lambda c: [(row[0], row[1]) for row in c.execute(query)])

    async def end(self, round_id: int) -> bool:
        """Take no more answers in a round; return whether it was running."""
        change = sa.update(quiz_rounds).where(quiz_rounds.c.round_id == round_id, quiz_rounds.c.status == RUNNING)
        return await self._transactions.do(lambda c: c.execute(change.values(status=ENDING)).rowcount > 0)

    async def told(self, round_id: int) -> None:
        """Remember that the result of a round is told; the names in it are no longer needed."""
        change = sa.update(quiz_rounds).where(quiz_rounds.c.round_id == round_id).values(status=ENDED)
        nameless = sa.update(quiz_votes).where(quiz_votes.c.round_id == round_id).values(name="")

        def work(connection: sa.Connection) -> None:
            connection.execute(change)
            connection.execute(nameless)

        await self._transactions.do(work)


def forgetting(person_id: int, chat_id: int) -> Sequence[sa.Delete]:
    """Return what deletes all that the quiz keeps of a person, with every round that they have begun."""
    own = sa.select(quiz_rounds.c.round_id).where(
        sa.or_(quiz_rounds.c.person_id == person_id, quiz_rounds.c.chat_id == chat_id)
    )
    return (
        sa.delete(quiz_votes).where(sa.or_(quiz_votes.c.person_id == person_id, quiz_votes.c.round_id.in_(own))),
        sa.delete(quiz_questions).where(quiz_questions.c.round_id.in_(own)),
        sa.delete(quiz_rounds).where(quiz_rounds.c.round_id.in_(own)),
        *(sa.delete(table).where(table.c.person_id == person_id) for table in (quiz_cards, quiz_days, quiz_daily)),
    )


def aging(now: dt.datetime) -> Sequence[sa.Delete]:
    """Return what deletes all that is past its time."""
    old = sa.select(quiz_rounds.c.round_id).where(quiz_rounds.c.touched_at < now - ROUNDS_KEPT)
    return (
        sa.delete(quiz_votes).where(quiz_votes.c.round_id.in_(old)),
        sa.delete(quiz_questions).where(quiz_questions.c.round_id.in_(old)),
        sa.delete(quiz_rounds).where(quiz_rounds.c.touched_at < now - ROUNDS_KEPT),
        sa.delete(quiz_cards).where(quiz_cards.c.updated_at < now - CARDS_KEPT),
        sa.delete(quiz_days).where(quiz_days.c.day < (now - CARDS_KEPT).date()),
        sa.delete(quiz_daily).where(quiz_daily.c.updated_at < now - CARDS_KEPT),
    )


_ROUNDS = sa.select(
    quiz_rounds.c.round_id,
    quiz_rounds.c.chat_id,
    quiz_rounds.c.person_id,
    quiz_rounds.c.plan,
    quiz_rounds.c.status,
    quiz_rounds.c.ends_at,
    quiz_rounds.c.begun_at,
    quiz_rounds.c.touched_at,
)
_QUESTIONS = sa.select(
    quiz_questions.c.round_id,
    quiz_questions.c.number,
    quiz_questions.c.question,
    quiz_questions.c.poll_id,
    quiz_questions.c.message_id,
    quiz_questions.c.asked_at,
    quiz_questions.c.closes_at,
    quiz_questions.c.closed,
)


def _asked_by(connection: sa.Connection, poll_id: str, person_id: int) -> tuple[RoundRow, QuestionRow] | None:
    """Return the question of a running round that a poll asks.

    A poll that is not known may be one that was sent just before the bot died: it asks the newest
    question of the person's own round that may have been sent twice.
    """
    row = connection.execute(_QUESTIONS.where(quiz_questions.c.poll_id == poll_id)).first()
    if row is None:
        asked = _QUESTIONS.join(quiz_rounds, quiz_rounds.c.round_id == quiz_questions.c.round_id)
        sending = asked.where(quiz_rounds.c.status == RUNNING, quiz_questions.c.poll_id.is_(None))
        if connection.execute(sending.where(quiz_rounds.c.chat_id == person_id)).first() is not None:
            raise TooEarlyError
        twin = asked.where(_runs_in(person_id), quiz_questions.c.again.is_(True))
        row = connection.execute(twin.order_by(quiz_questions.c.number.desc())).first()
        if (
            row is None
            and connection.execute(sending.where(quiz_rounds.c.chat_id != quiz_rounds.c.person_id)).first() is not None
        ):
            raise TooEarlyError
    if row is None:
        return None
    question = question_of(row)
    found = _one_round(connection, quiz_rounds.c.round_id == question.round_id)
    return (found, question) if found is not None and found.status == RUNNING else None


def _runs_in(chat_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(quiz_rounds.c.chat_id == chat_id, quiz_rounds.c.status == RUNNING)


def _is_question(round_id: int, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(quiz_questions.c.round_id == round_id, quiz_questions.c.number == number)


def _is_card(person_id: int, subject: str) -> sa.ColumnElement[bool]:
    return sa.and_(quiz_cards.c.person_id == person_id, quiz_cards.c.subject == subject)


def _one_round(connection: sa.Connection, which: sa.ColumnElement[bool]) -> RoundRow | None:
    row = connection.execute(_ROUNDS.where(which).order_by(quiz_rounds.c.round_id.desc())).first()
    return None if row is None else round_of(row)
