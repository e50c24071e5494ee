"""Know which gaps a person has asked, without a row that tells who asked what."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import askers, gaps

_LENGTH = 16
"""Bytes of a mark."""


class Askers:
    """The marks of who asked what: a keyed hash of person and gap, so that no two marks of a person look alike.

    Who has the database but not the key can tell neither who asked a question nor whether two were asked by one.
    """

    def __init__(self, key: bytes) -> None:
        """Use a key of up to 64 bytes; with another one, no mark made before is found again."""
        self._key = key
        self._once_more: Any = None

    def note(self, connection: sa.Connection, insert: Callable[[sa.Table], Any], person_id: int, gap: int) -> None:
        """Note that a person has asked the question of a gap once more."""
        if self._once_more is None:
            row = insert(askers).values(times=1)
            again = {"times": askers.c.times + 1}
            self._once_more = row.on_conflict_do_update(index_elements=["gap", "mark"], set_=again)
        connection.execute(self._once_more, {"gap": gap, "mark": self._mark(person_id, gap)})

    def asked(self, connection: sa.Connection, person_id: int) -> dict[int, int]:
        """Return how often a person has asked which gap, by its number."""
        rows = connection.execute(sa.select(askers.c.gap, askers.c.mark, askers.c.times)).all()
        return {gap: times for gap, mark, times in rows if mark == self._mark(person_id, gap)}

    def forget(self, connection: sa.Connection, person_id: int) -> int:
        """Take what a person has asked off the counts, and out of the list where nobody else asked it; return rows."""
        theirs = self.asked(connection, person_id)
        for gap, times in theirs.items():
            mark = sa.and_(askers.c.gap == gap, askers.c.mark == self._mark(person_id, gap))
            connection.execute(sa.delete(askers).where(mark))
            connection.execute(sa.update(gaps).where(gaps.c.number == gap).values(count=gaps.c.count - times))
            connection.execute(sa.delete(gaps).where(gaps.c.number == gap, gaps.c.count <= 0))
        return len(theirs)

    def _mark(self, person_id: int, gap: int) -> str:
        return blake2b(f"{person_id} {gap}".encode(), key=self._key, digest_size=_LENGTH).hexdigest()


def without_gap() -> sa.Delete:
    """Return what deletes the marks of gaps that are gone."""
    return sa.delete(askers).where(askers.c.gap.not_in(sa.select(gaps.c.number)))
