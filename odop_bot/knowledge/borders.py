"""District borders, from a TopoJSON file that is decoded on first use.

Format: https://github.com/topojson/topojson-specification, quantised; the property `lgd_code` of a
geometry names its district. A geometry without it belongs to no district that we know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from odop_bot.knowledge.faults import Fault

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = tuple[Point, ...]
MAX_POINTS = 1_000_000
"""Points of all borders, each arc counted as often as it is used; ours have some 50,000."""
Polygon = tuple[Ring, ...]
"""An outer ring and the holes in it."""


class BorderTable:
    """The polygons of each district that has some, by LGD code."""

    year = 2020
    """Of the borders; districts that were made later have none."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def polygons(self) -> dict[int, tuple[Polygon, ...]]:
        """Polygons by LGD code. Raises ValueError and the like for a broken file."""
        topology = json.loads(self._content)
        scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = [_decoded(arc, scale, shift) for arc in topology["arcs"]]
        out: dict[int, tuple[Polygon, ...]] = {}
        points = 0
        for shape in topology["objects"]["districts"]["geometries"]:
            code = shape["properties"].get("lgd_code")
            if code is None:
                continue
            if shape["type"] not in ("Polygon", "MultiPolygon"):
                raise ValueError(f"a border cannot be a {shape['type']}")
            parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            points += sum(len(arcs[number]) for part in parts for ring in part for number in ring)
            if points > MAX_POINTS:
                raise ValueError(f"the borders have more than {MAX_POINTS:,} points")
            polygons = tuple(tuple(_ring(ring, arcs) for ring in part) for part in parts)
            out[int(code)] = out.get(int(code), ()) + polygons
        return out

    def faults(self, file: str, districts: set[int]) -> list[Fault]:
        """Return what is wrong with the file; `districts` are the LGD codes that exist."""
        try:
            codes = set(self.polygons)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            what = f"the borders cannot be read ({type(error).__name__}: {str(error)[:100]})"
            return [Fault(file, line, 1, "", what, "restore the file")]
        finally:
            self.__dict__.pop("polygons", None)
        return [
            Fault(file, 1, 1, "", f"no district has the LGD code {code}", "correct lgd_code or add the district")
            for code in sorted(codes - districts)
        ]


def _ring(numbers: Iterable[int], arcs: list[list[Point]]) -> Ring:
    """Return arcs joined to a ring; `~i` is arc i backwards, and ends that meet are one point."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def _decoded(arc: list[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    xs = accumulate(step[0] for step in arc)
    ys = accumulate(step[1] for step in arc)
    return [(x * scale[0] + shift[0], y * scale[1] + shift[1]) for x, y in zip(xs, ys, strict=True)]
