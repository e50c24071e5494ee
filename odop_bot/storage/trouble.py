"""What is wrong with the database, in words that say nothing of anybody."""

from __future__ import annotations

import errno
import re
import time

import sqlalchemy as sa

from odop_bot.errors import OdopError

LATELY = 60.0
"""Seconds for which a trouble is told."""
_VALUES = re.compile(r'"[^"]*"|\'[^\']*\'|\([^)]*\)|\d{5,}')
_OF_THE_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CORRUPT")
_ERRORS_OF_THE_DISK = (errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EDQUOT, errno.EIO)


class StoreError(OdopError):
    """The database did not do its work. The message has neither the statement nor its values."""


class DiskError(StoreError):
    """The disk is full, cannot be written, or its content is damaged."""


def told(error: Exception) -> StoreError:
    """Return an error of the library, or of the database's driver, as one that can be shown and logged."""
    original = getattr(error, "orig", None) if isinstance(error, sa.exc.SQLAlchemyError) else error
    name = type(error).__name__
    if original is None:
        return StoreError(name)
    code = str(getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or "")
    first = (str(original).strip().splitlines() or [""])[0]
    words = _VALUES.sub("…", first)[:200]
    kind = DiskError if code.startswith(_OF_THE_DISK) else StoreError
    return kind(f"{name} ({', '.join(part for part in (code, words) if part)})")


def is_of_the_disk(error: Exception) -> bool:
    """Whether an error comes from a disk that is full, cannot be written, or is damaged."""
    return isinstance(error, DiskError) or (isinstance(error, OSError) and error.errno in _ERRORS_OF_THE_DISK)


class Troubles:
    """Counts what went wrong, from any thread."""

    def __init__(self) -> None:
        self.count = 0
        """Works that failed since the start."""
        self._last: tuple[float, str] | None = None

    def note(self, error: StoreError) -> None:
        """Count a failure."""
        self.count += 1
        self._last = (time.monotonic(), str(error))

    @property
    def now(self) -> str | None:
        """What went wrong of late; None if nothing did."""
        if self._last is None or self._last[0] < time.monotonic() - LATELY:
            return None
        return self._last[1]
