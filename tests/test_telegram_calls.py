"""Calls to Telegram that fail: which are made again, how long is waited, what is told of them."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from odop_bot.channels.telegram import requesting, sending
from odop_bot.channels.telegram.codec import encode
from odop_bot.channels.telegram.describing import described, kind_of
from odop_bot.channels.telegram.fitting import MAX_TEXT, units
from odop_bot.channels.telegram.sending import (
    FLOOD_RETRIES,
    LONGEST_PAUSE,
    PAUSES,
    Sender,
    is_gone,
    is_harmless,
    is_unwelcome,
    quietly,
    seconds,
)
from odop_bot.conversation.actions import (
    Own,
)
from odop_bot.storage import StoreError
from odop_bot.storage.trouble import told


class Line:
    """A network that does to each call what it is told, and counts the calls."""

    def __init__(self, *outcomes: Exception | str) -> None:
        self.outcomes, self.sent, self.slept = list(outcomes), list[dict[str, Any]](), list[float]()

    async def call(self, endpoint: str = "sendMessage", sender: Sender | None = None, **data: Any) -> Any:
        async def callback(*_: Any, **__: Any) -> Any:
            self.sent.append(dict(data))
            outcome = self.outcomes.pop(0) if self.outcomes else "done"
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return await (sender or Sender()).process_request(callback, (), {}, endpoint, data, None)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return how long the sender has paused; it takes no time."""
    pauses: list[float] = []

    async def sleep(pause: float) -> None:
        pauses.append(pause)

    clockless = SimpleNamespace(sleep=sleep, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr(sending, "asyncio", clockless)
    return pauses


def test_a_call_that_the_network_eats_is_made_again_after_longer_and_longer_pauses(slept: list[float]) -> None:
    async def run() -> None:
        line = Line(*[NetworkError("gone")] * len(PAUSES))
        assert await line.call(chat_id=7, text="x") == "done"
        assert len(line.sent) == len(PAUSES) + 1
        assert slept == list(PAUSES)
        line = Line(*[TimedOut()] * (len(PAUSES) + 1))
        with pytest.raises(TimedOut):
            await line.call(chat_id=7, text="x")
        assert len(line.sent) == len(PAUSES) + 1
        for error, endpoint in ((BadRequest("no"), "sendMessage"), (NetworkError("gone"), "sendPoll")):
            line = Line(error)
            with pytest.raises(type(error)):
                await line.call(endpoint, chat_id=7)
            assert len(line.sent) == 1

    asyncio.run(run())


def test_a_limit_of_telegram_is_waited_for_some_times_and_not_too_long(slept: list[float]) -> None:
    async def run() -> None:
        line = Line(*[RetryAfter(3)] * FLOOD_RETRIES)
        assert await line.call(chat_id=7, text="x") == "done"
        assert slept == [pytest.approx(3.1)] * FLOOD_RETRIES
        line = Line(*[RetryAfter(3)] * (FLOOD_RETRIES + 1))
        with pytest.raises(RetryAfter):
            await line.call(chat_id=7, text="x")
        assert len(line.sent) == FLOOD_RETRIES + 1
        assert await Line(RetryAfter(int(LONGEST_PAUSE) - 1)).call(chat_id=7, text="x") == "done"

        sender, line = Sender(), Line(RetryAfter(int(LONGEST_PAUSE)))
        for _ in range(3):
            with pytest.raises(RetryAfter) as told:
                await line.call(sender=sender, chat_id=7, text="x")
            assert LONGEST_PAUSE - 2 <= seconds(told.value) <= LONGEST_PAUSE + 1
        assert len(line.sent) == 1  # who must be left alone is not asked again
        assert await line.call(sender=sender, chat_id=8, text="x") == "done"
        loop = asyncio.get_running_loop()
        sender._closed = {7: loop.time() - 1, 8: loop.time() - 1, 9: loop.time() + 60}
        assert await line.call(sender=sender, chat_id=7, text="x") == "done"
        assert set(sender._closed) == {9}
        with pytest.raises(RetryAfter):  # where there is no chat, no chat is closed
            await Line(RetryAfter(100)).call("getMe", sender)
        assert set(sender._closed) == {9}

    asyncio.run(run())


def test_a_text_that_is_written_fits_and_another_is_left_as_it_is(slept: list[float]) -> None:
    async def run() -> None:
        line = Line()
        for endpoint in ("sendMessage", "editMessageText", "answerCallbackQuery"):
            await line.call(endpoint, chat_id=7, text="x" * 5000)
        assert [units(call["text"]) <= MAX_TEXT for call in line.sent] == [True, True, False]

    asyncio.run(run())


def test_errors_of_telegram_are_told_apart() -> None:
    harmless, gone, unwelcome = "Message is not modified: x", "Message to edit not found", "Not enough rights to send"
    kinds = [(is_harmless(BadRequest(t)), is_gone(BadRequest(t))) for t in (harmless, gone, unwelcome)]
    assert kinds == [(True, False), (False, True), (False, False)]
    assert [is_unwelcome(BadRequest(text)) for text in (harmless, gone, unwelcome)] == [False, False, True]
    assert not is_unwelcome(NetworkError(unwelcome))
    assert not is_unwelcome(None)
    assert [seconds(RetryAfter(7)), seconds(RetryAfter(0))] == [7.0, 0.0]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (BadRequest("Message is not modified"), False),
        (BadRequest("Message to edit not found"), False),
        (BadRequest("Chat not found"), True),
        (Forbidden("bot was blocked"), False),
        (NetworkError("gone"), False),
        (TimedOut(), False),
        (RetryAfter(9), True),
    ],
    ids=str,
)
def test_a_call_whose_failure_harms_nobody_fails_quietly(error: TelegramError, raised: bool) -> None:
    async def fail() -> None:
        raise error

    if raised:
        with pytest.raises(type(error)):
            asyncio.run(quietly(fail()))
    else:
        asyncio.run(quietly(fail()))


