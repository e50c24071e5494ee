"""Lay texts out in a column: as large as there is room for, remarks left out before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from odop_bot.cards.fitting import runs, wrapped

INK, RED, GREY = "#1c1a19", "#7a1f3d", "#5d5650"
SCALES = (1.5, 1.35, 1.2, 1.08, 0.96, 0.86, 0.78)
"""How much larger or smaller than usual the letters may be, the largest first."""
INDENT = 24
_HEADING, _ITEM, _REMARK = 21, 27, 20
"""Pixels of the letters at their usual size."""
_LEADING = 1.3
_GAP = 16
"""Pixels before a block, at the usual size."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a block: what it is called, what is said beside it and below it."""

    text: str
    beside: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with what stands below it."""

    heading: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text where it stands, and the bullet before it."""

    text: str
    x: float
    y: float
    size: float
    fill: str
    bold: bool = False
    bullet: bool = False


@dataclass(slots=True)
class _Column:
    """Rows that are put below each other."""

    width: float
    scale: float
    rows: list[Row] = field(default_factory=list)
    y: float = 0.0

    def put(
        self, text: str, size: float, fill: str, *, indent: float = 0, bold: bool = False, bullet: bool = False
    ) -> None:
        """Put a text below what is there, in as many lines as it takes."""
        size, indent = size * self.scale, indent * self.scale
        for number, line in enumerate(wrapped(text, size, self.width - indent, bold=bold)):
            self.y += size * _LEADING
            self.rows.append(Row(line, indent, self.y, size, fill, bold, bullet and not number))


def laid_out(blocks: Sequence[Block], width: float, height: float) -> list[Row]:
    """Return the rows of blocks in a column of this width and height, from its top; what has no room is cut off."""
    for remarks in (True, False):
        for scale in SCALES:
            column = _filled(blocks, width, scale, remarks=remarks)
            if column.y <= height:
                return column.rows
    rows = [row for row in column.rows if row.y <= height - _ITEM * SCALES[-1] * _LEADING]
    while rows[-1].x == 0 and len(rows) > 1:  # A heading with nothing below it says nothing.
        rows.pop()
    last, left = rows[-1], sum(row.bullet for row in column.rows) - sum(row.bullet for row in rows)
    more = Row(f"… +{left}" if left else "…", INDENT * SCALES[-1], last.y + last.size * _LEADING, last.size, GREY)
    return [*rows, more]


def _filled(blocks: Sequence[Block], width: float, scale: float, *, remarks: bool) -> _Column:
    column = _Column(width, scale)
    for block in blocks:
        column.y += _GAP * scale if column.rows else 0
        column.put(block.heading, _HEADING, RED, bold=True)
        for item in block.items:
            text = f"{item.text} ({item.beside})" if item.beside else item.text
            column.put(text, _ITEM, INK, indent=INDENT, bullet=True)
            if item.remark and remarks:
                column.put(item.remark, _REMARK, GREY, indent=INDENT)
    return column


def fitting_size(text: str, sizes: Sequence[float], width: float, *, bold: bool = False) -> float:
    """Return the first of some sizes in which a text fits a width; else the last."""
    for size in sizes:
        if sum(run.width for run in runs(text, size, bold=bold)) <= width:
            return size
    return sizes[-1]
