"""Carry the bot's calls to the Bot API over aiohttp, whose parser is compiled: a call costs a third."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS, READ_SECONDS, WRITE_SECONDS = 5.0, 5.0, 20.0
POOL_SECONDS = 30.0
"""How long a call waits for a connection when all are in use."""
KEEP_SECONDS = 30.0
"""How long a connection that nobody uses stays open."""
_JSON = {"Content-Type": "application/json"}


class Request(BaseRequest):
    """The connections of a bot to its Bot API server."""

    def __init__(self, api_url: str, connections: int) -> None:
        """Keep up to so many connections to a server."""
        self._proxy = _proxy(api_url)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Make ready to connect."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), proxy=self._proxy
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Make a call; return status and body. Raises TimedOut, NetworkError."""
        if self._session is None:
            raise RuntimeError("the request is not initialised")
        connect, read = _seconds(connect_timeout, CONNECT_SECONDS), _seconds(read_timeout, READ_SECONDS)
        pool, write = _seconds(pool_timeout, POOL_SECONDS), _seconds(write_timeout, WRITE_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=connect + read + pool + write, connect=pool + connect, sock_connect=connect, sock_read=read
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientResponseError as error:
            # Its own text has the address in it, and with it the token.
            raise NetworkError(f"{type(error).__name__}: {error.message}") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """Return the parameters of a call as JSON, or as a form where there are files, and its headers."""
    if request_data is None:
        return None, None
    files = request_data.multipart_data if request_data.contains_files else {}
    if not files:
        # To quote it for a form takes ten times as long, and makes three letters of each byte of Hindi and Telugu.
        return json.dumps(request_data.parameters).encode(), _JSON
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None


def _seconds(given: Any, default: float) -> float:
    return float(given) if isinstance(given, int | float) else default


def _proxy(api_url: str) -> str | None:
    """Return the proxy that the environment wants for an address."""
    address = urlsplit(api_url)
    if proxy_bypass(address.netloc):
        return None
    proxies = getproxies()
    return proxies.get(address.scheme) or proxies.get("all")
