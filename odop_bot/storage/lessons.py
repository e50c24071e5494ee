"""Read and write what staff have taught: who, when, what, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import lessons
from odop_bot.storage.store import Store


class LessonStore:
    """Lessons in the database of a store. They are a record: none is ever deleted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, values: Mapping[str, Any]) -> int:
        """Write a lesson; return its number."""
        new = sa.insert(lessons).values(**values).returning(lessons.c.number)
        return int(await self._store.do(lambda connection: connection.execute(new).scalar_one()))

    async def lesson(self, number: int) -> sa.RowMapping | None:
        """Return one lesson."""
        query = sa.select(lessons).where(lessons.c.number == number)
        return await self._store.do(lambda connection: connection.execute(query).mappings().one_or_none())

    async def all(self, limit: int | None = None) -> Sequence[sa.RowMapping]:
        """Return the lessons, newest first."""
        query = sa.select(lessons).order_by(lessons.c.number.desc()).limit(limit)
        return await self._store.do(lambda connection: connection.execute(query).mappings().all())

    async def decide(self, number: int, stage: str, by: str, now: dt.datetime, why: str | None = None) -> bool:
        """Accept or refuse a lesson that was proposed; return whether it was."""
        new = sa.update(lessons).where(lessons.c.number == number, lessons.c.stage == "proposed")
        values: dict[str, Any] = {"stage": stage, "decided_by": by, "decided_at": now}
        if why is not None:
            values["why"] = why
        return bool(await self._store.do(lambda connection: connection.execute(new.values(values)).rowcount))

    async def newest_accepted(self) -> dt.datetime | None:
        """Return when the last lesson was accepted."""
        query = sa.select(sa.func.max(lessons.c.decided_at)).where(lessons.c.stage == "accepted")
        time: dt.datetime | None = await self._store.do(lambda connection: connection.scalar(query))
        return time
