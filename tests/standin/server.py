"""The stand-in over real HTTP."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tornado.httputil import HTTPFile, parse_body_arguments

from tests.standin.telegram import TOKEN, FakeTelegram, Fault, decoded

OK = 200


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    telegram: FakeTelegram

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, _, method = self.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            self._send(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            return
        telegram = self.telegram
        parameters = self._parameters(body)
        fault = telegram.fault(method, parameters)
        if fault is not None and fault.status == OK:
            time.sleep(fault.delay)
            fault = None
        if fault is not None and not fault.after:
            self._fail(fault)
            return
        if method == "getUpdates" and not self._may_poll():
            return
        try:
            status, content = telegram.answer(method, parameters)
        finally:
            if method == "getUpdates":
                with telegram.lock:
                    telegram.pollers = [poller for poller in telegram.pollers if poller is not self.connection]
        if fault is not None:
            self._fail(fault)
            return
        self._send(status, content)

    def _parameters(self, body: bytes) -> dict[str, Any]:
        arguments: dict[str, list[bytes]] = {}
        files: dict[str, list[HTTPFile]] = {}
        kind = self.headers.get("Content-Type", "")
        parse_body_arguments(kind, body, arguments, files)
        parameters = decoded({name: values[-1].decode() for name, values in arguments.items()})
        for name, value in list(parameters.items()):
            if isinstance(value, str) and value.startswith("attach://"):
                parameters[name] = files.pop(value.removeprefix("attach://"))[0]["body"]
        return parameters | {name: sent[0]["body"] for name, sent in files.items()}

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

    def _fail(self, fault: Fault) -> None:
        time.sleep(fault.delay)
        if fault.status == 0:
            self.close_connection = True
            self.connection.close()
            return
        self._send(fault.status, fault.content())

    def _send(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
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
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bot that was killed leaves its connection; that is no error of the stand-in."""


class StandIn:
    """A Bot API server on this machine."""

    def __init__(self, checked: bool = True) -> None:
        """Serve a fake Telegram that compares what it gets and gives with aiogram's models, if `checked`."""
        self.telegram = FakeTelegram(checked=checked)
        handler = type("Handler", (_Handler,), {"telegram": self.telegram})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address for BOT_API_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def deliver(self, secret: str | None = None, update: dict[str, Any] | None = None, address: str = "") -> int:
        """Post an update (else the next one) to the webhook or another address; return the status, 0 for none."""
        with self.telegram.lock:
            update = update or self.telegram.updates.pop(0)
            assert self.telegram.webhook is not None
            hook = self.telegram.webhook
        headers = {"Content-Type": "application/json"}
        if secret or hook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(secret or hook["secret_token"])
        request = urllib.request.Request(  # noqa: S310 - our own address
            address or str(hook["url"]), data=json.dumps(update).encode(), headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
