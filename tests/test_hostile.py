"""Random and hostile updates of every type: no error, and no call that Telegram would refuse.

A part of them runs always; `ODOP_HOSTILE_UPDATES=20000` runs that many.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram import application, calling
from odop_bot.channels.telegram.sending import Sender
from odop_bot.helpdesk.training import Training, Trial
from tests.harness import ADMIN, Harness, play
from tests.hostile import COMMANDS, HELPDESK_GROUP, KEEPER, VERBS, Happenings
from tests.standin.models import update_faults

UPDATES = int(os.environ.get("ODOP_HOSTILE_UPDATES", "4000"))
AT_ONCE, PEOPLE = 50, 1500
HARMLESS = ("message is not modified", "there is no text in the message to edit")
SECONDS_EACH = 0.1


class _Quick(Sender):
    """Sends any number of messages a minute to the helpdesk's group."""

    def __init__(self) -> None:
        super().__init__()
        self._group_max_rate = self._group_time_period = 0


def known(telegram: Any, update: dict[str, Any]) -> None:
    """Let the stand-in know what an update says has happened: its queries wait, its message is there."""
    for kind in ("callback_query", "inline_query"):
        if kind in update:
            telegram.open_queries.add(update[kind]["id"])
    message = update.get("callback_query", {}).get("message")
    if message:
        content = {} if {"photo", "poll"} & set(message) else {"text": "?"}
        telegram.messages[message["chat"]["id"], message["message_id"]] = {**message, **content}


async def busy(bot: Harness) -> None:
    """Let other people have cases, rounds and gaps, which somebody may reach for."""
    for person in (1001, 1002, 1003):
        bot.telegram.say("/human how do I insure my loom", person)
        bot.telegram.say("how do I insure my loom", person)
        bot.telegram.tap("qg:mixed_5", person)
        await bot.take_all()
        bot.telegram.tap(f"hs:{person - 1000}", person)
        await bot.take_all()


@pytest.mark.timeout(60 + UPDATES * SECONDS_EACH)
def test_nothing_that_can_happen_breaks_the_bot(
    answerer: Answerer, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEEPER == ADMIN
    # These take seconds each, and have tests of their own.
    monkeypatch.setattr(application, "load_engine", lambda *_, **__: answerer)
    monkeypatch.setattr(calling, "Sender", _Quick)
    monkeypatch.setattr(Training, "attempt", lambda *_: Trial())
    monkeypatch.setattr(Training, "learn", lambda *_: (Trial(), None))
    happenings = Happenings(seed=20261101, people=PEOPLE)
    seen: dict[str, int] = {}
    orders: set[str] = set()

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        await busy(bot)
        assert len(telegram.sent(HELPDESK_GROUP)) >= 3
        for _ in range(UPDATES // AT_ONCE):
            batch = [happenings.next() for _ in range(AT_ONCE)]
            for update in batch:
                assert update_faults(update) == [], update
                known(telegram, update)
                kind = next(name for name in update if name != "update_id")
                seen[kind] = seen.get(kind, 0) + 1
                orders.update(orders_of(update))
            telegram.updates = batch
            await bot.take_all()
        unexpected = [text for text in telegram.complaints if not any(words in text for words in HARMLESS)]
        assert unexpected == []
        said = [str(call.parameters.get("text")) for call in telegram.calls]
        assert not [text for text in said if "went wrong" in text or text.startswith("Error ")]
        answers = {call.method for call in telegram.calls}
        assert {"sendMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery"} <= answers

    with caplog.at_level(logging.WARNING):
        play(answerer, tmp_path, scene, HELPDESK_GROUP)
    assert caplog.messages == []
    assert len(seen) == len(happenings.kinds)
    assert sum(seen.values()) == UPDATES
    assert orders >= {*VERBS, *COMMANDS}


def orders_of(update: dict[str, Any]) -> set[str]:
    """Return the verb or command of an update."""
    data = str(update.get("callback_query", {}).get("data", ""))
    text = str(update.get("message", {}).get("text", ""))
    return {data.partition(":")[0], text.partition(" ")[0].removeprefix("/").removesuffix("@odop_test_bot")}
