"""Set logging up: console or JSON, with the token taken out of every line."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Sequence
from typing import Any

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
                _format_exception,
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


def _format_exception(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Put the places and types of an error, and of those behind it, in the place of the error."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = trace(error)
    return event


def trace(error: BaseException) -> str:
    """Return a traceback without the words of the errors, which may be those of a person."""
    lines: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        lines += [f"{type(step).__module__}.{type(step).__qualname__}", *traceback.format_tb(step.__traceback__)]
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\n".join(line.rstrip() for line in lines)


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
