"""Let one process at a time do something, by a file that it locks."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from odop_bot.errors import OdopError


class LockedError(OdopError):
    """Another process is at it."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of a file that is there only meanwhile; a process that dies gives it back.

    Raises LockedError when another one holds it and it is not to be waited for, OSError when the
    folder cannot be written.
    """
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            if not lock(descriptor, wait=wait):
                raise LockedError(f"{path} is locked")
            if not _is(path, descriptor):
                continue  # who held it has taken the file away
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return
        finally:
            os.close(descriptor)


def lock(descriptor: int, *, wait: bool = False) -> bool:
    """Lock an open file for this process, which its death undoes; return whether nobody else has it."""
    try:
        import fcntl
    except ImportError:  # Windows has no such lock, and one process only
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
