"""Run the live page, or Telegram's webhook alone, until the program is told to stop."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy.exc import ArgumentError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from odop_bot.answering import Answerer
from odop_bot.channels.health import Metrics
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.helpdesk.room import StaffRoom
from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.files import write_whole
from odop_bot.settings import Settings
from odop_bot.site.addresses import page_of
from odop_bot.stopping import told_to_stop
from odop_bot.storage import LEASE, GapStore, Store, StoreError
from odop_bot.storage.lifecycle import clean, open_again, opened_store
from odop_bot.web.application import Parts, guarded, live_page
from odop_bot.web.guard import body_of
from odop_bot.web.pages import Pages
from odop_bot.web.server import listening, serving
from odop_bot.web.site import Site, SiteBuilder, plan_of
from odop_bot.web.words import read_web_words

if TYPE_CHECKING:
    from odop_bot.channels.telegram.application import Running
    from odop_bot.channels.telegram.mini_app import MiniApp
    from odop_bot.channels.telegram.webhook import Webhook

log = logging.getLogger(__name__)
KEY = "web.key"
"""File in the data folder with what finds a visitor's unanswered questions."""
KEY_BYTES = 32
HOUSEKEEPING = 600.0
"""Seconds from one look for what is past its time to the next."""
LOOKING = 5.0
"""Seconds from one look whether the knowledge is another one to the next."""
EXIT_FAILED, EXIT_WRONG_SETTING = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the live page is served, and which site."""

    host: str
    port: int
    site: Path | None
    """A folder that holds a site; None: it is built in the data folder."""


def run(settings: Settings, answerer: Answerer, place: Place) -> int:
    """Serve the live page, with Telegram's webhook if one is set; return the exit code."""
    if settings.token() and settings.webhook_url:
        from odop_bot.channels.telegram.application import exit_code

        return exit_code(settings, lambda: _with_telegram(settings, answerer, place))
    if settings.token():
        log.info("WEBHOOK_URL is not set, so Telegram is not served here; `python bot.py run` does it.")
    try:
        asyncio.run(_alone(settings, answerer, place))
    except (StoreError, ArgumentError, OSError) as error:
        reason = "DATABASE_URL is no address of a database" if isinstance(error, ArgumentError) else error
        log.error("The page cannot be served (%s); check DATABASE_URL, WEB_LISTEN, WEB_PORT, METRICS_PORT.", reason)
        return EXIT_WRONG_SETTING
    except Exception:
        # Whatever it is, it must go through the log, which leaves words and secrets out.
        log.critical("The page cannot be served any longer.", exc_info=True)
        return EXIT_FAILED
    return 0


def run_webhook(settings: Settings, answerer: Answerer) -> int:
    """Serve Telegram's webhook and nothing else; return the exit code."""
    from odop_bot.channels.telegram.application import exit_code

    return exit_code(settings, lambda: _with_telegram(settings, answerer, None))


async def _alone(settings: Settings, answerer: Answerer, place: Place) -> None:
    stop = told_to_stop()
    at = listening(place.host, place.port)
    store = Store(settings.database(), LEASE, _key(settings.odop_data_dir), settings.odop_data_dir)
    ask = read_helpdesk_texts(TEMPLATES).ask if _has_people(settings) else {}
    talk = Talk(answerer, read_strings(TEMPLATES), store, lambda: dt.datetime.now(dt.UTC), ask)
    metrics = Metrics(store)
    if settings.metrics_port:
        metrics.serve(settings.metrics_port)
    try:
        opened = await opened_store(store, needed=bool(settings.database_url))
        gaps = GapStore(store)
        site, questions = _site(settings, place), QuestionLog(talk, gaps, settings.helpdesk_chat_id)
        works = [clean(store), _housekeeping(gaps, talk, settings), _warm_up(questions)]
        works += [] if opened else [open_again(store, lambda error: talk.trouble(error))]
        async with _room(settings, store, talk) as room, _aside(works), _built(site, talk):
            parts = Parts(
                settings=settings, talk=talk, store=store, metrics=metrics, log=questions, site=site, room=room
            )
            async with serving(live_page(parts), at, settings.web_proxies):
                log.info("The page is served on http://%s:%s.", place.host, place.port)
                await stop.wait()
    finally:
        metrics.close()
        await store.close()


def _has_people(settings: Settings) -> bool:
    """Whether there is a helpdesk that can be written to."""
    return settings.helpdesk_chat_id is not None and bool(settings.token())


@asynccontextmanager
async def _room(settings: Settings, store: Store, talk: Talk) -> AsyncIterator[StaffRoom | None]:
    """Yield where the helpdesk's people are, who are heard by another process with the same database; None: nowhere."""
    if not _has_people(settings):
        yield None
        return
    from odop_bot.channels.telegram.helpdesk.apart import desk_apart

    log.info("Questions go to the helpdesk's group; its answers come by `python bot.py run` with the same database.")
    async with desk_apart(settings, store, read_helpdesk_texts(TEMPLATES, settings.helpdesk_language), talk) as room:
        yield room


