"""The map on a card: a state with one district in it, a whole state, India."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.borders import Point, Polygon
from odop_bot.knowledge.models import District

MAP_SIZE = 300.0
"""Side of the square that a map on a card fills, in pixels."""


class Outline:
    """Draws maps from the district borders."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def of(self, district: District, size: float = MAP_SIZE) -> dict[str, object]:
        """Return SVG paths of a district and of the others in its state, scaled into a square.

        A district that the borders do not know is a point at its coordinates.
        """
        borders = self._knowledge.borders
        members = [d.lgd for d in self._knowledge.districts_of_state[district.state]]
        shapes = {code: borders.of_district[code].polygons for code in members if code in borders.of_district}
        rest = borders.of_no_district.get(district.state, ())
        points = [point for shape in (rest, *shapes.values()) for polygon in shape for point in polygon[0]]
        if not points:
            return {"others": "", "here": "", "dots": [], "stroke": 0}
        frame = Frame(points, size)
        lies_open = district.lgd not in shapes and district.at is not None
        return {
            "others": frame.path(rest) + frame.path(p for code in shapes if code != district.lgd for p in shapes[code]),
            "here": frame.path(shapes.get(district.lgd, ())),
            "dots": [frame.place((district.at[1], district.at[0]))] if lies_open and district.at else [],
            "stroke": 0.6,
        }

    def of_state(self, state: int, size: float = 300.0) -> dict[str, object]:
        """Return SVG paths of a state (an LGD code): all its districts are meant."""
        borders = self._knowledge.borders
        members = [d.lgd for d in self._knowledge.districts_of_state[state] if d.lgd in borders.of_district]
        shapes = [polygon for code in members for polygon in borders.of_district[code].polygons]
        rest = borders.of_no_district.get(state, ())
        points = [point for polygon in (*rest, *shapes) for point in polygon[0]]
        if not points:
            return {"others": "", "here": "", "dots": [], "stroke": 0}
        frame = Frame(points, size)
        return {"others": frame.path(rest), "here": frame.path(shapes), "dots": [], "stroke": 0.8}

    def of_india(self, districts: set[int], size: float = 300.0) -> dict[str, object]:
        """Return SVG paths of India with some districts (LGD codes) in it; small ones are points as well."""
        frame, land = self._india(size)
        known = [code for code in sorted(districts) if code in self._knowledge.borders.of_district]
        here = (polygon for code in known for polygon in self._knowledge.borders.of_district[code].polygons)
        return {"others": land, "here": frame.path(here), "dots": [], "stroke": 0.2}

    @cache  # noqa: B019 - there is one outline for a painter
    def _india(self, size: float) -> tuple[Frame, str]:
        borders = self._knowledge.borders
        shapes = [*borders.of_no_district.values(), *(border.polygons for border in borders.of_district.values())]
        polygons = [polygon for shape in shapes for polygon in shape]
        frame = Frame([point for polygon in polygons for point in polygon[0]], size)
        return frame, frame.path(polygons)


class Frame:
    """A square that holds some points, north up, with the width that they have at their latitude."""

    def __init__(self, points: list[Point], size: float) -> None:
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        self._south, self._north = min(y for _, y in points), max(y for _, y in points)
        self._west = west
        self._narrow = math.cos(math.radians((self._south + self._north) / 2))
        wide, high = (east - west) * self._narrow, self._north - self._south
        self._scale = size / max(wide, high, 1e-6)
        self._left = (size - wide * self._scale) / 2
        self._top = (size - high * self._scale) / 2

    def place(self, point: Point) -> tuple[float, float]:
        """Return a longitude and latitude as x and y in the square."""
        x = (point[0] - self._west) * self._narrow * self._scale + self._left
        return round(x, 1), round((self._north - point[1]) * self._scale + self._top, 1)

    def path(self, polygons: Iterable[Polygon]) -> str:
        """Return polygons as the data of an SVG path."""
        rings = (ring for polygon in polygons for ring in polygon)
        return "".join(f"M{' '.join(f'{x},{y}' for x, y in map(self.place, ring))}Z" for ring in rings)
