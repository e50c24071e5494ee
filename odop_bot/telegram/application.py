"""Build the bot and run it, by long polling or by webhook, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import secrets
import signal
import sys
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import Conflict, InvalidToken, NetworkError
from telegram.ext import Application, ApplicationBuilder, Defaults

from odop_bot.answering import Answerer
from odop_bot.cards import CardPainter
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.settings import NO_SECRET, Settings
from odop_bot.storage import LEASE, Store
from odop_bot.telegram.handlers import Handlers, unfinished
from odop_bot.telegram.helpdesk.setup import Helpdesk
from odop_bot.telegram.helpdesk.texts import read_helpdesk_texts
from odop_bot.telegram.introduction import introduce
from odop_bot.telegram.keeper import Keeper
from odop_bot.telegram.metrics import Metrics
from odop_bot.telegram.order import ChatOrder
from odop_bot.telegram.patience import Patience
from odop_bot.telegram.pictures import Pictures
from odop_bot.telegram.polling import Poller
from odop_bot.telegram.requesting import Request
from odop_bot.telegram.sending import Sender
from odop_bot.telegram.strings import read_strings
from odop_bot.telegram.talk import Talk
from odop_bot.telegram.webhook import WebhookServer

log = logging.getLogger(__name__)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query")
AT_ONCE = 64
"""Updates in work at the same time."""
START_TRIES = 5
INTRODUCING_SECONDS = 3.0
"""How long a stop waits for commands and descriptions that are being set."""
CLEANING = dt.timedelta(hours=6)
EXIT_WRONG_SETTING, EXIT_CONFLICT = 2, 3
App = Application[Any, Any, Any, Any, Any, Any]


def run(settings: Settings, answerer: Answerer) -> int:
    """Run the bot until it is told to stop; return the exit code."""
    try:
        asyncio.run(_run(settings, answerer))
    except Conflict:
        log.error("Another copy of this bot is running with the same token; stop it first. This one ends now.")
        return EXIT_CONFLICT
    except InvalidToken:
        return _wrong("Telegram does not know this TELEGRAM_BOT_TOKEN; copy it from @BotFather again.")
    except NetworkError as error:
        return _wrong(f"{settings.bot_api_url} cannot be reached ({error}); check the network and BOT_API_URL.")
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return _wrong(f"The bot cannot start ({reason}); check DATABASE_URL, WEBHOOK_PORT and METRICS_PORT.")
    return 0


def _wrong(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return EXIT_WRONG_SETTING


async def _run(settings: Settings, answerer: Answerer) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT):
        with contextlib.suppress(NotImplementedError):  # Windows has Ctrl-C only
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    # Only one bot can poll, so what another has left unfinished has died.
    store = Store(settings.database(), lease=LEASE if settings.webhook_url else dt.timedelta(0))
    texts = read_helpdesk_texts(TEMPLATES, settings.helpdesk_language)
    ask = {} if settings.helpdesk_chat_id is None else {code: x.buttons["ask"] for code, x in texts.people.items()}
    talk = Talk(answerer, read_strings(TEMPLATES), store, _now, ask)
    helpdesk = Helpdesk(settings, store, talk, texts)
    calls, polls = Request(settings.bot_api_url, AT_ONCE), Request(settings.bot_api_url, 2)
    app = _build(settings, talk, helpdesk, calls, polls)
    await store.open()
    try:
        await _initialise(app)
        log.info("Running as @%s.", app.bot.username)
        aside = [asyncio.create_task(work) for work in (_clean(store), *helpdesk.aside())]
        # Those who wait for an answer need not wait for this.
        introducing = asyncio.create_task(_introduce(app, settings, talk, helpdesk))
        try:
            await _serve(app, settings, stop)
        finally:
            await asyncio.wait({introducing}, timeout=INTRODUCING_SECONDS)
            for task in (*aside, introducing):
                task.cancel()
            # Their connections must be given back before the store and the bot close.
            await asyncio.gather(*aside, introducing, return_exceptions=True)
    finally:
        await app.shutdown()
        # The library leaves them open where Telegram did not know the token.
        for request in (calls, polls):
            await request.shutdown()
        await store.close()


def _build(settings: Settings, talk: Talk, helpdesk: Helpdesk, calls: Request, polls: Request) -> App:
    app: App = (
        ApplicationBuilder()
        .token(settings.token() or "")
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .rate_limiter(Sender())
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .updater(None)
        .job_queue(None)
        .build()
    )  # fmt: skip
    metrics, admins = Metrics(), frozenset(settings.admin_ids)
    if settings.metrics_port:
        metrics.serve(settings.metrics_port)
    cards = settings.odop_data_dir / "cards"
    pictures = Pictures(lambda: CardPainter(talk.answerer, TEMPLATES, cards))
    handlers = Handlers(talk, Patience(), pictures, metrics, admins, helpdesk.log)
    handlers.add_to(app)
    helpdesk.add_to(app, handlers)
    Keeper(talk, metrics, admins, lambda: load_engine(settings.odop_knowledge_dir, settings.odop_data_dir)).add_to(app)
    return app


async def _introduce(app: App, settings: Settings, talk: Talk, helpdesk: Helpdesk) -> None:
    more, for_admins = helpdesk.commands(), helpdesk.admin_commands()
    await introduce(app.bot, talk.strings, settings.admin_ids, more, for_admins)
    await helpdesk.introduce(app.bot)


async def _initialise(app: App) -> None:
    """Ask Telegram who we are, again where the network breaks. Raises InvalidToken, NetworkError."""
    for left in reversed(range(START_TRIES)):
        try:
            await app.initialize()
        except NetworkError as error:
            if not left:
                raise
            log.warning("Telegram cannot be reached (%s); trying again.", error)
            await asyncio.sleep(START_TRIES - left)
        else:
            return


async def _serve(app: App, settings: Settings, stop: asyncio.Event) -> None:
    order = ChatOrder(AT_ONCE)

    async def handle(update: Update) -> bool:
        return await order.run(update, lambda: _process(app, update))

    if settings.webhook_url is None:
        await app.bot.delete_webhook()
        await Poller(app.bot, handle, ALLOWED_UPDATES).run(stop)
        return
    secret = None if settings.webhook_secret == NO_SECRET else settings.webhook_secret or secrets.token_urlsafe(32)
    server = WebhookServer(app.bot, handle, urlsplit(settings.webhook_url).path, secret)
    server.listen(settings.webhook_listen, settings.webhook_port)
    await app.bot.set_webhook(settings.webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=secret)
    try:
        await stop.wait()
    finally:
        await server.close()


async def _process(app: App, update: Update) -> bool:
    """Handle one update; return whether it is done."""
    unfinished.set(False)
    await app.process_update(update)
    return not unfinished.get()


async def _clean(store: Store) -> None:
    """Delete what is past its time, now and then."""
    while True:
        try:
            await store.delete_old(_now())
        except SQLAlchemyError as error:
            log.warning("Old rows could not be deleted (%s); trying again later.", error)
        await asyncio.sleep(CLEANING.total_seconds())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
