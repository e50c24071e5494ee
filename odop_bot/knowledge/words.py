"""How people write: the word lists of `language/` and of `languages/<code>/words.yaml`, as one class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from odop_bot.knowledge.models import Goods, Strict, Text

PersonalKind = Literal[
    "openings",
    "titles",
    "relations",
    "signatures",
    "behind_names",
    "family_names",
    "given_names",
    "from_words",
    "house_words",
    "street_words",
    "site_words",
    "near_words",
    "beside_words",
    "secret_words",
    "counted",
    "at_signs",
    "hsn_words",
    "pin_words",
    "endings",
    "asked_words",
    "district_words",
    "honorifics",
    "firm_words",
    "floor_words",
    "landmark_words",
    "office_words",
    "ordinals",
    "numbering_words",
    "in_words",
    "before_called",
    "called",
    "my_words",
    "kin_words",
    "case_words",
    "address_forms",
    "role_words",
    "name_words",
    "told_words",
    "said_words",
    "presented",
    "join_words",
    "name_endings",
    "possessives",
    "unit_words",
    "ordinal_endings",
    "locality_words",
    "address_words",
    "link_words",
    "second_names",
    "group_words",
    "owned_words",
    "late_words",
    "courtesy_words",
]
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
    in_domain_words: tuple[Text, ...]
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
    also_words: tuple[Text, ...]
    """District names that are also everyday words."""
    foreign_places: tuple[Text, ...]
    """Well-known places outside India."""
    out_of_domain_topics: tuple[Text, ...]
    """Words of subjects that are none of our business."""
    directions: dict[str, tuple[Text, ...]]
    """Words for each compass direction and for rural, urban and the like."""
    intents: dict[str, tuple[Text, ...]]
    """Words and phrases that show what is asked: count, list, districts, gi, …"""
    goods: dict[Goods, tuple[Text, ...]]
    """Words for the GI Registry's classes of goods."""
    smalltalk: dict[str, tuple[Text, ...]]
    """Whole messages that are small talk, by kind."""
    follow_ups: dict[str, tuple[Text, ...]]
    """Words that lean on what was said before."""
    joints: tuple[Text, ...]
    """Words that join two things: and, or, versus."""
    corrections: tuple[Text, ...]
    """Words that say that the answer before was wrong."""
    denials: dict[Literal["before", "behind"], tuple[Text, ...]]
    """Words before the place or scheme that is not meant, and behind it."""
    wanting: tuple[Text, ...]
    """Words for wanting: "not wanted" is said of what is not meant."""
    prepositions: tuple[Text, ...]
    """Words of the intent `except` that stand before what is left out; the others stand behind it."""
    origins: tuple[Text, ...]
    """Words before the place that a person is from, and behind it: whoever bears that name, a place is meant."""
    near: tuple[Text, ...]
    """Words that say that a place is only beside the one meant."""
    small_codes: tuple[Text, ...]
    """Codes of States that are small words as well and name a State in no message."""
    units: tuple[Text, ...]
    """Words for great numbers: behind a number they are no product (lac)."""
    false_friends: dict[str, tuple[Text, ...]]
    """Words of a language that are a product or place in another: `banana` is "to make" in Hindi."""
    exams: dict[str, tuple[Text, ...]]
    """Words of multiple-choice questions, by what they say of options and statements: not, both, all, …"""
    details: dict[str, tuple[Text, ...]]
    """Words by the detail of a fact that they name: `ministry food`, `count year`, `act launch`, `month 1`."""
    needs_of_makers: dict[str, tuple[Text, ...]]
    """Words for what a maker needs, by need: loan, training, machine, …"""
    groups: dict[str, tuple[Text, ...]]
    """Words for what a person says to be, by group: woman, sc-st, shg, …"""
    concepts: dict[str, tuple[Text, ...]]
    """Groups of words that mean one thing in questions about schemes."""
    schemes: tuple[Text, ...]
    """Concepts that show that a question is about our schemes at all."""
    question_types: dict[str, tuple[Text, ...]]
    """Words that show what kind of thing is asked for: a time, a person, a number, …"""
