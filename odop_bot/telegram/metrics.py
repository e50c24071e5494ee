"""Figures for Prometheus, if METRICS_PORT is set; on this machine only."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, start_http_server


class Metrics:
    """Counts answers and errors; costs next to nothing when nobody looks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "odop_answers", "Answers given", ("where", "kind"), registry=self._registry
        )  # fmt: skip
        self._errors = Counter("odop_errors", "Updates that could not be handled", registry=self._registry)

    def answered(self, where: str, kind: str) -> None:
        """Count an answer of a kind, given in a chat, a group, by a tap or inline."""
        self._answers.labels(where, kind).inc()

    def failed(self) -> None:
        """Count an update that could not be handled."""
        self._errors.inc()

    def serve(self, port: int) -> None:
        """Show the figures at http://127.0.0.1:port/metrics. Raises OSError when the port is taken."""
        start_http_server(port, addr="127.0.0.1", registry=self._registry)
