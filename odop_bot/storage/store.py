"""Read and write what is remembered, on SQLite or PostgreSQL with the same statements."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from odop_bot.storage.askers import Askers
from odop_bot.storage.helpdesk_tables import forgetting as forgetting_helpdesk
from odop_bot.storage.helpdesk_tables import gaps, letters
from odop_bot.storage.kept import Kept, recalled, taken_ahead
from odop_bot.storage.migrating import migrate
from odop_bot.storage.prepared import Prepared
from odop_bot.storage.quiz import QuizStore, aging
from odop_bot.storage.quiz import forgetting as forgetting_quiz
from odop_bot.storage.sent import SentNotes
from odop_bot.storage.sqlite_file import checkpoint, keep_private, tune, wipe_once
from odop_bot.storage.tables import answers, chats, feedback, metadata, people
from odop_bot.storage.transactions import Transactions
from odop_bot.storage.trouble import Troubles
from odop_bot.storage.turns import ANSWERS_KEPT, LEASE, Turns
from odop_bot.storage.upserts import Upserts

KEPT = dt.timedelta(days=90)
"""How long a chat's place in the talk and feedback are kept after the last message, and letters that nobody reads."""
CHOICES_KEPT = dt.timedelta(days=730)
CONNECTIONS = 8
"""Transactions at once on PostgreSQL; SQLite has one writer."""
TOGETHER = 64
"""Works that share a transaction on SQLite. On PostgreSQL two such workers could wait for each other's rows."""
CONNECT_SECONDS = 5
T = TypeVar("T")


