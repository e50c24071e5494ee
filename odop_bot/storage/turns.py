"""Know who answers a message, which message answered it, and which buttons were tapped just now."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from enum import Enum, auto

import sqlalchemy as sa

from odop_bot.storage.kept import VALUES, Kept, set_ahead
from odop_bot.storage.prepared import Prepared
from odop_bot.storage.sent import Sent, SentNotes
from odop_bot.storage.tables import answers, chats
from odop_bot.storage.transactions import Transactions
from odop_bot.storage.upserts import Upserts

ANSWERS_KEPT = dt.timedelta(days=2)
"""Telegram lets a bot edit its message for two days."""
LEASE = dt.timedelta(seconds=60)
NO_CHAT = 0
"""Under this chat stand the numbers of updates that are done; they say nothing about anybody."""
BUTTONS = 1
"""Under this chat, which is none of Telegram's users, stand the buttons that were tapped, as hashes."""
DOUBLE_TAP = dt.timedelta(seconds=5)
"""Within so long a second tap on a button is the first one's double."""

# Statements are made once: making one takes longer than running it.
_QUESTION = sa.and_(answers.c.chat_id == sa.bindparam("chat"), answers.c.question_id == sa.bindparam("question"))
_ANSWER = sa.select(answers.c.answer_id).where(_QUESTION)
_FINISH = (
    sa.update(answers)
    .where(_QUESTION)
    .values(answer_id=sa.bindparam("answer", type_=answers.c.answer_id.type))
    .returning(answers.c.person_id)
)
_UPDATE_DONE = sa.select(answers.c.answer_id).where(
    answers.c.chat_id == NO_CHAT, answers.c.question_id == sa.bindparam("update")
)
_BEGUN = sa.select(_UPDATE_DONE.scalar_subquery(), *VALUES)


class Turn(Enum):
    """Who answers a message."""

    MINE = auto()
    OTHERS = auto()
    """Another worker is at it."""
    DONE = auto()
    """It is answered."""


class Turns:
    """Gives each message to one worker; each method takes effect whole or not at all."""

    def __init__(
        self, transactions: Transactions, upserts: Upserts, lease: dt.timedelta, notes: SentNotes | None
    ) -> None:
        """Take a worker that has not finished an answer within `lease` for dead.

        `notes`: where what was sent is noted until the database has it; None: nowhere.
        """
        self._transactions = transactions
        self._upserts = upserts
        self._lease = lease
        self._notes = notes
        self._begin = _begin_statement(upserts)
        self._begun = Prepared(_BEGUN, upserts.dialect, returns=tuple(_BEGUN.selected_columns))
        self._finish = Prepared(_FINISH, upserts.dialect, returns=(answers.c.person_id,))

    async def settle(self) -> None:
        """Take in what killed workers have noted. Raises StoreError or OSError when that fails."""
        if self._notes is not None:
            await self._notes.settle(lambda sent: self.finish(sent, dt.datetime.now(dt.UTC)))

    async def begin(
        self, chat_id: int, question_id: int, person_id: int | None, now: dt.datetime, update_id: int | None = None
    ) -> Turn:
        """Say that a worker begins to answer a message, unless it is answered or another one is at it.

        With `update_id`, the number of the update that brought it, it is still known to be answered
        when the person has had all about them forgotten since; and what is remembered of chat and person is
        read in the same step, for the first `Store.recall` that follows.
        """
        row = {"chat_id": chat_id, "question_id": question_id, "person_id": person_id, "begun_at": now}
        key = {"chat": chat_id, "question": question_id}

        def work(connection: sa.Connection) -> tuple[Turn, Kept | None]:
            if self._begin.run(connection, {**row, "dead": now - self._lease}) is None:
                return (Turn.OTHERS if connection.scalar(_ANSWER, key) is None else Turn.DONE), None
            if update_id is None:
                return Turn.MINE, None
            asked = {"update": update_id, "chat": chat_id, "person": person_id}
            done, *kept = self._begun.run(connection, asked) or (None, None, None, None)
            if done is None:
                return Turn.MINE, Kept.of(kept)
            connection.execute(sa.delete(answers).where(_QUESTION), key)
            return Turn.DONE, None

        turn, kept = await self._transactions.do(work)
        set_ahead(chat_id, person_id, kept)
        return turn

    def noted(self, sent: Sent) -> AbstractContextManager[None]:
        """Return what has an answer noted on the disk from its beginning on, until `finish` is done."""
        return self._notes.noted(sent) if self._notes is not None else nullcontext()

    async def finish(self, sent: Sent, now: dt.datetime) -> None:
        """Remember which message answers which, and what the chat speaks of now, in one step."""
        done = {"chat": sent.chat_id, "question": sent.question_id, "answer": sent.answer_id}

        def work(connection: sa.Connection) -> None:
            (person_id,) = self._finish.run(connection, done) or (None,)
            if sent.update_id is not None:
                note = {
                    "chat_id": NO_CHAT,
                    "question_id": sent.update_id,
                    "person_id": None,
                    "begun_at": now,
                    "answer_id": sent.answer_id,
                }
                self._upserts.put(connection, answers, note)
            if sent.context is not None:
                row = {"chat_id": sent.chat_id, "person_id": person_id, "context": sent.context, "updated_at": now}
                self._upserts.put(connection, chats, row)

        await self._transactions.do(work)

    async def give_up(self, chat_id: int, question_id: int) -> None:
        """Let another worker (or another try) answer a message."""
        begun = sa.delete(answers).where(_QUESTION, answers.c.answer_id.is_(None))
        key = {"chat": chat_id, "question": question_id}
        await self._transactions.do(lambda connection: connection.execute(begun, key))

    async def answer_to(self, chat_id: int, question_id: int) -> int | None:
        """Return the id of the message that answered another, if it is remembered."""
        key = {"chat": chat_id, "question": question_id}
        answer: int | None = await self._transactions.do(lambda connection: connection.scalar(_ANSWER, key))
        return answer

    async def first_tap(self, button: int, update_id: int, now: dt.datetime) -> bool:
        """Note that a button is tapped; return False where another update has done so a moment ago."""
        row = {"chat_id": BUTTONS, "question_id": button, "answer_id": update_id, "begun_at": now, "person_id": None}
        old = sa.or_(answers.c.begun_at <= now - DOUBLE_TAP, answers.c.answer_id == update_id)
        statement = (
            self._upserts.insert(answers)
            .values(row)
            .on_conflict_do_update(
                index_elements=list(answers.primary_key), set_={"begun_at": now, "answer_id": update_id}, where=old
            )
            .returning(answers.c.question_id)
        )
        return await self._transactions.do(lambda connection: connection.scalar(statement) is not None)

    def close(self) -> None:
        """Delete the notes: the database has it all."""
        if self._notes is not None:
            self._notes.close()


def _begin_statement(upserts: Upserts) -> Prepared:
    """Return what writes the row of a question unless it is answered or a living worker is at it."""
    statement = upserts.insert(answers)
    dead = sa.and_(
        answers.c.answer_id.is_(None), answers.c.begun_at <= sa.bindparam("dead", type_=sa.DateTime(timezone=True))
    )
    begun: sa.Insert = statement.on_conflict_do_update(
        index_elements=list(answers.primary_key), set_={"begun_at": statement.excluded.begun_at}, where=dead
    ).returning(answers.c.question_id)
    columns = ("chat_id", "question_id", "person_id", "begun_at")
    return Prepared(begun, upserts.dialect, columns=columns, returns=(answers.c.question_id,))
