"""Let one process at a time do something, by a file that it locks."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


class LockedError(Exception):
    """Another process is at it."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of a file that is there only meanwhile; a process that dies gives it back.

    Raises LockedError when another one holds it and it is not to be waited for, OSError when the
    folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:  # Windows has no such lock
        yield
        return
    while True:
        with path.open("a") as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise LockedError(f"{path} is locked") from error
            if not _is(path, file.fileno()):
                continue  # who held it has taken the file away
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return


def _is(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
