"""How often one person may ask."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

ASKING = parse("30 per 30 seconds")
TELLING = parse("1 per 10 seconds")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a person must wait, and whether to tell them again."""

    seconds: int
    tell: bool


class Patience:
    """Counts what people ask; in memory, a restart forgives."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def wait(self, person_id: int) -> Wait | None:
        """Count one update of a person; return how long to wait if it is one too many."""
        key = str(person_id)
        if await self._limiter.hit(ASKING, "ask", key):
            return None
        window = await self._limiter.get_window_stats(ASKING, "ask", key)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        return Wait(seconds, await self._limiter.hit(TELLING, "tell", key))
