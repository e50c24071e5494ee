"""Bring the tables of a database up to date."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from odop_bot.storage.helpdesk_tables import gaps

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_LOCK = 7311
"""Number of the lock on PostgreSQL that says: the tables are being changed."""


def migrate(connection: sa.Connection) -> None:
    """Make the tables of a new database; in an older one, run the migrations that it has not seen yet."""
    if connection.dialect.name == "postgresql":
        # Two workers that start at once must not both make the tables.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    newest = max(path.stem.partition("_")[0] for path in MIGRATIONS.glob("versions/*.py"))
    seen = _revision(connection)
    if seen == newest:
        return
    if seen is None and not sa.inspect(connection).get_table_names():
        _make(connection, newest)
    else:
        upgrade(connection)


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations that the database has not seen yet, up to one."""
    # Loading it takes a fifth of a second, and most starts do not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _make(connection: sa.Connection, newest: str) -> None:
    """Make all tables at once, as the newest migration leaves them, and note that it need not be run."""
    if connection.dialect.name == "sqlite":
        # Its driver begins no transaction by itself for this: a kill would leave a part of the tables.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    gaps.metadata.create_all(connection)
    # As the tool itself makes it.
    versions = sa.Table(
        "alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), nullable=False, primary_key=True)
    )
    versions.create(connection, checkfirst=True)
    connection.execute(sa.delete(versions))
    connection.execute(sa.insert(versions).values(version_num=newest))


def _revision(connection: sa.Connection) -> str | None:
    """Return the migration that the database has seen last."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision
