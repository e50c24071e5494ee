"""What we know: states, districts, listings, product families and notes, figures, FAQ entries.

Plain frozen dataclasses. The loader checks every field against its type here, so this module is
also the schema of the YAML files; fields whose names end in `_key` or that the loader fills in
are marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

import msgspec
from annotated_types import Ge, Interval, MinLen

ENGLISH = "en"
"""The language in which everything is written; the others follow it."""
Text = Annotated[str, MinLen(1), msgspec.Meta(min_length=1)]
Texts = dict[str, Text]
"""A text by language code."""
SOUTH, NORTH, WEST, EAST = 6.0, 37.5, 68.0, 97.6
"""Where India ends, in degrees: the Nicobars, Ladakh, Kutch, Arunachal."""
Latitude = Annotated[float, Interval(ge=SOUTH, le=NORTH)]
Longitude = Annotated[float, Interval(ge=WEST, le=EAST)]
Rank = Literal["primary", "secondary", "tertiary", "others"]
Sector = Literal[
    "agriculture",
    "marine",
    "handicraft",
    "food-processing",
    "handloom",
    "textile",
    "manufacturing",
    "others",
    "dairy",
]


class Strict:
    """Mark a dataclass as a YAML schema in which unknown fields are faults."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Strict):
    """A publication that facts rest on."""

    title: Text
    publisher: Text
    cite: Text | None = None
    """How replies name it, with its date; else publisher and date."""
    date: Text | None = None
    """When it was published, as far as known."""
    url: Text | None = None
    trust: Text | None = None
    """`official`, `secondary` or `tertiary`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductList(Strict):
    """One authority's list of products: an edition with a date."""

    id: Text
    name: Texts
    """Name by language, as replies show it."""
    authority: Text
    as_of: Text
    """Date of the edition, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    source: Text
    scope: Text = "national"
    """`national`, or the LGD code of the only state that it covers."""
    about: Texts = field(default_factory=dict)
    """One sentence for people: what the list is for, how far to trust it."""
    also: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    """What people call it, by language."""
    basis: Literal["copy", "press"] | None = None
    """Where it was not read from its owner: from a private copy, or from press reports."""
    superseded_by: Text | None = None
    """Id of the edition that replaced this one; an old edition is never the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Strict):
    """One product of one district on one list."""

    list: Text
    product: Text
    """The official wording, slips included."""
    was: Text | None = None
    """The wording from before a correction, by which notes, `gi/` and translations may still name it."""
    hi: Text | None = None
    """The list's own Hindi wording."""
    rank: Rank | None = None
    sector: Sector | None = None
    gi: bool = False
    """The list marks it as a geographical indication (not the registry's word)."""
    families: tuple[Text, ...] = ()
    reading: Text | None = None
    """What the wording most likely means, where it is a slip."""
    doubt: Text | None = None
    """Why the row is doubtful."""
    note: Text | None = None
    source: Text | None = None
    """Where this row comes from, if not from the list's own source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedDistrict(Strict):
    """A district that was a separate one for a time and is part of this one now."""

    names: Texts
    """Name by language code; English too."""
    since: Text
    until: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class District(Strict):
    """A district, known by its Local Government Directory code."""

    lgd: Annotated[int, Ge(1)]
    name: Text
    names: Texts
    """Name by language code; Hindi for all."""
    also: tuple[Text, ...] = ()
    """Other names in use today."""
    former: tuple[Text, ...] = ()
    """Former and colonial names."""
    merged: tuple[MergedDistrict, ...] = ()
    """Districts that were separate for a time."""
    headquarters: Text | None = None
    towns: tuple[Text, ...] = ()
    """Well-known places in the district."""
    at: tuple[Latitude, Longitude] | None = None
    abolished: Text | None = None
    """When the district ceased to exist."""
    note: Texts = field(default_factory=dict)
    """A sentence for people, by language."""
    listings: tuple[Listing, ...] = ()
    state: int = 0
    """LGD code of the state; filled in by the loader."""

    @property
    def old_names(self) -> tuple[str, ...]:
        """Former names, and the names of districts that are part of this one now."""
        return (*self.former, *(name for merged in self.merged for name in merged.names.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Strict):
    """A State or Union Territory."""

    lgd: Annotated[int, Ge(1)]
    name: Text
    code: Text
    """Two-letter code, as on number plates and in ISO 3166-2."""
    kind: Literal["state", "union-territory"]
    language: Text = "hi"
    """Code of the state's own language, in whose script its cards name districts."""
    names: Texts
    also: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFile(Strict):
    """One file of `knowledge/districts/`."""

    state: State
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Strict):
    """What products have in common across districts and spellings."""

    id: Text
    name: Texts
    also: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    """Everyday words for it, by language (`en`, `hi`, `hi-Latn`, …)."""
    part_of: tuple[Text, ...] = ()
    """Ids of broader families."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierValue(Strict):
    """A value that a figure had before."""

    value: Text
    as_of: Text
    source: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Strict):
    """A number or date that an authority gave on a day."""

    what: Text
    value: Text
    as_of: Text
    source: Text
    was: tuple[EarlierValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject(Strict):
    """What an FAQ entry is about: a scheme, or another topic."""

    kind: Literal["scheme", "topic"]
    name: Texts
    called: tuple[Text, ...] = ()
    """What people call it, in every language; with one of these words in a message it is what is spoken of."""
    state: int | None = None
    """LGD code of the one State that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect(Strict):
    """What is asked about a subject: who can have it, how much it gives, …"""

    name: Texts
    of_schemes: bool = False
    """People ask it of every scheme: a scheme without an entry on it has a hole there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectsFile(Strict):
    """The file `subjects.yaml`: the two sides of the table in which FAQ entries stand, by id."""

    subjects: dict[str, Subject]
    aspects: dict[str, Aspect]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry(Strict):
    """One answer with the ways people ask for it."""

    id: Text
    topic: Text
    subject: Text
    """Id of what it is about."""
    aspects: Annotated[tuple[Text, ...], MinLen(1)]
    """Ids of what of the subject it tells, the first one foremost."""
    title: Texts
    asks: dict[str, tuple[Text, ...]]
    answer: Texts
    """Template text by language; may call `figure('key')`."""
    as_of: Text
    sources: tuple[Text, ...]
    see_also: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CraftKind(Strict):
    """A kind of work that schemes tell apart."""

    id: Text
    name: Texts
    asked: bool = False
    """Whether it is offered where a person is asked what they make."""
    families: tuple[Text, ...]
    """Ids of the product families that belong to it, with all their parts; the first stands for it."""
    groups: tuple[Text, ...] = ()
    """Ids of groups of people who do this work."""
    food: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportLine(Strict):
    """What a scheme gives for one need."""

    rank: Annotated[int, Interval(ge=1, le=9)]
    """Order among the schemes of this need, the most helpful first."""
    line: Texts
    """At most `SupportLine.LONGEST` characters, amounts included."""
    special: Texts = field(default_factory=dict)
    """The same for people of the scheme's special groups, where they get more."""
    like: Text | None = None
    """The need whose line tells this as well: where both are asked, that one is enough."""

    LONGEST: ClassVar[int] = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportScheme(Strict):
    """A scheme, portal or paper that helps a maker, and whom it fits."""

    id: Text
    name: Texts
    faq: tuple[Text, ...] = ()
    """Ids of the FAQ entries with details, best first; one that does not exist is passed over."""
    helps: dict[str, SupportLine]
    """By need."""
    states: tuple[int, ...] = ()
    """LGD codes of the only States that have it; empty: all."""
    district_product: bool = False
    """Whether it is only for what the State or the Centre lists for the maker's own district."""
    crafts: tuple[Text, ...] = ()
    """Ids of the kinds of work that it is for; empty, with `maybe` empty too: all."""
    maybe: tuple[Text, ...] = ()
    """Kinds of work that it may be for: see `depends`."""
    told_against: tuple[Text, ...] = ()
    """Kinds of work whose makers would expect it, although it is not for them: see `because`."""
    insists: bool = False
    """Whether it is told against even where another scheme has to make room."""
    groups: tuple[Text, ...] = ()
    """Ids of the groups of people that it is for; empty: all."""
    open: bool = False
    """Whether people who did not say that they are of the groups may hear of it."""
    special: tuple[Text, ...] = ()
    """Ids of the groups of people who get more."""
    depends: Texts = field(default_factory=dict)
    """On what it depends whether it fits: "if …"."""
    because: Texts = field(default_factory=dict)
    """Why it does not fit."""
    first: tuple[Text, ...] = ()
    """Ids of what must be had before."""
    papers: tuple[Texts, ...] = ()
    where: Texts
    """Where to go or to apply."""
    sources: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductNote(Strict):
    """What is special about one district's product on the national list."""

    district: Annotated[int, Ge(1)]
    """LGD code."""
    product: Text
    """The list's wording, slips included."""
    note: Texts
    """One or two sentences by language, in our own words."""
    sources: Annotated[tuple[Text, ...], MinLen(1)]
    by_list: bool = False
    """Something that the note says is claimed by the list's own description alone."""

    @property
    def id(self) -> str:
        """Return what no two notes share: district and product."""
        return f"{self.district} {self.product}"