def test_an_error_is_described_by_what_it_is_and_where_it_came_up() -> None:
    assert described(StoreError("no room")) == "no room"
    assert described(BadRequest('Can\'t parse "my words" here')) == "BadRequest: Can't parse … here"
    assert len(described(BadRequest("x" * 500))) == len("BadRequest: ") + 200
    assert described(ValueError("my words")) == "ValueError"
    with pytest.raises(ValueError, match="cannot be") as ours:
        encode(Own("not plain"))
    assert re.fullmatch(r"ValueError in channels/telegram/codec\.py:\d+ \(encode\)", described(ours.value))
    assert described(ours.value).endswith(kind_of(ours.value))
    with pytest.raises(ValueError, match="Expecting") as theirs:
        json.loads("{")
    assert "decode" in kind_of(theirs.value)


def test_a_call_is_json_and_a_form_where_there_are_files() -> None:
    assert requesting._body(None) == (None, None)
    given = {"chat_id": 7, "text": '"क" & 1', "link_preview_options": {"is_disabled": True}}
    body, headers = requesting._body(RequestData([RequestParameter(*item, None) for item in given.items()]))
    assert isinstance(body, bytes)
    assert (json.loads(body), headers) == (given, {"Content-Type": "application/json"})
    file = InputFile(b"png", "map.png", attach=True)
    body, headers = requesting._body(RequestData([RequestParameter("photo", file.attach_uri, [file])]))
    assert headers is None
    assert not isinstance(body, bytes)
    assert body is not None


def test_the_proxy_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    address = "https://api.telegram.org/bot"
    assert requesting._proxy(address) is None
    monkeypatch.setenv("all_proxy", "http://all:1")
    assert requesting._proxy(address) == "http://all:1"
    monkeypatch.setenv("https_proxy", "http://own:1")
    assert requesting._proxy(address) == "http://own:1"
    monkeypatch.setenv("no_proxy", "api.telegram.org")
    assert requesting._proxy(address) is None


def test_a_database_s_error_reaches_the_log_without_its_words() -> None:
    error = told(sa.exc.OperationalError("x", {}, sqlite3.OperationalError('near "my words"')))
    assert "my words" not in described(error)
