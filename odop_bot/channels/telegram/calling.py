"""What calls the Bot API for us, with our defaults and within Telegram's limits."""

from __future__ import annotations

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest

from odop_bot.channels.telegram.sending import Sender
from odop_bot.settings import Settings


def bot_of(settings: Settings, waiting: BaseRequest, sending: BaseRequest) -> ExtBot[int]:
    """Return the bot of a token on two ways to Telegram: one to wait for updates, one for everything else."""
    return ExtBot(
        settings.token() or "",
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=sending,
        get_updates_request=waiting,
        rate_limiter=Sender(),
        defaults=Defaults(
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        ),
    )
