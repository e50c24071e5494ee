"""Read and write notices: who wants them, and who has got which."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import deliveries, notices, readers
from odop_bot.storage.store import Store


class NoticeStore:
    """Notices in the database of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def subscribe(self, person_id: int, state: int, district: int, now: dt.datetime) -> None:
        """Remember that a person wants notices of a state and district (LGD codes; 0: of all)."""
        values = {"state": state, "district": district, "since": now}
        await self._store.do(lambda connection: self._store.put(connection, readers, {"person_id": person_id}, values))

    async def unsubscribe(self, person_id: int) -> None:
        """Forget that a person wants notices."""
        gone = sa.delete(readers).where(readers.c.person_id == person_id)
        await self._store.do(lambda connection: connection.execute(gone))

    async def reader(self, person_id: int) -> sa.Row[Any] | None:
        """Return which notices a person wants."""
        query = sa.select(readers).where(readers.c.person_id == person_id)
        return await self._store.do(lambda connection: connection.execute(query).one_or_none())

    async def audience(self, state: int, district: int) -> int:
        """Return how many people a notice would go to."""
        query = sa.select(sa.func.count()).select_from(readers).where(_wants(state, district))
        return int(await self._store.do(lambda connection: connection.execute(query).scalar_one()))

    async def draft(self, admin_id: int, text: str, state: int, district: int, now: dt.datetime) -> int:
        """Write a notice that is not sent yet; return its number."""
        new = sa.insert(notices).values(
            admin_id=admin_id, text=text, state=state, district=district, stage="draft", made_at=now
        )
        done = new.returning(notices.c.number)
        return int(await self._store.do(lambda connection: connection.execute(done).scalar_one()))

    async def send(self, number: int) -> bool:
        """Address a draft to all who want it, once; return whether it was one."""
        begun = sa.update(notices).where(notices.c.number == number, notices.c.stage == "draft")

        def work(connection: sa.Connection) -> bool:
            row = connection.execute(begun.values(stage="sending").returning(*notices.c)).one_or_none()
            if row is None:
                return False
            people = sa.select(sa.literal(number), readers.c.person_id, sa.literal("waiting"))
            to = people.where(_wants(row.state, row.district))
            connection.execute(sa.insert(deliveries).from_select(["notice", "person_id", "outcome"], to))
            return True

        return await self._store.do(work)

    async def drop(self, number: int) -> bool:
        """Delete a draft; return whether it was one."""
        gone = sa.delete(notices).where(notices.c.number == number, notices.c.stage == "draft")
        return bool(await self._store.do(lambda connection: connection.execute(gone).rowcount))

    async def unfinished(self) -> Sequence[sa.Row[Any]]:
        """Return the notices that are being sent, oldest first."""
        query = sa.select(notices).where(notices.c.stage == "sending").order_by(notices.c.number)
        return await self._store.do(lambda connection: connection.execute(query).all())

    async def next(self, number: int, now: dt.datetime) -> int | None:
        """Return a person who is to get a notice and whom no worker serves; None when there is none left.

        Who was being served when a worker died has most likely got it, so gets it no second time.
        """
        first = sa.select(deliveries.c.person_id).where(
            deliveries.c.notice == number, deliveries.c.outcome == "waiting"
        )
        one = first.order_by(deliveries.c.person_id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
        mine = sa.update(deliveries).where(deliveries.c.notice == number, deliveries.c.person_id == one)
        taken = mine.values(outcome="sending", begun_at=now).returning(deliveries.c.person_id)
        person: int | None = await self._store.do(lambda connection: connection.scalar(taken))
        return person

    async def record(self, number: int, person_id: int, outcome: str) -> None:
        """Remember what became of one delivery; who has blocked the bot wants no more."""
        row = sa.update(deliveries).where(deliveries.c.notice == number, deliveries.c.person_id == person_id)

        def work(connection: sa.Connection) -> None:
            connection.execute(row.values(outcome=outcome))
            if outcome == "blocked":
                connection.execute(sa.delete(readers).where(readers.c.person_id == person_id))

        await self._store.do(work)

    async def finish(self, number: int, now: dt.datetime) -> Counter[str] | None:
        """Close a notice of which nothing is left; return the counts, None if another worker did or is at it."""
        counted = sa.select(deliveries.c.outcome, sa.func.count()).where(deliveries.c.notice == number)
        late = sa.update(deliveries).where(
            deliveries.c.notice == number,
            deliveries.c.outcome == "sending",
            deliveries.c.begun_at <= now - self._store.lease,
        )
        closed = sa.update(notices).where(notices.c.number == number, notices.c.stage == "sending")

        def work(connection: sa.Connection) -> Counter[str] | None:
            connection.execute(late.values(outcome="delivered"))
            rows = connection.execute(counted.group_by(deliveries.c.outcome)).all()
            counts = Counter({str(outcome): int(count) for outcome, count in rows})
            if counts["waiting"] or counts["sending"]:
                return None
            if not connection.execute(closed.values(stage="done")).rowcount:
                return None
            connection.execute(sa.delete(deliveries).where(deliveries.c.notice == number))
            return counts

        return await self._store.do(work)


def _wants(state: int, district: int) -> sa.ColumnElement[bool]:
    """Return who wants a notice of a state and district: those who named them, a wider area, or all of India."""
    if not state:
        return sa.true()
    here = readers.c.state.in_((0, state))
    return sa.and_(here, readers.c.district.in_((0, district))) if district else here
