"""Build the bot and run it until it is told to stop: by long polling here, by webhook in the room `web`."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from markupsafe import Markup
from sqlalchemy.exc import ArgumentError
from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest

from odop_bot.answering import Answerer
from odop_bot.cards import CardPainter
from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram.addresses import Addresses
from odop_bot.channels.telegram.admin import AdminHandlers
from odop_bot.channels.telegram.alerts import Alerts
from odop_bot.channels.telegram.calling import bot_of
from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.helpdesk.desk import Desk
from odop_bot.channels.telegram.helpdesk.setup import Helpdesk
from odop_bot.channels.telegram.introduction import introduce
from odop_bot.channels.telegram.mini_app import MiniApp
from odop_bot.channels.telegram.order import ChatOrder
from odop_bot.channels.telegram.polling import Poller
from odop_bot.channels.telegram.quiz import QuizHandlers
from odop_bot.channels.telegram.requesting import Request
from odop_bot.channels.telegram.webhook import Webhook
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.pictures import Pictures
from odop_bot.conversation.quiz.quiz import Quiz
from odop_bot.conversation.rate_limiter import RateLimiter
from odop_bot.conversation.sharing import AddressOf
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.settings import NO_SECRET, Settings
from odop_bot.stopping import told_to_stop
from odop_bot.storage import LEASE, Store, StoreError
from odop_bot.storage.lifecycle import clean, open_again, opened_store

log = logging.getLogger(__name__)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "poll_answer")
AT_ONCE = 64
"""Updates in work at the same time."""
INTRODUCTION_SECONDS = 20.0
"""How long a start tries to set the bot's commands and descriptions."""
EXIT_FAILED, EXIT_WRONG_SETTING, EXIT_CONFLICT = 1, 2, 3
App = Application[Any, Any, Any, Any, Any, Any]


def run(settings: Settings, answerer: Answerer, page: AddressOf | None = None) -> int:
    """Run the bot by long polling until it is told to stop; return the exit code. `page` as in `running`."""
    return exit_code(settings, lambda: _poll(settings, answerer, page))


