"""One step of each round at a time, in tasks aside where it need not be waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from odop_bot.conversation.quiz.channel import ChannelError
from odop_bot.storage import StoreError

log = logging.getLogger(__name__)


class Steps:
    """The steps that this process makes in the rounds of a channel."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def step(self, round_id: int) -> AsyncIterator[None]:
        """Let one step of a round be made at a time."""
        lock = self._locks.setdefault(round_id, asyncio.Lock())
        self._waiting[round_id] = self._waiting.get(round_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[round_id] -= 1
            if not self._waiting[round_id]:
                del self._waiting[round_id], self._locks[round_id]

    def aside(self, round_id: int, work: Coroutine[Any, Any, Any]) -> None:
        """Work on a round in a task of its own, unless somebody does already; the next tick tries again."""
        if round_id in self._locks:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            what = error if isinstance(error, ChannelError | StoreError) else type(error).__name__
            log.warning("A round could not go on (%s); trying again.", what)

    async def finish(self) -> None:
        """Let what was begun aside come to its end."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
