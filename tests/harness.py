"""The bot without a process and a network: built as always, only its way to Telegram is the stand-in."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update

from odop_bot.answering import Answerer
from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram import sending
from odop_bot.channels.telegram.application import build, in_order
from odop_bot.channels.telegram.helpdesk.desk import Desk
from odop_bot.channels.telegram.helpdesk.setup import Helpdesk
from odop_bot.channels.telegram.updates import read_update
from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.conversation.quiz.quiz import Quiz
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.settings import Secret, Settings
from odop_bot.storage import Store
from tests.bot_token import TOKEN
from tests.standin import FakeTelegram, StandInRequest

ADMIN = 9
TRIES = 5


@dataclass
class Harness:
    """One bot in this process."""

    telegram: FakeTelegram
    bot: Bot
    talk: Talk
    store: Store
    desk: Desk | None
    """The cases of the helpdesk, if there is one."""
    _handle: Callable[[Update], Awaitable[bool]]

    async def take(self, data: dict[str, Any]) -> bool:
        """Hand an update to the bot as it comes from Telegram; return whether it is done."""
        update = read_update(data, self.bot)
        assert update is not None, data
        return await self._handle(update)

    async def until(self, what: Callable[[], bool]) -> None:
        """Let the bot go on until Telegram shows something."""
        await asyncio.to_thread(self.telegram.wait, what)

    async def take_all(self) -> None:
        """Hand over all that has happened, at once, each until it is done."""

        async def until_done(data: dict[str, Any]) -> None:
            for _ in range(TRIES):
                if await self.take(data):
                    return
            raise AssertionError(f"never done: {data}")

        with self.telegram.lock:
            updates, self.telegram.updates = self.telegram.updates, []
        async with asyncio.TaskGroup() as group:
            for update in updates:
                group.create_task(until_done(update))


def play(
    answerer: Answerer, folder: Path, scene: Callable[[Harness], Awaitable[None]], group: int | None = None
) -> None:
    """Build a bot that keeps its things in a folder, play a scene with it, close it.

    `group` is that of the helpdesk, if there is one.
    """

    async def run() -> None:
        telegram = FakeTelegram()
        settings = Settings(
            telegram_bot_token=Secret(TOKEN), admin_ids=(ADMIN,), odop_data_dir=folder, helpdesk_chat_id=group
        )
        store = Store(f"sqlite:///{folder / 'odop.db'}", lease=dt.timedelta(0))
        texts = read_helpdesk_texts(TEMPLATES)
        ask = {} if group is None else texts.ask
        talk = Talk(answerer, read_strings(TEMPLATES), store, lambda: dt.datetime.now(dt.UTC), ask)
        quiz = Quiz(talk, store)
        helpdesk = Helpdesk(settings, store, talk, texts)
        app = build(
            settings, talk, store, (StandInRequest(telegram), StandInRequest(telegram)), quiz, helpdesk, Metrics(store)
        )
        await store.open()
        await app.initialize()
        try:
            await scene(Harness(telegram, app.bot, talk, store, helpdesk.desk, in_order(app)))
        finally:
            await helpdesk.finish()
            await app.shutdown()
            await store.close()

    asyncio.run(run())


def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pauses between tries take no time."""
    monkeypatch.setattr(sending, "PAUSES", (0.0,) * len(sending.PAUSES))
    monkeypatch.setattr(sending, "FLOOD_MARGIN", 0.0)


def without_group_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a scene show a group more than Telegram carries in a minute."""
    monkeypatch.setattr(sending, "GROUP_MESSAGES", 0)
