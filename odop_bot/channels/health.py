"""How the bot is: what it counts, and whether its database does its work."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from odop_bot.storage import Store, StoreError

if TYPE_CHECKING:
    from tornado.httpserver import HTTPServer

PING_SECONDS = 3.0


class Metrics:
    """Counts answers and errors; costs next to nothing when nobody looks."""

    def __init__(self, store: Store) -> None:
        """Take the store whose troubles are told."""
        self.store = store
        self.answers = Counter[tuple[str, str]]()
        """Answers given, by where and kind."""
        self.errors = 0
        """Updates that could not be handled."""
        self._server: HTTPServer | None = None

    def answered(self, where: str, kind: str) -> None:
        """Count an answer of a kind, given in a chat, a group, by a tap or inline."""
        self.answers[where, kind] += 1

    def failed(self) -> None:
        """Count an update that could not be handled."""
        self.errors += 1

    def serve(self, port: int) -> None:
        """Show the figures on a port of this machine. Raises OSError when the port is taken."""
        # Most bots are not watched, and each start would pay for what shows the figures.
        from odop_bot.channels.watching import listen

        self._server = listen(self, port)

    def close(self) -> None:
        """Show them no more."""
        if self._server is not None:
            self._server.stop()


async def trouble_of(store: Store) -> str | None:
    """Return what is wrong with the database, if anything is."""
    try:
        await asyncio.wait_for(store.ping(), PING_SECONDS)
    except StoreError as error:
        return str(error)
    except TimeoutError:
        return "no answer"
    return store.troubles.now
