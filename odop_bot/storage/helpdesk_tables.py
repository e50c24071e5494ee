"""The tables of the helpdesk, as the newest migration leaves them."""

from __future__ import annotations

import sqlalchemy as sa

from odop_bot.storage.tables import metadata

asked = sa.Table(
    "asked",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, nullable=True, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("near", sa.JSON, nullable=False),
    sa.Column("understood", sa.JSON, nullable=False),
    sa.Column("answer_id", sa.BigInteger, nullable=True),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""The last question of each chat, masked; `open` while something to choose from is offered."""

gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("cause", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("near", sa.JSON, nullable=False),
    sa.UniqueConstraint("key", "language", "cause", name="uq_gaps_key"),
    sqlite_autoincrement=True,
)
"""What the bot did not know, counted by meaning; nobody's. A number is never given twice."""

askers = sa.Table(
    "askers",
    metadata,
    sa.Column("gap", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mark", sa.String(32), primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
)
"""How often the question of a gap came from one person: a keyed hash of person and gap, which names nobody."""

days = sa.Table(
    "days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("language", sa.String(16), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("state", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("count", sa.Integer, nullable=False),
)
"""How many questions of a kind came on a day; nobody's."""

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=True),
    sa.Column("understood", sa.Text, nullable=True),
    sa.Column("holder", sa.BigInteger, nullable=True),
    sa.Column("holder_name", sa.Text, nullable=True),
    sa.Column("group_id", sa.BigInteger, nullable=True),
    sa.Column("topic_id", sa.BigInteger, nullable=True),
    sa.Column("head_id", sa.BigInteger, nullable=True),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(16), nullable=False, server_default="telegram"),
    sqlite_autoincrement=True,
)
"""What people have handed to the helpdesk, and on which channel. The answers stand in Telegram, or wait as letters."""

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("case_number", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("notice_id", sa.BigInteger, nullable=True),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sqlite_autoincrement=True,
)
"""What the helpdesk says to people whom no channel reaches, until they have read it.

`notice_id` is the message in the group that says so.
"""

relays = sa.Table(
    "relays",
    metadata,
    sa.Column("from_chat", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("from_message", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("case_number", sa.Integer, nullable=False, index=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("to_chat", sa.BigInteger, nullable=True),
    sa.Column("to_message", sa.BigInteger, nullable=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Index("ix_relays_to", "to_chat", "to_message"),
)
"""Which message of a case was passed on as which. Without `to_message` a worker has begun to."""

readers = sa.Table(
    "readers",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("district", sa.Integer, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
)
"""Who wants notices, of which state and district (LGD codes; 0: of all)."""

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("admin_id", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("district", sa.Integer, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False, index=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)
"""Notices of the admins; `stage` is draft, sending, done."""

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("notice", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("outcome", sa.String(16), nullable=False, index=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
)
"""Who gets which notice: waiting, sending, delivered, blocked, failed."""

lessons = sa.Table(
    "lessons",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("gap", sa.Integer, nullable=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("target", sa.String(120), nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("by_id", sa.BigInteger, nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_by", sa.Text, nullable=True),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What staff have taught: proposed, accepted, refused."""


def forgetting(person_id: int, chat_id: int) -> tuple[sa.Delete, ...]:
    """Return what deletes every row about a person, and about the chat they write in."""
    return (
        sa.delete(asked).where(sa.or_(asked.c.person_id == person_id, asked.c.chat_id == chat_id)),
        sa.delete(cases).where(cases.c.person_id == person_id),
        sa.delete(relays).where(relays.c.person_id == person_id),
        sa.delete(letters).where(letters.c.person_id == person_id),
        sa.delete(readers).where(readers.c.person_id == person_id),
        sa.delete(deliveries).where(deliveries.c.person_id == person_id),
    )
