"""Ten thousand random and hostile updates of every type: no error, and no call that Telegram would refuse."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from tests.harness import ADMIN, Harness, play
from tests.hostile import Happenings
from tests.standin.models import update_faults

UPDATES, AT_ONCE, PEOPLE = 10_000, 50, 1500


def known(telegram: Any, update: dict[str, Any]) -> None:
    """Let the stand-in know what an update says has happened: its queries wait, its message is there."""
    for kind in ("callback_query", "inline_query"):
        if kind in update:
            telegram.open_queries.add(update[kind]["id"])
    message = update.get("callback_query", {}).get("message")
    if message:
        telegram.messages[message["chat"]["id"], message["message_id"]] = {**message, "text": "?"}


def test_nothing_that_can_happen_breaks_the_bot(
    answerer: Answerer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    happenings = Happenings(seed=20261101, people=PEOPLE)
    seen: dict[str, int] = {}

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        for _ in range(UPDATES // AT_ONCE):
            batch = [happenings.next() for _ in range(AT_ONCE)]
            for update in batch:
                assert update_faults(update) == [], update
                known(telegram, update)
                kind = next(name for name in update if name != "update_id")
                seen[kind] = seen.get(kind, 0) + 1
            telegram.updates = batch
            await bot.take_all()
        unexpected = [text for text in telegram.complaints if "message is not modified" not in text]
        assert unexpected == []
        assert telegram.sent(ADMIN) == []
        assert not [text for call in telegram.calls if "went wrong" in (text := str(call.parameters.get("text")))]
        answers = {call.method for call in telegram.calls}
        assert {"sendMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery"} <= answers

    with caplog.at_level(logging.WARNING):
        play(answerer, tmp_path, scene)
    assert caplog.messages == []
    assert len(seen) == len(happenings.kinds)
    assert sum(seen.values()) == UPDATES
