"""Fetch updates by long polling, and confirm each only when it is answered.

The library's own poller confirms what it has fetched, so a crash loses what it had not yet handled.
Here an update is fetched anew after a crash; the storage knows which messages are answered already.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

log = logging.getLogger(__name__)
WAIT_SECONDS = 30
"""How long Telegram keeps a request open when there is nothing new."""
FULL = 40
"""Updates in work at which fetching pauses; Telegram gives at most 100 at a time, those included."""
NAP_SECONDS = 0.3
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds to wait after each failure in a row."""


class Poller:
    """Fetches updates until it is told to stop."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[bool]], allowed: Sequence[str]) -> None:
        """Fetch updates of the `allowed` kinds; `handle` says whether one is done, if not it is tried again."""
        self._bot = bot
        self._handle = handle
        self._allowed = list(allowed)
        self._working: dict[int, asyncio.Task[None]] = {}
        self._next: int | None = None
        self._failures = 0
        self._few = 0
        self._freed = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch and handle updates until `stop` is set, then finish what was begun.

        Raises Conflict when another copy of the bot fetches too, InvalidToken for a wrong token.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                fetching = asyncio.create_task(self._fetch())
                await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not fetching.done():
                    fetching.cancel()
                    await asyncio.gather(fetching, return_exceptions=True)
                    break
                fresh = self._begin(fetching.result())
                if len(self._working) >= FULL:
                    await self._nap(FULL - 1)
                elif self._working and not fresh:
                    await self._nap(len(self._working) - 1)
        finally:
            stopping.cancel()
            await self._finish()

    async def _fetch(self) -> Sequence[Update]:
        """Return what Telegram has, updates that are in work included: they are not confirmed yet."""
        offset = min(self._working, default=self._next)
        wait = 0 if self._working else WAIT_SECONDS
        try:
            updates = await self._bot.get_updates(
                offset=offset, timeout=wait, read_timeout=wait + 10, allowed_updates=self._allowed
            )  # fmt: skip
        except (Conflict, InvalidToken):
            raise
        except RetryAfter as error:
            await asyncio.sleep(_seconds(error))
            return ()
        except TelegramError as error:
            pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
            self._failures += 1
            log.warning("Telegram cannot be reached (%s); trying again in %g s.", error, pause)
            await asyncio.sleep(pause)
            return ()
        self._failures = 0
        return updates

    def _begin(self, updates: Sequence[Update]) -> int:
        """Start the work on what is new; return how many updates that are."""
        fresh = [
            update for update in updates
            if update.update_id not in self._working and (self._next is None or update.update_id >= self._next)
        ]  # fmt: skip
        for update in fresh:
            task = asyncio.create_task(self._work(update))
            self._working[update.update_id] = task
            self._next = update.update_id + 1
        return len(fresh)

    async def _work(self, update: Update) -> None:
        try:
            for pause in PAUSES:
                if await self._handle(update):
                    break
                await asyncio.sleep(pause)
        finally:
            del self._working[update.update_id]
            if len(self._working) <= self._few:
                self._freed.set()

    async def _nap(self, few: int) -> None:
        """Wait until so few updates are in work, or a moment: new ones of others must not wait for slow ones."""
        self._few = few
        self._freed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NAP_SECONDS):
                await self._freed.wait()

    async def _finish(self) -> None:
        """Finish what was begun and tell Telegram so."""
        if self._working:
            await asyncio.gather(*self._working.values(), return_exceptions=True)
        if self._next is not None:
            try:
                await self._bot.get_updates(offset=self._next, timeout=0, limit=1, allowed_updates=self._allowed)
            except (NetworkError, Conflict, RetryAfter) as error:
                log.info("The last updates could not be confirmed (%s); they will come again.", error)


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return float(pause if isinstance(pause, int | float) else pause.total_seconds())
