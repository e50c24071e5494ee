"""What may be asked: one frozen class for each kind of request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

LONGEST_CODE = 57
"""Characters of a choice's id; a button of Telegram holds 64 with its verb and a language."""


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on: the person picks."""

    kind: str
    """`district`, `state`, `family`, `faq` or `support`."""
    id: str
    """LGD code, family id, FAQ id, need or `AskSupport.code`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every request may name."""

    kind: ClassVar[str] = "unknown"
    """Kind of the reply in the JSON contract."""
    districts: tuple[int, ...] = ()
    """LGD codes, best first."""
    states: tuple[int, ...] = ()
    """LGD codes."""
    families: tuple[str, ...] = ()
    """Ids of product families."""
    list_id: str | None = None
    """The list that the message names."""

    @property
    def subject(self) -> str:
        """What is asked, in a word and its ids."""
        ids = (*self.districts, *self.families, *self.states)
        return " ".join([self.kind, *map(str, ids)])


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDistricts(Request):
    """The products of one or more districts."""

    kind: ClassVar[str] = "district"
    aspects: frozenset[str] = frozenset()
    """What of a district is asked: `gi`, `earlier`, `source`, `state`, `sector`, …"""
    town: str | None = None
    """A place inside the district by which it was found."""
    former: str | None = None
    """A former name by which the district was found."""
    not_in: tuple[int, ...] = ()
    """LGD codes of States that the message puts the district in, wrongly."""
    location: Location | None = None
    """The place on the map by which the district was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPin(Request):
    """The district or districts of a PIN code."""

    kind: ClassVar[str] = "pin"
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskState(Request):
    """All districts of a State with their products."""

    kind: ClassVar[str] = "state"
    gi: bool = False
    """Only what the list marks as GI."""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProduct(Request):
    """The districts of a product."""

    kind: ClassVar[str] = "product"
    product: str | None = None
    """The official wording that the message quotes, if it does."""
    gi: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCount(Request):
    """How many districts or products there are."""

    kind: ClassVar[str] = "count"
    gi: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMost(Request):
    """Which State has most, or fewest."""

    kind: ClassVar[str] = "compare"
    gi: bool = False
    least: bool = False
    of_districts: bool = False
    """Whether the districts of the States are counted, not what is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCompare(Request):
    """Districts or States side by side, and what they share."""

    kind: ClassVar[str] = "compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSupport(Request):
    """What helps a maker."""

    kind: ClassVar[str] = "support"
    needs: tuple[str, ...] = ()
    """Ids of needs: `loan`, `training`, `machine`, …; empty: any."""
    groups: tuple[str, ...] = ()
    """What the person says to be: `woman`, `sc-st`, `shg`, …"""

    @property
    def subject(self) -> str:
        """What is asked, in a word and its ids."""
        return " ".join(["support", *self.needs, *map(str, self.districts), *self.families])

    @property
    def code(self) -> str:
        """The request as the id of a choice, the best of each kind only, at most `LONGEST_CODE` characters."""
        places = (self.districts[:1], () if self.districts else self.states[:1])
        code = ""
        for most in (2, 1, 0):
            fields = (self.needs[:2], self.groups[:most], self.families[:1], *places)
            code = "/".join(",".join(map(str, field)) for field in fields).rstrip("/")
            if len(code) <= LONGEST_CODE:
                break
        return code

    @classmethod
    def of(cls, code: str) -> AskSupport:
        """Return the request of a code; a need alone is one. Raises ValueError for what is no code."""
        fields = [tuple(filter(None, field.split(","))) for field in code.split("/")]
        fields += [()] * (5 - len(fields))
        needs, groups, families, districts, states = fields
        return cls(
            needs=needs, groups=groups, families=families, districts=tuple(map(int, districts)),
            states=tuple(map(int, states)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFaq(Request):
    """One or more FAQ entries."""

    kind: ClassVar[str] = "faq"
    entries: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What is asked, in a word and its ids."""
        return " ".join(["faq", *self.entries])


@dataclass(frozen=True, slots=True, kw_only=True)
class Smalltalk(Request):
    """A greeting, thanks, a word of anger."""

    kind: ClassVar[str] = "smalltalk"
    what: str

    @property
    def subject(self) -> str:
        """What is said."""
        return f"smalltalk {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp(Request):
    """What the bot can do."""

    kind: ClassVar[str] = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotForUs(Request):
    """Nothing that we know or answer."""

    kind: ClassVar[str] = "unknown"
    pin: str | None = None
    """A PIN code that no table has."""
    elsewhere: bool = False
    """A place on the map that is in no district."""
