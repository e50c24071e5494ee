"""Paint an SVG, with fonts that have every script of India."""

from __future__ import annotations

from pathlib import Path

import jinja2

from odop_bot.cards.fitting import runs
from odop_bot.cards.fonts import fonts


def svg_template(folder: Path, name: str, *more: Path) -> jinja2.Template:
    """Return the template of a picture, looked for in one or more folders; it splits texts by script with `runs`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, *more]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["runs"] = runs
    return environment.get_template(name)


def painted(svg: str, width: int | None = None) -> bytes:
    """Return an SVG as PNG, at its own width or another in pixels. Raises MissingFontError without fonts."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts(), skip_system_fonts=True, width=width))
