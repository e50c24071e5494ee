"""What we know: states, districts, listings, product families, figures, FAQ entries.

Plain frozen dataclasses. The loader checks every field against its type here, so this module is
also the schema of the YAML files; fields whose names end in `_key` or that the loader fills in
are marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Interval, MinLen

ENGLISH = "en"
"""The language in which everything is written; the others follow it."""
Text = Annotated[str, MinLen(1)]
Texts = dict[str, Text]
"""A text by language code."""
Latitude = Annotated[float, Interval(ge=6.0, le=37.5)]
Longitude = Annotated[float, Interval(ge=68.0, le=97.6)]
Rank = Literal["primary", "secondary", "tertiary", "others"]
Sector = Literal[
    "agriculture", "marine", "handicraft", "food-processing", "handloom", "textile",
    "manufacturing", "others", "dairy",
]  # fmt: skip


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
    superseded_by: Text | None = None
    """Id of the edition that replaced this one; an old edition is never the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Strict):
    """One product of one district on one list."""

    list: Text
    product: Text
    """The official wording, slips included."""
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
class FaqEntry(Strict):
    """One answer with the ways people ask for it."""

    id: Text
    topic: Text
    title: Texts
    asks: dict[str, tuple[Text, ...]]
    answer: Texts
    """Template text by language; may call `figure('key')`."""
    as_of: Text
    sources: tuple[Text, ...]
    see_also: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedName(Strict):
    """An everyday name that several districts answer to."""

    name: Text
    also: tuple[Text, ...] = ()
    districts: tuple[int, ...]
    why: Text


PersonalKind = Literal[
    "openings", "titles", "relations", "signatures", "behind_names", "family_names", "given_names", "from_words",
    "house_words", "street_words", "site_words", "near_words", "beside_words", "secret_words", "counted", "at_signs",
    "hsn_words", "pin_words", "endings", "asked_words",
]  # fmt: skip
"""Kinds of words by which personal data is found; `language/personal.yaml` says what each is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Strict):
    """How people write: word lists, each entry in any script, compared by sound key."""

    markers: dict[str, tuple[Text, ...]]
    """Small words by language, in every script that it is written in: they show the language of a message."""
    latin_names: tuple[Text, ...]
    """Names in Latin letters that stand in texts of every language as they are."""
    strong_cues: tuple[Text, ...]
    """Words that show that a district or its product is meant."""
    weak_cues: tuple[Text, ...]
    """Words that may stand beside a place: postpositions, `in`, `of`."""
    glued: tuple[Text, ...]
    """Postpositions in Latin letters that are written together with a name."""
    fillers: tuple[Text, ...]
    """Words that carry no content in a question."""
    own_words: tuple[Text, ...]
    """Words that show that a message is surely meant for this bot."""
    name_marks: tuple[Text, ...]
    """Words after which a name of a person follows."""
    address_marks: tuple[Text, ...]
    """Words that stand behind the name of a person."""
    introductions: tuple[Text, ...]
    """Phrases after which the person who writes gives their name."""
    digit_words: tuple[Text, ...]
    """Digits written as words."""
    personal: dict[PersonalKind, tuple[Text, ...]]
    """Words beside which a person tells who they are, by kind."""
    idioms: tuple[Text, ...]
    """Phrases with a word that is a state's code as well."""
    homonyms: tuple[Text, ...]
    """District names that are also everyday words."""
    foreign_places: tuple[Text, ...]
    """Well-known places outside India."""
    foreign_topics: tuple[Text, ...]
    """Words of subjects that are none of our business."""
    directions: dict[str, tuple[Text, ...]]
    """Words for each compass direction and for rural, urban and the like."""
    intents: dict[str, tuple[Text, ...]]
    """Words and phrases that show what is asked: count, list, districts, gi, …"""
    smalltalk: dict[str, tuple[Text, ...]]
    """Whole messages that are small talk, by kind."""
    follow_ups: dict[str, tuple[Text, ...]]
    """Words that lean on what was said before."""
    concepts: dict[str, tuple[Text, ...]]
    """Groups of words that mean one thing in questions about schemes."""
    subjects: tuple[Text, ...]
    """Concepts that name what a question is about; a question that names one is about no other."""
    schemes: tuple[Text, ...]
    """Concepts that show that a question is about our schemes at all."""
    needs: tuple[Text, ...]
    """Concepts of what a maker asks for in a place: there a scheme is meant without being named."""
    of_places: tuple[Text, ...]
    """Concepts that may be asked of a district itself: a question with no other one is about the district."""
    question_types: dict[str, tuple[Text, ...]]
    """Words that show what kind of thing is asked for: a time, a person, a number, …"""
