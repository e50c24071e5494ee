"""The helpdesk's group for a process that takes no updates: another one, with the same database, hears the staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from odop_bot.channels.telegram.calling import bot_of
from odop_bot.channels.telegram.helpdesk.desk import Desk, desk_of
from odop_bot.channels.telegram.requesting import Request
from odop_bot.conversation.helpdesk.texts import Texts
from odop_bot.conversation.talk import Talk
from odop_bot.settings import Settings
from odop_bot.storage import Store

CONNECTIONS = 8


@asynccontextmanager
async def desk_apart(settings: Settings, store: Store, texts: Texts, talk: Talk) -> AsyncIterator[Desk]:
    """Yield what opens cases in the group that is set; nothing is sent yet."""
    assert settings.helpdesk_chat_id is not None  # noqa: S101 - without a group nobody comes here
    requests = Request(settings.bot_api_url, 1), Request(settings.bot_api_url, CONNECTIONS)
    bot = bot_of(settings, *requests)
    # The bot is not asked who it is: the page must start where Telegram is out of reach.
    for request in requests:
        await request.initialize()
    if bot.rate_limiter:
        await bot.rate_limiter.initialize()
    try:
        yield desk_of(bot, store, texts, settings.helpdesk_chat_id, talk.clock)
    finally:
        if bot.rate_limiter:
            await bot.rate_limiter.shutdown()
        for request in requests:
            await request.shutdown()
