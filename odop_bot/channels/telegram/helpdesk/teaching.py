"""Teach the bot from what it did not know, on Telegram: `/gaps`, `/teach`, `/lessons`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    filters,
)

from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.aside import Aside
from odop_bot.channels.telegram.codec import desk_action, pattern
from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.sending import quietly
from odop_bot.channels.telegram.showing import Posted
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskStep
from odop_bot.conversation.helpdesk.lessons import Lessons, Plan
from odop_bot.conversation.helpdesk.texts import StaffTexts
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said
from odop_bot.storage import StoreError

log = logging.getLogger(__name__)
WATCH = 20.0
"""Seconds after which a worker looks for what others were taught."""
_STEPS = (
    DeskStep.TEACH,
    DeskStep.PICK_ENTRY,
    DeskStep.ACCEPT,
    DeskStep.REFUSE,
    DeskStep.DROP_GAP,
    DeskStep.GAPS,
)


class Teaching:
    """Gaps and lessons, for staff and admins; an admin accepts."""

    def __init__(
        self, lessons: Lessons, handlers: Handlers, texts: StaffTexts, group: int | None, admins: frozenset[int]
    ) -> None:
        self._lessons = lessons
        self._handlers = handlers
        self._texts = texts
        self._group = group
        self._admins = admins
        self._aside = Aside()

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, for the group and the admins, before those for all."""
        self._bot = app.bot
        whose = filters.User(user_id=list(self._admins)) if self._admins else filters.User(user_id=[])
        allowed = whose | filters.Chat(self._group) if self._group is not None else whose
        allowed = allowed & filters.UpdateType.MESSAGE
        for name, handler in {"gaps": self.gaps, "teach": self.teach, "lessons": self.lessons}.items():
            app.add_handler(CommandHandler(name, handler, filters=allowed), group=-1)
        app.add_handler(CallbackQueryHandler(self.tap, pattern=pattern(*_STEPS)), group=-1)

    async def gaps(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what the bot did not know, most often first."""
        if update.message is not None:
            await self._handlers.answer(update, update.message, lambda: self._lessons.gap_list(0))
        raise ApplicationHandlerStop

    async def teach(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Propose that a gap be answered by an entry, or named by a district or product."""
        message = update.message
        if message is None:
            return
        typed = " ".join(context.args or [])
        who = message.from_user
        by = (who.id if who else 0, who.full_name if who else "")
        plan: list[Plan] = []

        async def say() -> Said:
            planned = await self._lessons.plan(typed)
            if isinstance(planned, Screen):
                return Said(planned)
            plan.append(planned)
            return Said(Screen(self._texts.fill("one_moment")))

        sent = await self._handlers.answer(update, message, say)
        if sent is not None and plan:
            self._propose(plan[0], by, Posted(message.chat.id, sent))
        raise ApplicationHandlerStop

    async def lessons(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what was taught, newest first."""
        if update.message is None:
            return

        async def say() -> Said:
            return Said(await self._lessons.taught())

        await self._handlers.answer(update, update.message, say)
        raise ApplicationHandlerStop

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn pages, pick a gap and its entry, drop a gap, accept or refuse a lesson."""
        query = update.callback_query
        tap = desk_action(query.data) if query else None
        message = query.message if query else None
        if query is None or tap is None or not isinstance(message, Message):
            return
        if message.chat.id != self._group and query.from_user.id not in self._admins:
            return
        number, entry = arguments.numbered(tap.argument) or (0, "")
        decides = tap.step in (DeskStep.ACCEPT, DeskStep.REFUSE)
        if (tap.step is not DeskStep.GAPS and not number) or (decides and not await self._lessons.is_known(number)):
            return
        if decides and query.from_user.id not in self._admins:
            await quietly(query.answer(self._texts.fill("admins_only"), show_alert=True))
            raise ApplicationHandlerStop
        await quietly(query.answer())
        at, name = Posted(message.chat.id, message.message_id), query.from_user.full_name
        if tap.step is DeskStep.GAPS:
            await self._show(at, (await self._lessons.gap_list(tap.page)).screen)
        elif tap.step is DeskStep.TEACH:
            await self._show(at, await self._lessons.which_entry(number))
        elif tap.step is DeskStep.DROP_GAP:
            await self._show(at, await self._lessons.drop(number))
        elif tap.step is DeskStep.PICK_ENTRY:
            planned = await self._lessons.plan(f"{number} {entry}")
            if isinstance(planned, Screen):
                await self._show(at, planned)
            else:
                await self._show(at, Screen(self._texts.fill("one_moment")))
                self._propose(planned, (query.from_user.id, name), at)
        elif tap.step is DeskStep.ACCEPT:
            # The buttons stay: whoever comes back after a power cut can tap them again.
            shown = await self._lessons.shown(number)
            await self._show(at, replace(shown, html=f"{shown.html}\n\n{self._texts.fill('one_moment')}"))
            self._later(f"lesson {number}", lambda: self._lessons.accept(number, name), at)
        else:
            await self._show(at, await self._lessons.refuse(number, name))
        raise ApplicationHandlerStop

    async def follow_others(self) -> None:
        """Use what another worker has been taught, as soon as this one learns of it; until cancelled."""
        while True:
            try:
                await self._lessons.follow()
            except (StoreError, OSError) as error:
                log.warning("What others were taught could not be read (%s); trying again.", described(error))
            await asyncio.sleep(WATCH)

    async def finish(self) -> None:
        """Let the lessons that are being tried come to their end."""
        await self._aside.finish()

    async def _show(self, at: Posted, screen: Screen) -> None:
        await quietly(showing.edit(self._bot, screen, chat_id=at.chat_id, message_id=at.message_id))

    def _propose(self, plan: Plan, by: tuple[int, str], at: Posted) -> None:
        """Try a lesson aside, and show what it would do."""
        self._later(f"{at.chat_id}.{at.message_id}", lambda: self._lessons.attempt(plan, by), at)

    def _later(self, name: str, work: Callable[[], Awaitable[Screen]], at: Posted) -> None:
        """Do what takes seconds while the chat goes on; the message shows what came of it."""

        async def do() -> None:
            await self._show(at, await work())

        self._aside.begin(name, do(), lambda: self._show(at, Screen(self._texts.fill("lesson_failed"))))
