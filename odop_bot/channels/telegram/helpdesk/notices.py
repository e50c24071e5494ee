"""Notices: people choose which they want, admins write one, see it first, and it is sent within Telegram's limits."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Any

from telegram import Bot, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    filters,
)

from odop_bot.channels.telegram.codec import desk_action, pattern
from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import quietly
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskStep
from odop_bot.conversation.helpdesk.notice_text import notice_html
from odop_bot.conversation.helpdesk.notices import NoticeDesk
from odop_bot.conversation.helpdesk.texts import Texts
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said, Talk
from odop_bot.storage import NoticeStore, StoreError

log = logging.getLogger(__name__)
IDLE = 20.0
"""Seconds after which a worker looks for a notice that another one has left."""
MAX_NOTICE = 3000
_GONE = ("chat not found", "user is deactivated", "bot can't initiate conversation", "peer_id_invalid")
"""What Telegram says of a person who cannot be reached any more."""


class Notices:
    """The commands: `/notices` for all, `/notice` for admins."""

    def __init__(
        self,
        talk: Talk,
        store: NoticeStore,
        texts: Texts,
        admins: frozenset[int],
        handlers: Handlers,
        sender: Broadcast,
    ) -> None:
        self._talk = talk
        self._store = store
        self._texts = texts
        self._desk = NoticeDesk(talk, store, texts)
        self._admins = admins
        self._handlers = handlers
        self._sender = sender

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, before those for all."""
        new = filters.UpdateType.MESSAGE
        app.add_handler(CommandHandler("notices", self.choose, filters=new), group=-1)
        app.add_handler(CallbackQueryHandler(self.chosen, pattern=pattern(DeskStep.WANT_NOTICES)), group=-1)
        if self._admins:
            admin = filters.User(user_id=list(self._admins)) & new & filters.ChatType.PRIVATE
            app.add_handler(CommandHandler("notice", self.write, filters=admin), group=-1)
            in_group = filters.User(user_id=list(self._admins)) & new & ~filters.ChatType.PRIVATE
            app.add_handler(CommandHandler("notice", self.write_elsewhere, filters=in_group), group=-1)
            app.add_handler(
                CallbackQueryHandler(self.decide, pattern=pattern(DeskStep.SEND_NOTICE, DeskStep.DROP_NOTICE)), group=-1
            )

    async def choose(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer which notices a person may get."""
        message = update.message
        if message is not None:
            await self._handlers.answer(update, message, lambda: self._desk.choice(sender_of(update)))
        raise ApplicationHandlerStop

    async def chosen(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Remember which notices a person wants."""
        query, sender = update.callback_query, sender_of(update)
        tap = desk_action(query.data) if query else None
        said = await self._desk.chosen(tap.argument, sender) if tap else None
        if query is None or said is None:
            return
        await quietly(query.answer())
        if isinstance(query.message, Message):
            await quietly(query.message.edit_text(said.html))
        raise ApplicationHandlerStop

    async def write(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show a notice as people will see it, and to how many it would go."""
        message = update.message
        if message is None or message.text is None:
            return
        text = message.text.partition(" ")[2].strip()[:MAX_NOTICE]
        admin = message.from_user.id if message.from_user else 0
        await self._handlers.answer(update, message, lambda: self._desk.preview(text, admin))
        raise ApplicationHandlerStop

    async def write_elsewhere(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say where an admin can write a notice."""
        message = update.message
        if message is not None:
            strings = (await self._talk.screens_of(sender_of(update))).strings
            await self._handlers.answer(update, message, lambda: _said(strings.in_private))
        raise ApplicationHandlerStop

    async def decide(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Send a notice, or drop it."""
        query = update.callback_query
        tap = desk_action(query.data) if query else None
        number = arguments.number(tap.argument) if tap else None
        if query is None or tap is None or query.from_user.id not in self._admins or number is None:
            return
        await quietly(query.answer())
        staff = self._texts.staff
        done = await (self._store.send(number) if tap.step is DeskStep.SEND_NOTICE else self._store.drop(number))
        key = "notice_sending" if tap.step is DeskStep.SEND_NOTICE else "notice_dropped"
        if isinstance(query.message, Message):
            html = staff.fill(key, number=number) if done else staff.fill("notice_gone")
            await query.message.reply_text(html)
        if done and tap.step is DeskStep.SEND_NOTICE:
            self._sender.wake()
        raise ApplicationHandlerStop


class Broadcast:
    """Sends notices, whoever has begun them: what one worker leaves, another one ends."""

    def __init__(self, bot: Bot, talk: Talk, store: NoticeStore, texts: Texts, pace: float) -> None:
        """Send with so many seconds from one message to the next."""
        self._pace = pace
        self._bot = bot
        self._talk = talk
        self._store = store
        self._texts = texts
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Say that there is a notice to send."""
        self._news.set()

    async def run(self) -> None:
        """Send what is to be sent, until cancelled."""
        while True:
            self._news.clear()
            try:
                for notice in await self._store.unfinished():
                    await self._send(notice)
            except (StoreError, TelegramError) as error:
                log.warning("A notice waits (%s).", described(error))
            with_time = asyncio.create_task(self._news.wait())
            await asyncio.wait({with_time}, timeout=IDLE)
            with_time.cancel()

    async def _send(self, notice: Any) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while (person := await self._store.next(notice.number, self._talk.clock())) is not None:
            await asyncio.sleep(max(0.0, due - loop.time()))
            due = max(due, loop.time()) + self._pace
            try:
                outcome = await self._to_one(person, notice.text)
            except TelegramError:
                await self._store.record(notice.number, person, "waiting")
                raise
            await self._store.record(notice.number, person, outcome)
        counts = await self._store.finish(notice.number, self._talk.clock())
        if counts is not None:
            await self._tell(notice, counts)

    async def _to_one(self, person: int, text: str) -> str:
        """Send a notice to one person; return what became of it. Raises TelegramError when Telegram is out of reach."""
        language = await self._talk.language_of(person)
        try:
            await self._bot.send_message(person, notice_html(self._texts, language, text))
        except Forbidden:
            return "blocked"
        except BadRequest as error:
            return "blocked" if any(word in str(error).lower() for word in _GONE) else "failed"
        return "delivered"

    async def _tell(self, notice: Any, counts: Counter[str]) -> None:
        html = self._texts.staff.fill(
            "notice_done",
            number=notice.number,
            delivered=counts["delivered"],
            blocked=counts["blocked"],
            failed=counts["failed"],
        )
        await quietly(self._bot.send_message(notice.admin_id, html))


async def _said(html: str) -> Said:
    return Said(Screen(html))
