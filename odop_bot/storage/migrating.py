"""Bring the tables of a database up to date."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_LOCK = 7311
"""Number of the lock on PostgreSQL that says: the tables are being changed."""


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that the database has not seen yet."""
    if connection.dialect.name == "postgresql":
        # Two workers that start at once must not both make the tables.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if _revision(connection) == max(path.stem.partition("_")[0] for path in MIGRATIONS.glob("versions/*.py")):
        return
    # Loading it takes a fifth of a second, and most starts do not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: sa.Connection) -> str | None:
    """Return the migration that the database has seen last."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision
