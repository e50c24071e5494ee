"""Learn that the program is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal


def told_to_stop() -> asyncio.Event:
    """Return what is set when a signal tells the program to stop."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT):
        with contextlib.suppress(NotImplementedError):  # Windows has Ctrl-C only
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
