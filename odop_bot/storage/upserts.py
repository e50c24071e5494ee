"""Write a row, or change the one that has its key, in one statement of the database in use."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from odop_bot.storage.tables import answers, chats, feedback, people


class Upserts:
    """The statements of a kind of database; made once, for making one takes longer than running it."""

    def __init__(self, dialect: str) -> None:
        """Prepare for `sqlite` or `postgresql`."""
        self.insert = _insert_of(dialect)
        """Makes an INSERT into a table that may change the row which is there already."""
        self._puts = {table: self._statement(table) for table in (answers, chats, people, feedback)}

    def put(self, connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
        """Write a row with all its columns, or change the one that has its key."""
        if table not in self._puts:
            self._puts[table] = self._statement(table)
        connection.execute(self._puts[table], row)

    def _statement(self, table: sa.Table) -> Any:
        statement = self.insert(table)
        changed = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)


def _insert_of(dialect: str) -> Any:
    if dialect == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert
