"""The helpdesk's page: answers to copy, for all; open cases to read, for those who know the token."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from odop_bot.conversation.helpdesk.lookup import Lookup
from odop_bot.conversation.rate_limiter import RateLimiter
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import MAX_QUESTION, Talk
from odop_bot.storage import CaseStore, StoreError
from odop_bot.web.guard import body_of, number_of
from odop_bot.web.pages import Pages

COOKIE = "odop_helpdesk"
LOGGED_IN = 12 * 3600
"""Seconds for which a login lasts."""
TRIES = 5
"""Tokens that one address may try within half a minute."""
FOUND, CASES = 6, 100
"""Answers and cases that are shown, at most."""
MAX_FORM = 2000
"""Bytes of the form with the token."""
_PATH = "/helpdesk"


class Login:
    """Knows the token, and who has shown it: a cookie that says until when, signed with it."""

    def __init__(self, token: str, clock: Callable[[], float] = time.time) -> None:
        """Take the token and a clock that tells seconds since 1970."""
        self._token = token.encode()
        self._clock = clock
        self._tries = RateLimiter(asks=TRIES)

    def is_token(self, given: str) -> bool:
        """Whether this is the token; it takes as long for every wrong one."""
        return hmac.compare_digest(self._signed(given.encode()), self._signed(self._token))

    def waits(self, address: str) -> bool:
        """Count a try of an address; return whether it must wait."""
        return self._tries.wait(number_of(address)) is not None

    def ticket(self) -> str:
        """Return what the cookie holds."""
        until = str(int(self._clock()) + LOGGED_IN)
        return f"{until}.{self._signed(until.encode()).hex()}"

    def is_valid(self, ticket: str) -> bool:
        """Whether a cookie is one of ours and not past its time."""
        until, _, signature = ticket.partition(".")
        if not until.isascii() or not until.isdecimal() or len(until) > 12:
            return False
        right = self._signed(until.encode()).hex()
        return hmac.compare_digest(signature.encode(), right.encode()) and int(until) > self._clock()

    def _signed(self, words: bytes) -> bytes:
        return hmac.digest(self._token, b"helpdesk:" + words, "sha256")


class HelpdeskPage:
    """The page and its forms."""

    def __init__(self, pages: Pages, talk: Talk, cases: CaseStore, token: str | None) -> None:
        """Show cases only where there is a token."""
        self._pages = pages
        self._talk = talk
        self._lookup = Lookup(talk)
        self._cases = cases
        self._login = Login(token) if token else None

    def routes(self) -> list[Route]:
        """Return the routes."""
        out = [Route(_PATH, self.page), Route(f"{_PATH}/{{language:str}}", self.page)]
        if self._login is not None:
            out += [
                Route(f"{_PATH}/{{language:str}}/login", self.log_in, methods=["POST"]),
                Route(f"{_PATH}/{{language:str}}/logout", self.log_out, methods=["POST"]),
            ]
        return out

    async def page(self, request: Request) -> Response:
        """Return the page: what was searched for, and the cases after a login."""
        return await self._page(request)

    async def log_in(self, request: Request) -> Response:
        """Set the cookie for who knows the token."""
        language, login = self._language(request), self._login
        if login is None:
            raise HTTPException(404)
        desk = self._pages.words[language].helpdesk
        if login.waits(request.client.host if request.client else ""):
            return await self._page(request, desk["slow"], 429)
        form = parse_qs((await body_of(request, MAX_FORM)).decode("utf-8", "replace"))
        if not login.is_token(form.get("token", [""])[0]):
            return await self._page(request, desk["wrong"], 403)
        response = RedirectResponse(f"{_PATH}/{language}", 303)
        response.set_cookie(COOKIE, login.ticket(), LOGGED_IN, **_cookie(request))
        return response

    async def log_out(self, request: Request) -> Response:
        """Take the cookie away."""
        response = RedirectResponse(f"{_PATH}/{self._language(request)}", 303)
        response.delete_cookie(COOKIE, **_cookie(request))
        return response

    def _language(self, request: Request) -> str:
        wanted = request.path_params.get("language")
        if wanted is not None and wanted not in self._pages.words:
            raise HTTPException(404)
        return wanted or self._pages.preferred(request)

    async def _page(self, request: Request, problem: str = "", status: int = 200) -> Response:
        language = self._language(request)
        asked = request.query_params.get("q", "").strip()[:MAX_QUESTION]
        answer_in = self._pages.language(request.query_params.get("in", language))
        logged_in = self._login is not None and self._login.is_valid(request.cookies.get(COOKIE, ""))
        cases: list[dict[str, Any]] = []
        if logged_in:
            try:
                cases = [_shown(row) for row in await self._cases.queue(CASES)]
            except StoreError:
                problem = self._pages.words[language].helpdesk["failed"]
        return self._pages.html(
            "helpdesk",
            language,
            status,
            forms=True,
            here=f"{_PATH}/{{}}".format,
            asked=asked,
            answer_in=answer_in,
            answers=self._answers(asked, answer_in) if asked else [],
            can_log_in=self._login is not None,
            logged_in=logged_in,
            cases=cases,
            problem=problem,
            most=MAX_QUESTION,
        )

    def _answers(self, asked: str, language: str) -> list[str]:
        """Return short answers with their sources, best first, as plain text to paste."""
        found = (self._lookup.short(opened, language) for opened in self._lookup.found(asked)[:FOUND])
        return list(dict.fromkeys(Screen(html).text for html in found if html))


def _cookie(request: Request) -> dict[str, Any]:
    return {"path": _PATH, "secure": request.url.scheme == "https", "httponly": True, "samesite": "strict"}


def _shown(row: Any) -> dict[str, Any]:
    """Return of a case what the page shows: neither who asks nor in which chat."""
    return {
        "number": row.number,
        "state": str(row.state),
        "holder": row.holder_name,
        "opened": f"{row.opened_at:%Y-%m-%d %H:%M}",
        "question": row.question,
        "language": row.language,
        "district": row.district,
        "understood": row.understood,
    }
