"""Let one answer at a time be between its sending and the note of it: a kill doubles that one, and no other.

An answer that takes long lets the next one in: a chat that is slow, or over its limit, holds nobody up,
and where Telegram is far away as many are under way as it takes for a hundred a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HOLD_SECONDS = 0.01


class Window:
    """The place in which an answer is sent; each update that sends new messages needs it once."""

    def __init__(self, hold: float = HOLD_SECONDS) -> None:
        """Let the next one in after `hold` seconds at the latest."""
        self._room = asyncio.Semaphore(1)
        self._hold = hold

    @contextmanager
    def turn(self) -> Iterator[_Place]:
        """Let the first call that sends something wait for the place, which is kept until it is left."""
        place = _Place(self._room, self._hold)
        before = _place.set(place)
        try:
            yield place
        finally:
            place.leave()
            _place.reset(before)


class _Place:
    """The place of one answer."""

    def __init__(self, room: asyncio.Semaphore, hold: float) -> None:
        self._room = room
        self._hold = hold
        self._entered = self._held = False
        self._late: asyncio.TimerHandle | None = None

    async def enter(self) -> None:
        """Wait for the place, once."""
        if self._entered:
            return
        self._entered = True
        await self._room.acquire()
        self._held = True
        self._late = asyncio.get_running_loop().call_later(self._hold, self.leave)

    def leave(self) -> None:
        """Let the next one in."""
        if self._late is not None:
            self._late.cancel()
        if self._held:
            self._held = False
            self._room.release()


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


async def entered() -> None:
    """Wait for the place of the answer in work, if it has one."""
    place = _place.get()
    if place is not None:
        await place.enter()
