"""Chats, answers, people and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, nullable=True),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("question_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("answer_id", sa.BigInteger, nullable=True),
        sa.Column("person_id", sa.BigInteger, nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(16), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )
    for table, column in (
        ("chats", "person_id"),
        ("chats", "updated_at"),
        ("answers", "person_id"),
        ("answers", "begun_at"),
        ("feedback", "given_at"),
        ("people", "updated_at"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Remove the first tables."""
    for table in ("feedback", "people", "answers", "chats"):
        op.drop_table(table)
