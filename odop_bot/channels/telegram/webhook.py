"""Take updates by webhook, and say "done" only when they are answered.

Telegram delivers an update again until it gets a 2xx. The library's own webhook says so before the
work begins; a crash then loses the update. Here the answer comes after the work, so any number of
workers behind one address can come and go. Who serves the address is no matter here.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update

from odop_bot.channels.telegram.updates import DRAIN_SECONDS, read_update

MAX_BYTES = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
DONE, WRONG, FORBIDDEN, AGAIN = 200, 400, 403, 503
"""What Telegram is told: AGAIN has it deliver the update once more."""


class Webhook:
    """Handles what is posted to the bot's address."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[bool]], secret: str | None) -> None:
        """Take updates, with a `secret` only from who knows it.

        `handle` says whether an update is done; if not, it should be delivered again.
        """
        self.secret = secret
        self._bot = bot
        self._handle = handle
        self._working: set[asyncio.Future[bool]] = set()
        self._closing = False

    def knows(self, given: str) -> bool:
        """Whether who posts knows the secret."""
        return self.secret is None or hmac.compare_digest(given.encode(), self.secret.encode())

    async def take(self, body: bytes) -> int:
        """Handle one update; return the status to answer with."""
        try:
            data: Any = json.loads(body)
        except (ValueError, RecursionError):  # the latter for what is nested too deep
            data = None
        update = read_update(data, self._bot)
        if update is None:
            return WRONG
        # Connections that are open stay open, but what comes through them now is for another worker.
        if self._closing:
            return AGAIN
        task = asyncio.ensure_future(self._handle(update))
        self._working.add(task)
        try:
            return DONE if await asyncio.shield(task) else AGAIN
        except asyncio.CancelledError:
            return AGAIN
        finally:
            self._working.discard(task)

    async def close(self) -> None:
        """Take no more updates, finish those that were begun, and give back what takes too long."""
        self._closing = True
        working = set(self._working)
        if working:
            _, slow = await asyncio.wait(working, timeout=DRAIN_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
