"""Set logging up: console or JSON, with the token taken out of every line."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence

import structlog

_TOKEN = re.compile(r"\d{6,20}:[A-Za-z0-9_-]{20,}")
"""Anything of a token's shape, ours or not."""
_CHATTY = ("httpx", "httpcore", "apscheduler", "alembic", "tornado.access")
"""Libraries whose every request would be a line (httpx's has the token in it)."""
_INDISCREET = ("telegram",)
"""Libraries that write down what people say, and our secrets, at DEBUG."""

_NETWORKED = ("telegram.ext.Updater", "telegram.ext._utils.networkloop", "telegram.ext.AIORateLimiter")


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Formats a line, tracebacks included, and takes secrets out of the result."""

    def __init__(self, secrets: Sequence[str], renderer: structlog.typing.Processor) -> None:
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        )
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(_NETWORKED) and record.exc_info and record.exc_info[1]:
            # The library has tracebacks for every lost connection; what happened is enough.
            record.msg, record.args = f"{record.getMessage()} ({record.exc_info[1]})", ()
            record.exc_info = record.exc_text = None
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[hidden]")
        return _TOKEN.sub("[hidden]", line)


def set_up_logging(level: str, style: str, secrets: Sequence[str] = ()) -> None:
    """Send log lines to standard error at a level, as `console` or `json`, without the secrets."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(secrets, renderer))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _INDISCREET:
        logging.getLogger(name).setLevel(max(root.level, logging.INFO))
    logging.captureWarnings(True)
