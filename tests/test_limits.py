"""What comes too fast, too slow, too deep or for too long harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from odop_bot.answering import Answerer
from odop_bot.channels.telegram import polling
from odop_bot.channels.telegram.application import ALLOWED_UPDATES
from odop_bot.channels.telegram.limiting import TYPED
from odop_bot.channels.telegram.polling import Poller
from odop_bot.channels.telegram.updates import read_update
from odop_bot.channels.telegram.webhook import Webhook
from odop_bot.settings import Settings
from odop_bot.web import guard, server
from odop_bot.web.application import guarded
from odop_bot.web.serving import webhook_route
from tests.harness import Harness, play, without_pauses
from tests.patience import PATIENCE, until
from tests.process import Start, free_port
from tests.standin import FakeTelegram, Fault

DRIP = 0.05
"""Seconds from one letter of a slow sender to the next."""


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
    start(WEBHOOK_URL=f"http://127.0.0.1:{port}/odop", WEBHOOK_PORT=str(port), WEBHOOK_SECRET="none")  # noqa: S106 - the word for no secret
    return port


def post(port: int, body: bytes) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/odop", body, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - our own address
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


HEADS = (b"", b"POST /odop HT", b"POST /odop HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
"""What a connection that stays half open begins with."""


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[server.Server, int]]:
    """Serve a webhook that takes no update; yield the server and its port."""

    async def handle(_: Update) -> bool:
        return True

    hook = Webhook(None, handle, None)  # type: ignore[arg-type]  # no update comes so far
    at = server.listening("127.0.0.1", 0)
    async with server.serving(guarded([webhook_route(hook, "/odop")], Settings()), at, ()) as served:
        yield served, at.getsockname()[1]


async def hang_up(writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def test_connections_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS", PATIENCE)
    monkeypatch.setattr(guard, "BODY_SECONDS", PATIENCE)
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 20)

    async def run() -> None:
        async with serving() as (served, port):
            await crowd(served, port)

    async def crowd(served: server.Server, port: int) -> None:
        connections = served.server_state.connections
        open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
        for number, (_, writer) in enumerate(open_ones):
            writer.write(HEADS[number % 3])
        refused: set[asyncio.Task[None]] = set()
        waiting = {asyncio.create_task(closed(reader)) for reader, _ in open_ones}
        async with asyncio.timeout(PATIENCE):
            while len(refused) < 40:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                refused |= done
        assert len(connections) == len(waiting) == 20
        await hang_up([writer for _, writer in open_ones])
        await asyncio.gather(*waiting)
        await asyncio.to_thread(until, lambda: not connections)
        # There is room again.
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /odop HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]")
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        await hang_up([writer])

    asyncio.run(run())


def test_connections_that_stay_half_open_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.IDLE_SECONDS == guard.BODY_SECONDS == 10
    monkeypatch.setattr(server, "IDLE_SECONDS", 10 * DRIP)
    monkeypatch.setattr(guard, "BODY_SECONDS", 10 * DRIP)

    async def drip(writer: asyncio.StreamWriter) -> None:
        """Send a head letter by letter, for as long as it is taken."""
        with contextlib.suppress(OSError):
            while not writer.is_closing():
                writer.write(b"X")
                await asyncio.gather(writer.drain(), asyncio.sleep(DRIP))

    async def run() -> None:
        async with serving() as (_, port):
            await wait(port)

    async def wait(port: int) -> None:
        begun = time.monotonic()
        open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in (*HEADS, b"slow")]
        for (_, writer), head in zip(open_ones, (*HEADS, b"POST /odop HTTP/1.1\r\nHost: x\r\nX-A: "), strict=True):
            writer.write(head)
        slow = asyncio.create_task(drip(open_ones[-1][1]))
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(closed(reader) for reader, _ in open_ones))
        assert time.monotonic() - begun >= 9 * DRIP, "it was closed before its time"
        await hang_up([writer for _, writer in open_ones])
        await slow

    asyncio.run(run())


async def closed(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(1000):
            pass
    except ConnectionError:
        return


def test_an_update_that_is_nested_deep_stops_nothing() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"reply_to_message": deep}
    assert read_update({"update_id": 5, "message": deep}, None) is not None  # type: ignore[arg-type] # no bot is needed to read
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
