"""Tell Prometheus (`/metrics`) and who watches over the bot (`/health`) how it is; on this machine only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tornado.web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from tornado.httpserver import HTTPServer

from odop_bot.channels.health import Metrics, trouble_of
from odop_bot.storage import Store

ADDRESS = "127.0.0.1"


class Figures(Collector):
    """What is counted, as Prometheus reads it."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        answers = CounterMetricFamily("odop_answers", "Answers given", labels=("where", "kind"))
        for labels, count in self._metrics.answers.items():
            answers.add_metric(labels, count)
        yield answers
        yield CounterMetricFamily("odop_errors", "Updates that could not be handled", self._metrics.errors)
        troubles = self._metrics.store.troubles
        yield GaugeMetricFamily("odop_database_failures", "Works that the database did not do", troubles.count)
        yield GaugeMetricFamily("odop_database_up", "1 while the database does its work", troubles.now is None)


def registry_of(metrics: Metrics) -> CollectorRegistry:
    """Return the figures as Prometheus' library wants them."""
    registry = CollectorRegistry()
    registry.register(Figures(metrics))
    return registry


def listen(metrics: Metrics, port: int) -> HTTPServer:
    """Answer on a port of this machine. Raises OSError when the port is taken."""
    figures: tuple[str, Any, dict[str, Any]] = ("/metrics", _Figures, {"registry": registry_of(metrics)})
    health: tuple[str, Any, dict[str, Any]] = ("/health", _Health, {"store": metrics.store})
    application = tornado.web.Application([figures, health], log_function=lambda _: None)
    return application.listen(port, ADDRESS, idle_connection_timeout=10, body_timeout=10)


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
