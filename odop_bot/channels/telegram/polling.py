"""Fetch updates by long polling, and confirm each only when it is answered.

The library's own poller confirms what it has fetched, so a crash loses what it had not yet handled.
Here an update is fetched anew after a crash; the storage knows which messages are answered already.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from odop_bot.channels.telegram.sending import seconds
from odop_bot.channels.telegram.updates import DRAIN_SECONDS, read_update

log = logging.getLogger(__name__)
_FETCH = "get_Updates"
"""getUpdates, spelled so that the library does not warn: its own method gives up at the first update that it cannot
read, so it would never come past that one."""
WAIT_SECONDS = 30
"""How long Telegram keeps a request open when there is nothing new."""
FULL = 40
"""Updates in work at which fetching pauses."""
WINDOW = 100
"""Updates that Telegram gives at a time, those included that are not confirmed."""
NAP_SECONDS = 0.3
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds to wait after each failure in a row."""
MAX_ASIDE, ASIDE_SECONDS = 500, 3600.0
"""How many updates may wait aside, and how long one is tried."""
CONFLICT_SECONDS = 120.0
"""How long another copy that fetches too is waited for: a copy that is being replaced needs a moment to end."""
CONFLICT_PAUSE = 5.0


class Poller:
    """Fetches updates until it is told to stop."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[bool]], allowed: Sequence[str]) -> None:
        """Fetch updates of the `allowed` kinds; `handle` says whether one is done, if not it is tried again."""
        self._bot = bot
        self._handle = handle
        self._allowed = list(allowed)
        self._working: dict[int, asyncio.Task[None]] = {}
        self._aside: set[asyncio.Task[None]] = set()
        """Updates that are confirmed and not done."""
        self._left: set[int] = set()
        """Updates that are given back, for the next start."""
        self._next: int | None = None
        self._failures = 0
        self._conflict: float | None = None
        """When another copy was first met, on the clock of the loop."""
        self._stop = asyncio.Event()
        self._few = 0
        self._freed = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch and handle updates until `stop` is set, then finish what was begun.

        What cannot be finished then is not confirmed, so the next start gets it.

        Raises Conflict when another copy of the bot goes on fetching too, InvalidToken for a wrong token.
        """
        self._stop = stop
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

    async def _fetch(self) -> Sequence[dict[str, Any]]:
        """Return what Telegram has, unread; updates that are in work are among it: they are not confirmed yet."""
        offset = min(self._working, default=self._next)
        wait = 0 if self._working else WAIT_SECONDS
        try:
            data = await self._ask(offset, wait)
        except (InvalidToken, EndPointNotFound):
            raise
        except Conflict:
            await self._give_way()
            return ()
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
            return ()
        except TelegramError as error:
            pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
            self._failures += 1
            log.warning("Telegram cannot be reached (%s); trying again in %g s.", error, pause)
            await asyncio.sleep(pause)
            return ()
        self._failures, self._conflict = 0, None
        return data

    async def _give_way(self) -> None:
        """Wait a moment for another copy to end. Raises Conflict when it has had its time."""
        now = asyncio.get_running_loop().time()
        if self._conflict is None:
            self._conflict = now
            log.warning("Another copy of this bot fetches too; trying again for %g s.", CONFLICT_SECONDS)
        if now - self._conflict >= CONFLICT_SECONDS:
            raise Conflict("another copy goes on")
        await asyncio.sleep(CONFLICT_PAUSE)

    async def _ask(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        """Confirm what is before the offset; return the first updates of what is left, as Telegram gives them."""
        asked = {"offset": offset, "timeout": wait, "allowed_updates": self._allowed}
        updates: list[dict[str, Any]] = await self._bot.do_api_request(_FETCH, asked, read_timeout=wait + 10)
        return updates

    def _begin(self, fetched: Sequence[dict[str, Any]]) -> int:
        """Start the work on what is new; return how many updates that are."""
        # Reading one takes long, and most have come before.
        fresh = [update for item in fetched if self._is_new(item) and (update := read_update(item, self._bot))]
        for update in fresh:
            task = asyncio.create_task(self._work(update))
            self._working[update.update_id] = task
            self._next = update.update_id + 1
        return len(fresh)

    def _is_new(self, item: dict[str, Any]) -> bool:
        number = item.get("update_id") if isinstance(item, dict) else None
        if not isinstance(number, int):
            return False
        return number not in self._working and (self._next is None or number >= self._next)

    async def _work(self, update: Update) -> None:
        tries = 0
        done = False
        try:
            while not (done := await self._handle(update)) and not self._stop.is_set():
                if tries >= len(PAUSES) and self._holds_others_up(update):
                    self._set_aside(update)
                    done = True
                    break
                await self._wait(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
        finally:
            del self._working[update.update_id]
            if not done:
                self._left.add(update.update_id)
            if len(self._working) <= self._few:
                self._freed.set()

    def _set_aside(self, update: Update) -> None:
        """Confirm an update that cannot be handled now, so that others come, and go on trying."""
        if len(self._aside) >= MAX_ASIDE:
            log.error("Update %s could not be handled and holds others up; it is dropped.", update.update_id)
            return
        log.warning("Update %s waits aside: Telegram gives nothing new before it is confirmed.", update.update_id)
        task = asyncio.create_task(self._try_aside(update))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _try_aside(self, update: Update) -> None:
        end = asyncio.get_running_loop().time() + ASIDE_SECONDS
        while not await self._handle(update):
            if asyncio.get_running_loop().time() >= end:
                log.error("Update %s could not be handled for long; it is dropped.", update.update_id)
                return
            await asyncio.sleep(PAUSES[-1])

    def _holds_others_up(self, update: Update) -> bool:
        """Whether Telegram gives nothing new before this update is confirmed."""
        return self._next is not None and self._next - update.update_id >= WINDOW

    async def _wait(self, pause: float) -> None:
        """Wait, but not past the stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), pause)

    async def _nap(self, few: int) -> None:
        """Wait until so few updates are in work, or a moment: new ones of others must not wait for slow ones."""
        self._few = few
        self._freed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NAP_SECONDS):
                await self._freed.wait()

    async def _finish(self) -> None:
        """Finish what was begun and tell Telegram so."""
        working = [*self._working.values(), *self._aside]
        if working:
            _, slow = await asyncio.wait(working, timeout=DRAIN_SECONDS)
            lost = len(self._aside & slow)
            if lost:
                log.error("%s updates that waited aside are lost.", lost)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        confirmed = min(self._left, default=self._next)
        if confirmed is not None:
            try:
                await self._ask(confirmed, 0)
            except TelegramError as error:
                log.info("The last updates could not be confirmed (%s); they will come again.", error)