Goods = Literal["agricultural", "handicraft", "manufactured", "food", "natural"]
"""Classes of goods of the GI Registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedListing(Strict):
    """One product of one district on the national list, named from elsewhere."""

    district: Annotated[int, Ge(1)]
    """LGD code."""
    product: Text
    """The list's wording, slips included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Strict):
    """One name that the GI Registry has registered, under one number or more."""

    id: Text
    name: Text
    """As registered."""
    also: tuple[Text, ...] = ()
    """Other spellings and names in use."""
    serials: Annotated[tuple[Annotated[int, Ge(1)], ...], MinLen(1)]
    """Serial numbers in the Registry's list; word and logo have one each. Two names may share one."""
    goods: Goods
    states: tuple[int, ...] = ()
    """LGD codes of the States that the Registry names."""
    country: Text | None = None
    """The country of a foreign one, which has no States."""
    districts: tuple[int, ...] = ()
    """LGD codes of the districts of the product, as far as known; the Registry's list names none."""
    by: Literal["name", "town", "known", "list"] | None = None
    """How the districts are known: named in it, by a town named in it, known for it, by the national list."""
    families: tuple[Text, ...] = ()
    listings: tuple[NamedListing, ...] = ()
    """The products of the national list that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiRegistry(Strict):
    """The file `gi_registry.yaml`: which copy of the Registry `gi/` holds, and what is not in it."""

    name: Texts
    as_of: Text
    source: Text
    not_found: tuple[NamedListing, ...] = ()
    """What the national list marks as GI and nobody found in the Registry's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedName(Strict):
    """An everyday name that several districts answer to."""

    name: Text
    also: tuple[Text, ...] = ()
    districts: tuple[int, ...]
    why: Text
