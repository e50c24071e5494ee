"""Do what takes long beside everything else, so that nobody in the chat waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.updates import DRAIN_SECONDS

log = logging.getLogger(__name__)


class Aside:
    """Tasks of one bot, each with a name; of two with the same name at once, the second is not begun."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, name: str, work: Coroutine[Any, Any, None], failed: Callable[[], Awaitable[None]]) -> None:
        """Begin some work; `failed` tells of it when it fails."""
        if name in self._tasks:
            work.close()
            return
        self._tasks[name] = asyncio.create_task(self._do(name, work, failed))

    async def finish(self) -> None:
        """Let what was begun come to its end, but not for long."""
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _do(self, name: str, work: Coroutine[Any, Any, None], failed: Callable[[], Awaitable[None]]) -> None:
        try:
            await work
        except Exception:
            log.exception("What was begun aside has failed.")
            try:
                await failed()
            except Exception as error:
                log.warning("Nobody could be told of it (%s).", described(error))
        finally:
            del self._tasks[name]
