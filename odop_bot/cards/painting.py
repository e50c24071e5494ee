"""Paint an SVG, with fonts that have every script of India."""

from __future__ import annotations

from pathlib import Path

import jinja2

from odop_bot.cards.fitting import runs


class MissingFontError(Exception):
    """The fonts of the cards are not installed; the message says what to do."""


def svg_template(folder: Path, name: str) -> jinja2.Template:
    """Return the template of a picture; it can split texts by script with `runs`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["runs"] = runs
    return environment.get_template(name)


def painted(svg: str) -> bytes:
    """Return an SVG as PNG. Raises MissingFontError when there is nothing to write with."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts(), skip_system_fonts=True))


def fonts() -> list[str]:
    """Return the files of Kurinto Sans (SIL Open Font License), which has every script of India.

    Raises MissingFontError when the package that ships it is not installed.
    """
    try:
        import weblate_fonts
    except ImportError as error:
        raise MissingFontError("Pictures need fonts: pip install weblate-fonts") from error
    folder = Path(str(weblate_fonts.__file__)).parent / "static" / "weblate_fonts" / "kurinto" / "ttf"
    files = [folder / "KurintoSans-Rg.ttf", folder / "KurintoSans-Bd.ttf"]
    if not all(path.is_file() for path in files):
        raise MissingFontError(f"Pictures need the fonts in {folder}: install weblate-fonts again")
    return [str(path) for path in files]
