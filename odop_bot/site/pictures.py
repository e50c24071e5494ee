"""Preview pictures: the cards of districts, small enough for a message."""

from __future__ import annotations

import io
from pathlib import Path

from odop_bot.answering import Answerer
from odop_bot.cards import CardPainter
from odop_bot.cards.painting import painted
from odop_bot.site import addresses

SIZE = (720, 480)
"""Pixels: what messengers show large, and two thirds of a card."""
MOST = 30_000
"""Bytes of a picture: what messengers load without asking."""
_COLOURS = (32, 16, 8)
"""A card has a few, and shades between them at the edges of letters."""


class Previews:
    """Makes the preview pictures of districts."""

    def __init__(self, answerer: Answerer, templates: Path, base_url: str | None) -> None:
        self._knowledge = answerer.knowledge
        self._painter = CardPainter(answerer, templates)
        self._base = base_url

    def svg(self, key: str, language: str) -> str:
        """Return the picture of a district as SVG, with the address of its page if that is public."""
        path = addresses.in_language(addresses.page("d", key), language)
        link = f"{self._base}/{path}" if self._base and self._base.startswith("https://") else None
        return self._painter.svg(self._knowledge.districts[int(key)], language, link)

    def painted(self, svg: str) -> bytes:
        """Return an SVG as a small PNG. Raises MissingFontError."""
        from PIL import Image

        picture = Image.open(io.BytesIO(painted(svg, SIZE[0]))).convert("RGB")
        content = b""
        for colours in _COLOURS:
            out = io.BytesIO()
            picture.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
            content = out.getvalue()
            if len(content) < MOST:
                break
        return content
