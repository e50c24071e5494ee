"""What people remember of the quiz: cards of spaced repetition, days, the daily set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.quiz_rows import DailyRow
from odop_bot.storage.tables import quiz_cards, quiz_daily, quiz_days
from odop_bot.storage.transactions import Transactions


class Practice:
    """Each method is one transaction."""

    def __init__(self, transactions: Transactions, insert: Callable[[sa.Table], Any], lease: dt.timedelta) -> None:
        """Take the store's transactions, what makes an INSERT of its dialect, and its lease."""
        self._transactions = transactions
        self._insert = insert
        self._lease = lease
        """After which a worker that has not finished is taken for dead."""

    async def cards(self, person_id: int) -> list[tuple[str, dict[str, Any]]]:
        """Return what a person remembers: subjects and cards."""
        query = sa.select(quiz_cards.c.subject, quiz_cards.c.card).where(quiz_cards.c.person_id == person_id)
        return await self._transactions.do(lambda c: [(row[0], row[1]) for row in c.execute(query)])

    async def due_subjects(self, person_id: int, now: dt.datetime, limit: int) -> list[str]:
        """Return the subjects that a person should be asked again, the longest overdue first."""
        query = (
            sa.select(quiz_cards.c.subject)
            .where(quiz_cards.c.person_id == person_id, quiz_cards.c.due <= now)
            .order_by(quiz_cards.c.due)
            .limit(limit)
        )
        return await self._transactions.do(lambda c: list(c.scalars(query)))

    async def days(self, person_id: int) -> list[tuple[dt.date, int, int]]:
        """Return the days on which a person has answered, with how many were right and how many answered."""
        query = sa.select(quiz_days.c.day, quiz_days.c.right, quiz_days.c.answered).where(
            quiz_days.c.person_id == person_id
        )
        return await self._transactions.do(lambda c: [(row[0], row[1], row[2]) for row in c.execute(query)])

    async def set_daily(
        self, person_id: int, minute: int | None, language: str, last_day: dt.date | None, now: dt.datetime
    ) -> None:
        """Remember that a person wants a set each day at a minute of the day, first after `last_day`; None: no set."""
        if minute is None:
            gone = sa.delete(quiz_daily).where(quiz_daily.c.person_id == person_id)
            await self._transactions.do(lambda c: c.execute(gone))
            return
        values = {"minute": minute, "language": language, "last_day": last_day, "updated_at": now}
        new = self._insert(quiz_daily).values(person_id=person_id, **values)
        new = new.on_conflict_do_update(index_elements=["person_id"], set_=values)
        await self._transactions.do(lambda c: c.execute(new))

    async def daily_of(self, person_id: int) -> int | None:
        """Return the minute of the day at which a person wants a set."""
        query = sa.select(quiz_daily.c.minute).where(quiz_daily.c.person_id == person_id)
        minute: int | None = await self._transactions.do(lambda c: c.scalar(query))
        return minute

    async def daily_due(self, day: dt.date, minute: int) -> list[DailyRow]:
        """Return who is to get the set of a day by this minute and has not got it."""
        query = sa.select(quiz_daily.c.person_id, quiz_daily.c.minute, quiz_daily.c.language).where(
            quiz_daily.c.minute <= minute, sa.or_(quiz_daily.c.last_day.is_(None), quiz_daily.c.last_day < day)
        )
        return await self._transactions.do(lambda c: [DailyRow(*row) for row in c.execute(query)])

    async def daily_served(self, person_id: int, day: dt.date) -> None:
        """Remember that a person has got the set of a day."""
        change = sa.update(quiz_daily).where(quiz_daily.c.person_id == person_id).values(last_day=day)
        await self._transactions.do(lambda c: c.execute(change))
