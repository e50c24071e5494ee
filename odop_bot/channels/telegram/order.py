"""Work on many chats at once, but on one chat's updates in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update


class ChatOrder:
    """Lets each chat (or person, where there is no chat) have one update in work at a time."""

    def __init__(self, at_once: int) -> None:
        """Let `at_once` updates be in work together."""
        self._room = asyncio.Semaphore(at_once)
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def run(self, update: Update, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do the work of an update when that of the same chat before it is done; return what it returns."""
        key = _key(update)
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lock, self._room:
                return await work()
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]


def _key(update: Update) -> int:
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else 0
