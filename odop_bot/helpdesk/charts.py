"""Lay out the plots of the report: numbers in, rectangles and ticks out; the template draws them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
"""Size of a plot over days, in units of the drawing, without its labels."""
BAR_HEIGHT, BAR_GAP, BAR_ROOM = 18, 8, 300
"""Height of a bar that lies, what is between two, and the length of the longest."""
MAX_LABELS = 8
"""Days that are written under the plot."""
MAX_DAYS = 120
"""Bars that can be told apart; more days are summed up in equal stretches."""


@dataclass(frozen=True, slots=True)
class Block:
    """One coloured rectangle."""

    x: float
    y: float
    width: float
    height: float
    name: str
    """What it counts, such as `answered`."""
    count: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Days:
    """A plot over days: stacked columns, ticks of both axes."""

    blocks: tuple[Block, ...]
    counts: tuple[Tick, ...]
    days: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar that lies, with what it stands for."""

    y: int
    width: float
    label: str
    count: int


def over_days(rows: Sequence[tuple[dt.date, Mapping[str, int]]]) -> Days:
    """Return the columns of counts by day, the first name at the bottom; long stretches are summed up."""
    span = max(1, math.ceil(len(rows) / MAX_DAYS))
    stretches = [
        (rows[i][0], {name: sum(row[name] for _, row in rows[i : i + span]) for name in rows[i][1]})
        for i in range(0, len(rows), span)
    ]
    top = _round_up(max((sum(counts.values()) for _, counts in stretches), default=1))
    step = WIDTH / max(len(stretches), 1)
    width = min(step * 0.8, 40)
    blocks = []
    for number, (day, counts) in enumerate(stretches):
        y = float(HEIGHT)
        for name, count in counts.items():
            height = count / top * HEIGHT
            y -= height
            if count:
                x = number * step + (step - width) / 2
                blocks.append(Block(round(x, 1), round(y, 1), round(width, 1), round(height, 1), name, count, day))
    every = max(1, math.ceil(len(stretches) / MAX_LABELS))
    labels = [
        Tick(round((n + 0.5) * step, 1), f"{day:%d.%m.}") for n, (day, _) in enumerate(stretches) if n % every == 0
    ]
    ticks = [Tick(round(HEIGHT - HEIGHT * part / 4, 1), f"{top * part / 4:g}") for part in range(5)]
    return Days(tuple(blocks), tuple(ticks), tuple(labels))


def bars(rows: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Return bars that lie, one under the other."""
    top = max((count for _, count in rows), default=1) or 1
    return tuple(
        Bar(n * (BAR_HEIGHT + BAR_GAP), round(count / top * BAR_ROOM, 1), label, count)
        for n, (label, count) in enumerate(rows)
    )


def _round_up(count: int) -> int:
    """Return the least of 4, 8, 20, 40, 80, 200, … that is not smaller: quarters of it are plain numbers."""
    size = 4
    while size < count:
        size = size * 5 // 2 if str(size)[0] == "8" else size * 2
    return size
