"""Build the bot and run it, by long polling or by webhook."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import sys
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from telegram import BotCommand, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.knowledge import KnowledgeError
from odop_bot.settings import NO_SECRET, Settings
from odop_bot.storage import Store
from odop_bot.telegram.handlers import Handlers
from odop_bot.telegram.order import ChatOrder
from odop_bot.telegram.patience import Patience
from odop_bot.telegram.screens import Screens
from odop_bot.telegram.strings import Strings, read_strings
from odop_bot.telegram.talk import Talk

log = logging.getLogger(__name__)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query")
AT_ONCE = 64
"""Updates in work at the same time."""
EXIT_WRONG_SETTING = 2
App = Application[Any, Any, Any, Any, Any, Any]


def run(settings: Settings, answerer: Answerer) -> int:
    """Run the bot until it is told to stop; return the exit code."""
    token = settings.token() or ""
    strings = read_strings(TEMPLATES)
    screens = Screens(answerer, strings)
    store = Store(settings.database())
    talk = Talk(screens, store, _now)

    def reload() -> list[str]:
        try:
            screens.answerer = load_engine(settings.odop_knowledge_dir, settings.odop_data_dir)
        except KnowledgeError as error:
            return [str(fault) for fault in error.faults]
        return []

    handlers = Handlers(talk, Patience(), settings.admin_ids, reload)

    async def begin(app: App) -> None:
        await store.open()
        await store.delete_old(_now())
        await _introduce(app, strings)
        log.info("Running as @%s.", app.bot.username)

    async def end(_: App) -> None:
        await store.close()

    app = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=10.0))
        .get_updates_request(HTTPXRequest(connection_pool_size=2, pool_timeout=10.0))
        .rate_limiter(AIORateLimiter(max_retries=5))
        .concurrent_updates(ChatOrder(AT_ONCE))
        .defaults(
            Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
        )
        .post_init(begin)
        .post_shutdown(end)
        .build()
    )  # fmt: skip
    handlers.add_to(app)
    try:
        _serve(app, settings)
    except InvalidToken:
        print("Telegram does not know this TELEGRAM_BOT_TOKEN; copy it from @BotFather again.", file=sys.stderr)  # noqa: T201
        return EXIT_WRONG_SETTING
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        print(f"DATABASE_URL: the database cannot be used ({reason}); check address and server.", file=sys.stderr)  # noqa: T201
        return EXIT_WRONG_SETTING
    return handlers.exit_code


def _serve(app: App, settings: Settings) -> None:
    if settings.webhook_url is None:
        app.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=3, drop_pending_updates=False)
        return
    secret: str | None = settings.webhook_secret or secrets.token_urlsafe(32)
    app.run_webhook(
        listen=settings.webhook_listen, port=settings.webhook_port,
        url_path=urlsplit(settings.webhook_url).path.lstrip("/"), webhook_url=settings.webhook_url,
        secret_token=None if secret == NO_SECRET else secret, allowed_updates=ALLOWED_UPDATES, bootstrap_retries=3,
    )  # fmt: skip


async def _introduce(app: App, strings: Strings) -> None:
    """Set name, descriptions and commands where they differ; a failure here stops nobody."""
    commands = [BotCommand(name, text) for name, text in strings.commands.items()]
    try:
        if list(await app.bot.get_my_commands()) != commands:
            await app.bot.set_my_commands(commands)
        if (await app.bot.get_my_short_description()).short_description != strings.short:
            await app.bot.set_my_short_description(strings.short)
        if (await app.bot.get_my_description()).description != strings.description.strip():
            await app.bot.set_my_description(strings.description.strip())
    except TelegramError as error:
        log.warning("Commands and description could not be set (%s).", error)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
