"""The addresses of the Mini App: the map of the site in Telegram's colours, and where a tap on it goes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from telegram import Bot

from odop_bot.channels.telegram.mini_app import MAX_DATA, ForgedError, MiniApp
from odop_bot.knowledge import ENGLISH
from odop_bot.web.guard import body_of, policy, refused
from odop_bot.web.pages import Pages
from odop_bot.web.site import HOME, Site

PATH = "/app"
FRAMES = "https://web.telegram.org https://webk.telegram.org https://weba.telegram.org"
"""Where Telegram shows Mini Apps in a browser."""


class Tapped(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: what Telegram has signed, and the LGD code of a district."""

    data: Annotated[str, msgspec.Meta(max_length=MAX_DATA)]
    code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,6}$")]


class MiniAppPages:
    """The map for Telegram."""

    def __init__(self, app: MiniApp, bot: Bot, pages: Pages, site: Site) -> None:
        self._app = app
        self._bot = bot
        self._pages = pages
        self._site = site

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(f"{PATH}/open", self.open, methods=["POST"]),
            Route(PATH, self.page),
            Route(f"{PATH}/{{language:str}}", self.page),
        ]

    async def page(self, request: Request) -> Response:
        """Return the map."""
        wanted = request.path_params.get("language")
        if wanted is not None and (wanted == ENGLISH or wanted not in self._pages.words):
            raise HTTPException(404)
        language = wanted or self._pages.preferred(request)
        folder = self._site.folder if language == ENGLISH else self._site.folder / language
        try:
            html = (folder / HOME).read_text(encoding="utf-8")
        except OSError as error:
            raise HTTPException(503, headers={"Retry-After": "15"}) from error
        # Its ways are relative, and right from here too: this address is as deep as that of the page.
        html = html.replace("</head>", f"{self._pages.app_head()}</head>", 1)
        return HTMLResponse(
            html, headers={"Content-Security-Policy": policy(within=FRAMES), "Cache-Control": "no-store"}
        )

    async def open(self, request: Request) -> Response:
        """Bring a district into the chat of who has tapped it."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise HTTPException(415, "send application/json")
        try:
            tapped = msgspec.json.decode(await body_of(request), type=Tapped)
            done = await self._app.open(self._bot, tapped.data, tapped.code)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400, "this is not what the page sends") from error
        except ForgedError as error:
            raise HTTPException(403, "Telegram has not said who this is") from error
        return Response(b'{"sent":true}', media_type="application/json") if done else refused(404, "not sent")
