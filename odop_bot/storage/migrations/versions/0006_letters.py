"""On which channel a case was opened, and answers that wait until the person looks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column and make the table."""
    op.add_column("cases", sa.Column("channel", sa.String(16), nullable=False, server_default="telegram"))
    op.create_table(
        "letters",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("case_number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("notice_id", sa.BigInteger, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "case_number", "written_at"):
        op.create_index(f"ix_letters_{column}", "letters", [column])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("letters")
    op.drop_column("cases", "channel")
