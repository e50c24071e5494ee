"""What may be asked: one frozen class for each kind of request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from odop_bot.knowledge.models import Sector
from odop_bot.understanding.pasted import PastedQuestion

LONGEST_CODE = 57
"""Characters of a choice's id; a button of Telegram holds 64 with its verb and a language."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map, as found by the district borders."""

    district: int
    """LGD code."""
    basis: Literal["borders", "nearest"]
    """Inside a border, or just outside all of them."""
    neighbour: int | None = None
    """LGD code of the district whose border is close."""
    km: float | None = None
    """How far that border is; for `nearest`, how far the district itself is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on: the person picks."""

    kind: str
    """`district`, `state`, `family`, `faq`, `support` or `gi`."""
    id: str
    """LGD code, family id, FAQ id, need, `AskSupport.code` or `AskGi.code`."""


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
    """What of a district is asked: `earlier`, `source`, `state`, `sector`, `special`, …"""
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
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProduct(Request):
    """The districts of a product."""

    kind: ClassVar[str] = "product"
    product: str | None = None
    """The official wording that the message quotes, if it does."""
    like: str | None = None
    """The official wording that the message calls its product by, where it is no more than the family's name."""
    narrow: bool = False
    """Whether only the listings named are asked for, by their own words or their place, not all of the family."""
    by_place: bool = False
    """Whether those are the ones of the districts named, not of the words."""
    lacking: tuple[int, ...] = ()
    """LGD codes of the districts named that no list has for the product: "bidri of Hyderabad"."""
    without: tuple[int, ...] = ()
    """LGD codes of the districts that are left out: "besides Moradabad"."""
    outside: tuple[int, ...] = ()
    """LGD codes of the States that are left out: "besides Bihar"."""
    special: bool = False
    """Whether it is asked what sets the product apart."""
    joined: bool = False
    """Whether several products are named beside each other, "carpets or durries": all of each are asked for."""
    sector: Sector | None = None
    """The sector of the national list that is asked for, where it is that and no product: "handloom sector"."""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCount(Request):
    """How many districts or products there are."""

    kind: ClassVar[str] = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMost(Request):
    """Which State has most, or fewest."""

    kind: ClassVar[str] = "compare"
    least: bool = False
    by_district: bool = False
    """Whether it is asked which district has most, not which State."""
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
            needs=needs,
            groups=groups,
            families=families,
            districts=tuple(map(int, districts)),
            states=tuple(map(int, states)),
        )


GiForm = Literal["named", "list", "odop", "count", "most", "least"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGi(Request):
    """What the GI Registry has registered, and what the national list marks as GI."""

    kind: ClassVar[str] = "gi"
    form: GiForm = "list"
    """`named`: whether something is registered; `odop`: only products of the national list; else as it says."""
    names: tuple[str, ...] = ()
    """Ids of the registrations meant, the likeliest first."""
    near: tuple[str, ...] = ()
    """Ids of those that are most like what is asked, where none is meant."""
    word: str | None = None
    """A word of the names asked for, as it is registered."""
    goods: str | None = None
    """The class of goods asked for."""
    joint: bool = False
    """Only those of several States."""
    product: str | None = None
    """The wording of the national list that the message quotes."""
    page: int = 0

    @property
    def subject(self) -> str:
        """What is asked, in a word and its ids."""
        ids = (*self.names[:3], *self.districts, *self.families, *self.states)
        return " ".join(["gi", self.form, *map(str, ids), *filter(None, (self.word, self.goods))])

    @property
    def code(self) -> str:
        """The request as the id of a choice, the best of each kind only, at most `LONGEST_CODE` characters."""
        places = (self.districts[:1], () if self.districts else self.states[:1])
        word = (self.word,) if self.word and self.word.isascii() and self.word.isalnum() else ()
        fields = (
            (self.form,),
            self.names[:1],
            self.families[:1],
            *places,
            (self.goods,) if self.goods else (),
            word,
            ("joint",) if self.joint else (),
        )
        code = "/".join(",".join(map(str, field)) for field in fields).rstrip("/")
        return code if len(code) <= LONGEST_CODE else "/".join((self.form, *self.names[:1]))

    @classmethod
    def of(cls, code: str) -> AskGi:
        """Return the request of a code. Raises ValueError for what is no code."""
        fields = [tuple(filter(None, field.split(","))) for field in code.split("/")]
        fields += [()] * (8 - len(fields))
        form, names, families, districts, states, goods, words, joint = fields
        if form[:1] not in [(each,) for each in get_args(GiForm)]:
            raise ValueError(code)
        return cls(
            form=form[0],  # type: ignore[arg-type] # one of the forms
            names=names,
            families=families,
            districts=tuple(map(int, districts)),
            states=tuple(map(int, states)),
            goods=next(iter(goods), None),
            word=next(iter(words), None),
            joint=bool(joint),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFaq(Request):
    """One or more FAQ entries."""

    kind: ClassVar[str] = "faq"
    entries: tuple[str, ...]
    doubt: bool = False
    """Whether it is not sure which of the entries is meant."""

    @property
    def subject(self) -> str:
        """What is asked, in a word and its ids."""
        return " ".join(["faq", *self.entries])


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMcq(Request):
    """Which options of a pasted multiple-choice question are right."""

    kind: ClassVar[str] = "mcq"
    question: PastedQuestion

    @property
    def subject(self) -> str:
        """What is asked, in a word and the options."""
        return f"mcq of {len(self.question.options)}"


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
