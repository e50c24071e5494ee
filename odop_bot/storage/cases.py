"""Read and write cases, and which message of them was passed on as which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import cases, relays
from odop_bot.storage.store import Store
from odop_bot.storage.turns import Turn

NOBODY = 0
"""In place of the person whose case it was, and of their chat, once they are forgotten."""

LARGEST = 2**31 - 1
"""No case has a larger number, and no database takes one."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A message that was passed on."""

    from_chat: int
    from_message: int
    case_number: int
    to_chat: int
    to_message: int


class CaseStore:
    """Cases in the database of a store. A case is a row; what it means is for those who ask."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def open(self, values: Mapping[str, Any]) -> int:
        """Write a new case; return its number."""
        new = sa.insert(cases).values(**values, version=0).returning(cases.c.number)
        return int(await self._store.do(lambda connection: connection.execute(new).scalar_one()))

    async def case(self, number: int) -> sa.Row[Any] | None:
        """Return one case; anybody may have forged its number."""
        if number > LARGEST:
            return None
        return await self._one(cases.c.number == number)

    async def drop_draft(self, number: int) -> None:
        """Delete a case that was not handed over."""
        draft = sa.delete(cases).where(cases.c.number == number, cases.c.state == "draft")
        await self._store.do(lambda connection: connection.execute(draft))

    async def case_of_topic(self, group_id: int, topic_id: int) -> sa.Row[Any] | None:
        """Return the case of a forum topic."""
        return await self._one(sa.and_(cases.c.group_id == group_id, cases.c.topic_id == topic_id))

    async def case_of_message(self, chat_id: int, message_id: int) -> sa.Row[Any] | None:
        """Return the case that a message belongs to, whichever way it was passed on."""
        there = sa.select(relays.c.case_number).where(
            sa.or_(
                sa.and_(relays.c.to_chat == chat_id, relays.c.to_message == message_id),
                sa.and_(relays.c.from_chat == chat_id, relays.c.from_message == message_id),
            )
        )
        head = sa.and_(cases.c.group_id == chat_id, cases.c.head_id == message_id)
        return await self._one(sa.or_(cases.c.number.in_(there), head))

    async def open_case_of(self, person_id: int) -> sa.Row[Any] | None:
        """Return the newest case of a person that is handed over and not closed."""
        return await self._one(sa.and_(cases.c.person_id == person_id, cases.c.state.in_(("waiting", "taken"))))

    async def queue(self, limit: int) -> Sequence[sa.Row[Any]]:
        """Return the cases that are not closed, those that nobody has first, oldest first."""
        query = (
            sa.select(cases)
            .where(cases.c.state.in_(("waiting", "taken")))
            .order_by(cases.c.state.desc(), cases.c.opened_at)
            .limit(limit)
        )
        return await self._store.do(lambda connection: connection.execute(query).all())

    async def open_count(self) -> int:
        """Return how many cases are not closed."""
        query = sa.select(sa.func.count()).where(cases.c.state.in_(("waiting", "taken")))
        return int(await self._store.do(lambda connection: connection.execute(query).scalar_one()))

    async def times(self) -> Sequence[tuple[dt.datetime, dt.datetime | None]]:
        """Return when each case that was handed over was opened and first answered."""
        query = sa.select(cases.c.opened_at, cases.c.answered_at).where(cases.c.state != "draft")
        rows = await self._store.do(lambda connection: connection.execute(query).all())
        return [(row.opened_at, row.answered_at) for row in rows]

    async def let_go(self, person_id: int, now: dt.datetime) -> tuple[int, Sequence[sa.Row[Any]]]:
        """Take a person out of the cases that were handed over, so that these can still be told to be closed.

        What stays of such a case is its number and where it stands in the group. Returns how many rows
        were changed, and the cases that were open.
        """
        theirs = sa.and_(cases.c.person_id == person_id, cases.c.head_id.is_not(None))
        blank = {
            "person_id": NOBODY,
            "chat_id": NOBODY,
            "language": "",
            "question": "",
            "district": None,
            "understood": None,
            "state": "closed",
            "closed_at": sa.func.coalesce(cases.c.closed_at, now),
            "version": cases.c.version + 1,
        }
        sent = sa.and_(relays.c.person_id == person_id, relays.c.to_message.is_not(None))
        group, message = ("from_chat", "from_message"), ("to_chat", "to_message")

        def only(kept: tuple[str, str], gone: tuple[str, str]) -> dict[str, Any]:
            return {"person_id": NOBODY, **{new: relays.c[old] for old, new in zip(kept, gone, strict=True)}}

        def work(connection: sa.Connection) -> tuple[int, Sequence[sa.Row[Any]]]:
            found = sa.select(cases).where(theirs, cases.c.state.in_(("waiting", "taken")))
            rows = connection.execute(found).all()
            changed = connection.execute(sa.update(cases).where(theirs).values(**blank)).rowcount
            # Of a message that was passed on, only the side in the group stays known; groups have negative ids.
            for kept, gone in ((group, message), (message, group)):
                side = sa.update(relays).where(sent, relays.c[kept[0]] < 0)
                changed += connection.execute(side.values(**only(kept, gone))).rowcount
            return changed, rows

        return await self._store.do(work)

    async def change(self, number: int, version: int, values: Mapping[str, Any]) -> bool:
        """Change a case that nobody has changed since it was read; return whether that was so."""
        new = sa.update(cases).where(cases.c.number == number, cases.c.version == version)
        done = await self._store.do(
            lambda connection: connection.execute(new.values(**values, version=version + 1)).rowcount
        )
        return bool(done)

    async def begin(self, relay: Relay, person_id: int, now: dt.datetime) -> Turn:
        """Say that a worker begins to pass a message on, unless it is done or another one is at it."""
        key = {"from_chat": relay.from_chat, "from_message": relay.from_message}
        mine = self._store.insert(relays).values(
            **key, case_number=relay.case_number, person_id=person_id, begun_at=now, to_chat=None, to_message=None
        )
        mine = mine.on_conflict_do_update(
            index_elements=list(key),
            set_={"begun_at": now},
            where=sa.and_(relays.c.to_message.is_(None), relays.c.begun_at <= now - self._store.lease),
        ).returning(relays.c.case_number)

        def work(connection: sa.Connection) -> Turn:
            if connection.scalar(mine) is not None:
                return Turn.MINE
            done = connection.scalar(sa.select(relays.c.to_message).where(_from(relay.from_chat, relay.from_message)))
            return Turn.OTHERS if done is None else Turn.DONE

        return await self._store.do(work)

    async def finish(self, relay: Relay) -> None:
        """Remember as which message one was passed on."""
        done = sa.update(relays).where(_from(relay.from_chat, relay.from_message))
        values = {"to_chat": relay.to_chat, "to_message": relay.to_message, "case_number": relay.case_number}
        await self._store.do(lambda connection: connection.execute(done.values(values)))

    async def give_up(self, relay: Relay) -> None:
        """Let another worker (or another try) pass a message on."""
        begun = sa.delete(relays).where(_from(relay.from_chat, relay.from_message), relays.c.to_message.is_(None))
        await self._store.do(lambda connection: connection.execute(begun))

    async def passed_on(self, chat_id: int, message_id: int) -> sa.Row[Any] | None:
        """Return as which message one was passed on."""
        query = sa.select(relays).where(_from(chat_id, message_id), relays.c.to_message.is_not(None))
        return await self._store.do(lambda connection: connection.execute(query).one_or_none())

    async def _one(self, where: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        query = sa.select(cases).where(where).order_by(cases.c.number.desc()).limit(1)
        return await self._store.do(lambda connection: connection.execute(query).one_or_none())


def _from(chat_id: int, message_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(relays.c.from_chat == chat_id, relays.c.from_message == message_id)
