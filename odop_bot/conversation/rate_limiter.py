"""How often one person may ask."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

ASKS, PERIOD = 30, 30.0
"""A person may ask that often within so many seconds."""
TELLING = 10.0
"""Seconds until a person who goes on is told again."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a person must wait, and whether to tell them again."""

    seconds: int
    tell: bool


@dataclass(slots=True)
class _Asker:
    asked: deque[float] = field(default_factory=deque)
    """When, of late; oldest first."""
    told: float = -math.inf


class RateLimiter:
    """Counts what people ask; in memory, a restart forgives.

    The library for this looks through everybody, in a thread, at each question. Here people stand in
    the order in which they asked last, so that those to forget are always the first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, asks: int = ASKS, period: float = PERIOD) -> None:
        """Take a clock that tells seconds, and how many asks are allowed within a period of so many."""
        self._clock = clock
        self._asks = asks
        self._period = period
        self._askers: OrderedDict[int, _Asker] = OrderedDict()

    def __len__(self) -> int:
        """Return how many people are remembered."""
        return len(self._askers)

    def wait(self, person_id: int) -> Wait | None:
        """Count one update of a person; return how long to wait if it is one too many."""
        now = self._clock()
        self._forget(now)
        asker = self._askers.setdefault(person_id, _Asker())
        while asker.asked and asker.asked[0] <= now - self._period:
            asker.asked.popleft()
        if len(asker.asked) < self._asks:
            asker.asked.append(now)
            self._askers.move_to_end(person_id)
            return None
        tell = now - asker.told >= TELLING
        if tell:
            asker.told = now
        return Wait(max(1, math.ceil(asker.asked[0] + self._period - now)), tell)

    def _forget(self, now: float) -> None:
        """Forget those who have not asked for a whole period."""
        while self._askers:
            person_id, asker = next(iter(self._askers.items()))
            if asker.asked[-1] > now - self._period:
                return
            del self._askers[person_id]
