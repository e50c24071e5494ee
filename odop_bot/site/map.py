"""Maps of India and of its States, as paths of SVG in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from odop_bot.cards.outline import Frame
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.borders import Polygon
from odop_bot.knowledge.models import District

INDIA, STATE, SMALL = 1600, 1000, 300
"""Units of the longer side of each map."""
_COARSE = 0.03
"""Degrees by which a border may be moved on the map of India: a pixel and a half on a wide screen."""
_COARSER = 0.05
_TINY = 0.016
"""Share of the map's side under which a district gets a dot that a finger can hit; the side of a square as large."""
_MARGIN = 0.05
"""Space around the places that a part of the map shows, as a share of its longer side."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A district on a map."""

    code: int
    path: str
    dot: tuple[int, int] | None
    """Where a dot stands for a district too small to be hit."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: districts, and land in no district that we know."""

    width: int
    height: int
    radius: int
    """Of its dots."""
    shapes: dict[int, Shape]
    rest: str
    boxes: dict[int, str]
    """By LGD code of a State, the part of the map that shows it: `x y width height`."""


class Maps:
    """Draws maps from the district borders."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def _fine(self) -> dict[int, Any]:
        from shapely.geometry import MultiPolygon

        borders = self._knowledge.borders.of_district
        today = {code: border for code, border in borders.items() if code in self._knowledge.districts}
        return {code: MultiPolygon([(p[0], p[1:]) for p in border.polygons]) for code, border in today.items()}

    @cached_property
    def _coarse(self) -> dict[int, Any]:
        return self._simplified(_COARSE)

    @cached_property
    def _coarser(self) -> dict[int, Any]:
        return self._simplified(_COARSER)

    def _simplified(self, degrees: float) -> dict[int, Any]:
        """Return all districts with fewer corners; borders that two share stay shared."""
        import shapely

        if not self._fine:
            return {}
        shapes = shapely.coverage_simplify(list(self._fine.values()), degrees)
        return dict(zip(self._fine, shapes, strict=True))

    @cached_property
    def india(self) -> Drawing:
        """The map of India."""
        rest = [polygon for polygons in self._knowledge.borders.of_no_district.values() for polygon in polygons]
        return self._drawing(self._coarse, rest, INDIA)

    def state(self, code: int) -> Drawing:
        """Return the map of a State, by its LGD code."""
        members = {d.lgd for d in self._knowledge.districts_of_state[code]}
        shapes = {lgd: shape for lgd, shape in self._fine.items() if lgd in members}
        return self._drawing(shapes, self._knowledge.borders.of_no_district.get(code, ()), STATE)

    def small(self, district: District) -> dict[str, str] | None:
        """Return the outline of a district's State and the district in it; None without borders."""
        import shapely

        members = [d.lgd for d in self._knowledge.districts_of_state[district.state] if d.lgd in self._coarser]
        if not members:
            return None
        if district.state not in self._outlines:
            whole = shapely.coverage_union_all([self._coarser[code] for code in members])
            polygons = [*_polygons(whole), *self._knowledge.borders.of_no_district.get(district.state, ())]
            frame = Frame([point for polygon in polygons for point in polygon[0]], SMALL)
            self._outlines[district.state] = (frame, _path(frame, polygons))
        frame, outline = self._outlines[district.state]
        here = self._coarser.get(district.lgd)
        at = here.representative_point().coords[0] if here else None
        at = at or ((district.at[1], district.at[0]) if district.at else None)
        dot = " ".join(str(round(value)) for value in frame.place(at)) if at else ""
        return {"state": outline, "here": _path(frame, _polygons(here)) if here else "", "dot": dot}

    @cached_property
    def _outlines(self) -> dict[int, tuple[Frame, str]]:
        return {}

    def _drawing(self, shapes: dict[int, Any], rest: Iterable[Polygon], size: int) -> Drawing:
        polygons = {code: _polygons(shape) for code, shape in shapes.items()}
        rest = list(rest)
        points = [point for part in (rest, *polygons.values()) for polygon in part for point in polygon[0]]
        if not points:
            return Drawing(size, size, 0, {}, "", {})
        frame = Frame(points, size)
        places = [frame.place(point) for point in points]
        width, height = (int(max(place[axis] for place in places)) + 1 for axis in (0, 1))
        least = size * _TINY
        drawn: dict[int, Shape] = {}
        extents: dict[int, list[tuple[float, float]]] = {}
        for code, parts in polygons.items():
            corners = [frame.place(point) for polygon in parts for point in polygon[0]]
            # A district of many islets, or a narrow one, is as hard to hit as a small one.
            biggest = math.sqrt(max(_area([frame.place(point) for point in polygon[0]]) for polygon in parts))
            point = shapes[code].representative_point().coords[0]
            x, y = frame.place(point)
            drawn[code] = Shape(code, _path(frame, parts), (round(x), round(y)) if biggest < least else None)
            extents.setdefault(self._knowledge.districts[code].state, []).extend(corners)
        boxes = {code: _box(corners) for code, corners in extents.items()}
        margin = round(least)
        return Drawing(width + margin, height + margin, round(least / 2), drawn, _path(frame, rest), boxes)


def _polygons(shape: Any) -> list[Polygon]:
    """Return the polygons of a geometry, as borders have them."""
    parts = getattr(shape, "geoms", [shape])
    return [
        (tuple(part.exterior.coords), *(tuple(hole.coords) for hole in part.interiors))
        for part in parts
        if not part.is_empty
    ]


def _area(corners: list[tuple[float, float]]) -> float:
    """Return the area inside a closed line."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(corners))) / 2


def _box(corners: list[tuple[float, float]]) -> str:
    """Return the part of a map that holds some corners, with a margin."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    margin = _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys)) + 2
    values = (min(xs) - margin, min(ys) - margin, max(xs) - min(xs) + 2 * margin, max(ys) - min(ys) + 2 * margin)
    return " ".join(str(round(value)) for value in values)


def _path(frame: Frame, polygons: Iterable[Polygon]) -> str:
    """Return polygons as the data of an SVG path: whole numbers, each step from the one before."""
    out = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points = [(round(x), round(y)) for x, y in map(frame.place, ring)]
        x, y = points[0]
        steps = []
        for there in points[1:-1]:
            if there != (x, y):
                steps.append(f"{there[0] - x} {there[1] - y}")
                x, y = there
        if len(steps) < 2:
            # Too small to be seen; a speck keeps it there.
            steps = ["1 0", "0 1"]
        out.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(out).replace(" -", "-")
