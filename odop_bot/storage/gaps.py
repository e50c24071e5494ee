"""Read and write what was asked: the last question of each chat, what was not known, figures by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.askers import without_gap
from odop_bot.storage.helpdesk_tables import asked, cases, days, gaps, letters, relays
from odop_bot.storage.store import Store
from odop_bot.storage.turns import ANSWERS_KEPT

_OPEN = sa.and_(asked.c.chat_id == sa.bindparam("chat"), asked.c.open)
_LEFT_OPEN = sa.select(asked).where(_OPEN)
PATIENCE = dt.timedelta(hours=1)
"""A choice that nobody has picked from for so long is abandoned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastQuestion:
    """The last question of a chat, masked."""

    text: str
    key: str
    """What it means."""
    language: str
    kind: str
    """Kind of the reply."""
    near: tuple[tuple[str, float], ...] = ()
    understood: dict[str, Any]
    """What was understood: LGD code of the district, id of the entry."""
    answer_id: int | None = None
    open: bool = False
    """Something to choose from is offered."""


class GapStore:
    """What was asked and not known, in the database of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Made once: making a statement takes longer than running it.
        once_more = store.insert(days).values(count=1)
        count_once = once_more.on_conflict_do_update(
            index_elements=list(days.primary_key), set_={"count": days.c.count + 1}
        )
        self._count_once = store.prepared(count_once, [column.name for column in days.c])
        self._is_open = store.prepared(sa.select(asked.c.chat_id).where(_OPEN), None, asked.c.chat_id)
        gap = store.insert(gaps).values(count=1)
        again = {name: gap.excluded[name] for name in ("last_seen", "text", "near")}
        count_gap = gap.on_conflict_do_update(
            index_elements=["key", "language", "cause"], set_={"count": gaps.c.count + 1, **again}
        ).returning(gaps.c.number)
        self._count_gap = store.prepared(
            count_gap, [column.name for column in gaps.c if not column.primary_key], gaps.c.number
        )

    async def note(
        self, chat_id: int, person_id: int | None, question: LastQuestion, state: int, now: dt.datetime
    ) -> None:
        """Remember the question of a chat and count it; one that was open before is abandoned.

        `state` is the LGD code of the state that the reply speaks of, 0 for none.
        """
        values = {
            "person_id": person_id,
            "text": question.text,
            "key": question.key,
            "language": question.language,
            "kind": question.kind,
            "near": [list(pair) for pair in question.near],
            "understood": question.understood,
            "answer_id": question.answer_id,
            "open": question.open,
            "asked_at": now,
        }

        def work(connection: sa.Connection) -> None:
            if self._is_open.run(connection, {"chat": chat_id}) is not None:
                left = connection.execute(_LEFT_OPEN, {"chat": chat_id}).one()
                self._count(connection, _question(left), "abandoned", now, left.person_id)
            self._store.put(connection, asked, {"chat_id": chat_id}, values)
            self._count_day(connection, question, state, now)
            if question.kind == "unknown":
                self._count(connection, question, "unknown", now, person_id)

        await self._store.do(work)

    async def settle(self, chat_id: int) -> None:
        """Say that a chat has picked from what was offered."""
        done = sa.update(asked).where(asked.c.chat_id == chat_id, asked.c.open).values(open=False)
        await self._store.do(lambda connection: connection.execute(done))

    async def count(self, question: LastQuestion, cause: str, now: dt.datetime, person_id: int | None) -> None:
        """Count a question of a person that was not (well) answered."""
        await self._store.do(lambda connection: self._count(connection, question, cause, now, person_id))

    async def last_question(self, chat_id: int) -> LastQuestion | None:
        """Return the last question of a chat, if it is still known."""
        query = sa.select(asked).where(asked.c.chat_id == chat_id)
        row = await self._store.do(lambda connection: connection.execute(query).one_or_none())
        return _question(row) if row is not None else None

    async def top(self, limit: int, skip: int = 0) -> Sequence[sa.RowMapping]:
        """Return the gaps that came most often."""
        query = sa.select(gaps).order_by(gaps.c.count.desc(), gaps.c.number).limit(limit).offset(skip)
        return await self._store.do(lambda connection: connection.execute(query).mappings().all())

    async def gap(self, number: int) -> sa.RowMapping | None:
        """Return one gap."""
        query = sa.select(gaps).where(gaps.c.number == number)
        return await self._store.do(lambda connection: connection.execute(query).mappings().one_or_none())

    async def fill(self, key: str) -> None:
        """Delete the gaps of one meaning: they are answered from now on, or are none."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(gaps).where(gaps.c.key == key))
            connection.execute(without_gap())

        await self._store.do(work)

    async def days(self) -> Sequence[sa.RowMapping]:
        """Return all counts by day."""
        query = sa.select(days).order_by(days.c.day)
        return await self._store.do(lambda connection: connection.execute(query).mappings().all())

    async def abandon(self, now: dt.datetime) -> None:
        """Count the choices that nobody has picked from for long."""
        late = sa.and_(asked.c.open, asked.c.asked_at < now - PATIENCE)

        def work(connection: sa.Connection) -> None:
            for row in connection.execute(sa.update(asked).where(late).values(open=False).returning(*asked.c)).all():
                self._count(connection, _question(row), "abandoned", now, row.person_id)

        await self._store.do(work)

    async def delete_old(self, now: dt.datetime, kept: dt.timedelta) -> None:
        """Delete what is past its time: last questions and drafts of cases after two days, all else after `kept`."""
        late = sa.func.coalesce(cases.c.closed_at, cases.c.opened_at) < now - kept
        old = sa.or_(late, sa.and_(cases.c.state == "draft", cases.c.opened_at < now - ANSWERS_KEPT))

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(asked).where(asked.c.asked_at < now - ANSWERS_KEPT))
            connection.execute(sa.delete(gaps).where(gaps.c.last_seen < now - kept))
            connection.execute(without_gap())
            connection.execute(sa.delete(days).where(days.c.day < (now - kept).date()))
            for table in (relays, letters):
                connection.execute(
                    sa.delete(table).where(table.c.case_number.in_(sa.select(cases.c.number).where(old)))
                )
            connection.execute(sa.delete(cases).where(old))

        await self._store.do(work)

    def _count(
        self, connection: sa.Connection, question: LastQuestion, cause: str, now: dt.datetime, person_id: int | None
    ) -> None:
        row = {
            "key": question.key,
            "language": question.language,
            "cause": cause,
            "text": question.text,
            "first_seen": now,
            "last_seen": now,
            "near": [list(pair) for pair in question.near],
        }
        (number,) = self._count_gap.run(connection, row) or (None,)
        if person_id is not None and number is not None:
            self._store.askers.note(connection, self._store.insert, person_id, number)

    def _count_day(self, connection: sa.Connection, question: LastQuestion, state: int, now: dt.datetime) -> None:
        key = {"day": now.date(), "language": question.language, "kind": question.kind, "state": state}
        self._count_once.run(connection, key)


def aware(time: dt.datetime | None) -> dt.datetime | None:
    """Return a time of the database with its zone, which SQLite does not keep."""
    return time.replace(tzinfo=dt.UTC) if time is not None and time.tzinfo is None else time


def _question(row: sa.Row[Any]) -> LastQuestion:
    return LastQuestion(
        text=row.text,
        key=row.key,
        language=row.language,
        kind=row.kind,
        understood=dict(row.understood),
        near=tuple((str(entry), float(score)) for entry, score in row.near),
        answer_id=row.answer_id,
        open=row.open,
    )
