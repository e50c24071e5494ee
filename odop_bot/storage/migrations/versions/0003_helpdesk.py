"""What the helpdesk keeps: gaps, days, cases, notices, lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the helpdesk."""
    op.create_table(
        "asked",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("near", sa.JSON, nullable=False),
        sa.Column("understood", sa.JSON, nullable=False),
        sa.Column("answer_id", sa.BigInteger, nullable=True),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "gaps",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("near", sa.JSON, nullable=False),
        sa.UniqueConstraint("key", "language", "cause", name="uq_gaps_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("state", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
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
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "relays",
        sa.Column("from_chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("from_message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case_number", sa.Integer, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("to_chat", sa.BigInteger, nullable=True),
        sa.Column("to_message", sa.BigInteger, nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "readers",
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("district", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("admin_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("district", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deliveries",
        sa.Column("notice", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "lessons",
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
    for table, column in (
        ("asked", "person_id"),
        ("asked", "asked_at"),
        ("gaps", "last_seen"),
        ("cases", "person_id"),
        ("cases", "opened_at"),
        ("relays", "case_number"),
        ("relays", "person_id"),
        ("relays", "begun_at"),
        ("notices", "stage"),
        ("deliveries", "outcome"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_relays_to", "relays", ["to_chat", "to_message"])


def downgrade() -> None:
    """Remove the tables of the helpdesk."""
    for table in (
        "lessons",
        "deliveries",
        "notices",
        "readers",
        "relays",
        "cases",
        "days",
        "gaps",
        "asked",
    ):
        op.drop_table(table)
