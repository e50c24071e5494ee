"""A place on the map to its district: borders first, then the nearest PIN code.

The borders are of 2020. Where the nearest PIN code belongs to a district that was made later, the
PIN code has the newer word. Simplified borders cut off some coast, so a place just outside of all
gets the nearest district, named as no more than that.
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
FAR_PIN_KM = 25.0
"""A PIN code farther away says nothing about a place inside the borders."""
FAR_OUTSIDE_KM = 8.0
"""And this far for a place that no border holds."""
_KM_A_DEGREE = 111.2


class Locator:
    """Finds districts by latitude and longitude; takes about 20 MB, so it is made on first use."""

    def __init__(self, knowledge: Knowledge) -> None:
        polygons = knowledge.borders.polygons
        self._codes = list(polygons)
        self._shapes = [
            shapely.make_valid(
                shapely.MultiPolygon([(polygon[0], list(polygon[1:])) for polygon in polygons[code]])
            )
            for code in self._codes
        ]  # fmt: skip
        self._tree = shapely.STRtree(self._shapes)
        middles = list(knowledge.pins.middles())
        self._pin_districts = [district for _, _, district in middles]
        self._pins = shapely.STRtree([shapely.Point(longitude, latitude) for latitude, longitude, _ in middles])

    def locate(self, latitude: float, longitude: float) -> Location | None:
        """Return the district of a place in degrees; None outside India."""
        here = shapely.Point(longitude, latitude)
        around = self._around(here)
        inside = next((code for code, km in around if km == 0), None)
        newer = self._newer(here, FAR_PIN_KM if inside is not None else FAR_OUTSIDE_KM)
        if newer is not None:
            return Location(newer, "pin", inside)
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

    def _newer(self, here: shapely.Point, within_km: float) -> int | None:
        """Return the district of the nearest PIN code, if the borders do not know that district."""
        index = int(self._pins.nearest(here))
        district = self._pin_districts[index]
        if district in self._codes or _km(here, self._pins.geometries[index]) > within_km:
            return None
        return district


def _km(here: shapely.Point, shape: shapely.Geometry) -> float:
    """Return the distance of a place from a shape, 0 inside; flat, which is exact enough for 25 km."""
    there = shapely.ops.nearest_points(shape, here)[0]
    east = (there.x - here.x) * math.cos(math.radians(here.y))
    return math.hypot(east, there.y - here.y) * _KM_A_DEGREE
