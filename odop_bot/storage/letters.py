"""Keep what the helpdesk says to people whom no channel reaches, until they have read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import cases, letters
from odop_bot.storage.store import Store

AT_ONCE = 20
"""Letters that are handed out together, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message of the helpdesk that waits."""

    number: int
    case_number: int
    kind: str
    """What it says: the name of a text."""
    html: str
    """What is filled into it."""
    notice_id: int | None
    """The message in the staff's group that says that it waits."""


_COLUMNS = tuple(letters.c[name] for name in Letter.__slots__)


class LetterStore:
    """Letters in the database of a store; any worker may write one and any other hand it out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(
        self, person_id: int, case_number: int, kind: str, html: str, notice_id: int | None, now: dt.datetime
    ) -> bool:
        """Keep a letter; return False where the case is no longer the person's, who is forgotten then."""
        # The row is locked: who has all forgotten in this moment has this letter deleted too.
        theirs = sa.select(cases.c.number).where(cases.c.number == case_number, cases.c.person_id == person_id)
        new = sa.insert(letters).values(
            person_id=person_id, case_number=case_number, kind=kind, html=html, notice_id=notice_id, written_at=now
        )

        def work(connection: sa.Connection) -> bool:
            if connection.scalar(theirs.with_for_update()) is None:
                return False
            connection.execute(new)
            return True

        return await self._store.do(work)

    async def waiting(self, person_id: int) -> Sequence[Letter]:
        """Return the letters that a person has not read."""
        query = sa.select(*_COLUMNS).where(letters.c.person_id == person_id).order_by(letters.c.number).limit(AT_ONCE)
        rows = await self._store.do(lambda connection: connection.execute(query).mappings().all())
        return [Letter(**row) for row in rows]

    async def read(self, person_id: int, numbers: Sequence[int]) -> Sequence[Letter]:
        """Delete letters that a person has read; return those that were still there."""
        theirs = sa.and_(letters.c.person_id == person_id, letters.c.number.in_(numbers))
        gone = sa.delete(letters).where(theirs).returning(*_COLUMNS)
        rows = await self._store.do(lambda connection: connection.execute(gone).mappings().all())
        return [Letter(**row) for row in rows]
