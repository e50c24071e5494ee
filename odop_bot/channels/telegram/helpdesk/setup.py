"""Put the helpdesk together: its stores, its handlers, and what it does aside."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from telegram import Bot, BotCommandScopeChat, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationHandlerStop, CommandHandler, ContextTypes, filters

from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.helpdesk.asking import Asking, export
from odop_bot.channels.telegram.helpdesk.desk import Desk, desk_of
from odop_bot.channels.telegram.helpdesk.notices import Broadcast, Notices
from odop_bot.channels.telegram.helpdesk.staff import Staff
from odop_bot.channels.telegram.helpdesk.teaching import Teaching
from odop_bot.channels.telegram.introduction import set_commands
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.conversation.helpdesk.lessons import Lessons
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.helpdesk.texts import Texts
from odop_bot.conversation.talk import Talk
from odop_bot.helpdesk.training import Training
from odop_bot.settings import Settings
from odop_bot.storage import GapStore, LessonStore, NoticeStore, Store, StoreError

log = logging.getLogger(__name__)
WARM_UP = 2.0
HOUSEKEEPING = 600.0
"""Seconds from one look for what is past its time to the next."""


class Helpdesk:
    """The people behind the bot, as far as the settings name any."""

    def __init__(self, settings: Settings, store: Store, talk: Talk, texts: Texts) -> None:
        self._group = settings.helpdesk_chat_id
        self._admins = frozenset(settings.admin_ids)
        self._pace = settings.odop_notice_pace
        self._kept = dt.timedelta(days=settings.helpdesk_days)
        self._training = Training(settings.odop_knowledge_dir, settings.odop_data_dir)
        self._store = store
        self._talk = talk
        self._texts = texts
        self._gaps = GapStore(store)
        self.log = QuestionLog(talk, self._gaps, self._group)
        self._broadcast: Broadcast | None = None
        self._teaching: Teaching | None = None
        self.desk: Desk | None = None
        """Where cases are answered, once there are handlers."""

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any], handlers: Handlers) -> None:
        """Register all handlers, before those for all."""
        notices = NoticeStore(self._store)
        self._broadcast = Broadcast(app.bot, self._talk, notices, self._texts, self._pace)
        Notices(self._talk, notices, self._texts, self._admins, handlers, self._broadcast).add_to(app)
        lessons = Lessons(self._talk, self._gaps, LessonStore(self._store), self._training, self._texts.staff)
        self._teaching = Teaching(lessons, handlers, self._texts.staff, self._group, self._admins)
        self._teaching.add_to(app)
        if self._group is not None:
            desk = desk_of(app.bot, self._store, self._texts, self._group, self._talk.clock)
            self.desk = desk
            Asking(desk, self._talk, self._gaps, handlers, self._kept).add_to(app)
            Staff(desk, self._talk, self._store, self._gaps).add_to(app)
            handlers.leave = desk.part
            handlers.own_chats.add(self._group)
        self._reserve(handlers)
        app.add_handler(CommandHandler("export_me", self.export, filters=filters.UpdateType.MESSAGE), group=-1)

    def _reserve(self, handlers: Handlers) -> None:
        """Say for whom the commands of staff and admins are."""
        staff, teaching = ("queue", "take", "close", "canned", "why"), ("gaps", "teach", "lessons")
        if self._group is None:
            handlers.reserved |= dict.fromkeys(("human", *staff), "no_helpdesk")
            handlers.reserved |= dict.fromkeys(teaching, "for_admins")
        else:
            handlers.reserved |= dict.fromkeys((*staff, *teaching), "for_helpdesk")
        handlers.reserved["notice"] = "for_admins"

    async def finish(self) -> None:
        """Let what was begun aside come to its end."""
        if self._teaching is not None:
            await self._teaching.finish()

    def aside(self) -> list[Coroutine[Any, Any, None]]:
        """Return what runs beside the answers, until cancelled."""
        assert self._broadcast is not None  # noqa: S101 - the handlers are registered first
        assert self._teaching is not None  # noqa: S101 - likewise
        return [self._broadcast.run(), self._teaching.follow_others(), self._keep_house(), self._warm_up()]

    def commands(self) -> Mapping[str, Mapping[str, str]]:
        """Return the commands that people see, by language."""
        out: dict[str, Mapping[str, str]] = {}
        for code, texts in self._texts.people.items():
            shown = dict(texts.commands)
            if self._group is None:
                del shown["human"]
            out[code] = shown
        return out

    def admin_commands(self) -> Mapping[str, str]:
        """Return the commands that admins see besides."""
        return self._texts.staff.admin_commands

    async def introduce(self, bot: Bot) -> None:
        """Tell Telegram the commands of the staff's group; a failure here stops nobody."""
        if self._group is not None:
            try:
                await set_commands(bot, BotCommandScopeChat(self._group), None, self._texts.staff.commands)
            except TelegramError as error:
                log.warning("The helpdesk's group cannot be reached (%s); add the bot to it.", error)

    async def export(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Send a person all that is kept about them."""
        screens = await self._talk.screens_of(sender_of(update))
        await export(update, self._store, self._texts.of(screens.language))
        raise ApplicationHandlerStop

    async def _warm_up(self) -> None:
        """Make ready what the first question would wait for, once those who wait now are served."""
        await asyncio.sleep(WARM_UP)
        await self.log.reader()

    async def _keep_house(self) -> None:
        """Count abandoned choices and delete what is past its time, now and then."""
        while True:
            now = self._talk.clock()
            try:
                await self._gaps.abandon(now)
                await self._gaps.delete_old(now, self._kept)
            except StoreError as error:
                log.warning("The helpdesk's old rows could not be deleted (%s); trying again later.", error)
            await asyncio.sleep(HOUSEKEEPING)
