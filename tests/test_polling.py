"""Fetching updates: each is handled once, none is confirmed before it is done, and few fetches do."""

from __future__ import annotations

import asyncio
import random
from typing import Any, cast

import pytest
from telegram import Bot, Update

from odop_bot.channels.telegram import polling
from odop_bot.channels.telegram.polling import Poller

AT_A_TIME = 100
"""Updates that Telegram gives at most."""


class Updates:
    """What Telegram keeps for a bot, and the bot's work on it."""

    def __init__(self, count: int, seed: int, step: int = 1, hopeless: int | None = None) -> None:
        """`step` is how far the numbers are apart; the update `hopeless` cannot be handled before the end."""
        self.waiting = list(range(1, count * step + 1, step))
        self._hopeless = hopeless
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
        assert self.done.issuperset({*confirmed} - {self._hopeless}), "an update was confirmed before it was done"
        self.waiting = self.waiting[len(confirmed) :]
        await asyncio.sleep(0)
        return [{"update_id": number} for number in self.waiting[:AT_A_TIME]]

    async def handle(self, update: Update) -> bool:
        """Take a moment, some at a time, now and then a longer one."""
        self.handled.append(update.update_id)
        if update.update_id == self._hopeless:
            await asyncio.sleep(0)
            return self.stop.is_set()
        async with self._room:
            for _ in range(self._random.choice((1, 1, 5, 60))):
                await asyncio.sleep(0)
        self.done.add(update.update_id)
        if len(self.done) == self.count - (self._hopeless is not None):
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


@pytest.mark.parametrize("step", [1, 3])
def test_one_that_cannot_be_handled_holds_up_nobody(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram gives a hundred at a time, the oldest first, and leaves numbers out now and then."""
    monkeypatch.setattr(polling, "PAUSES", (0.0,) * len(polling.PAUSES))
    monkeypatch.setattr(polling, "WINDOW", 40)

    async def run() -> Updates:
        updates = Updates(400, 1, step, hopeless=1)
        async with asyncio.timeout(60):
            await Poller(cast(Bot, updates), updates.handle, ["message"]).run(updates.stop)
        return updates

    updates = asyncio.run(run())
    assert updates.done == set(range(1 + step, 400 * step + 1, step))
    assert updates.waiting == []
    assert updates.handled.count(1) > len(polling.PAUSES)


def test_an_update_that_holds_up_nobody_is_tried_until_it_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.0,) * len(polling.PAUSES))

    async def run() -> int:
        updates, tries = Updates(1, 1), 0

        async def handle(update: Update) -> bool:
            nonlocal tries
            tries += 1
            return tries > 2 * len(polling.PAUSES) and await updates.handle(update)

        async with asyncio.timeout(60):
            await Poller(cast(Bot, updates), handle, ["message"]).run(updates.stop)
        assert updates.waiting == []
        return tries

    assert asyncio.run(run()) == 2 * len(polling.PAUSES) + 1
