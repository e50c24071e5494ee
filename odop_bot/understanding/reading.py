"""What a message asks: the result of understanding, which explains itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

KINDS = ("district", "state", "product", "pin", "faq", "count", "choice", "smalltalk", "help", "unknown")


@dataclass(frozen=True, slots=True)
class Why:
    """Which words matched what, by which rule."""

    mention: str
    """The words of the message."""
    matched: str
    """The name, word or question that they matched."""
    rule: str
    score: float
    runner_up: str | None = None
    """The next best name, if there was one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on: the person picks."""

    kind: str
    """`district`, `state`, `family` or `faq`."""
    id: str
    """LGD code, family id or FAQ id."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map, as found by the district borders or by the nearest PIN code."""

    district: int
    """LGD code."""
    basis: Literal["borders", "pin", "nearest"]
    """Which data said so; `nearest` is a place just outside all borders."""
    neighbour: int | None = None
    """LGD code of the district whose border is close; for `pin`, of the one that the older borders name."""
    km: float | None = None
    """How far that border is; for `nearest`, how far the district itself is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message asks."""

    kind: str
    """One of `KINDS`."""
    confidence: float = 1.0
    districts: tuple[int, ...] = ()
    """LGD codes, best first."""
    states: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    faq: tuple[str, ...] = ()
    """FAQ ids; two where the message asks two things."""
    list_id: str | None = None
    """The list that the message names."""
    aspects: frozenset[str] = frozenset()
    """What of a district is asked: `gi`, `earlier`, `source`, `state`, `sector`, …"""
    choices: tuple[Choice, ...] = ()
    pin: str | None = None
    smalltalk: str | None = None
    town: str | None = None
    """A place inside the district by which it was found."""
    former: str | None = None
    """A former name by which the district was found."""
    shared: int | None = None
    """Number of the shared everyday name that was found."""
    page: int = 0
    """Which page of a long answer is wanted."""
    product: str | None = None
    """The official wording that the message quotes, if it does."""
    near: tuple[Choice, ...] = ()
    """For an unknown message: the closest things that we do know."""
    language: str | None = None
    """Language that the message is written in, if it shows one."""
    location: Location | None = None
    """The place on the map by which the district was found."""
    elsewhere: bool = False
    """A place on the map that is in no district."""
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a chat last spoke of. Handed in with a question, handed back with the reply."""

    districts: tuple[int, ...] = ()
    states: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    faq: str | None = None
    kind: str | None = None
    list_id: str | None = None
    aspects: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = field(default=())
    """What was offered last; a number, or a word of a label, picks one."""
    page: int = 0
    """Which page of a long answer was shown."""
    language: str | None = None
    """The language that was last spoken; a button goes on in it."""
