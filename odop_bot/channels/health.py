"""How the bot is, for Prometheus (`/metrics`) and for who watches over it (`/health`); on this machine only."""

from __future__ import annotations

import asyncio
from typing import Any

import tornado.web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from tornado.httpserver import HTTPServer

from odop_bot.storage import Store, StoreError

ADDRESS = "127.0.0.1"
PING_SECONDS = 3.0


class Metrics:
    """Counts answers and errors; costs next to nothing when nobody looks."""

    def __init__(self, store: Store) -> None:
        """Take the store whose troubles are told."""
        self.registry = CollectorRegistry()
        self._answers = Counter("odop_answers", "Answers given", ("where", "kind"), registry=self.registry)
        self._errors = Counter("odop_errors", "Updates that could not be handled", registry=self.registry)
        works = Gauge("odop_database_failures", "Works that the database did not do", registry=self.registry)
        works.set_function(lambda: store.troubles.count)
        well = Gauge("odop_database_up", "1 while the database does its work", registry=self.registry)
        well.set_function(lambda: store.troubles.now is None)
        self._store = store
        self._server: HTTPServer | None = None

    def answered(self, where: str, kind: str) -> None:
        """Count an answer of a kind, given in a chat, a group, by a tap or inline."""
        self._answers.labels(where, kind).inc()

    def failed(self) -> None:
        """Count an update that could not be handled."""
        self._errors.inc()

    def serve(self, port: int) -> None:
        """Show the figures on a port of this machine. Raises OSError when the port is taken."""
        figures: tuple[str, Any, dict[str, Any]] = ("/metrics", _Figures, {"registry": self.registry})
        health: tuple[str, Any, dict[str, Any]] = ("/health", _Health, {"store": self._store})
        application = tornado.web.Application([figures, health], log_function=lambda _: None)
        self._server = application.listen(port, ADDRESS, idle_connection_timeout=10, body_timeout=10)

    def close(self) -> None:
        """Show them no more."""
        if self._server is not None:
            self._server.stop()


class _Figures(tornado.web.RequestHandler):
    def initialize(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest(self._registry))


class _Health(tornado.web.RequestHandler):
    """200 while all is well, 503 while the bot answers without its memory; what it is stands in the JSON."""

    def initialize(self, store: Store) -> None:
        self._store = store

    async def get(self) -> None:
        trouble = await trouble_of(self._store)
        self.set_status(200 if trouble is None else 503)
        content: dict[str, Any] = {"status": "ok" if trouble is None else "degraded", "database": trouble or "ok"}
        self.write(content)


async def trouble_of(store: Store) -> str | None:
    """Return what is wrong with the database, if anything is."""
    try:
        await asyncio.wait_for(store.ping(), PING_SECONDS)
    except StoreError as error:
        return str(error)
    except TimeoutError:
        return "no answer"
    return store.troubles.now
