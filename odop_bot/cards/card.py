"""A picture of a district, a State or a product: names, products by list and date, a map, a link as QR code.

The picture is an SVG from `templates/card.svg.j2`. resvg paints it: it shapes Indic text by itself,
so no FriBiDi or Pango has to be on the machine. It takes the script of a text from its first letter,
so each text element holds one script only.
"""

from __future__ import annotations

import contextlib
import io
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.answering.wording import Wording
from odop_bot.cards.content import Thing, content_of
from odop_bot.cards.layout import fitting_size, laid_out
from odop_bot.cards.outline import Outline
from odop_bot.cards.painting import painted, svg_template
from odop_bot.files import write_whole
from odop_bot.knowledge.models import District, State

TEMPLATE = "card.svg.j2"
WIDTH, HEIGHT = 620.0, 448.0
"""Pixels of what stands below the names, left of the map."""
MAP_SIZE = 340.0
NAME_SIZES = (64.0, 56.0, 48.0, 40.0, 34.0, 28.0)
SECOND_SIZES = (30.0, 26.0, 22.0, 18.0)
SOURCE_SIZES = (18.0, 16.0, 14.0, 12.0)


class CardPainter:
    """Paints cards and keeps them, by their content, in a folder if one is named."""

    def __init__(self, answerer: Answerer, templates: Path, folder: Path | None = None) -> None:
        self._answerer = answerer
        self._folder = folder
        self._template = svg_template(templates, TEMPLATE)

    def paint(self, thing: Thing, language: str, link: str | None = None) -> bytes:
        """Return a card as PNG, with a link as QR code if there is one. Raises MissingFontError without fonts."""
        svg = self.svg(thing, language, link)
        if self._folder is None:
            return painted(svg)
        path = self._folder / f"{sha256(svg.encode()).hexdigest()[:32]}.png"
        try:
            return path.read_bytes()
        except OSError:
            pass
        picture = painted(svg)
        _keep(path, picture)
        return picture

    def svg(self, thing: Thing, language: str, link: str | None = None) -> str:
        """Return a card as SVG."""
        knowledge, wording = self._answerer.knowledge, self._answerer.renderer.wording(language)
        content = content_of(thing, knowledge, wording)
        return self._template.render(
            title=wording.words.card_title,
            name=content.name,
            name_size=fitting_size(content.name, NAME_SIZES, WIDTH, bold=True),
            second=content.second,
            second_size=fitting_size(content.second, SECOND_SIZES, WIDTH),
            rows=laid_out(content.blocks, WIDTH, HEIGHT),
            sources=content.sources,
            sources_size=fitting_size(content.sources, SOURCE_SIZES, WIDTH),
            map=self._map(thing),
            borders=self._borders(thing, wording),
            qr=_qr(link) if link else None,
            link=link.removeprefix("https://") if link else "",
        )

    def _map(self, thing: Thing) -> dict[str, object]:
        if isinstance(thing, District):
            return self._outline.of(thing, MAP_SIZE)
        if isinstance(thing, State):
            return self._outline.of_state(thing.lgd, MAP_SIZE)
        listings = self._answerer.knowledge.listings_of_family[thing.id]
        return self._outline.of_india({district.lgd for district, _ in listings}, MAP_SIZE)

    def _borders(self, thing: Thing, wording: Wording) -> str:
        """Return of which year the borders on the map are, and whether they are approximate."""
        borders = self._answerer.knowledge.borders
        border = borders.of_district.get(thing.lgd) if isinstance(thing, District) else None
        if border is None:
            return wording.words.borders_of.format(borders.year)
        label = wording.words.borders_about if border.sure == "approximate" else wording.words.borders_of
        return label.format(border.year)

    @cached_property
    def _outline(self) -> Outline:
        return Outline(self._answerer.knowledge)


def _qr(link: str) -> dict[str, Any]:
    """Return a QR code as an SVG path with its width in modules."""
    import segno

    code = segno.make(link, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=0)
    path = out.getvalue().decode().partition(' d="')[2].partition('"')[0]
    return {"path": path, "width": code.symbol_size(border=0)[0]}


def _keep(path: Path, picture: bytes) -> None:
    """Write a picture in one step; a folder that cannot be written costs time only."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, picture)
