"""The live page inside the tests' own process, and a browser without a screen that talks with it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from odop_bot.answering import Answerer
from odop_bot.channels.health import Metrics
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.settings import Settings
from odop_bot.storage import LEASE, GapStore, Store
from odop_bot.web.application import Parts, live_page
from odop_bot.web.site import Site

ADDRESS = "http://live.test"


@dataclass(frozen=True)
class Live:
    """The live page of a test."""

    app: ASGIApp
    client: httpx.AsyncClient
    store: Store
    talk: Talk
    site: Site

    async def hear(self, language: str = "en", **heard: Any) -> dict[str, Any]:
        """Return what the chat says."""
        answer = await self.client.post("/chat/hear", json={"language": language, **heard})
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def tap(self, screen: dict[str, Any], label: str, language: str = "en") -> dict[str, Any]:
        """Tap the first button whose label contains a text."""
        key = next(key for row in screen["rows"] for key in row if label in key["label"])
        return await self.hear(language, tap=key["tap"], of=screen.get("number", 0))


Scene = Callable[[Live], Awaitable[None]]


def parts_of(answerer: Answerer, folder: Path, settings: Settings, store: Store) -> Parts:
    """Return what a live page is made of, in a folder of a test."""
    talk = Talk(answerer, read_strings(TEMPLATES), store, lambda: dt.datetime.now(dt.UTC))
    log = QuestionLog(talk, GapStore(store), None)
    site = Site(folder / "site", None)
    return Parts(settings=settings, talk=talk, store=store, metrics=Metrics(store), log=log, site=site)


def play(answerer: Answerer, folder: Path, scene: Scene, more: Any = None, **settings: Any) -> None:
    """Play a scene on a live page of its own; nobody has to wait unless the scene says so."""

    async def run() -> None:
        chosen = Settings(**{"odop_data_dir": folder, "web_asks": 0, **settings})
        store = Store(chosen.database(), LEASE, b"key", folder)
        await store.open()
        parts = parts_of(answerer, folder, chosen, store)
        app = live_page(parts, (lambda pages: more(pages, parts)) if more else None)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            try:
                await scene(Live(app, client, store, parts.talk, parts.site))
            finally:
                await store.close()

    asyncio.run(run())


def dialogues(folder: Path, count: int, wanted: Callable[[str], bool]) -> list[list[str]]:
    """Return so many dialogues of the development set whose turns are all wanted, as the words of the person."""
    path = folder / "tests" / "development" / "questions" / "dialogues.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    talks = [[turn["user"] for turn in row["turns"]] for row in rows]
    talks = [talk for talk in talks if all(map(wanted, talk))]
    return talks[:: max(1, len(talks) // count)][:count]
