"""Rounds, questions and answers of the quiz, what people remember, the daily set."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the quiz."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "quiz_rounds",
        sa.Column("round_id", sa.Integer, primary_key=True),
        sa.Column("origin", sa.String(64), nullable=False, unique=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("ends_at", moment, nullable=True),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("touched_at", moment, nullable=False),
    )
    op.create_table(
        "quiz_questions",
        sa.Column("round_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("question", sa.JSON, nullable=False),
        sa.Column("poll_id", sa.String(64), nullable=True, unique=True),
        sa.Column("message_id", sa.BigInteger, nullable=True),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("again", sa.Boolean, nullable=False),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("closes_at", moment, nullable=True),
        sa.Column("closed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "quiz_votes",
        sa.Column("round_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("choice", sa.Integer, nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("voted_at", moment, nullable=False),
    )
    op.create_table(
        "quiz_cards",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("card", sa.JSON, nullable=False),
        sa.Column("due", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
    )
    op.create_table(
        "quiz_days",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("right", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
    )
    op.create_table(
        "quiz_daily",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("updated_at", moment, nullable=False),
    )
    for table, column in (
        ("quiz_rounds", "chat_id"),
        ("quiz_rounds", "person_id"),
        ("quiz_rounds", "status"),
        ("quiz_rounds", "touched_at"),
        ("quiz_questions", "closes_at"),
        ("quiz_votes", "person_id"),
        ("quiz_cards", "due"),
        ("quiz_cards", "updated_at"),
        ("quiz_daily", "updated_at"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Remove the tables of the quiz."""
    for table in ("quiz_daily", "quiz_days", "quiz_cards", "quiz_votes", "quiz_questions", "quiz_rounds"):
        op.drop_table(table)
