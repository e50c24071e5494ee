"""Take updates by webhook, and say "done" only when they are answered.

Telegram delivers an update again until it gets a 2xx. The library's own webhook says so before the
work begins; a crash then loses the update. Here the answer comes after the work, so any number of
workers behind one address can come and go.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import tornado.web
from telegram import Bot, Update
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from odop_bot.channels.telegram.updates import DRAIN_SECONDS, read_update

MAX_BYTES = 1_000_000
IDLE_SECONDS = 10.0
"""How long a connection may take to send its next request's head, and again its body."""
MAX_CONNECTIONS = 200
"""Connections that are open at once; Telegram uses 40."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class WebhookServer:
    """Serves one path over HTTP for Telegram (or the web server before it)."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[bool]], path: str, secret: str | None) -> None:
        """Take updates at `path`; with a `secret`, only from who knows it.

        `handle` says whether an update is done; if not, it should be delivered again.
        """
        self._working: set[asyncio.Future[bool]] = set()
        self._closing = False
        application = tornado.web.Application(
            [(path or "/", _Endpoint, {"bot": bot, "handle": self._counted(handle), "secret": secret})],
            # It would call every 503 an error, which only asks for the update again.
            log_function=lambda _: None,
        )
        self._server = _BoundedServer(
            application, max_body_size=MAX_BYTES, idle_connection_timeout=IDLE_SECONDS, body_timeout=IDLE_SECONDS
        )

    def listen(self, address: str, port: int) -> None:
        """Begin to take updates. Raises OSError when the port is taken."""
        self._server.listen(port, address)

    async def close(self) -> None:
        """Take no more updates, finish those that were begun, and give back what takes too long."""
        self._closing = True
        self._server.stop()
        if self._working:
            _, slow = await asyncio.wait(self._working, timeout=DRAIN_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        await self._server.close_all_connections()

    def _counted(self, handle: Callable[[Update], Awaitable[bool]]) -> Callable[[Update], Awaitable[bool]]:
        async def counted(update: Update) -> bool:
            # Connections that are open stay open, but what comes through them now is for another worker.
            if self._closing:
                return False
            task = asyncio.ensure_future(handle(update))
            self._working.add(task)
            try:
                return await task
            except asyncio.CancelledError:
                return False
            finally:
                self._working.discard(task)

        return counted


class _BoundedServer(HTTPServer):
    """Serves so many connections at once, and closes what comes beyond them."""

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Serve a new connection if there is room."""
        if len(self._connections) >= MAX_CONNECTIONS:
            stream.close()
            return
        super().handle_stream(stream, address)


class _Endpoint(tornado.web.RequestHandler):
    """The place to which Telegram posts."""

    def initialize(self, bot: Bot, handle: Callable[[Update], Awaitable[bool]], secret: str | None) -> None:
        """Take what the server hands to each request."""
        self._bot, self._handle, self._secret = bot, handle, secret

    async def post(self) -> None:
        """Handle one update: 200 when it is done, 503 when it should come again."""
        given = self.request.headers.get(SECRET_HEADER, "")
        if self._secret is not None and not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
            return
        try:
            data: Any = json.loads(self.request.body)
        except (ValueError, RecursionError):  # the latter for what is nested too deep
            data = None
        update = read_update(data, self._bot)
        if update is None:
            self.set_status(400)
            return
        if not await self._handle(update):
            self.set_status(503)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Leave errors to the error handler of the bot."""
