"""What the bot's admins can do, and what they are told."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationHandlerStop, CommandHandler, ContextTypes, filters

from odop_bot.answering import Answerer
from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram.alerts import Alerts
from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import is_unwelcome, quietly
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.talk import Talk
from odop_bot.storage import CaseStore, GapStore, Store, StoreError

log = logging.getLogger(__name__)
SHOWN_FAULTS = 8


class AdminHandlers:
    """Commands for admins, and the error handler."""

    def __init__(
        self,
        talk: Talk,
        store: Store,
        metrics: Metrics,
        admins: frozenset[int],
        load: Callable[[], Answerer],
        alerts: Alerts,
    ) -> None:
        self._talk = talk
        self._store = store
        self._metrics = metrics
        self._admins = admins
        self._load = load
        self._alerts = alerts

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any], handlers: Handlers) -> None:
        """Register the commands, for admins only, before those for all, and the error handler."""
        handlers.reserved |= dict.fromkeys(("stats", "reload", "id"), "for_admins")
        admin = filters.User(user_id=list(self._admins)) & filters.UpdateType.MESSAGE
        if self._admins:
            app.add_handler(CommandHandler("stats", self.stats, filters=admin), group=-1)
            app.add_handler(CommandHandler("reload", self.reload, filters=admin), group=-1)
        # Who sets the bot up needs the numbers before there is an admin.
        whose = admin if self._admins else filters.UpdateType.MESSAGE
        app.add_handler(CommandHandler("id", self.ids, filters=whose), group=-1)
        app.add_error_handler(self.failed)

    async def stats(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show how much the bot is used."""
        message = update.effective_message
        if message is None:
            return
        knowledge, store = self._talk.answerer.knowledge, self._store
        right, wrong = await store.feedback_counts()
        today = self._talk.clock().date()
        kinds = Counter[str]()
        for row in await GapStore(store).days():
            if row["day"] == today:
                kinds[row["kind"]] += row["count"]
        asked = kinds.total()
        text = (await self._talk.screens_of(sender_of(update))).strings.fill(
            "stats",
            chats=await store.chat_count(),
            people=await store.people_today(self._talk.clock()),
            asked=asked,
            unknown=round(100 * kinds["unknown"] / asked) if asked else 0,
            cases=await CaseStore(store).open_count(),
            right=right,
            wrong=wrong,
            districts=len(knowledge.districts),
            faq=len(knowledge.faq),
        )
        await message.reply_text(text)
        raise ApplicationHandlerStop

    async def ids(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the numbers that the settings ask for."""
        message, person = update.effective_message, update.effective_user
        if message is None or person is None:
            return
        strings = (await self._talk.screens_of(sender_of(update))).strings
        await message.reply_text(strings.fill("ids", chat=message.chat.id, person=person.id))
        raise ApplicationHandlerStop

    async def reload(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Check the knowledge base anew and use it; keep the old one when a fault is found."""
        message = update.effective_message
        if message is None:
            return
        strings = (await self._talk.screens_of(sender_of(update))).strings
        faults = await self._talk.renew(self._load)
        shown = [fault[:300] for fault in faults[:SHOWN_FAULTS]]
        text = strings.fill("not_reloaded", count=len(faults), faults=shown) if faults else strings.reloaded
        await message.reply_text(text)
        raise ApplicationHandlerStop

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error with a number, tell the person the number once, and the admins what kind it is."""
        error = context.error
        if isinstance(error, Forbidden) or is_unwelcome(error):
            log.info("A person has blocked the bot, or a group does not let it write.")
            return
        if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
            log.warning("Telegram cannot be reached (%s); the update will be handled later.", described(error))
            unfinished.set(True)
            return
        number = uuid.uuid4().hex[:8]
        self._metrics.failed()
        what = described(error) if error is not None else ""
        log.error("Error %s: %s", number, what, exc_info=error)
        if isinstance(update, Update) and update.effective_message and not update.inline_query:
            strings = self._talk.screens_by_app(sender_of(update)).strings
            text = strings.fill("no_memory" if isinstance(error, StoreError) else "failed", id=number)
            await _try(update.effective_message.reply_text(text))
        kind = str(error) if isinstance(error, StoreError) else what
        await self._alerts.tell(kind, self._talk.screens(None).strings.fill("admin_error", id=number, what=what))


async def _try(call: Any) -> None:
    """Await a call that tells of an error; if it fails too, the log is all there is."""
    try:
        await quietly(call)
    except TelegramError as error:
        log.warning("Nobody could be told of an error (%s).", described(error))
