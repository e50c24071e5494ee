"""Put the live page together: what answers at which address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from odop_bot.cards import CardPainter
from odop_bot.channels.health import Metrics, trouble_of
from odop_bot.channels.web.endpoints import Endpoints
from odop_bot.channels.web.talking import Notices, WebTalk
from odop_bot.conversation.actions import QuizAction
from odop_bot.conversation.helpdesk.correspondence import Correspondence
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.helpdesk.room import StaffRoom
from odop_bot.conversation.pictures import Pictures
from odop_bot.conversation.quiz.plain import PlainQuiz
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import ENGLISH
from odop_bot.quiz.desk import QuizDesk
from odop_bot.settings import Settings
from odop_bot.storage import CaseStore, GapStore, LetterStore, Store
from odop_bot.web.api import Api
from odop_bot.web.guard import Guard, body_of, number_of, refused
from odop_bot.web.helpdesk import HelpdeskPage
from odop_bot.web.pages import ChatPage, Pages
from odop_bot.web.site import Site, packed
from odop_bot.web.words import read_web_words

CORS_SECONDS = 3600
_FOR_PROGRAMS = ("/api/", "/health", "/chat/hear", "/chat/look", "/chat/export", "/app/open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the live page is made of."""

    settings: Settings
    talk: Talk
    store: Store
    metrics: Metrics
    log: QuestionLog
    site: Site
    room: StaffRoom | None = None
    """Where the people of the helpdesk are, if there are any."""


def live_page(
    parts: Parts, more: Callable[[Pages], Sequence[Route]] | None = None, unlimited: Sequence[str] = ()
) -> ASGIApp:
    """Return the application; `more` are routes that others add before the site's, `unlimited` paths without limit."""
    settings, talk = parts.settings, parts.talk
    words = read_web_words(TEMPLATES)
    pages = Pages(TEMPLATES, words)
    desk = _desk(parts)
    notices = {code: Notices(cookie=w.privacy(helpdesk=desk is not None), export=w.export) for code, w in words.items()}
    web_talk = WebTalk(talk, parts.store, parts.log, notices, _Quiz(talk).tap, desk)
    pictures = Pictures(lambda: CardPainter(talk.answerer, TEMPLATES, settings.odop_data_dir / "cards"))
    link = partial(_link, settings.web_url)
    chat = Endpoints(web_talk, pictures, body_of, parts.store.export, link, parts.metrics.answered, _whence)
    api = Router(Api(talk, parts.metrics, settings.web_url).routes())
    if settings.web_cors:
        origins = list(settings.web_cors)
        api_app: ASGIApp = CORSMiddleware(
            api,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type",),
            max_age=CORS_SECONDS,
        )
    else:
        api_app = api
    helpdesk = HelpdeskPage(pages, talk, CaseStore(parts.store), settings.login())
    routes = [
        Mount("/api", app=api_app),
        Route("/health", _Health(parts).get),
        *chat.routes(),
        *ChatPage(pages, talk, looks=desk is not None).routes(),
        *helpdesk.routes(),
        *(more(pages) if more else ()),
        *(Route(f"/{code}", partial(_to, f"/{code}/")) for code in words if code != ENGLISH),
        Mount("/", app=packed(parts.site)),
    ]
    missing = _Missing(pages, parts.site)
    return guarded(routes, settings, missing.answer, unlimited)


def _desk(parts: Parts) -> Correspondence | None:
    """Return the visitors' side of the helpdesk, if there is one."""
    if parts.room is None:
        return None
    kept = dt.timedelta(days=parts.settings.helpdesk_days)
    return Correspondence(parts.room, parts.talk, GapStore(parts.store), LetterStore(parts.store), kept)


def _whence(request: Request) -> int:
    return number_of(request.client.host if request.client else "")


def guarded(routes: list[Any], settings: Settings, missing: Any = None, unlimited: Sequence[str] = ()) -> ASGIApp:
    """Return routes behind the guard; `missing` answers where a page is not to be had."""
    handlers: dict[Any, Any] = {HTTPException: missing or _refuse, Exception: _failed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), settings.web_asks, unlimited)


class _Quiz:
    """The quiz in words, for the knowledge in use."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._desk: QuizDesk | None = None
        self._quiz = PlainQuiz(self._fresh)

    def _fresh(self) -> QuizDesk:
        answerer = self._talk.answerer
        self._desk = self._desk.renewed(answerer) if self._desk else QuizDesk.read(answerer, TEMPLATES)
        return self._desk

    async def tap(self, action: QuizAction, language: str) -> Screen | None:
        return self._quiz.tap(action, language)


class _Health:
    """Says whether all is well, in few words: everybody may ask."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get(self, _: Request) -> Response:
        well = await trouble_of(self._parts.store) is None
        site = self._parts.site
        state = "building" if site.building else "ready" if site.ready else "missing"
        status, database = ("ok", "ok") if well else ("degraded", "failing")
        content = f'{{"status":"{status}","database":"{database}","site":"{state}"}}'
        return Response(content, 200 if well else 503, {"Cache-Control": "no-store"}, "application/json")


class _Missing:
    """Answers where there is nothing: people with a page, programs with JSON."""

    def __init__(self, pages: Pages, site: Site) -> None:
        self._pages = pages
        self._site = site

    async def answer(self, request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(_FOR_PROGRAMS) or error.status_code not in (404, 503):
            return await _refuse(request, error)
        part = request.url.path.lstrip("/").partition("/")[0]
        language = part if part in self._pages.words else self._pages.preferred(request)
        words = self._pages.words[language].site
        waits = self._site.building and (error.status_code == 503 or not self._site.ready)
        status = 503 if waits else 404
        name = "building" if waits else "missing"
        title, more = words[name], words[f"{name}_more"]
        page = self._pages.html("notice", language, status, here=_in_language, title=title, more=more)
        page.headers.update(error.headers or {} if waits else {})
        return page


def _in_language(code: str) -> str:
    return "/" if code == ENGLISH else f"/{code}/"


def _link(base: str | None, argument: str) -> str | None:
    """Return the address that stands on the picture of a district (`d171`), if there is a public one."""
    return f"{base}/{argument[:1]}/{argument[1:]}.html" if base else None


async def _to(address: str, _: Request) -> Response:
    return RedirectResponse(address, 308)


async def _refuse(_: Request, error: HTTPException) -> Response:
    return refused(error.status_code, error.detail, dict(error.headers or {}))


async def _failed(_: Request, error: Exception) -> Response:
    return refused(500, "something went wrong here")
