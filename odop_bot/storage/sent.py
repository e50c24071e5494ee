"""Note what was sent at the very moment at which Telegram says so, before the database has time for it.

A kill between the two would have the answer given again. The note is a line in a file, which outlives
the process; the file is emptied as soon as the database has it all, and the next start reads what is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from odop_bot.locking import lock

PATTERN = "sent-{mark}-{own}.jsonl"


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that Telegram has taken."""

    chat_id: int
    question_id: int
    answer_id: int
    context: dict[str, Any] | None = None
    """What the chat speaks of then."""
    update_id: int | None = None


class SentNotes:
    """The notes of this process; where no file can be written a kill may double a few answers more."""

    def __init__(self, folder: Path, mark: str) -> None:
        """Keep the file in a folder; it is made with the first note.

        `mark` tells whose the notes are: what another bot has sent, or what stands in another database, is no answer
        of ours, though its numbers be the same.
        """
        self._folder = folder
        self._mark = mark
        self._file: int | None = None
        self._path: Path | None = None
        self._open = 0

    @contextlib.contextmanager
    def noted(self, sent: Sent) -> Iterator[None]:
        """Note an answer until the end of this, at which the database has it."""
        self._open += 1
        with contextlib.suppress(OSError):
            os.write(self._descriptor(), _line(sent))
        try:
            yield
        finally:
            self._open -= 1
            if not self._open and self._file is not None:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, 0)

    async def settle(self, finish: Callable[[Sent], Awaitable[None]]) -> None:
        """Finish what processes that were killed have noted. Raises what `finish` raises."""
        for path in self._folder.glob(PATTERN.format(mark=self._mark, own="*")):
            with contextlib.suppress(OSError), path.open("rb") as file:
                if path == self._path or not lock(file.fileno()):
                    continue
                for sent in filter(None, map(_read, file)):
                    await finish(sent)
                path.unlink()

    def close(self) -> None:
        """Delete the file; nothing is noted any more."""
        if self._file is None or self._path is None:
            return
        with contextlib.suppress(OSError):
            self._path.unlink()
            os.close(self._file)
        self._file = None

    def _descriptor(self) -> int:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path = self._folder / PATTERN.format(mark=self._mark, own=secrets.token_hex(8))
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            lock(self._file)
        return self._file


def _line(sent: Sent) -> bytes:
    # What is in a context is plain already: `asdict` would copy it all.
    return f"{json.dumps({name: getattr(sent, name) for name in _FIELDS})}\n".encode()


_FIELDS = tuple(field.name for field in fields(Sent))


def _read(line: bytes) -> Sent | None:
    """Return what a line says; None for one that was cut short."""
    try:
        return Sent(**json.loads(line))
    except (ValueError, TypeError):
        return None
