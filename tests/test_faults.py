"""Telegram fails in every way at every call: each message is answered, and once."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from telegram import Update

from odop_bot.answering import Answerer
from odop_bot.channels.telegram import polling
from odop_bot.channels.telegram.application import ALLOWED_UPDATES
from odop_bot.channels.telegram.polling import Poller
from tests.harness import ADMIN, Harness, play, without_pauses
from tests.patience import PATIENCE
from tests.process import Start, answered, free_port
from tests.standin import FakeTelegram, Fault
from tests.standin.markup import RefusedError

KINDS = {
    "over a limit": Fault(429, retry_after=0),
    "internal error": Fault(500),
    "cut before it took effect": Fault(0),
    "cut after it took effect": Fault(0, after=True),
    "no answer": Fault(0, delay=0.01),
    "no answer though it took effect": Fault(0, delay=0.01, after=True),
}
REAL = ("over a limit", "internal error", "cut before it took effect", "cut after it took effect")
"""Those that real HTTP carries in no time; the bot waits five seconds for an answer."""
AT_START = (
    "getMe",
    "deleteWebhook",
    "getUpdates",
    "getMyCommands",
    "setMyCommands",
    "getMyDescription",
    "setMyDescription",
    "getMyShortDescription",
    "setMyShortDescription",
)
IN_CHATS = ("sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "answerInlineQuery")
REFUSED_TWICE = ("message is not modified", "query is too old")
"""What Telegram says to a call that is made again though it took effect."""


def assert_answered_once(telegram: FakeTelegram, fault: Fault) -> None:
    """Look at what a question, a picture and an edited question have left in the chats."""
    texts = [message["text"][:4] for message in telegram.sent(7) if "text" in message]
    pictures = [message for message in telegram.sent(7) if "photo" in message]
    # The first answer of all is the one that fails; the bot cannot know that it arrived.
    assert texts in (["Agra"], ["Mora", "Agra"]) if fault.after else texts == ["Agra"]
    assert len(pictures) == 1 + fault.after
    assert [message["text"][:5] for message in telegram.sent(8)][-1] == "Jaipu"
    assert len(telegram.made("sendMessage")) == 2 + fault.after
    assert len(telegram.made("answerInlineQuery")) == 1
    assert len(telegram.made("answerCallbackQuery")) == 2
    unexpected = [text for text in telegram.complaints if not any(part in text for part in REFUSED_TWICE)]
    assert unexpected == []
    assert bool(telegram.complaints) == fault.after


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_every_call_of_a_chat(
    kind: str, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)

    async def scene(bot: Harness) -> None:
        telegram, fault = bot.telegram, KINDS[kind]
        for method in IN_CHATS:
            telegram.faults[method] = [fault]
        telegram.say("moradabad")
        await bot.take_all()
        question = telegram.say("agra", chat=8)
        telegram.type_inline("morad")
        await bot.take_all()
        telegram.edit(question, "jaipur", chat=8)
        telegram.tap("d:118")
        await bot.take_all()
        telegram.tap("c:171")
        await bot.take_all()
        assert not any(telegram.faults.values())
        assert_answered_once(telegram, fault)

    play(answerer, tmp_path, scene)


@pytest.mark.parametrize("kind", ["over a limit", "internal error", "cut before it took effect", "no answer"])
def test_an_outage_that_outlasts_all_tries_loses_nothing(
    kind: str, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)

    async def scene(bot: Harness) -> None:
        telegram, outage = bot.telegram, [KINDS[kind]] * 10
        telegram.faults["sendMessage"] = [*outage]
        telegram.say("moradabad")
        await bot.take_all()
        telegram.faults = {"editMessageText": [*outage], "sendPhoto": [*outage]}
        telegram.tap("d:118")
        telegram.tap("c:171")
        await bot.take_all()
        assert telegram.sent()[0]["text"].startswith("Agra")
        assert [len(telegram.sent()), len(telegram.photos)] == [2, 1]
        assert not any(telegram.faults.values())

    play(answerer, tmp_path, scene)


def test_an_update_that_never_succeeds_is_dropped_before_it_holds_up_the_others(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.01, 0.01))

    async def scene(bot: Harness) -> None:
        for chat in range(100, 350):
            bot.telegram.say("moradabad", chat=chat)
        stop, handled = asyncio.Event(), set()
        first, last = (int(bot.telegram.updates[n]["update_id"]) for n in (0, -1))

        async def handle(update: Update) -> bool:
            handled.add(update.update_id)
            if update.update_id == last:
                stop.set()
            return update.update_id != first

        await asyncio.wait_for(Poller(bot.bot, handle, ALLOWED_UPDATES).run(stop), PATIENCE)
        assert len(handled) == 250

    play(answerer, tmp_path, scene)


@pytest.mark.parametrize("kind", REAL)
def test_a_fault_at_every_call_of_the_real_process(kind: str, telegram: FakeTelegram, start: Start) -> None:
    fault = KINDS[kind]
    for method in AT_START + IN_CHATS:
        telegram.faults[method] = [fault]
    bot = start()
    question = telegram.say("agra", chat=8)
    telegram.type_inline("morad")
    answered(telegram, 1, chat=8)
    telegram.say("moradabad")
    answered(telegram, 1)
    telegram.edit(question, "jaipur", chat=8)
    telegram.tap("d:118")
    telegram.wait(lambda: telegram.sent()[-1]["text"].startswith("Agra"))
    telegram.tap("c:171")
    telegram.wait(lambda: len(telegram.photos) == 1 + fault.after)
    telegram.wait(lambda: bool(telegram.made("answerInlineQuery")))
    telegram.wait(lambda: telegram.sent(8)[-1]["text"].startswith("Jaipur"))
    telegram.wait(lambda: bool(telegram.descriptions.get(("description", ""))))
    assert telegram.commands["default", ""]
    assert not any(telegram.faults.values())
    assert "[error" not in bot.stopped()
    assert [text for text in telegram.complaints if not any(part in text for part in REFUSED_TWICE)] == []
    doubles = len(telegram.made("sendMessage")) - 2
    assert doubles == fault.after


@pytest.mark.parametrize("kind", REAL)
def test_a_fault_when_the_webhook_is_set(kind: str, telegram: FakeTelegram, start: Start) -> None:
    telegram.faults["setWebhook"] = [KINDS[kind]]
    start(WEBHOOK_URL="http://127.0.0.1:1/odop", WEBHOOK_PORT=str(free_port())).stopped()
    assert telegram.webhook is not None


def test_many_faults_under_load(telegram: FakeTelegram, start: Start) -> None:
    source = random.Random(7)
    kinds = [None, Fault(429, retry_after=1), *KINDS.values(), Fault(200, delay=0.3)]
    plan = [source.choice(kinds) for _ in range(40)]
    telegram.faults["sendMessage"] = list(plan)
    telegram.faults["getUpdates"] = [source.choice([None, Fault(500), Fault(0)]) for _ in range(4)]
    doubled = sum(fault is not None and fault.after for fault in plan)
    bot = start()
    chats = range(100, 180)
    for chat in chats:
        telegram.say("moradabad", chat=chat)
    telegram.wait(lambda: all(telegram.sent(chat) for chat in chats))
    bot.stopped()
    assert sum(len(telegram.sent(chat)) for chat in chats) == len(chats) + doubled
    assert all(len(telegram.sent(chat)) <= 1 + doubled for chat in chats)
    assert telegram.complaints == []


def test_chats_that_fail_stop_no_others(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.troubled = {5: Fault(500), 6: Fault(0), 7: Fault(429, retry_after=int(2 * PATIENCE))}
    for chat in telegram.troubled:
        telegram.say("moradabad", chat=chat)
    for chat in range(100, 150):
        telegram.say("agra", chat=chat)
    telegram.wait(lambda: all(telegram.sent(chat) for chat in range(100, 150)))
    telegram.troubled = {}
    assert len(answered(telegram, 1, chat=5)) == len(answered(telegram, 1, chat=6)) == 1


def test_an_update_that_cannot_be_read_stops_no_others(telegram: FakeTelegram, start: Start) -> None:
    bot = start()
    with telegram.lock:
        telegram.updates.append({"update_id": 1000, "message": {"message_id": "of a later Bot API"}})
    telegram.say("agra")
    assert answered(telegram, 1)[0]["text"].startswith("Agra")
    assert "Update 1000 cannot be read" in bot.stopped()


def test_an_error_is_told_once_with_its_number(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    bot = start(ADMIN_IDS=str(ADMIN))
    telegram.say("moradabad")
    answered(telegram, 1)
    with sqlite3.connect(tmp_path / "odop.db") as database:
        database.execute("DROP TABLE feedback")
    telegram.tap("y:d171")
    telegram.say("agra", chat=8)
    told = answered(telegram, 2)[-1]["text"]
    number = re.search(r"\(error ([0-9a-f]{8})\)", told)
    assert number, told
    assert answered(telegram, 1, chat=ADMIN)[0]["text"].startswith(f"Error {number[1]}: OperationalError")
    assert answered(telegram, 1, chat=8)[0]["text"].startswith("Agra")
    telegram.say("jaipur")
    answered(telegram, 3)
    assert [len(telegram.sent(chat)) for chat in (7, 8, ADMIN)] == [3, 1, 1]
    assert f"Error {number[1]}" in bot.said()
    assert telegram.complaints == []


@pytest.mark.parametrize("words", ["<b>&" * 50_000, "😀" * 100_000, "\0\x1b\u202e" * 3000, ""], ids=len)
def test_what_the_admins_are_told_always_fits(
    words: str, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(words)

    async def scene(bot: Harness) -> None:
        monkeypatch.setattr(bot.talk, "ask", fail)
        bot.telegram.say("moradabad")
        bot.telegram.say("agra", chat=8)
        await bot.take_all()
        # The admins hear of one kind once.
        assert [len(bot.telegram.sent(chat)) for chat in (7, 8, ADMIN)] == [1, 1, 1]
        assert all("RuntimeError" in message["text"] for message in bot.telegram.sent(ADMIN))
        assert bot.telegram.complaints == []

    play(answerer, tmp_path, scene)


def test_an_admin_who_cannot_be_told_stops_nobody(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    telegram.blocked.add(ADMIN)
    start(ADMIN_IDS=str(ADMIN))
    telegram.say("moradabad")
    answered(telegram, 1)
    with sqlite3.connect(tmp_path / "odop.db") as database:
        database.execute("DROP TABLE feedback")
    telegram.tap("n:d171")
    telegram.say("agra", chat=8)
    answered(telegram, 2)
    answered(telegram, 1, chat=8)


def refuses(words: str) -> Callable[..., None]:
    """Return what refuses a call in Telegram's words."""

    def refuse(*_: object, **__: object) -> None:
        raise RefusedError(words)

    return refuse


@pytest.mark.parametrize("words", ["not enough rights to send text messages to the chat", "chat not found"])
def test_a_group_that_does_not_let_the_bot_write_is_no_error(
    words: str, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(bot: Harness) -> None:
        monkeypatch.setattr(bot.telegram, "_post", refuses(words))
        bot.telegram.say("/help", chat=-5)
        await bot.take_all()
        assert bot.telegram.complaints == [f"sendMessage: {words}"]

    play(answerer, tmp_path, scene)
