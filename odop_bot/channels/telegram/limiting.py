"""Let nobody ask too fast."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application, ApplicationHandlerStop, ContextTypes, TypeHandler

from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import quietly
from odop_bot.conversation.rate_limiter import RateLimiter
from odop_bot.conversation.talk import Talk

TYPED = 90
"""Inline queries of a person within a period: Telegram sends one for nearly every letter."""


class Limit:
    """Asks who asks too fast to wait, before anything else."""

    def __init__(self, talk: Talk, patience: RateLimiter, admins: frozenset[int]) -> None:
        """Let admins ask as often as they like."""
        self.talk = talk
        self.patience = patience
        self.admins = admins
        self._typing = RateLimiter(asks=TYPED)

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handler, before all others."""
        app.add_handler(TypeHandler(Update, self.limit), group=-2)

    async def limit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask a person who asks too fast to wait; the update ends here then."""
        person = update.effective_user
        if person is None or update.poll_answer or person.id in self.admins:
            return
        wait = (self._typing if update.inline_query else self.patience).wait(person.id)
        if wait is None:
            return
        strings = self.talk.screens_by_app(sender_of(update)).strings
        if update.inline_query:
            # Telegram asks again with the next letter; there is no place for words.
            if wait.tell:
                await quietly(update.inline_query.answer([], cache_time=wait.seconds, is_personal=True))
        elif update.callback_query:
            await quietly(update.callback_query.answer(strings.fill("busy", seconds=wait.seconds)))
        elif wait.tell and update.effective_message and update.effective_message.chat.type == ChatType.PRIVATE:
            await quietly(update.effective_message.reply_text(strings.fill("busy", seconds=wait.seconds)))
        raise ApplicationHandlerStop
