"""The tables, as the newest migration leaves them."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"}
)  # fmt: skip

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, nullable=True, index=True),
    sa.Column("context", sa.JSON, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""What a chat last spoke of. `person_id` is who spoke last."""

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("question_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("answer_id", sa.BigInteger, nullable=True),
    sa.Column("person_id", sa.BigInteger, nullable=True, index=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""Which message answers which: an edited question edits its answer, and no question is answered twice.

Without `answer_id` a worker has begun to answer. Under chat 0 stand the numbers of updates.
"""

people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("language", sa.String(16), nullable=True),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""What a person has chosen."""

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""Whether a person found an answer right; the last word counts."""
