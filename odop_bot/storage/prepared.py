"""Statements that every message runs, worked out once: to take one through the library anew costs most of its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
_Process = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one kind of database, with what its values are turned into on the way."""

    def __init__(
        self,
        statement: sa.Executable,
        dialect: sa.Dialect,
        *,
        columns: Sequence[str] | None = None,
        returns: Sequence[sa.ColumnElement[Any]] = (),
    ) -> None:
        """Prepare a statement; an INSERT writes `columns`, all of its table if none are named.

        `returns` are the columns of the rows that it gives.
        """
        keys = list(columns) if columns is not None else None
        compiled = statement.compile(dialect=dialect, column_keys=keys)  # type: ignore[attr-defined] # all that run have it
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what can be run is one
        self._words = compiled.string
        self._order = tuple(compiled.positiontup or ()) if compiled.positional else None
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._given = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
        }
        self._gives = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in returns]

    def run(self, connection: sa.Connection, values: dict[str, Any]) -> Row | None:
        """Run it in the transaction of a connection; return the first row that it gives.

        Raises the errors of the database's driver.
        """
        read = {**self._fixed, **values}
        made = {name: read[name] if process is None else process(read[name]) for name, process in self._given.items()}
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._words, made if self._order is None else tuple(made[name] for name in self._order))
            # All of it: a statement that changes rows is done only when the last one is read.
            rows = cursor.fetchall() if self._gives else ()
        finally:
            cursor.close()
        return self._read(rows[0]) if rows else None

    def _read(self, row: Row) -> Row:
        return tuple(
            value if process is None else process(value) for value, process in zip(row, self._gives, strict=True)
        )
