"""What comes too fast, too slow, too deep or for too long harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from odop_bot.answering import Answerer
from odop_bot.channels.telegram import polling, webhook
from odop_bot.channels.telegram.application import ALLOWED_UPDATES
from odop_bot.channels.telegram.handlers import TYPED
from odop_bot.channels.telegram.polling import Poller
from odop_bot.channels.telegram.updates import read_update
from odop_bot.channels.telegram.webhook import WebhookServer
from tests.harness import Harness, play, without_pauses
from tests.patience import PATIENCE
from tests.process import Start, free_port
from tests.standin import FakeTelegram, Fault

UNDER_WAY, DRIP = 0.2, 0.4
"""Seconds in which connections are made, and from one letter of a slow sender to the next."""


def test_inline_queries_have_a_limit_too(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for _ in range(TYPED + 50):
            bot.telegram.type_inline("morad")
        bot.telegram.type_inline("agra", person=8)
        await bot.take_all()
        results = [call.parameters["results"] for call in bot.telegram.made("answerInlineQuery")]
        assert sum(bool(found) for found in results) == TYPED + 1
        # Telegram is told once, not with each letter.
        assert sum(not found for found in results) == 1
        bot.telegram.say("moradabad")
        await bot.take_all()
        assert bot.telegram.sent()[-1]["text"].startswith("Moradabad")

    play(answerer, tmp_path, scene)


@pytest.fixture
def hook(telegram: FakeTelegram, start: Start) -> int:
    """Return the port on which a bot takes updates by webhook."""
    port = free_port()
    start(WEBHOOK_URL=f"http://127.0.0.1:{port}/odop", WEBHOOK_PORT=str(port), WEBHOOK_SECRET="none")  # noqa: S106
    return port


def post(port: int, body: bytes) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/odop", body, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("unit", [b"[", b'{"message":', b'{"update_id":1,"message":['])
def test_json_that_is_nested_deep_gets_400(unit: bytes, hook: int, telegram: FakeTelegram) -> None:
    closing = unit.translate(bytes.maketrans(b"{[", b"}]"))[::-1]
    ends = bytes(letter for letter in closing if letter in b"}]")
    assert post(hook, unit * (900_000 // len(unit))) == 400
    assert post(hook, unit * 20_000 + b"1" + ends * 20_000) == 400
    telegram.say("moradabad")
    update = telegram.updates.pop()
    assert post(hook, str(update).replace("'", '"').replace("False", "false").encode()) in (200, 400)


def test_connections_that_stay_half_open_are_closed_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhook.IDLE_SECONDS == 10
    monkeypatch.setattr(webhook, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(webhook, "MAX_CONNECTIONS", 20)

    async def handle(_: Update) -> bool:
        return True

    async def run() -> None:
        port = free_port()
        server = WebhookServer(None, handle, "/odop", None)  # type: ignore[arg-type]  # no update comes so far
        server.listen("127.0.0.1", port)
        heads = (b"", b"POST /odop HT", b"POST /odop HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        open_ones = []
        for number in range(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(heads[number % 3])
            open_ones.append((reader, writer))
        await asyncio.sleep(UNDER_WAY)
        assert 0 < len(server._server._connections) <= 20, "more than are allowed are open"
        begun = time.monotonic()
        async with asyncio.timeout(10):
            await asyncio.gather(*(closed(reader) for reader, _ in open_ones))
        assert time.monotonic() - begun < 5
        # There is room again.
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /odop HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]")
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        for each in [*(writer for _, writer in open_ones), writer]:
            each.close()
            with contextlib.suppress(OSError):
                await each.wait_closed()
        await server.close()

    asyncio.run(run())


async def closed(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(1000):
            pass
    except ConnectionError:
        return


def test_a_slow_head_is_no_way_around(hook: int) -> None:
    with socket.create_connection(("127.0.0.1", hook), timeout=PATIENCE) as slow:
        begun = time.monotonic()
        try:
            for letter in "POST /odop HTTP/1.1\r\n" + "X-A: b\r\n" * 1000:
                slow.sendall(letter.encode())
                time.sleep(DRIP)
        except OSError:
            pass
        assert 8 < time.monotonic() - begun < 20


def test_an_update_that_is_nested_deep_stops_nothing() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"reply_to_message": deep}
    assert read_update({"update_id": 5, "message": deep}, None) is not None  # type: ignore[arg-type]
    while deep:
        # Else the interpreter takes it apart by recursion.
        deep = deep.pop("reply_to_message")


def test_a_long_wait_of_one_chat_is_waited_for_without_asking_again(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.troubled = {7: Fault(429, retry_after=300)}
        telegram.say("moradabad")
        update = telegram.updates.pop()
        assert [await bot.take(update) for _ in range(5)] == [False] * 5
        assert telegram.failing == 1, "Telegram was asked while it wanted to be left alone"
        telegram.say("agra", chat=8)
        await bot.take_all()
        assert telegram.sent(8)
        telegram.troubled = {}
        assert not await bot.take(update)
        loop = asyncio.get_running_loop()
        later = loop.time() + 301
        monkeypatch.setattr(loop, "time", lambda: later)
        assert await bot.take(update)
        assert len(telegram.sent()) == 1

    play(answerer, tmp_path, scene)


@pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")  # the poller has its reason, and says so there
def test_an_update_that_waits_long_is_done_in_the_end_and_holds_nobody_up(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.01, 0.01))

    async def scene(bot: Harness) -> None:
        for chat in range(100, 350):
            bot.telegram.say("moradabad", chat=chat)
        first = int(bot.telegram.updates[0]["update_id"])
        stop = asyncio.Event()
        handled: set[int] = set()

        async def handle(update: Update) -> bool:
            # It can be done only when all others are.
            if update.update_id == first and len(handled) < 249:
                return False
            handled.add(update.update_id)
            if len(handled) == 250:
                stop.set()
            return True

        await asyncio.wait_for(Poller(bot.bot, handle, ALLOWED_UPDATES).run(stop), PATIENCE)
        assert first in handled

    play(answerer, tmp_path, scene)
