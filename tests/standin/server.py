"""The stand-in over real HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiohttp import web
from tornado.httputil import HTTPFile, parse_body_arguments

from tests.bot_token import TOKEN
from tests.patience import PATIENCE
from tests.standin.telegram import FakeTelegram, Fault, decoded

T = TypeVar("T")
OK = 200
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class _Front:
    """Takes calls over HTTP to a fake Telegram, all in one thread."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Carry out one call, or the fault that is planned for it."""
        body = await request.read()
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return _response(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        telegram = self._telegram
        parameters = _parameters(request.headers.get("Content-Type", ""), body)
        fault = telegram.fault(method, parameters)
        if fault is not None and fault.status == OK:
            await asyncio.sleep(fault.delay)
            fault = None
        if fault is not None and not fault.after:
            return await _failed(request, fault)
        status, content = (
            await self._poll(request, parameters) if method == "getUpdates" else telegram.answer(method, parameters)
        )
        return _response(status, content) if fault is None else await _failed(request, fault)

    async def _poll(self, request: web.BaseRequest, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Let one bot poll at a time; a poll whose bot has hung up does not count."""
        telegram, connection = self._telegram, request.transport
        with telegram.lock:
            telegram.pollers = [poller for poller in telegram.pollers if not poller.is_closing()]
            if telegram.pollers or telegram.webhook is not None:
                return 409, {"ok": False, "error_code": 409, "description": CONFLICT}
            telegram.pollers.append(connection)
            telegram.lock.notify_all()
        try:
            # It waits for updates, and the others must be served meanwhile.
            return await asyncio.to_thread(telegram.answer, "getUpdates", parameters)
        finally:
            with telegram.lock:
                telegram.pollers = [poller for poller in telegram.pollers if poller is not connection]


def _parameters(kind: str, body: bytes) -> dict[str, Any]:
    if kind == "application/json":
        given: dict[str, Any] = json.loads(body)
        return given
    arguments: dict[str, list[bytes]] = {}
    files: dict[str, list[HTTPFile]] = {}
    parse_body_arguments(kind, body, arguments, files)
    parameters = decoded({name: values[-1].decode() for name, values in arguments.items()})
    for name, value in list(parameters.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            parameters[name] = files.pop(value.removeprefix("attach://"))[0]["body"]
    return parameters | {name: sent[0]["body"] for name, sent in files.items()}


async def _failed(request: web.BaseRequest, fault: Fault) -> web.Response:
    await asyncio.sleep(fault.delay)
    if fault.status == 0 and request.transport is not None:
        request.transport.abort()
    return _response(fault.status or 500, fault.content())


def _response(status: int, content: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=json.dumps(content).encode(), content_type="application/json")


class StandIn:
    """A Bot API server on this machine."""

    def __init__(self, checked: bool = True) -> None:
        """Serve a fake Telegram that compares what it gets and gives with aiogram's models, if `checked`."""
        self.telegram = FakeTelegram(checked=checked)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self._in_loop(_serving(_Front(self.telegram)))

    @property
    def url(self) -> str:
        """The address for BOT_API_URL."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

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
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - our own
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def close(self) -> None:
        """Stop serving."""
        self._in_loop(_ending(self._runner))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=PATIENCE)


async def _serving(front: _Front) -> web.ServerRunner:
    runner = web.ServerRunner(web.Server(front.handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


async def _ending(runner: web.ServerRunner) -> None:
    await runner.cleanup()
    # A poll may still wait for updates.
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
