"""A person's own district, and what is wrong about an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("people", sa.Column("district", sa.Integer, nullable=True))
    op.add_column("feedback", sa.Column("what", sa.String(16), nullable=True))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("feedback", "what")
    op.drop_column("people", "district")
