"""Stand before every address: bounds on bodies and on how often one asks, headers for safety, errors without words."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
from collections.abc import Sequence
from hashlib import blake2b

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from odop_bot.conversation.rate_limiter import RateLimiter
from odop_bot.logs import trace

MAX_BODY = 64_000
"""Bytes of what people send."""
BODY_SECONDS = 10.0
OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'"
)
FORMS = "form-action 'self'"
NO_FORMS = "form-action 'none'"
_ALONE = "frame-ancestors 'none'"
_COUNTED = ("/api/", "/chat", "/helpdesk", "/app/", "/health")
"""Beginnings of the addresses that cost work; files of the site are not counted."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": f"default-src 'none'; {_ALONE}",
}
"""What every answer has, unless it says otherwise itself."""
_RAW = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
log = logging.getLogger(__name__)


def policy(*, forms: bool = False, within: str | None = None) -> str:
    """Return a content security policy: whether forms may be sent, and which site may show the page in a frame."""
    frames = f"frame-ancestors {within}" if within else _ALONE
    return "; ".join((OWN, FORMS if forms else NO_FORMS, frames))


async def body_of(request: Request, most: int = MAX_BODY) -> bytes:
    """Return the body. Raises HTTPException: 413 for one that is too large, 408 for one that comes too slowly."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise HTTPException(413, f"send {most} bytes at most")
    out = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                out += part
                if len(out) > most:
                    raise HTTPException(413, f"send {most} bytes at most")
    except TimeoutError as error:
        raise HTTPException(408, "the body came too slowly", {"Connection": "close"}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body was cut off") from error
    return bytes(out)


def number_of(address: str) -> int:
    """Return a number for an address that asks: one for a whole network of IPv6, as each customer has one."""
    try:
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv6Address):
            address = str(ipaddress.ip_network((parsed, 64), strict=False))
    except ValueError:
        pass
    return int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), "big")


def refused(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    """Return an error as JSON."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json.dumps({"error": why}), status, sent, "application/json")


class Guard:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, asks: int, unlimited: Sequence[str] = ()) -> None:
        """Let each address make so many requests within half a minute, any number if 0; `unlimited` paths are free."""
        self._app = app
        self._patience = RateLimiter(asks=asks) if asks else None
        self._unlimited = frozenset(unlimited)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def safely(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _RAW if pair[0] not in there)]
            await send(message)

        waiting = self._waiting(scope)
        if waiting:
            await refused(429, "too many requests", {"Retry-After": str(waiting)})(scope, receive, safely)
            return
        try:
            await self._app(scope, receive, safely)
        except Exception as error:
            # What was asked must stand in no log; where it went wrong is enough.
            log.error("A request could not be answered.\n%s", trace(error))
            if not begun:
                await refused(500, "something went wrong here")(scope, receive, safely)

    def _waiting(self, scope: Scope) -> int:
        """Return for how many seconds the address that asks must wait."""
        path = scope["path"]
        if self._patience is None or path in self._unlimited or not path.startswith(_COUNTED):
            return 0
        client = scope.get("client")
        wait = self._patience.wait(number_of(client[0] if client else ""))
        return wait.seconds if wait else 0
