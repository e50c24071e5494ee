"""The stand-in over real HTTP."""

from __future__ import annotations

import json
import select
import socket
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.standin.markup import RefusedError
from tests.standin.telegram import TOKEN, FakeTelegram, decoded


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    telegram: FakeTelegram

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, _, method = self.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            self._send(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            return
        telegram = self.telegram
        parameters = decoded(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        with telegram.lock:
            planned = telegram.faults.get(method) or []
            fault = planned.pop(0) if planned else None
        if fault is not None and not fault.after:
            self._fail(fault.status, fault.retry_after)
            return
        if method == "getUpdates" and not self._may_poll():
            return
        try:
            result = telegram.call(method, parameters)
        except RefusedError as refused:
            self._send(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {refused}"})
            return
        finally:
            if method == "getUpdates":
                with telegram.lock:
                    telegram.pollers = [poller for poller in telegram.pollers if poller is not self.connection]
        if fault is not None:
            self._fail(fault.status, fault.retry_after)
            return
        self._send(200, {"ok": True, "result": result})

    def _may_poll(self) -> bool:
        """Let one bot poll at a time; a poll whose bot has hung up does not count."""
        telegram = self.telegram
        with telegram.lock:
            telegram.pollers = [poller for poller in telegram.pollers if not _hung_up(poller)]
            if not telegram.pollers and telegram.webhook is None:
                telegram.pollers.append(self.connection)
                telegram.lock.notify_all()
                return True
        description = (
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        self._send(409, {"ok": False, "error_code": 409, "description": description})
        return False

    def _fail(self, status: int, retry_after: int | None) -> None:
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        content: dict[str, Any] = {"ok": False, "error_code": status, "description": "Internal Server Error"}
        if retry_after is not None:
            content["description"] = f"Too Many Requests: retry after {retry_after}"
            content["parameters"] = {"retry_after": retry_after}
        self._send(status, content)

    def _send(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
        """Write no line for each request."""


def _hung_up(connection: socket.socket) -> bool:
    """Whether the other side of a connection is gone."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bot that was killed leaves its connection; that is no error of the stand-in."""


class StandIn:
    """A Bot API server on this machine."""

    def __init__(self) -> None:
        self.telegram = FakeTelegram()
        handler = type("Handler", (_Handler,), {"telegram": self.telegram})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address for BOT_API_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def deliver(self, secret: str | None = None) -> int:
        """Post the next update to the webhook; return the HTTP status."""
        with self.telegram.lock:
            update = self.telegram.updates.pop(0)
            assert self.telegram.webhook is not None
            hook = self.telegram.webhook
        headers = {"Content-Type": "application/json"}
        if secret or hook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(secret or hook["secret_token"])
        request = urllib.request.Request(  # noqa: S310 - our own address
            str(hook["url"]), data=json.dumps(update).encode(), headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
