"""Where the page sends what a visitor writes and taps, and finds pictures and what is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from odop_bot.channels.web.talking import EXPORT, Heard, Looked, WebTalk, screen_object
from odop_bot.channels.web.visitor import COOKIE, KEPT, Visitor, visitor_of
from odop_bot.conversation.actions import Choice
from odop_bot.conversation.forgetful import StoreError
from odop_bot.conversation.media import Media
from odop_bot.conversation.pictures import Pictures
from odop_bot.conversation.rate_limiter import RateLimiter, Wait
from odop_bot.conversation.screen import Screen

JSON = "application/json"
PICTURE_SECONDS = 3600
"""For so long a browser need not load a picture anew."""
PASSED_ON, PASSING_SECONDS = 20, 600.0
"""So much of one address goes to the helpdesk within so many seconds: anybody can be a new visitor at any time."""
_CODE = re.compile(r"[0-9]{1,6}|[a-z0-9-]{1,60}")
Body = Callable[[Request], Awaitable[bytes]]
Export = Callable[[int], Awaitable[dict[str, Any]]]
Link = Callable[[str], str | None]
Whence = Callable[[Request], int]
T = TypeVar("T")


class Endpoints:
    """The talk's addresses."""

    def __init__(
        self,
        talk: WebTalk,
        pictures: Pictures,
        body: Body,
        export: Export,
        link: Link,
        answered: Callable[[str, str], None],
        whence: Whence,
    ) -> None:
        """Take what reads bodies within bounds, what is kept of a person, a picture's link, what counts answers.

        `whence` returns a number for the address that asks.
        """
        self._talk = talk
        self._pictures = pictures
        self._body = body
        self._export = export
        self._link = link
        self._answered = answered
        self._whence = whence
        self._patience = RateLimiter()
        self._patience_of_staff = RateLimiter(asks=PASSED_ON, period=PASSING_SECONDS)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/chat/hear", self.hear, methods=["POST"]),
            Route("/chat/look", self.look, methods=["POST"]),
            Route("/chat/picture/{language}/{kind}/{code}.png", self.picture),
            Route(EXPORT, self.export),
        ]

    async def hear(self, request: Request) -> Response:
        """Answer words, a tap or a place."""
        heard = await self._sent(request, Heard)
        visitor = visitor_of(request.cookies.get(COOKIE))
        status = 200
        wait = self._waiting(request, visitor, heard)
        if wait is not None:
            strings = self._talk.talk.screens_by_app(visitor.sender(heard.language)).strings
            said = screen_object(Screen(strings.fill("busy", seconds=wait.seconds), kind="busy"))
            status = 429
        else:
            try:
                said = await self._talk.hear(visitor, heard)
                self._answered("web", str(said["kind"]))
            except StoreError as error:
                self._talk.talk.trouble(error)
                strings = self._talk.talk.screens_by_app(visitor.sender(heard.language)).strings
                said = screen_object(Screen(strings.fill("no_memory", id=secrets.token_hex(3)), kind="failed"))
        response = Response(msgspec.json.encode(said), status, {"Cache-Control": "no-store"}, JSON)
        if wait is not None:
            response.headers["Retry-After"] = str(wait.seconds)
        cookie: dict[str, Any] = {"path": "/chat", "secure": request.url.scheme == "https", "httponly": True}
        if said["kind"] == "forgotten":
            response.delete_cookie(COOKIE, samesite="strict", **cookie)
        else:
            response.set_cookie(COOKIE, visitor.token, KEPT, samesite="strict", **cookie)
        return response

    async def look(self, request: Request) -> Response:
        """Return what the helpdesk has said to a visitor since; who has no cookie has not asked it."""
        looked, cookie = await self._sent(request, Looked), request.cookies.get(COOKIE)
        found: dict[str, Any] = {"letters": [], "waits": False}
        if cookie:
            try:
                found = await self._talk.look(visitor_of(cookie), looked)
            except StoreError as error:
                self._talk.talk.trouble(error)
                raise HTTPException(503, headers={"Retry-After": "15"}) from error
        return Response(msgspec.json.encode(found), 200, {"Cache-Control": "no-store"}, JSON)

    async def _sent(self, request: Request, kind: type[T]) -> T:
        """Return what the page sends. Raises HTTPException."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != JSON:
            # No page of another site can send this without asking first, so none talks in a visitor's name.
            raise HTTPException(415, "send application/json")
        try:
            return msgspec.json.decode(await self._body(request), type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400, "this is not what the page sends") from error

    def _waiting(self, request: Request, visitor: Visitor, heard: Heard) -> Wait | None:
        """Return how long a visitor must wait who sends too much, to us or to the helpdesk."""
        wait = self._patience.wait(visitor.number)
        if wait is None and self._talk.for_staff(heard):
            return self._patience_of_staff.wait(self._whence(request))
        return wait

    async def picture(self, request: Request) -> Response:
        """Return the picture of a district, a State or a product family."""
        language, kind, code = (request.path_params[name] for name in ("language", "kind", "code"))
        if language not in self._talk.talk.strings or not _CODE.fullmatch(code):
            raise HTTPException(404)
        found = await self._pictures.of(Choice(kind, code), self._talk.talk.screens(language), self._link)
        if not isinstance(found, Media):
            raise HTTPException(404)
        return Response(found.content, headers={"Cache-Control": f"max-age={PICTURE_SECONDS}"}, media_type="image/png")

    async def export(self, request: Request) -> Response:
        """Return all that is kept about a visitor, as a file."""
        cookie = request.cookies.get(COOKIE)
        kept = await self._export(visitor_of(cookie).number) if cookie else {}
        headers = {"Content-Disposition": 'attachment; filename="odop-export.json"', "Cache-Control": "no-store"}
        return Response(msgspec.json.format(msgspec.json.encode(kept)), 200, headers, JSON)
