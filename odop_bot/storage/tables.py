"""The tables, as the newest migration leaves them."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"})

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
    sa.Column("district", sa.Integer, nullable=True),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""What a person has chosen: the language of the answers, their own district (an LGD code)."""

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("what", sa.String(16), nullable=True),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""Whether a person found an answer right; the last word counts."""

quiz_rounds = sa.Table(
    "quiz_rounds",
    metadata,
    sa.Column("round_id", sa.Integer, primary_key=True),
    sa.Column("origin", sa.String(64), nullable=False, unique=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("plan", sa.JSON, nullable=False),
    sa.Column("status", sa.String(8), nullable=False, index=True),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""Rounds of the quiz: `running`, `ending` (the result is not told yet) or `ended`.

`origin` is what started it, so that an update that comes twice starts one round.
"""

quiz_questions = sa.Table(
    "quiz_questions",
    metadata,
    sa.Column("round_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("poll_id", sa.String(64), nullable=True, unique=True),
    sa.Column("message_id", sa.BigInteger, nullable=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("again", sa.Boolean, nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True, index=True),
    sa.Column("closed", sa.Boolean, nullable=False),
)
"""Questions of rounds. Without `poll_id` one is being sent; `again`: it may have been sent twice."""

quiz_votes = sa.Table(
    "quiz_votes",
    metadata,
    sa.Column("round_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("choice", sa.Integer, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
)
"""Answers in rounds: the first one of a person counts. The name is for the leaderboard, empty once that is told."""

quiz_cards = sa.Table(
    "quiz_cards",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("card", sa.JSON, nullable=False),
    sa.Column("due", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""What a person remembers of each fact."""

quiz_days = sa.Table(
    "quiz_days",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
)
"""How many questions a person has answered on each day."""

quiz_daily = sa.Table(
    "quiz_daily",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("last_day", sa.Date, nullable=True),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
"""Who wants a set of questions each day, at which minute of the day, and on which day the last one went out."""
