"""Read and write what is remembered, on SQLite or PostgreSQL with the same statements."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from odop_bot.storage.tables import answers, chats, feedback

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
KEPT = dt.timedelta(days=90)
"""How long a chat's place in the talk and feedback are kept after the last message."""
ANSWERS_KEPT = dt.timedelta(days=2)
"""Telegram lets a bot edit its message for two days."""


class Store:
    """The database of one bot; any number of workers may share it."""

    def __init__(self, url: str) -> None:
        """Prepare for the database at a SQLAlchemy address; nothing is opened yet.

        Raises sqlalchemy.exc.ArgumentError for an address that is none.
        """
        self._engine: AsyncEngine = create_async_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine.sync_engine, "connect", _tune_sqlite)

    async def open(self) -> None:
        """Bring the tables up to date.

        Raises sqlalchemy.exc.SQLAlchemyError or OSError when the database cannot be reached.
        """
        address = self._engine.url
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        async with self._engine.begin() as connection:
            await connection.run_sync(_migrate)

    async def context(self, chat_id: int) -> dict[str, Any]:
        """Return what a chat last spoke of, as it was saved; empty for a new chat."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(sa.select(chats.c.context).where(chats.c.chat_id == chat_id))).first()
        return dict(row.context) if row else {}

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of now."""
        await self._put(
            chats, {"chat_id": chat_id}, {"person_id": person_id, "context": context, "updated_at": now}
        )  # fmt: skip

    async def answer_to(self, chat_id: int, question_id: int) -> int | None:
        """Return the id of the message that answered another, if it is remembered."""
        query = sa.select(answers.c.answer_id).where(answers.c.chat_id == chat_id, answers.c.question_id == question_id)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def save_answer(
        self, chat_id: int, question_id: int, answer_id: int, person_id: int | None, now: dt.datetime
    ) -> None:
        """Remember which message answers which."""
        await self._put(
            answers, {"chat_id": chat_id, "question_id": question_id},
            {"answer_id": answer_id, "person_id": person_id, "sent_at": now},
        )  # fmt: skip

    async def save_feedback(self, person_id: int, subject: str, right: bool, now: dt.datetime) -> None:
        """Remember whether a person found an answer right."""
        await self._put(feedback, {"person_id": person_id, "subject": subject}, {"right": right, "given_at": now})

    async def feedback_counts(self) -> tuple[int, int]:
        """Return how many answers were found right and how many wrong."""
        query = sa.select(feedback.c.right, sa.func.count()).group_by(feedback.c.right)
        async with self._engine.connect() as connection:
            counts = {bool(right): number for right, number in await connection.execute(query)}
        return counts.get(True, 0), counts.get(False, 0)

    async def chat_count(self) -> int:
        """Return how many chats are remembered."""
        async with self._engine.connect() as connection:
            return (await connection.execute(sa.select(sa.func.count()).select_from(chats))).scalar_one()

    async def forget(self, person_id: int, chat_id: int) -> int:
        """Delete every row about a person, and about the chat they write in; return how many."""
        async with self._engine.begin() as connection:
            results = [
                await connection.execute(
                    sa.delete(chats).where(sa.or_(chats.c.person_id == person_id, chats.c.chat_id == chat_id))
                ),
                await connection.execute(
                    sa.delete(answers).where(sa.or_(answers.c.person_id == person_id, answers.c.chat_id == chat_id))
                ),
                await connection.execute(sa.delete(feedback).where(feedback.c.person_id == person_id)),
            ]
        return sum(result.rowcount for result in results)

    async def delete_old(self, now: dt.datetime) -> None:
        """Delete what is past its time."""
        async with self._engine.begin() as connection:
            await connection.execute(sa.delete(chats).where(chats.c.updated_at < now - KEPT))
            await connection.execute(sa.delete(feedback).where(feedback.c.given_at < now - KEPT))
            await connection.execute(sa.delete(answers).where(answers.c.sent_at < now - ANSWERS_KEPT))

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()

    async def _put(self, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a row, or change the one that has its key, in one statement."""
        make = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = make(table).values(**key, **values)
        async with self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=list(key), set_=dict(values))
            )  # fmt: skip


def _migrate(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        # Two workers that start at once must not both make the tables.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(7311)"))
    command.upgrade(config, "head")


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
