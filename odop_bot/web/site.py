"""Serve the built site; build it aside where it is missing or tells of other knowledge."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import multiprocessing
import os
import threading
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from odop_bot.answering import Answerer
from odop_bot.edition import edition
from odop_bot.files import write_whole
from odop_bot.site.building import SiteError, build_site
from odop_bot.site.working import Plan
from odop_bot.web.guard import policy

HOME = "index.html"
BUILT = ".odop-built"
"""Says what the site was built from."""
SMALLEST = 1000
"""Bytes from which on a file is packed."""
PAGE_SECONDS = 300
_ROOM = Path(__file__).resolve().parent.parent / "site"
log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The building was told to end."""


@dataclass(slots=True)
class Site:
    """A folder with a site in it, and what is known of it."""

    folder: Path
    plan: Plan | None
    """How it is built; None for a folder that somebody else has built."""
    building: bool = False

    @property
    def ready(self) -> bool:
        """Whether there is something to serve."""
        return (self.folder / HOME).is_file()


class SiteBuilder:
    """Keeps a site up to date, in a thread and in processes of their own: answers do not wait for it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._stop = threading.Event()

    async def run(self, answerer: Answerer) -> None:
        """Build the site if it is missing or tells of other knowledge; what fails is logged."""
        plan = self._site.plan
        if plan is None or self._site.building:
            return
        self._site.building = True
        try:
            await asyncio.to_thread(self._build, answerer, plan)
        except _StoppedError:
            log.info("The site is not finished; the next start goes on.")
        except (SiteError, OSError, BrokenExecutor) as error:
            if not self._stop.is_set():
                log.error("The site cannot be built: %s", error)
        finally:
            self._site.building = False

    def stop(self) -> None:
        """Have a building that is under way end at once: its processes may still be loading what they need."""
        self._stop.set()
        for child in multiprocessing.active_children():
            child.terminate()

    def _build(self, answerer: Answerer, plan: Plan) -> None:
        mark = f"{edition(plan.knowledge_dir, plan.templates)} {plan.base_url} {_code()}"
        noted = plan.out / BUILT
        if self._site.ready and noted.is_file() and noted.read_text(encoding="utf-8") == mark:
            return
        log.info("Writing the site into %s; this takes a minute.", plan.out)

        def tell(_done: int, _total: int) -> None:
            if self._stop.is_set():
                raise _StoppedError

        # Never in this process: whoever asks meanwhile would wait.
        built = build_site(answerer, plan, max(2, os.cpu_count() or 1), tell)
        write_whole(noted, mark.encode())
        log.info("The site is there: %s pages, %.1f MB.", built.pages, built.size / 1e6)


def plan_of(out: Path, knowledge_dir: Path, data_dir: Path, templates: Path, base_url: str | None) -> Plan:
    """Return how the live page's site is built: with a way to the chat on every page."""
    return Plan(
        out=out, knowledge_dir=knowledge_dir, data_dir=data_dir, templates=templates, base_url=base_url, live=True
    )


def _code() -> str:
    """Return a key of the code and the files that make the site."""
    digest = hashlib.sha256()
    for path in sorted(_ROOM.rglob("*")):
        if path.suffix in (".py", ".js", ".css", ".svg"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class SiteFiles(StaticFiles):
    """The files of a site; not those whose name begins with a dot."""

    def __init__(self, site: Site) -> None:
        super().__init__(directory=site.folder, check_dir=False)
        self._site = site

    async def check_config(self) -> None:
        """Let it be: the folder may come later."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file. Raises HTTPException: 404 for none, 405 for what is no GET, 503 before it is built."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        path = path.replace(os.sep, "/")
        if path == ".":
            path = HOME
        elif scope["path"].endswith("/"):
            path = f"{path}/{HOME}"
        if "\0" in path or any(part.startswith(".") for part in path.split("/")) or len(path) > 500:
            raise HTTPException(404)
        if not self._site.ready:
            raise HTTPException(503, headers={"Retry-After": "15"})
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"public, max-age={PAGE_SECONDS}"
        response.headers["Content-Security-Policy"] = policy()
        return response


def packed(site: Site) -> ASGIApp:
    """Return what serves a site, packed for browsers that take it so: it holds no secret beside a person's words."""
    return GZipMiddleware(SiteFiles(site), minimum_size=SMALLEST, compresslevel=5)


def app_page(site: Site, path: str, head: str) -> str:
    """Return the page of the map with something more in its head. Raises OSError while it is not there."""
    html = (site.folder / path).read_text(encoding="utf-8")
    return html.replace("</head>", f"{head}</head>", 1)
