"""Fetching updates: each is handled once, none is confirmed before it is done, and few fetches do."""

from __future__ import annotations

import asyncio
import random
from typing import Any, cast

import pytest
from telegram import Bot, Update

from odop_bot.telegram.polling import Poller

AT_A_TIME = 100
"""Updates that Telegram gives at most."""


class Updates:
    """What Telegram keeps for a bot, and the bot's work on it."""

    def __init__(self, count: int, seed: int) -> None:
        self.waiting = list(range(1, count + 1))
        self.count = count
        self.handled: list[int] = []
        self.done: set[int] = set()
        self.fetches = 0
        self.stop = asyncio.Event()
        self._room = asyncio.Semaphore(4)
        self._random = random.Random(seed)

    async def do_api_request(self, _method: str, asked: dict[str, Any], **_: Any) -> list[dict[str, Any]]:
        """Forget what is before the offset; return the first of what is left."""
        self.fetches += 1
        offset = asked["offset"]
        confirmed = [number for number in self.waiting if offset is not None and number < offset]
        assert self.done.issuperset(confirmed), "an update was confirmed before it was done"
        self.waiting = self.waiting[len(confirmed) :]
        await asyncio.sleep(0)
        return [{"update_id": number} for number in self.waiting[:AT_A_TIME]]

    async def handle(self, update: Update) -> bool:
        """Take a moment, some at a time, now and then a longer one."""
        self.handled.append(update.update_id)
        async with self._room:
            for _ in range(self._random.choice((1, 1, 5, 60))):
                await asyncio.sleep(0)
        self.done.add(update.update_id)
        if len(self.done) == self.count:
            self.stop.set()
        return True


@pytest.mark.parametrize("seed", range(5))
def test_each_update_is_handled_once_and_confirmed_when_done(seed: int) -> None:
    async def run() -> Updates:
        updates = Updates(2_000, seed)
        await Poller(cast(Bot, updates), updates.handle, ["message"]).run(updates.stop)
        return updates

    updates = asyncio.run(run())
    assert sorted(updates.handled) == list(range(1, 2_001))
    assert updates.waiting == []
    # A fetch for each answer would be as many fetches as updates.
    assert updates.fetches < updates.count / 20
