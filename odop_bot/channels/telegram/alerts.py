"""Tell the admins what goes wrong: each kind of trouble once in ten minutes, with how often it came."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from odop_bot.channels.telegram.sending import quietly

log = logging.getLogger(__name__)
PERIOD = 600.0
"""Seconds in which a kind of trouble is told once."""
LOOK = 5.0
MAX_KINDS = 50
REST = "other"
"""The kind of all that are too many."""


@dataclass(slots=True)
class _Kind:
    since: float
    words: str
    more: int = 0


class Alerts:
    """Counts troubles by kind and tells the admins."""

    def __init__(
        self,
        bot: Bot,
        admins: Iterable[int],
        again: Callable[[int, str], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what says, as HTML, that what a text tells came so many times more."""
        self._bot = bot
        self._admins = tuple(admins)
        self._again = again
        self._clock = clock
        self._kinds: dict[str, _Kind] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def tell(self, kind: str, words: str) -> None:
        """Tell the admins of a trouble, or count it if they know its kind already."""
        if kind not in self._kinds and len(self._kinds) >= MAX_KINDS:
            kind = REST
        known = self._kinds.get(kind)
        if known is not None and self._clock() < known.since + PERIOD:
            known.more, known.words = known.more + 1, words
            return
        self._kinds[kind] = _Kind(self._clock(), words)
        await self._send(words)

    def note(self, kind: str, words: str) -> None:
        """Do the same without letting anybody wait for it."""
        task = asyncio.get_running_loop().create_task(self.tell(kind, words))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def look(self) -> None:
        """Tell how often each kind came since it was told, once its time is over."""
        now = self._clock()
        for name, kind in list(self._kinds.items()):
            if now < kind.since + PERIOD:
                continue
            if kind.more:
                words = self._again(kind.more, kind.words)
                self._kinds[name] = _Kind(now, kind.words)
                await self._send(words)
            else:
                del self._kinds[name]

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            await self.look()

    async def _send(self, words: str) -> None:
        for admin in self._admins:
            try:
                await quietly(self._bot.send_message(admin, words))
            except TelegramError as error:
                log.warning("A admin could not be told of a trouble (%s).", type(error).__name__)
