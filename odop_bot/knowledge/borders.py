"""District borders, from a TopoJSON file that is decoded on first use.

Format: https://github.com/topojson/topojson-specification, quantised. Properties of a geometry: `lgd_code` names its
district, `as_of` the year of which the border is, `sure` how sure it is (see `Sureness`). A geometry without
`lgd_code` is land of the State `state_lgd` in no district that we know: maps show it, no place is looked up in it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, get_args

import msgspec

from odop_bot.knowledge.faults import Fault

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = tuple[Point, ...]
MAX_POINTS = 1_000_000
"""Points of all borders, each arc counted as often as it is used; ours have some 50,000."""
Polygon = tuple[Ring, ...]
"""An outer ring and the holes in it."""
Sureness = Literal["survey", "recut", "approximate"]
"""Surveyed; cut anew along sub-district borders since the survey; put together from wards, so only about right."""
MAX_CODE = 999_999


@dataclass(frozen=True, slots=True)
class Border:
    """The border of a district."""

    polygons: tuple[Polygon, ...]
    year: int
    """Of which it is."""
    sure: Sureness


class _Shape(msgspec.Struct):
    type: str
    arcs: list[Any]
    properties: dict[str, Any]


class _Shapes(msgspec.Struct):
    geometries: list[_Shape]


class _Objects(msgspec.Struct):
    districts: _Shapes


class _Outlines(msgspec.Struct):
    """The file without the points, which are most of it."""

    objects: _Objects


class BorderTable:
    """The border of each district, by LGD code; nothing is decoded before the first question."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def of_district(self) -> dict[int, Border]:
        """Borders by LGD code. Raises ValueError and the like for a broken file."""
        return self._decoded[0]

    @property
    def of_no_district(self) -> dict[int, tuple[Polygon, ...]]:
        """Polygons, by LGD code of a State, of its land that is in no district that we know."""
        return self._decoded[1]

    @property
    def year(self) -> int:
        """The year of which the newest borders are."""
        return max((border.year for border in self.of_district.values()), default=0)

    @property
    def beside(self) -> dict[int, frozenset[int]]:
        """The districts that share a border with each, by LGD code; no point is decoded for that."""
        return self._outlined[0]

    @property
    def how_sure(self) -> dict[int, str]:
        """How sure each border is, by LGD code; no point is decoded for that."""
        return self._outlined[1]

    @cached_property
    def _outlined(self) -> tuple[dict[int, frozenset[int]], dict[int, str]]:
        of_arc: dict[int, set[int]] = defaultdict(set)
        sure: dict[int, str] = {}
        for shape in msgspec.json.decode(self._content, type=_Outlines).objects.districts.geometries:
            code = shape.properties.get("lgd_code")
            if code is None:
                continue
            sure[int(code)] = shape.properties["sure"]
            parts = [shape.arcs] if shape.type == "Polygon" else shape.arcs
            for number in (number for part in parts for ring in part for number in ring):
                of_arc[max(number, ~number)].add(int(code))
        out: dict[int, set[int]] = defaultdict(set)
        for codes in of_arc.values():
            for code in codes:
                out[code] |= codes - {code}
        return {code: frozenset(others) for code, others in out.items()}, sure

    @cached_property
    def _decoded(self) -> tuple[dict[int, Border], dict[int, tuple[Polygon, ...]]]:
        topology = json.loads(self._content)
        scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = [_decoded(arc, scale, shift) for arc in topology["arcs"]]
        districts: dict[int, Border] = {}
        rest: dict[int, tuple[Polygon, ...]] = {}
        points = 0
        for shape in topology["objects"]["districts"]["geometries"]:
            if shape["type"] not in ("Polygon", "MultiPolygon"):
                raise ValueError(f"a border cannot be a {shape['type']}")
            parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            points += sum(len(arcs[number]) for part in parts for ring in part for number in ring)
            if points > MAX_POINTS:
                raise ValueError(f"the borders have more than {MAX_POINTS:,} points")
            polygons = tuple(tuple(_ring(ring, arcs) for ring in part) for part in parts)
            about = shape["properties"]
            if about.get("lgd_code") is None:
                state = int(about["state_lgd"])
                rest[state] = rest.get(state, ()) + polygons
                continue
            border = _border(about, polygons)
            known = districts.get(int(about["lgd_code"]))
            districts[int(about["lgd_code"])] = replace(border, polygons=known.polygons + polygons) if known else border
        return districts, rest

    def faults(self, file: str, districts: set[int]) -> list[Fault]:
        """Return what is wrong with the file; `districts` are the LGD codes that exist."""
        try:
            codes = set(self.of_district)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (1, 1)
            what = f"the borders cannot be read ({type(error).__name__}: {str(error)[:100]})"
            return [Fault(file, line, column, "", what, "take back the last change, or restore the file")]
        finally:
            self.__dict__.pop("_decoded", None)
        return [
            Fault(
                file,
                *self._place(code),
                "",
                f"no district has the LGD code {code}",
                "correct lgd_code here, or add the district to its file in districts/",
                ("district", str(code)),
            )
            for code in sorted(codes - districts)
        ]

    def _place(self, code: int) -> tuple[int, int]:
        """Return line and column, from 1, at which a code stands in the file."""
        found = re.search(rb'"lgd_code"\s*:\s*(%d)\b' % code, self._content)
        at = found.start(1) if found else 0
        return self._content.count(b"\n", 0, at) + 1, at - self._content.rfind(b"\n", 0, at)


def _border(about: dict[str, Any], polygons: tuple[Polygon, ...]) -> Border:
    """Return a border from the properties of its geometry. Raises ValueError for one that says too little."""
    code = about["lgd_code"]
    if type(code) is not int or not 0 < code <= MAX_CODE:
        raise ValueError(f"{str(code)[:20]} is no LGD code")
    year = about.get("as_of")
    if type(year) is not int or not 1947 <= year <= 2200:
        raise ValueError(f"the border of {code} needs as_of, the year of which it is")
    sure: Sureness | None = next((word for word in get_args(Sureness) if word == about.get("sure")), None)
    if sure is None:
        raise ValueError(f"the border of {code} needs sure: one of {', '.join(get_args(Sureness))}")
    return Border(polygons, year, sure)


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
