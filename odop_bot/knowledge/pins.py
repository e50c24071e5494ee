"""PIN codes to districts, searched in the file's own bytes: nothing to parse at start."""

from __future__ import annotations

from dataclasses import dataclass

from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import EAST, NORTH, SOUTH, WEST

_MAX_DIGITS = 9
HEADER = b"pin,district,offices,lat,lon"


@dataclass(frozen=True, slots=True)
class PinArea:
    """The part of a PIN code that lies in one district."""

    district: int
    """LGD code."""
    offices: int
    """How many post offices of the PIN lie there."""
    at: tuple[float, float] | None
    """Latitude and longitude of its middle in degrees, where known."""


class PinTable:
    """Districts of each PIN code, from `pincodes.csv`: one row a PIN and district."""

    def __init__(self, content: bytes) -> None:
        self._rows = b"\n" + content.replace(b"\r\n", b"\n").strip(b"\n") + b"\n"

    def areas(self, pin: str) -> list[PinArea]:
        """Return the districts of a six-digit PIN, most post offices first; empty if not known."""
        mark = b"\n" + pin.encode("ascii") + b","
        out: list[PinArea] = []
        at = self._rows.find(mark)
        while at >= 0:
            row = self._rows[at + 1 : self._rows.index(b"\n", at + 1)].split(b",")
            place = (float(row[3]), float(row[4])) if row[3] and row[4] else None
            out.append(PinArea(int(row[1]), int(row[2]), place))
            at = self._rows.find(mark, at + 1)
        return sorted(out, key=lambda area: -area.offices)

    def districts(self) -> dict[str, list[int]]:
        """Return the LGD codes of the districts of every PIN code, most post offices first."""
        found: dict[str, list[tuple[int, int]]] = {}
        for line in self._rows.split(b"\n"):
            if line[:6].isdigit():
                row = line.split(b",")
                found.setdefault(row[0].decode(), []).append((int(row[2]), int(row[1])))
        return {pin: [code for _, code in sorted(rows, key=lambda row: -row[0])] for pin, rows in found.items()}

    def __len__(self) -> int:
        """Return the number of different PIN codes."""
        return len(self.codes())

    def codes(self) -> frozenset[str]:
        """Return all PIN codes."""
        return frozenset(line[:6].decode() for line in self._rows.split(b"\n") if line[:6].isdigit())

    def faults(self, file: str, districts: set[int]) -> list[Fault]:
        """Return what is wrong with the rows; `districts` are the LGD codes that exist."""
        lines = self._rows.strip(b"\n").split(b"\n")
        out: list[Fault] = []
        if lines[0] != HEADER:
            out.append(Fault(file, 1, 1, "", "the first line must name the columns", f"write {HEADER.decode()}"))
        for number, line in enumerate(lines[1:], 2):
            cells = line.decode("utf-8", "replace").split(",")
            fault = _row_fault(cells, districts)
            if fault:
                cell, message, remedy, missing = fault
                column = sum(len(before) + 1 for before in cells[:cell]) + 1
                out.append(Fault(file, number, column, "", message, remedy, missing))
        return out


def _is_number(cell: str) -> bool:
    return cell.isdecimal() and len(cell) <= _MAX_DIGITS


def _row_fault(cells: list[str], districts: set[int]) -> tuple[int, str, str, tuple[str, str] | None] | None:
    """Return the number of the wrong cell, what is wrong, what to do, and what is missing."""
    if len(cells) != 5:
        return 0, f"this row has {len(cells)} cells", "give pin,district,offices,lat,lon", None
    pin, district, offices, *place = cells
    if len(pin) != 6 or not pin.isdecimal() or pin.startswith("0"):
        return 0, f"{pin[:20]!r} is not a PIN code", "write six digits, the first not 0", None
    if not _is_number(district) or int(district) not in districts:
        what = f"no district has the LGD code {district[:20]!r}"
        return 1, what, "use a code from districts/", ("district", district[:20])
    if not _is_number(offices):
        return 2, f"{offices[:20]!r} is not a number of post offices", "write a whole number", None
    if place == ["", ""]:
        return None
    try:
        latitude, longitude = map(float, place)
    except ValueError:
        return 3, "the coordinates are not numbers", "write degrees with a point, as 28.84,78.77", None
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return 3, "these coordinates are not in India", "write latitude, then longitude", None
    return None
