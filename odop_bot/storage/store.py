"""Read and write what is remembered, on SQLite or PostgreSQL with the same statements."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from odop_bot.storage.askers import Askers
from odop_bot.storage.helpdesk_tables import forgetting as forgetting_helpdesk
from odop_bot.storage.helpdesk_tables import gaps
from odop_bot.storage.migrating import migrate
from odop_bot.storage.quiz import QuizStore, aging
from odop_bot.storage.quiz import forgetting as forgetting_quiz
from odop_bot.storage.sent import Sent, SentNotes
from odop_bot.storage.sqlite_file import checkpoint, keep_private, tune, wipe_once
from odop_bot.storage.tables import answers, chats, feedback, metadata, people
from odop_bot.storage.transactions import Transactions
from odop_bot.storage.trouble import Troubles

KEPT = dt.timedelta(days=90)
"""How long a chat's place in the talk and feedback are kept after the last message."""
ANSWERS_KEPT = dt.timedelta(days=2)
"""Telegram lets a bot edit its message for two days."""
CHOICES_KEPT = dt.timedelta(days=730)
LEASE = dt.timedelta(seconds=60)
NO_CHAT = 0
"""Under this chat stand the numbers of updates that are done; they say nothing about anybody."""
BUTTONS = 1
"""Under this chat, which is none of Telegram's users, stand the buttons that were tapped, as hashes."""
DOUBLE_TAP = dt.timedelta(seconds=5)
"""Within so long a second tap on a button is the first one's double."""
CONNECTIONS = 8
"""Transactions at once on PostgreSQL; SQLite has one writer."""
TOGETHER = 64
"""Works that share a transaction on SQLite. On PostgreSQL two such workers could wait for each other's rows."""
CONNECT_SECONDS = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a chat and of the person who writes."""

    context: dict[str, Any]
    """What the chat last spoke of."""
    language: str | None
    """The language that the person has fixed."""
    district: int | None = None
    """LGD code of the district that the person has called their own."""


# Statements are made once: making one takes longer than running it.
_QUESTION = sa.and_(answers.c.chat_id == sa.bindparam("chat"), answers.c.question_id == sa.bindparam("question"))
_ANSWER = sa.select(answers.c.answer_id).where(_QUESTION)
_FINISH = sa.update(answers).where(_QUESTION).values(answer_id=sa.bindparam("answer")).returning(answers.c.person_id)
_KEPT = (
    sa.select(chats.c.context).where(chats.c.chat_id == sa.bindparam("chat")).scalar_subquery(),
    sa.select(people.c.language).where(people.c.person_id == sa.bindparam("person")).scalar_subquery(),
    sa.select(people.c.district).where(people.c.person_id == sa.bindparam("person")).scalar_subquery(),
)
_RECALL = sa.select(*_KEPT)
_UPDATE_DONE = sa.select(answers.c.answer_id).where(
    answers.c.chat_id == NO_CHAT, answers.c.question_id == sa.bindparam("update")
)
_BEGUN = sa.select(_UPDATE_DONE.scalar_subquery(), *_KEPT)
_ahead: ContextVar[tuple[int, int | None, Kept] | None] = ContextVar("ahead", default=None)
"""What was read of a chat and a person when the work on an update began, and nobody has asked for yet."""


class Turn(Enum):
    """Who answers a message."""

    MINE = auto()
    OTHERS = auto()
    """Another worker is at it."""
    DONE = auto()
    """It is answered."""


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
        self._engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=_hurried(url))
        embedded = self._engine.dialect.name == "sqlite"
        self._embedded = embedded
        self._insert = _insert_of(self._engine.dialect.name)
        if embedded:
            sa.event.listen(self._engine, "connect", tune)
        self._transactions = Transactions(self._engine, *((1, TOGETHER) if embedded else (CONNECTIONS, 1)))
        self.quiz = QuizStore(self._transactions, self._insert, lease)
        """Rounds of the quiz and what people remember, in the same database."""
        self._notes = SentNotes(notes, _mark(self._engine.url, key)) if notes is not None else None
        self._begin = self._begin_statement()
        self._puts = {table: self._put_statement(table) for table in (answers, chats, people, feedback)}

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
        if self._notes is not None:
            await self._notes.settle(lambda sent: self.finish_answer(sent, dt.datetime.now(dt.UTC)))

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what a chat last spoke of, as it was saved, and what the person has chosen."""
        ahead = _ahead.get()
        if ahead is not None:
            _ahead.set(None)
            if ahead[:2] == (chat_id, person_id):
                return ahead[2]

        def work(connection: sa.Connection) -> Kept:
            context, language, district = connection.execute(_RECALL, {"chat": chat_id, "person": person_id}).one()
            return Kept(dict(context or {}), language, district)

        return await self._do(work)

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of now."""
        row = {"chat_id": chat_id, "person_id": person_id, "context": context, "updated_at": now}
        await self._do(lambda connection: self._put(connection, chats, row))

    async def save_language(self, person_id: int, language: str | None, now: dt.datetime) -> None:
        """Remember the language that a person has fixed; None for that of each message."""
        await self._do(lambda connection: self._choose(connection, person_id, now, language=language))

    async def save_district(self, person_id: int, district: int | None, now: dt.datetime) -> None:
        """Remember the district that a person calls their own, by its LGD code; None for none."""
        await self._do(lambda connection: self._choose(connection, person_id, now, district=district))

    def _choose(self, connection: sa.Connection, person_id: int, now: dt.datetime, **chosen: Any) -> None:
        """Write down what a person has chosen; what else they have chosen stays."""
        statement = self._insert(people).values(person_id=person_id, updated_at=now, **chosen)
        changed = {"updated_at": now, **chosen}
        connection.execute(statement.on_conflict_do_update(index_elements=list(people.primary_key), set_=changed))

    async def begin_answer(
        self, chat_id: int, question_id: int, person_id: int | None, now: dt.datetime, update_id: int | None = None
    ) -> Turn:
        """Say that a worker begins to answer a message, unless it is answered or another one is at it.

        With `update_id`, the number of the update that brought it, it is still known to be answered
        when the person has had all about them forgotten since; and what is remembered of chat and person is
        read in the same step, for the first `recall` that follows.
        """
        row = {"chat_id": chat_id, "question_id": question_id, "person_id": person_id, "begun_at": now}
        key = {"chat": chat_id, "question": question_id}

        def work(connection: sa.Connection) -> tuple[Turn, Kept | None]:
            if connection.scalar(self._begin, {**row, "dead": now - self._lease}) is None:
                return (Turn.OTHERS if connection.scalar(_ANSWER, key) is None else Turn.DONE), None
            if update_id is None:
                return Turn.MINE, None
            asked = {"update": update_id, "chat": chat_id, "person": person_id}
            done, context, language, district = connection.execute(_BEGUN, asked).one()
            if done is None:
                return Turn.MINE, Kept(dict(context or {}), language, district)
            connection.execute(sa.delete(answers).where(_QUESTION), key)
            return Turn.DONE, None

        turn, kept = await self._do(work)
        _ahead.set((chat_id, person_id, kept) if kept is not None else None)
        return turn

    def noted(self, sent: Sent) -> AbstractContextManager[None]:
        """Return what has an answer noted on the disk from its beginning on, until `finish_answer` is done."""
        return self._notes.noted(sent) if self._notes is not None else nullcontext()

    async def finish_answer(self, sent: Sent, now: dt.datetime) -> None:
        """Remember which message answers which, and what the chat speaks of now, in one step."""
        done = {"chat": sent.chat_id, "question": sent.question_id, "answer": sent.answer_id}

        def work(connection: sa.Connection) -> None:
            person_id = connection.scalar(_FINISH, done)
            if sent.update_id is not None:
                note = {
                    "chat_id": NO_CHAT,
                    "question_id": sent.update_id,
                    "person_id": None,
                    "begun_at": now,
                    "answer_id": sent.answer_id,
                }
                self._put(connection, answers, note)
            if sent.context is not None:
                row = {"chat_id": sent.chat_id, "person_id": person_id, "context": sent.context, "updated_at": now}
                self._put(connection, chats, row)

        await self._do(work)

    async def give_up_answer(self, chat_id: int, question_id: int) -> None:
        """Let another worker (or another try) answer a message."""
        begun = sa.delete(answers).where(_QUESTION, answers.c.answer_id.is_(None))
        key = {"chat": chat_id, "question": question_id}
        await self._do(lambda connection: connection.execute(begun, key))

    async def answer_to(self, chat_id: int, question_id: int) -> int | None:
        """Return the id of the message that answered another, if it is remembered."""
        key = {"chat": chat_id, "question": question_id}
        answer: int | None = await self._do(lambda connection: connection.scalar(_ANSWER, key))
        return answer

    async def first_tap(self, button: int, update_id: int, now: dt.datetime) -> bool:
        """Note that a button is tapped; return False where another update has done so a moment ago."""
        row = {"chat_id": BUTTONS, "question_id": button, "answer_id": update_id, "begun_at": now, "person_id": None}
        old = sa.or_(answers.c.begun_at <= now - DOUBLE_TAP, answers.c.answer_id == update_id)
        statement = (
            self._insert(answers)
            .values(row)
            .on_conflict_do_update(
                index_elements=list(answers.primary_key), set_={"begun_at": now, "answer_id": update_id}, where=old
            )
            .returning(answers.c.question_id)
        )
        return await self._do(lambda connection: connection.scalar(statement) is not None)

    async def save_feedback(
        self, person_id: int, subject: str, right: bool, now: dt.datetime, what: str | None = None
    ) -> None:
        """Remember whether a person found an answer right, and what is wrong about it."""
        row = {"person_id": person_id, "subject": subject, "right": right, "given_at": now, "what": what}
        await self._do(lambda connection: self._put(connection, feedback, row))

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
        await self._delete(
            sa.delete(answers).where(answers.c.begun_at < now - ANSWERS_KEPT),
            sa.delete(chats).where(chats.c.updated_at < now - KEPT),
            sa.delete(feedback).where(feedback.c.given_at < now - KEPT),
            sa.delete(people).where(people.c.updated_at < now - CHOICES_KEPT),
            *aging(now),
        )
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
        if self._notes is not None:
            self._notes.close()

    async def _wipe(self) -> None:
        """Take what was deleted out of the file; where somebody reads it just now, the next time does."""
        if self._embedded:
            await self._transactions.do(checkpoint, alone=True)

    async def _do(self, work: Callable[[sa.Connection], T]) -> T:
        return await self._transactions.do(work)

    async def _delete(self, *statements: sa.Delete) -> int:
        return await self._do(lambda connection: sum(connection.execute(x).rowcount for x in statements))

    def _put(self, connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
        """Write a row, or change the one that has its key, in one statement."""
        connection.execute(self._puts[table], row)

    def _put_statement(self, table: sa.Table) -> Any:
        statement = self._insert(table)
        changed = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)

    def _begin_statement(self) -> Any:
        """Return what writes the row of a question unless it is answered or a living worker is at it."""
        statement = self._insert(answers)
        dead = sa.and_(
            answers.c.answer_id.is_(None), answers.c.begun_at <= sa.bindparam("dead", type_=sa.DateTime(timezone=True))
        )
        return statement.on_conflict_do_update(
            index_elements=list(answers.primary_key), set_={"begun_at": statement.excluded.begun_at}, where=dead
        ).returning(answers.c.question_id)

    # For the other stores of the same database.

    do = _do

    def insert(self, table: sa.Table) -> Any:
        """Return an INSERT that may change the row which is there already."""
        return self._insert(table)

    def put(self, connection: sa.Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a row with all its columns, or change the one that has its key."""
        if table not in self._puts:
            self._puts[table] = self._put_statement(table)
        self._put(connection, table, {**key, **values})

    @property
    def lease(self) -> dt.timedelta:
        """After how long a worker that has not finished is taken for dead."""
        return self._lease


def _insert_of(dialect: str) -> Any:
    """Return what makes an INSERT that may change the row which is there already."""
    if dialect == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


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
