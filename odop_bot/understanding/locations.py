"""A place on the map to its district, by the district borders.

Simplified borders cut off some coast, so a place just outside of all gets the nearest district, named as no more than
that.
"""

from __future__ import annotations

import math

import shapely
import shapely.ops

from odop_bot.knowledge.base import Knowledge
from odop_bot.understanding.requests import Location

NEAR_BORDER_KM = 3.0
"""Closer than this, the borders (simplified, about 1 km) and a phone's own error do not settle it."""
OFF_BORDER_KM = 12.0
"""How far outside all borders the nearest district is still worth naming, as such."""
_KM_A_DEGREE = 111.2


class Locator:
    """Finds districts by latitude and longitude; takes some megabytes, so it is made on first use."""

    def __init__(self, knowledge: Knowledge) -> None:
        borders = knowledge.borders.of_district
        self._codes = list(borders)
        self._shapes = [
            shapely.make_valid(shapely.MultiPolygon([(outer, holes) for outer, *holes in borders[code].polygons]))
            for code in self._codes
        ]
        self._tree = shapely.STRtree(self._shapes)

    def locate(self, latitude: float, longitude: float) -> Location | None:
        """Return the district of a place in degrees; None outside India."""
        here = shapely.Point(longitude, latitude)
        around = self._around(here)
        inside = next((code for code, km in around if km == 0), None)
        if inside is None:
            return Location(around[0][0], "nearest", None, around[0][1]) if around else None
        close = next(((code, km) for code, km in around if code != inside and km <= NEAR_BORDER_KM), None)
        return Location(inside, "borders", *(close or ()))

    def _around(self, here: shapely.Point) -> list[tuple[int, float]]:
        """Return the districts within reach, with their distance in kilometres, nearest first."""
        reach = OFF_BORDER_KM / _KM_A_DEGREE / max(0.2, math.cos(math.radians(here.y)))
        found = self._tree.query(here, predicate="dwithin", distance=reach)
        distances = [(self._codes[index], _km(here, self._shapes[index])) for index in found]
        return sorted(distances, key=lambda item: (item[1], item[0]))


def _km(here: shapely.Point, shape: shapely.Geometry) -> float:
    """Return the distance of a place from a shape, 0 inside; flat, which is exact enough for so near a place."""
    there = shapely.ops.nearest_points(shape, here)[0]
    east = (there.x - here.x) * math.cos(math.radians(here.y))
    return math.hypot(east, there.y - here.y) * _KM_A_DEGREE