class Store:
    """The database of one bot; any number of workers may share it.

    Each method takes effect whole or not at all, in another thread: the loop that serves everybody never waits.
    """

    def __init__(
        self, url: str, lease: dt.timedelta = LEASE, key: bytes | None = None, notes: Path | None = None
    ) -> None:
        """Prepare for the database at a SQLAlchemy address; nothing is opened yet.

        A worker that has not finished an answer within `lease` is taken for dead. `key` (up to 64 bytes, the same
        for all workers and starts) finds the questions of a person that nobody answered; None: those of this run only.
        In the folder `notes`, if one is named, stands what was sent until the database has it; stores of other
        databases and other keys may have theirs in the same folder.

        Raises sqlalchemy.exc.ArgumentError for an address that is none.
        """
        self._lease = lease
        self.askers = Askers(key or secrets.token_bytes())
        """Who asked what was not known, without a trace of who."""
        embedded = sa.make_url(url).get_backend_name() == "sqlite"
        # A file does not hang up; a server may have.
        self._engine = sa.create_engine(
            url, pool_pre_ping=not embedded, hide_parameters=True, connect_args=_hurried(url)
        )
        self._embedded = embedded
        self._upserts = Upserts(self._engine.dialect)
        if embedded:
            sa.event.listen(self._engine, "connect", tune)
        self._transactions = Transactions(self._engine, *((1, TOGETHER) if embedded else (CONNECTIONS, 1)))
        self.quiz = QuizStore(self._transactions, self._upserts.insert, lease)
        """Rounds of the quiz and what people remember, in the same database."""
        noted = SentNotes(notes, _mark(self._engine.url, key)) if notes is not None else None
        self.turns = Turns(self._transactions, self._upserts, lease, noted)
        """Who answers which message, and which message answered it."""

    async def open(self) -> None:
        """Bring the tables up to date, and take in what killed workers have noted.

        Raises StoreError or OSError when the database cannot be reached.
        """
        address = self._engine.url
        if address.get_backend_name() == "sqlite" and address.database:
            keep_private(Path(address.database))
        await self._do(migrate)
        if self._embedded:
            await self._transactions.do(wipe_once, alone=True)
        await self.turns.settle()

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what a chat last spoke of, as it was saved, and what the person has chosen."""
        ahead = taken_ahead(chat_id, person_id)
        if ahead is not None:
            return ahead
        return await self._do(lambda connection: recalled(connection, chat_id, person_id))

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of now."""
        row = {"chat_id": chat_id, "person_id": person_id, "context": context, "updated_at": now}
        await self._do(lambda connection: self._upserts.put(connection, chats, row))

    async def save_language(self, person_id: int, language: str | None, now: dt.datetime) -> None:
        """Remember the language that a person has fixed; None for that of each message."""
        await self._do(lambda connection: self._choose(connection, person_id, now, language=language))

    async def save_district(self, person_id: int, district: int | None, now: dt.datetime) -> None:
        """Remember the district that a person calls their own, by its LGD code; None for none."""
        await self._do(lambda connection: self._choose(connection, person_id, now, district=district))

    def _choose(self, connection: sa.Connection, person_id: int, now: dt.datetime, **chosen: Any) -> None:
        """Write down what a person has chosen; what else they have chosen stays."""
        statement = self._upserts.insert(people).values(person_id=person_id, updated_at=now, **chosen)
        changed = {"updated_at": now, **chosen}
        connection.execute(statement.on_conflict_do_update(index_elements=list(people.primary_key), set_=changed))

    async def save_feedback(
        self, person_id: int, subject: str, right: bool, now: dt.datetime, what: str | None = None
    ) -> None:
        """Remember whether a person found an answer right, and what is wrong about it."""
        row = {"person_id": person_id, "subject": subject, "right": right, "given_at": now, "what": what}
        await self._do(lambda connection: self._upserts.put(connection, feedback, row))

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

    async def people_today(self, now: dt.datetime) -> int:
        """Return how many people have asked something in the last 24 hours."""
        recent = sa.select(sa.func.count(sa.distinct(chats.c.person_id))).where(
            chats.c.updated_at > now - dt.timedelta(days=1)
        )
        return int(await self._do(lambda connection: connection.execute(recent).scalar_one()))

    async def forget(self, person_id: int, chat_id: int) -> int:
        """Delete every row about a person, and about the chat they write in; return how many.

        A message that is being answered at this moment counts as written afterwards.
        """
        theirs = sa.or_(answers.c.person_id == person_id, answers.c.chat_id == chat_id)
        # In the order in which an answer is noted: two workers must not wait for each other.
        statements = (
            sa.delete(answers).where(theirs, answers.c.answer_id.is_not(None)),
            sa.delete(chats).where(sa.or_(chats.c.person_id == person_id, chats.c.chat_id == chat_id)),
            sa.delete(feedback).where(feedback.c.person_id == person_id),
            sa.delete(people).where(people.c.person_id == person_id),
            *forgetting_quiz(person_id, chat_id),
            *forgetting_helpdesk(person_id, chat_id),
        )

        def work(connection: sa.Connection) -> int:
            rows = sum(connection.execute(statement).rowcount for statement in statements)
            return rows + self.askers.forget(connection, person_id)

        count = await self._do(work)
        await self._wipe()
        return count

    async def export(self, person_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about a person and about their private chat, by table; times in ISO 8601."""

        def work(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
            out: dict[str, list[dict[str, Any]]] = {}
            for table in metadata.sorted_tables:
                theirs = [table.c[name] == person_id for name in ("person_id", "chat_id") if name in table.c]
                if theirs:
                    rows = connection.execute(sa.select(table).where(sa.or_(*theirs))).mappings()
                    out[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows]
            theirs_by_gap = self.askers.asked(connection, person_id)
            rows = connection.execute(sa.select(gaps).where(gaps.c.number.in_(theirs_by_gap))).mappings()
            out["gaps"] = [{"text": row["text"], "times": theirs_by_gap[row["number"]]} for row in rows]
            return {name: rows for name, rows in out.items() if rows}

        return await self._do(work)

    async def delete_old(self, now: dt.datetime) -> None:
        """Delete what is past its time."""
        statements = (
            sa.delete(answers).where(answers.c.begun_at < now - ANSWERS_KEPT),
            sa.delete(chats).where(chats.c.updated_at < now - KEPT),
            sa.delete(feedback).where(feedback.c.given_at < now - KEPT),
            sa.delete(people).where(people.c.updated_at < now - CHOICES_KEPT),
            sa.delete(letters).where(letters.c.written_at < now - KEPT),
            *aging(now),
        )
        await self._do(lambda connection: [connection.execute(statement) for statement in statements])
        await self._wipe()

    async def ping(self) -> None:
        """Read something. Raises StoreError when the database is in trouble."""
        await self._do(lambda connection: connection.execute(sa.select(people.c.person_id).limit(1)).first())

    @property
    def troubles(self) -> Troubles:
        """What went wrong with the database."""
        return self._transactions.troubles

    async def close(self) -> None:
        """Finish what was begun and give the connections back."""
        await self._transactions.close()
        self._engine.dispose()
        self.turns.close()

    async def _wipe(self) -> None:
        """Take what was deleted out of the file; where somebody reads it just now, the next time does."""
        if self._embedded:
            await self._transactions.do(checkpoint, alone=True)

    async def _do(self, work: Callable[[sa.Connection], T]) -> T:
        return await self._transactions.do(work)

    # For the other stores of the same database.

    do = _do

    def insert(self, table: sa.Table) -> Any:
        """Return an INSERT that may change the row which is there already."""
        return self._upserts.insert(table)

    def prepared(self, statement: sa.Executable, columns: Sequence[str] | None = None, *returns: Any) -> Prepared:
        """Return a statement for this kind of database, to be run often; `columns` and `returns` as in `Prepared`."""
        return Prepared(statement, self._upserts.dialect, columns=columns, returns=returns)

    def put(self, connection: sa.Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a row with all its columns, or change the one that has its key."""
        self._upserts.put(connection, table, {**key, **values})

    @property
    def lease(self) -> dt.timedelta:
        """After how long a worker that has not finished is taken for dead."""
        return self._lease


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _mark(url: sa.URL, key: bytes | None) -> str:
    """Return what tells a bot's database from every other one, however its address is written; no secret is in it."""
    place = str(Path(url.database).resolve()) if url.get_backend_name() == "sqlite" and url.database else url.database
    where = f"{url.get_backend_name()} {url.host} {url.port} {place}"
    return blake2b(where.encode(), key=key or b"", digest_size=8).hexdigest()


def _hurried(url: str) -> dict[str, Any]:
    """Return what has a server that cannot be reached given up soon."""
    return {"connect_timeout": CONNECT_SECONDS} if url.startswith("postgresql") else {}
