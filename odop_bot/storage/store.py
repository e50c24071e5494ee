"""Read and write what is remembered, on SQLite or PostgreSQL with the same statements."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from odop_bot.storage.helpdesk_tables import forgetting
from odop_bot.storage.migrating import migrate
from odop_bot.storage.tables import answers, chats, feedback, metadata, people

KEPT = dt.timedelta(days=90)
"""How long a chat's place in the talk and feedback are kept after the last message."""
ANSWERS_KEPT = dt.timedelta(days=2)
"""Telegram lets a bot edit its message for two days."""
CHOICES_KEPT = dt.timedelta(days=730)
LEASE = dt.timedelta(seconds=60)
CONNECTIONS = 8
"""Transactions at once on PostgreSQL; SQLite has one writer."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a chat and of the person who writes."""

    context: dict[str, Any]
    """What the chat last spoke of."""
    language: str | None
    """The language that the person has fixed."""


class Turn(Enum):
    """Who answers a message."""

    MINE = auto()
    OTHERS = auto()
    """Another worker is at it."""
    DONE = auto()
    """It is answered."""


class Store:
    """The database of one bot; any number of workers may share it.

    Each method is one transaction, in a thread of its own: the loop that serves everybody never waits.
    """

    def __init__(self, url: str, lease: dt.timedelta = LEASE) -> None:
        """Prepare for the database at a SQLAlchemy address; nothing is opened yet.

        A worker that has not finished an answer within `lease` is taken for dead.

        Raises sqlalchemy.exc.ArgumentError for an address that is none.
        """
        self._lease = lease
        self._engine = sa.create_engine(url, pool_pre_ping=True)
        embedded = self._engine.dialect.name == "sqlite"
        self._threads = ThreadPoolExecutor(1 if embedded else CONNECTIONS, thread_name_prefix="store")
        if embedded:
            sa.event.listen(self._engine, "connect", _tune_sqlite)

    async def open(self) -> None:
        """Bring the tables up to date.

        Raises sqlalchemy.exc.SQLAlchemyError or OSError when the database cannot be reached.
        """
        address = self._engine.url
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        await self._do(migrate)

    async def recall(self, chat_id: int, person_id: int | None) -> Memory:
        """Return what a chat last spoke of, as it was saved, and what the person has chosen."""

        def work(connection: sa.Connection) -> Memory:
            context = connection.scalar(sa.select(chats.c.context).where(chats.c.chat_id == chat_id))
            chosen = sa.select(people.c.language).where(people.c.person_id == person_id)
            return Memory(dict(context or {}), connection.scalar(chosen) if person_id is not None else None)

        return await self._do(work)

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of now."""
        values = {"person_id": person_id, "context": context, "updated_at": now}
        await self._do(lambda connection: self._put(connection, chats, {"chat_id": chat_id}, values))

    async def save_language(self, person_id: int, language: str | None, now: dt.datetime) -> None:
        """Remember the language that a person has fixed; None for that of each message."""
        values = {"language": language, "updated_at": now}
        await self._do(lambda connection: self._put(connection, people, {"person_id": person_id}, values))

    async def begin_answer(self, chat_id: int, question_id: int, person_id: int | None, now: dt.datetime) -> Turn:
        """Say that a worker begins to answer a message, unless it is answered or another one is at it."""
        key = {"chat_id": chat_id, "question_id": question_id}
        mine = self._insert(answers).values(**key, person_id=person_id, begun_at=now, answer_id=None)
        mine = mine.on_conflict_do_update(
            index_elements=list(key), set_={"begun_at": now},
            where=sa.and_(answers.c.answer_id.is_(None), answers.c.begun_at <= now - self._lease),
        ).returning(answers.c.question_id)  # fmt: skip

        def work(connection: sa.Connection) -> Turn:
            if connection.scalar(mine) is not None:
                return Turn.MINE
            answer = connection.scalar(sa.select(answers.c.answer_id).where(_answers(chat_id, question_id)))
            return Turn.OTHERS if answer is None else Turn.DONE

        return await self._do(work)

    async def finish_answer(
        self, chat_id: int, question_id: int, answer_id: int, context: dict[str, Any] | None, now: dt.datetime
    ) -> None:
        """Remember which message answers which, and what the chat speaks of now, in one step."""
        done = sa.update(answers).where(_answers(chat_id, question_id)).values(answer_id=answer_id)

        def work(connection: sa.Connection) -> None:
            person_id = connection.scalar(done.returning(answers.c.person_id))
            if context is not None:
                values = {"person_id": person_id, "context": context, "updated_at": now}
                self._put(connection, chats, {"chat_id": chat_id}, values)

        await self._do(work)

    async def give_up_answer(self, chat_id: int, question_id: int) -> None:
        """Let another worker (or another try) answer a message."""
        begun = sa.delete(answers).where(_answers(chat_id, question_id), answers.c.answer_id.is_(None))
        await self._do(lambda connection: connection.execute(begun))

    async def answer_to(self, chat_id: int, question_id: int) -> int | None:
        """Return the id of the message that answered another, if it is remembered."""
        query = sa.select(answers.c.answer_id).where(_answers(chat_id, question_id))
        answer: int | None = await self._do(lambda connection: connection.scalar(query))
        return answer

    async def save_feedback(self, person_id: int, subject: str, right: bool, now: dt.datetime) -> None:
        """Remember whether a person found an answer right."""
        key = {"person_id": person_id, "subject": subject}
        values = {"right": right, "given_at": now}
        await self._do(lambda connection: self._put(connection, feedback, key, values))

    async def feedback_counts(self) -> tuple[int, int]:
        """Return how many answers were found right and how many wrong."""
        query = sa.select(feedback.c.right, sa.func.count()).group_by(feedback.c.right)
        rows = await self._do(lambda connection: connection.execute(query).all())
        counts = {bool(right): int(number) for right, number in rows}
        return counts.get(True, 0), counts.get(False, 0)

    async def chat_count(self) -> int:
        """Return how many chats are remembered."""
        query = sa.select(sa.func.count()).select_from(chats)
        return int(await self._do(lambda connection: connection.execute(query).scalar_one()))

    async def forget(self, person_id: int, chat_id: int) -> int:
        """Delete every row about a person, and about the chat they write in; return how many."""
        return await self._delete(
            sa.delete(chats).where(sa.or_(chats.c.person_id == person_id, chats.c.chat_id == chat_id)),
            sa.delete(answers).where(sa.or_(answers.c.person_id == person_id, answers.c.chat_id == chat_id)),
            sa.delete(feedback).where(feedback.c.person_id == person_id),
            sa.delete(people).where(people.c.person_id == person_id),
            *forgetting(person_id, chat_id),
        )

    async def export(self, person_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about a person and about their private chat, by table; times in ISO 8601."""

        def work(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
            out: dict[str, list[dict[str, Any]]] = {}
            for table in metadata.sorted_tables:
                theirs = [table.c[name] == person_id for name in ("person_id", "chat_id") if name in table.c]
                if theirs:
                    rows = connection.execute(sa.select(table).where(sa.or_(*theirs))).mappings()
                    out[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows]
            return {name: rows for name, rows in out.items() if rows}

        return await self._do(work)

    async def delete_old(self, now: dt.datetime) -> None:
        """Delete what is past its time."""
        await self._delete(
            sa.delete(chats).where(chats.c.updated_at < now - KEPT),
            sa.delete(feedback).where(feedback.c.given_at < now - KEPT),
            sa.delete(people).where(people.c.updated_at < now - CHOICES_KEPT),
            sa.delete(answers).where(answers.c.begun_at < now - ANSWERS_KEPT),
        )

    async def close(self) -> None:
        """Finish what was begun and give the connections back."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _do(self, work: Callable[[sa.Connection], T]) -> T:
        """Do some work in one transaction; it takes effect whole or not at all."""

        def transaction() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    async def _delete(self, *statements: sa.Delete) -> int:
        return await self._do(lambda connection: sum(connection.execute(x).rowcount for x in statements))

    def _insert(self, table: sa.Table) -> Any:
        if self._engine.dialect.name == "sqlite":
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    def _put(self, connection: sa.Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a row, or change the one that has its key, in one statement."""
        statement = self._insert(table).values(**key, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))

    # For the other stores of the same database.
    do = _do
    insert = _insert
    put = _put

    @property
    def lease(self) -> dt.timedelta:
        """After how long a worker that has not finished is taken for dead."""
        return self._lease


def _answers(chat_id: int, question_id: int) -> sa.ColumnElement[bool]:
    """Return what finds the row of a question."""
    return sa.and_(answers.c.chat_id == chat_id, answers.c.question_id == question_id)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
