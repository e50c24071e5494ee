"""What is remembered of a chat and of the person who writes, as it is read to answer a message."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from odop_bot.storage.tables import chats, people


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a chat and of the person who writes."""

    context: dict[str, Any]
    """What the chat last spoke of."""
    language: str | None
    """The language that the person has fixed."""
    district: int | None = None
    """LGD code of the district that the person has called their own."""

    @classmethod
    def of(cls, row: Any) -> Kept:
        """Return what a row with the values of `VALUES` says."""
        context, language, district = row
        return cls(dict(context or {}), language, district)


VALUES = (
    sa.select(chats.c.context).where(chats.c.chat_id == sa.bindparam("chat")).scalar_subquery(),
    sa.select(people.c.language).where(people.c.person_id == sa.bindparam("person")).scalar_subquery(),
    sa.select(people.c.district).where(people.c.person_id == sa.bindparam("person")).scalar_subquery(),
)
"""What is read of `chat` and `person`, wherever that is."""
_RECALL = sa.select(*VALUES)
_ahead: ContextVar[tuple[int, int | None, Kept] | None] = ContextVar("ahead", default=None)


def recalled(connection: sa.Connection, chat_id: int, person_id: int | None) -> Kept:
    """Read what is remembered of a chat and a person."""
    return Kept.of(connection.execute(_RECALL, {"chat": chat_id, "person": person_id}).one())


def set_ahead(chat_id: int, person_id: int | None, kept: Kept | None) -> None:
    """Lay down for the first who asks what was read when the work on an update began; None: nothing was."""
    _ahead.set((chat_id, person_id, kept) if kept is not None else None)


def taken_ahead(chat_id: int, person_id: int | None) -> Kept | None:
    """Return what was read ahead of a chat and a person, once."""
    ahead = _ahead.get()
    if ahead is None:
        return None
    _ahead.set(None)
    return ahead[2] if ahead[:2] == (chat_id, person_id) else None
