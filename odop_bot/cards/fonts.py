"""The fonts of the pictures, and how wide a text is in them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from odop_bot.errors import OdopError


class MissingFontError(OdopError):
    """The fonts of the pictures are not installed; the message says what to do."""


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


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels a text of one script takes at a size, shaped as it will be painted.

    Raises MissingFontError.
    """
    import uharfbuzz

    font, units = _shaper(bold)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return size * float(sum(position.x_advance for position in buffer.glyph_positions or ())) / units


@lru_cache(maxsize=2)
def _shaper(bold: bool) -> tuple[Any, int]:
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(fonts()[bold]))
    return uharfbuzz.Font(face), int(face.upem)
