"""Wait for what must come: as long as a busy machine may need, and no longer than it takes."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 240.0
"""Seconds after which a test gives up; only a failure takes that long."""
_PAUSE = 0.02


def until(what: Callable[[], object], why: Callable[[], object] = str) -> None:
    """Look again and again until something is so; fail with what `why` says if it does not come."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why()
        time.sleep(_PAUSE)