def exit_code(settings: Settings, main: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Do the work of a program that talks with Telegram; return its exit code, and log what went wrong."""
    try:
        asyncio.run(main())
    except Conflict:
        log.error("Another copy of this bot is running with the same token; stop it first. This one ends now.")
        return EXIT_CONFLICT
    except (InvalidToken, EndPointNotFound):
        return _wrong("Telegram does not know this TELEGRAM_BOT_TOKEN; copy it from @BotFather again.")
    except TelegramError as error:
        # Unlike a wrong setting this may pass, so whoever watches over the bot should start it again.
        log.error("%s cannot be reached (%s); check the network and BOT_API_URL.", settings.bot_api_url, error)
        return EXIT_FAILED
    except (StoreError, ArgumentError, OSError) as error:
        reason = described(error) if isinstance(error, ArgumentError) else error
        return _wrong(f"The bot cannot start ({reason}); check DATABASE_URL, WEBHOOK_PORT, WEB_PORT and METRICS_PORT.")
    except Exception:
        # Whatever it is, it must go through the log, which hides the token.
        log.critical("The bot cannot go on.", exc_info=True)
        return EXIT_FAILED
    return 0


def _wrong(message: str) -> int:
    log.error(message)
    return EXIT_WRONG_SETTING


async def _poll(settings: Settings, answerer: Answerer, page: AddressOf | None) -> None:
    stop = told_to_stop()
    async with running(settings, answerer, stop, page=page) as bot:
        if bot is not None and await done_before(stop, bot.app.bot.delete_webhook()):
            await Poller(bot.app.bot, in_order(bot.app), ALLOWED_UPDATES).run(stop)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that runs, with what others may share with it."""

    app: App
    talk: Talk
    store: Store
    metrics: Metrics
    log: QuestionLog
    map: MiniApp | None
    desk: Desk | None


@asynccontextmanager
async def running(
    settings: Settings,
    answerer: Answerer,
    stop: asyncio.Event,
    mini_app: Callable[[Talk], MiniApp] | None = None,
    page: AddressOf | None = None,
) -> AsyncIterator[Running | None]:
    """Run all of a bot but what takes updates; None where it is told to stop before it is ready.

    `mini_app` makes the map that opens in Telegram, where somebody serves it; `page` tells where a thing
    has a page on the web.
    """
    addresses = Addresses(page)
    # Only one bot can poll, so what another has left unfinished has died.
    lease = LEASE if settings.webhook_url else dt.timedelta(0)
    key = blake2b((settings.token() or "").encode(), person=b"askers").digest()
    store = Store(settings.database(), lease, key, settings.odop_data_dir)
    texts = read_helpdesk_texts(TEMPLATES, settings.helpdesk_language)
    ask = {} if settings.helpdesk_chat_id is None else texts.ask
    talk = Talk(answerer, read_strings(TEMPLATES), store, _now, ask, addresses)
    helpdesk = Helpdesk(settings, store, talk, texts)
    requests = Request(settings.bot_api_url, 2), Request(settings.bot_api_url, AT_ONCE)
    quiz = Quiz(talk, store)
    metrics = Metrics(store)
    shown = mini_app(talk) if mini_app else None
    app = build(settings, talk, store, requests, quiz, helpdesk, metrics, shown)
    alerts = alerts_of(app)
    try:
        opened = await opened_store(store, needed=bool(settings.database_url))
        if not await done_before(stop, app.initialize()):
            yield None
            return
        addresses.username = app.bot.username
        log.info("Running as @%s.", app.bot.username)
        # Those who wait for an answer need not wait for this.
        works = [clean(store), _introduce(app, talk, settings, helpdesk, shown), alerts.run(), *helpdesk.aside()]
        works += [quiz.clock.run(), quiz.warm_up()]
        works += [] if opened else [open_again(store, lambda error: talk.trouble(error))]
        aside = [asyncio.create_task(work) for work in works]
        try:
            yield Running(app, talk, store, metrics, helpdesk.log, shown, helpdesk.desk)
        finally:
            for task in aside:
                task.cancel()
            # Their connections must be given back before the store and the bot close.
            await asyncio.gather(*aside, return_exceptions=True)
            await quiz.rounds.finish()
            await helpdesk.finish()
    finally:
        await app.shutdown()
        # The library leaves them open where Telegram did not know the token.
        for request in requests:
            await request.shutdown()
        metrics.close()
        await store.close()


def build(
    settings: Settings,
    talk: Talk,
    store: Store,
    requests: tuple[BaseRequest, BaseRequest],
    quiz: Quiz,
    helpdesk: Helpdesk,
    metrics: Metrics,
    mini_app: MiniApp | None = None,
) -> App:
    """Build the bot on two ways to Telegram: one to wait for updates, one for everything else."""
    app: App = ApplicationBuilder().bot(bot_of(settings, *requests)).updater(None).job_queue(None).build()
    admins = frozenset(settings.admin_ids)
    strings = talk.screens(None).strings
    alerts = Alerts(
        app.bot,
        settings.admin_ids,
        lambda count, html: strings.fill(
            "admin_again",
            count=count,
            what=Markup(html),  # noqa: S704 - it was filled in the same way
        ),
    )
    app.bot_data[Alerts] = alerts
    talk.trouble = lambda error: alerts.note(str(error), strings.fill("admin_memory", what=str(error)))
    if settings.metrics_port:
        metrics.serve(settings.metrics_port)
    cards = settings.odop_data_dir / "cards"
    pictures = Pictures(lambda: CardPainter(talk.answerer, TEMPLATES, cards))
    handlers = Handlers(talk, store, RateLimiter(), pictures, metrics, admins, helpdesk.log)
    QuizHandlers(handlers, quiz).add_to(app)
    handlers.add_to(app)
    helpdesk.add_to(app, handlers)
    if mini_app is not None:
        mini_app.add_to(app, handlers)
    AdminHandlers(talk, store, metrics, admins, partial(_reloaded, settings), alerts).add_to(app, handlers)
    return app


def alerts_of(app: App) -> Alerts:
    """Return what tells the admins of a bot what goes wrong."""
    alerts: Alerts = app.bot_data[Alerts]
    return alerts


def _reloaded(settings: Settings) -> Answerer:
    """Return an answerer for what the folder holds now, with all its checks. Raises KnowledgeError."""
    return load_engine(settings.odop_knowledge_dir, settings.odop_data_dir, thorough=True)


async def _introduce(app: App, talk: Talk, settings: Settings, helpdesk: Helpdesk, mini_app: MiniApp | None) -> None:
    """Set commands and descriptions, unless Telegram is slow to take them."""

    async def tell() -> None:
        of_map = mini_app.commands() if mini_app else {}
        more = {code: {**shown, **of_map.get(code, {})} for code, shown in helpdesk.commands().items()}
        for_admins = helpdesk.admin_commands()
        await introduce(app.bot, talk.strings, settings.admin_ids, more, for_admins)
        await helpdesk.introduce(app.bot)
        if mini_app is not None:
            await mini_app.introduce(app.bot)

    try:
        await asyncio.wait_for(tell(), INTRODUCTION_SECONDS)
    except TimeoutError:
        log.warning("Telegram is slow to take the commands and descriptions; the next start tries again.")


async def done_before(stop: asyncio.Event, work: Awaitable[object]) -> bool:
    """Wait for some work, but not past the stop; return whether it is done."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return False
    await working
    return True


def webhook_of(bot: Running, settings: Settings) -> Webhook:
    """Return what takes updates by webhook; Telegram is told of it by `announce`, once its address is served."""
    secret = None if settings.webhook_secret == NO_SECRET else settings.webhook_secret or secrets.token_urlsafe(32)
    return Webhook(bot.app.bot, in_order(bot.app), secret)


async def announce(bot: Running, webhook: Webhook, settings: Settings, stop: asyncio.Event) -> bool:
    """Tell Telegram where it finds the bot; return whether that was done before the stop."""
    assert settings.webhook_url is not None  # noqa: S101 - who has no address takes no updates there
    setting = bot.app.bot.set_webhook(
        settings.webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=webhook.secret
    )
    done = await done_before(stop, setting)
    if done:
        log.info("Taking updates by webhook.")
    return done


def in_order(app: App) -> Callable[[Update], Awaitable[bool]]:
    """Return what handles updates: many at once, those of one chat in their order; it says whether one is done."""
    order = ChatOrder(AT_ONCE)

    async def handle(update: Update) -> bool:
        return await order.run(update, lambda: _process(app, update))

    return handle


async def _process(app: App, update: Update) -> bool:
    """Handle one update; return whether it is done."""
    unfinished.set(False)
    await app.process_update(update)
    return not unfinished.get()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
