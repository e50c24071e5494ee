"""The pages beside the site: chat, helpdesk, and what stands where a page is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from odop_bot.channels.web.talking import screen_object
from odop_bot.channels.web.visitor import COOKIE
from odop_bot.conversation.talk import MAX_QUESTION, Talk
from odop_bot.knowledge import ENGLISH
from odop_bot.web.guard import policy
from odop_bot.web.words import WebWords

STATIC = Path(__file__).resolve().parent / "static"
ICON = STATIC.parent.parent / "site" / "static" / "icon.svg"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_YEAR = 365 * 24 * 3600


class Pages:
    """Renders pages in every language."""

    def __init__(self, templates: Path, words: Mapping[str, WebWords]) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(str(templates)),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.words = words
        found = (path for path in (*STATIC.iterdir(), ICON) if path.suffix in _TYPES)
        self._files = {path.name: path.read_bytes() for path in found}
        self._marks = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in self._files.items()}

    def language(self, wanted: str | None) -> str:
        """Return a language that there is."""
        return wanted if wanted is not None and wanted in self.words else ENGLISH

    def preferred(self, request: Request) -> str:
        """Return the language that a browser asks for, of those that there are."""
        accepted = request.headers.get("accept-language", "")[:200].lower()
        codes = (part.partition(";")[0].strip()[:2] for part in accepted.split(","))
        return next((code for code in codes if code in self.words), ENGLISH)

    def html(self, name: str, language: str, status: int = 200, *, forms: bool = False, **data: Any) -> HTMLResponse:
        """Return a page."""
        page = self._environment.get_template(f"web/{name}.html").render(
            lang=language,
            words=self.words[language],
            languages={code: words.language for code, words in self.words.items()},
            file=self._address,
            **data,
        )
        headers = {"Content-Security-Policy": policy(forms=forms), "Cache-Control": "no-store"}
        return HTMLResponse(page, status, headers)

    def app_head(self) -> str:
        """Return what the map needs in Telegram beside what it has on the site."""
        return f'<script src="{self._address("app.js")}" defer></script>'

    def _address(self, name: str) -> str:
        return f"/web/{name}?{self._marks[name]}"

    async def file(self, request: Request) -> Response:
        """Return a script or a style."""
        name = request.path_params["name"]
        if name not in self._files:
            raise HTTPException(404)
        # Its address changes with it.
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
        return Response(self._files[name], 200, headers, _TYPES[Path(name).suffix])


class ChatPage:
    """The page of the chat."""

    def __init__(self, pages: Pages, talk: Talk, *, looks: bool) -> None:
        """Have the page look for answers of the helpdesk, where there is one, for who has been here before."""
        self._pages = pages
        self._talk = talk
        self._looks = looks

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/chat", self.page),
            Route("/chat/{language:str}", self.page),
            Route("/web/{name:str}", self._pages.file),
        ]

    async def page(self, request: Request) -> Response:
        """Return the page with the first screen on it, so that it says something before any script runs."""
        wanted = request.path_params.get("language")
        if wanted is not None and wanted not in self._pages.words:
            raise HTTPException(404)
        language = wanted or self._pages.preferred(request)
        first = msgspec.json.encode(screen_object(self._talk.screens(language).start())).decode()
        looks = self._looks and COOKIE in request.cookies
        return self._pages.html("chat", language, here="/chat/{}".format, most=MAX_QUESTION, first=first, looks=looks)
