"""One worker: makes pages, and paints pictures, of a site; several work side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering import Answerer
from odop_bot.knowledge.models import ENGLISH
from odop_bot.site import addresses
from odop_bot.site.dataset import as_json
from odop_bot.site.desk import Desk
from odop_bot.site.folder import Folder
from odop_bot.site.layout import Layout
from odop_bot.site.map import Maps
from odop_bot.site.pages import KINDS
from odop_bot.site.pictures import Previews
from odop_bot.site.records import record_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is built, and from what."""

    out: Path
    knowledge_dir: Path
    data_dir: Path
    templates: Path
    base_url: str | None = None
    pictures: bool = False
    live: bool = False
    """Whether the pages lead to the chat, which is served beside them."""


@dataclass(frozen=True, slots=True)
class Order:
    """Some pages of one kind in one language, or their pictures."""

    language: str
    kind: str
    keys: tuple[str, ...]
    painted: tuple[str, ...] | None = None
    """For pictures: what each was painted from before, empty where it is not there."""


class Worker:
    """Carries out orders."""

    def __init__(self, plan: Plan, answerer: Answerer) -> None:
        self._plan = plan
        self._answerer = answerer
        self._folder = Folder(plan.out)
        self._maps = Maps(answerer.knowledge)
        self._layout = Layout(
            answerer, plan.templates, plan.knowledge_dir, plan.base_url, pictures=plan.pictures, live=plan.live
        )
        self._desks: dict[str, Desk] = {}
        self._previews = Previews(answerer, plan.templates, plan.base_url)

    def carry_out(self, order: Order) -> dict[str, str]:
        """Write what is ordered; return the paths, with what pictures were painted from. Raises OSError."""
        if order.painted is not None:
            return self._paint(order, order.painted)
        desk = self._desks.get(order.language)
        if desk is None:
            desk = self._desks[order.language] = Desk(self._answerer, self._plan.templates, order.language, self._maps)
        out: dict[str, str] = {}
        for key in order.keys:
            page = KINDS[order.kind].make(desk, key)
            path = addresses.in_language(page.path, order.language)
            self._folder.write(path, self._layout.html(page, desk).encode())
            out[path] = ""
            if order.kind != "o" and order.language == ENGLISH and page.record:
                self._folder.write(page.record, as_json(record_of(self._answerer, order.kind, key)))
                out[page.record] = ""
        return out

    def _paint(self, order: Order, before: Sequence[str]) -> dict[str, str]:
        out = {}
        for key, known in zip(order.keys, before, strict=True):
            svg = self._previews.svg(key, order.language)
            digest = hashlib.sha256(svg.encode()).hexdigest()
            path = addresses.picture(order.kind, key, order.language)
            if digest != known:
                self._folder.write(path, self._previews.painted(svg))
            out[path] = digest
        return out


_worker: list[Worker] = []
"""The worker of this process."""


def begin(plan: Plan) -> None:
    """Make the worker of a process of its own."""
    from odop_bot.engine import load_engine

    _worker[:] = [Worker(plan, load_engine(plan.knowledge_dir, plan.data_dir))]


def carry_out(order: Order) -> dict[str, str]:
    """Carry out an order in a process that `begin` has made ready."""
    return _worker[0].carry_out(order)
