"""Inline mode: cards for what is being typed in any chat."""

from __future__ import annotations

from typing import Any

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.ext import Application, ContextTypes, InlineQueryHandler

from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram.fitting import fitting
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import quietly
from odop_bot.conversation.suggestions import InlineCards
from odop_bot.conversation.talk import Talk

CACHE_SECONDS = 300
FROM_INLINE = "inline"
"""The argument of `/start` with which the button above the inline results opens the bot."""


class InlineMode:
    """Offers cards to whoever types behind the bot's name."""

    def __init__(self, talk: Talk, metrics: Metrics) -> None:
        self._talk = talk
        self._metrics = metrics
        self._cards = InlineCards(talk)

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handler."""
        app.add_handler(InlineQueryHandler(self.inline))

    async def inline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer cards for what is being typed in any chat."""
        query = update.inline_query
        if query is None:
            return
        screens = await self._talk.screens_of(sender_of(update))
        results = [
            InlineQueryResultArticle(
                id=card.id,
                title=card.title,
                description=card.line,
                input_message_content=InputTextMessageContent(fitting(card.html)),
                thumbnail_url=self._talk.picture_of(card.choice, screens.language),
            )
            for card in self._cards.cards(query.query, screens.language)
        ]
        # The answer depends on the person's language, so nobody else may get it from a cache.
        label = screens.strings.buttons["open_bot" if query.query.strip() else "open_bot_hint"]
        to_bot = InlineQueryResultsButton(label, start_parameter=FROM_INLINE)
        await quietly(query.answer(results, cache_time=CACHE_SECONDS, is_personal=True, button=to_bot))
        self._metrics.answered("inline", "cards")
