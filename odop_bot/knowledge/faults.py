"""What is wrong with a knowledge file, said so that the person who wrote it can mend it."""

from __future__ import annotations

from dataclasses import dataclass

from odop_bot.errors import OdopError


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, at one place."""

    file: str
    """Path of the file, as the person would open it."""
    line: int
    """Line, from 1; 0 when the fault is of the file as a whole."""
    column: int
    """Column, from 1; 0 likewise."""
    path: str
    """Where in the data: `districts.3.listings.0.rank`; empty for the file as a whole."""
    message: str
    """What is wrong."""
    remedy: str
    """What to do about it."""
    missing: tuple[str, str] | None = None
    """Kind and id of what the place names and what there is not."""
    unused: tuple[str, str] | None = None
    """Kind and id of what nothing names."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        middle = f" {self.path}:" if self.path else ""
        return f"{place}:{middle} {self.message}; {self.remedy}"


class KnowledgeError(OdopError):
    """The knowledge base has faults; `faults` holds all of them, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.column, fault.message))
        super().__init__("\n".join(map(str, self.faults)))