async def _with_telegram(settings: Settings, answerer: Answerer, place: Place | None) -> None:
    """Serve the webhook, and the live page beside it if there is a place for it."""
    from odop_bot.channels.telegram.application import announce, running, webhook_of

    stop = told_to_stop()
    host, port = (place.host, place.port) if place else (settings.webhook_listen, settings.webhook_port)
    async with AsyncExitStack() as stack:
        mini_app = partial(_mini_app, settings) if place and is_public(settings.web_url) else None
        page = page_of(settings.odop_site_url or settings.web_url)
        bot = await stack.enter_async_context(running(settings, answerer, stop, mini_app, page))
        if bot is None:
            return
        webhook = webhook_of(bot, settings)
        path = urlsplit(settings.webhook_url or "").path or "/"

        route = webhook_route(webhook, path)
        if place is None:
            app = guarded([route], settings, unlimited=(path,))
            site = None
        else:
            site = _site(settings, place)
            parts = Parts(
                settings=settings,
                talk=bot.talk,
                store=bot.store,
                metrics=bot.metrics,
                log=bot.log,
                site=site,
                room=bot.desk,
            )
            app = live_page(parts, lambda pages: [route, *_map_pages(bot, pages, parts.site)], unlimited=(path,))
        await stack.enter_async_context(serving(app, listening(host, port), settings.web_proxies))
        if site is not None:
            await stack.enter_async_context(_built(site, bot.talk))
            log.info("The page is served on http://%s:%s.", host, port)
        try:
            if await announce(bot, webhook, settings, stop):
                await stop.wait()
        finally:
            # What was begun is answered as long as there are connections to answer on.
            await webhook.close()


def webhook_route(webhook: Webhook, path: str) -> Route:
    """Return the route to which Telegram posts."""
    from odop_bot.channels.telegram.webhook import FORBIDDEN, MAX_BYTES, SECRET_HEADER

    async def take(request: Request) -> Response:
        if not webhook.knows(request.headers.get(SECRET_HEADER, "")):
            raise HTTPException(FORBIDDEN)
        return Response(status_code=await webhook.take(await body_of(request, MAX_BYTES)))

    return Route(path, take, methods=["POST"])


def _mini_app(settings: Settings, talk: Talk) -> MiniApp:
    """Return the map that opens in Telegram."""
    from odop_bot.channels.telegram.mini_app import MapWords, MiniApp
    from odop_bot.web.mini_app import PATH

    words = {
        code: MapWords(button=w.map, text=w.map_text, command=w.map_command)
        for code, w in read_web_words(TEMPLATES).items()
    }
    return MiniApp(talk, settings.token() or "", f"{settings.web_url}{PATH}", words)


def _map_pages(bot: Running, pages: Pages, site: Site) -> Sequence[Route]:
    from odop_bot.web.mini_app import MiniAppPages

    return MiniAppPages(bot.map, bot.app.bot, pages, site).routes() if bot.map is not None else []


def is_public(address: str | None) -> bool:
    """Whether Telegram would open an address: it takes none without encryption."""
    return address is not None and address.startswith("https://")


def _site(settings: Settings, place: Place) -> Site:
    if place.site is not None:
        return Site(place.site, None)
    folder = settings.odop_data_dir / "site"
    plan = plan_of(folder, settings.odop_knowledge_dir, settings.odop_data_dir, TEMPLATES, settings.web_url)
    return Site(folder, plan)


@asynccontextmanager
async def _aside(works: Sequence[Any]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _built(site: Site, talk: Talk) -> AsyncIterator[None]:
    """Keep the site up to date meanwhile."""
    builder = SiteBuilder(site)

    async def keep() -> None:
        of: Answerer | None = None
        while True:
            if of is not talk.answerer:
                of = talk.answerer
                await builder.run(of)
            await asyncio.sleep(LOOKING)

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        builder.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _warm_up(questions: QuestionLog) -> None:
    """Make ready what the first question would wait for."""
    await questions.reader()


async def _housekeeping(gaps: GapStore, talk: Talk, settings: Settings) -> None:
    """Count abandoned choices and delete what is past its time, now and then."""
    while True:
        now = talk.clock()
        try:
            await gaps.abandon(now)
            await gaps.delete_old(now, dt.timedelta(days=settings.helpdesk_days))
        except StoreError as error:
            log.warning("Old rows could not be deleted (%s); trying again later.", error)
        await asyncio.sleep(HOUSEKEEPING)


def _key(folder: Path) -> bytes:
    """Return the key of the data folder; it is made once, and only for this run where it cannot be kept."""
    path = folder / KEY
    try:
        found = path.read_bytes()
        if len(found) == KEY_BYTES:
            return found
    except OSError:
        pass
    made = secrets.token_bytes(KEY_BYTES)
    try:
        write_whole(path, made)
    except OSError as error:
        log.warning("%s cannot be written (%s); /forget will not find older unanswered questions.", path, error)
    return made
