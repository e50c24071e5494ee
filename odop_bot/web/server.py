"""Serve an application over HTTP: so many connections at once, and none that stays half open for long."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

IDLE_SECONDS = 10.0
"""How long a connection may take to send its next request's head; bodies are timed where they are read."""
MAX_CONNECTIONS = 1000
"""Connections that are open at once; what comes beyond them is closed."""
MAX_HEAD = 32_768
"""Bytes of a request's head."""
BACKLOG = 1024
STOP_SECONDS = 10
"""How long a stop waits for requests that are under way."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 on one connection, that is closed when nothing whole comes for long."""

    _late: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes that have come while no request is under way."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in the class above
        """Serve a new connection if there is room."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.close()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request; parts of a head do not prolong the time for it."""
        super().data_received(data)
        if self._is_idle():
            self._head += len(data)
            if self._head > MAX_HEAD:
                self.transport.close()
            elif self._late is None:
                self._wait()
            return
        self._head = 0
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is closed."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(IDLE_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._late = None
        if self._is_idle() and not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Leaves signals to those who start it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listening(host: str, port: int) -> socket.socket:
    """Return a socket on which people can knock. Raises OSError when the port is taken."""
    is_v6 = _is_v6(host)
    out = socket.create_server((host, port), family=socket.AF_INET6 if is_v6 else socket.AF_INET, backlog=BACKLOG)
    out.setblocking(False)
    return out


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, at: socket.socket, proxies: Sequence[str]) -> AsyncIterator[Server]:
    """Serve an application on a socket; `proxies` are believed when they say whom they pass on."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # each wrong request would be a line
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # what people ask stands in addresses
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=int(IDLE_SECONDS),
        timeout_graceful_shutdown=STOP_SECONDS,
        backlog=BACKLOG,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[at]))
    try:
        yield server
    finally:
        server.should_exit = True
        await task


def _is_v6(host: str) -> bool:
    try:
        return isinstance(ipaddress.ip_address(host), ipaddress.IPv6Address)
    except ValueError:
        return False
