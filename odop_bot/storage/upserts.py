"""Write a row, or change the one that has its key, in one statement of the database in use."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from odop_bot.storage.prepared import Prepared


class Upserts:
    """The statements of a kind of database; made once, for making one takes longer than running it."""

    def __init__(self, dialect: sa.Dialect) -> None:
        """Make them for SQLite or PostgreSQL."""
        self.dialect = dialect
        self.insert = _insert_of(dialect.name)
        """Makes an INSERT into a table that may change the row which is there already."""
        self._puts: dict[sa.Table, Prepared] = {}

    def put(self, connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
        """Write a row with all its columns, or change the one that has its key."""
        put = self._puts.get(table)
        if put is None:
            put = self._puts[table] = self._put(table)
        put.run(connection, row)

    def _put(self, table: sa.Table) -> Prepared:
        statement = self.insert(table)
        changed = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        upsert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)
        return Prepared(upsert, self.dialect)


def _insert_of(dialect: str) -> Any:
    if dialect == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert
