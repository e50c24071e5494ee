"""A picture of a district: names, products, list and date, a map, a link as QR code.

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
from odop_bot.cards.fitting import wrapped
from odop_bot.cards.outline import Outline
from odop_bot.cards.painting import painted, svg_template
from odop_bot.files import write_whole
from odop_bot.knowledge import NATIONAL
from odop_bot.knowledge.models import District, Listing

TEMPLATE = "card.svg.j2"
MAX_LINES = 9
"""Lines of products that fit the card."""
LINE_WIDTH = 600
"""Pixels between the left edge of the products and the map."""
SIZE = 30
"""Pixels of the letters of a product."""


class CardPainter:
    """Paints cards and keeps them, by their content, in a folder if one is named."""

    def __init__(self, answerer: Answerer, templates: Path, folder: Path | None = None) -> None:
        self._answerer = answerer
        self._folder = folder
        self._template = svg_template(templates, TEMPLATE)

    def paint(self, district: District, language: str, link: str | None = None) -> bytes:
        """Return a card as PNG, with a link as QR code if there is one. Raises MissingFontError without fonts."""
        svg = self.svg(district, language, link)
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

    def svg(self, district: District, language: str, link: str | None = None) -> str:
        """Return a card as SVG."""
        knowledge, wording = self._answerer.knowledge, self._answerer.renderer.wording(language)
        item = knowledge.lists[NATIONAL]
        listings = knowledge.listings(district, NATIONAL)
        names = [_ranked(wording, listing, alone=len(listings) == 1) for listing in listings] or [
            wording.words.not_listed
        ]
        lines = [(line, index == 0) for name in names for index, line in enumerate(wrapped(name, SIZE, LINE_WIDTH))]
        hidden = len(lines) - MAX_LINES if len(lines) > MAX_LINES else 0
        state = knowledge.state_of(district)
        return self._template.render(
            words=wording.words,
            name=district.name,
            local=district.names.get(state.language, district.names["hi"]),
            state=wording.place(state),
            lines=lines[: MAX_LINES - 1] if hidden else lines,
            more=hidden + 1 if hidden else 0,
            list=wording.text(item.name),
            as_of=wording.date(item.as_of),
            source=wording.cite(item.source),
            outline=self._outline.of(district),
            borders=self._borders(district, wording),
            qr=_qr(link) if link else None,
            link=link.removeprefix("https://") if link else "",
        )

    def _borders(self, district: District, wording: Wording) -> str:
        """Return of which year the borders on the map are, and whether they are approximate."""
        border = self._answerer.knowledge.borders.of_district.get(district.lgd)
        if border is None:
            return wording.words.borders_of.format(self._answerer.knowledge.borders.year)
        label = wording.words.borders_about if border.sure == "approximate" else wording.words.borders_of
        return label.format(border.year)

    @cached_property
    def _outline(self) -> Outline:
        return Outline(self._answerer.knowledge)


def _ranked(wording: Wording, listing: Listing, *, alone: bool) -> str:
    name = wording.product(listing)
    return name if alone or listing.rank is None else f"{wording.words.ranks[listing.rank]}: {name}"


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
