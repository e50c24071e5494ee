"""Break text into lines and into runs of one script."""

from __future__ import annotations

from dataclasses import dataclass

from odop_bot.cards.fonts import width
from odop_bot.language.scripts import script_of


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one script."""

    text: str
    width: float
    """How many pixels it takes."""


def runs(text: str, size: float, *, bold: bool = False) -> list[Run]:
    """Return a text as runs of one script each; what has no script stays with what is before it."""
    out: list[str] = []
    last = None
    for letter in text:
        script = script_of(letter)
        if script is not None and last is not None and script != last:
            out.append("")
        last = script or last
        if not out:
            out.append("")
        out[-1] += letter
    return [Run(piece, width(piece, size, bold=bold)) for piece in out]


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return a text as lines that fit a width; a word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and sum(run.width for run in runs(f"{lines[-1]} {word}", size, bold=bold)) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
