"""The file of a SQLite database: for nobody else to read, and without what was deleted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_WIPED = 1
"""The `user_version` of a file in which nothing is left that older versions deleted."""


def tune(connection: Any, _record: Any) -> None:
    """Set a new connection up."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    # What is deleted or changed is overwritten, not only marked as free.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def keep_private(path: Path) -> None:
    """Make the file if need be, and let nobody else read it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    # SQLite gives the other two the mode of the first.
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if file.exists():
            file.chmod(0o600)


def checkpoint(connection: sa.Connection) -> None:
    """Bring all into the file and empty the log of changes, which has old content in it."""
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()


def wipe_once(connection: sa.Connection) -> None:
    """Rewrite a file of an older version, in which deleted words may stand; where there is no room, later."""
    if connection.exec_driver_sql("PRAGMA user_version").scalar_one() >= _WIPED:
        return
    try:
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql(f"PRAGMA user_version={_WIPED:d}")
        checkpoint(connection)
    except sa.exc.OperationalError:
        return
