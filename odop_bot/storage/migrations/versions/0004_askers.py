"""Marks of who asked what was not known, for /forget."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "askers",
        sa.Column("gap", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.String(32), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("askers")
