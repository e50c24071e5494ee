"""What a language adds to the knowledge base: the files of `languages/<code>/`.

English stands in the main files. Every other language is a folder of its own, so that a language
is added by adding files and a translator has one place to work in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from odop_bot.knowledge.models import (
    District,
    Family,
    FaqEntry,
    ProductList,
    State,
    Strict,
    SubjectsFile,
    Text,
    Texts,
)

Place = TypeVar("Place", State, District)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqText(Strict):
    """An FAQ entry in one language."""

    title: Text
    asks: tuple[Text, ...] = ()
    """Ways of asking, in the script of the language."""
    latin: tuple[Text, ...] = ()
    """Ways of asking, in Latin letters."""
    answer: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameText(Strict):
    """What a product family or a list is called in one language."""

    name: Text
    also: tuple[Text, ...] = ()
    """Everyday words for it, in the script of the language."""
    latin: tuple[Text, ...] = ()
    """Everyday words for it, in Latin letters."""
    about: Text | None = None
    """For a list: one sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesFile(Strict):
    """The file `names.yaml` of a language."""

    states: dict[int, Text] = field(default_factory=dict)
    """By LGD code, where the state's own file has no name in the language."""
    districts: dict[int, Text] = field(default_factory=dict)
    also: dict[int, tuple[Text, ...]] = field(default_factory=dict)
    """Other names of districts, by LGD code."""
    lists: dict[str, NameText] = field(default_factory=dict)
    shared_names: dict[str, Text] = field(default_factory=dict)
    """Why several districts share an everyday name, by the name."""
    sources: dict[str, Text] = field(default_factory=dict)
    """How replies cite a source, by its id."""
    sectors: dict[str, Text] = field(default_factory=dict)
    subjects: dict[str, Text] = field(default_factory=dict)
    """What FAQ entries are about, by id, where `subjects.yaml` has no name in the language."""
    aspects: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One language of the knowledge base."""

    faq: Mapping[str, FaqText]
    families: Mapping[str, NameText]
    names: NamesFile
    products: Mapping[str, str]
    """What products are called, by official wording."""
    remarks: Mapping[str, str]
    """What is said of a listing (its reading, doubt, note), by the English words."""
    figures: Mapping[str, str]
    """Values of figures with words in them, by figure id."""


def with_faq(entry: FaqEntry, translations: Mapping[str, Translation]) -> FaqEntry:
    """Return an FAQ entry with its texts in every language."""
    title, answer, asks = dict(entry.title), dict(entry.answer), dict(entry.asks)
    for code, translation in translations.items():
        text = translation.faq.get(entry.id)
        if text is None:
            continue
        title[code] = text.title
        _put(asks, code, text.asks)
        _put(asks, latin(code), text.latin)
        if text.answer is not None:
            answer[code] = text.answer
    return replace(entry, title=title, asks=asks, answer=answer)


def with_family_names(family: Family, translations: Mapping[str, Translation]) -> Family:
    """Return a family with its names and everyday words in every language."""
    name, also = dict(family.name), dict(family.also)
    for code, translation in translations.items():
        text = translation.families.get(family.id)
        if text is not None:
            name[code] = text.name
            _put(also, code, text.also)
            _put(also, latin(code), text.latin)
    return replace(family, name=name, also=also)


def with_subject_names(whole: SubjectsFile, translations: Mapping[str, Translation]) -> SubjectsFile:
    """Return subjects and aspects with their names in every language."""
    subjects, aspects = dict(whole.subjects), dict(whole.aspects)
    for code, translation in translations.items():
        for key, name in translation.names.subjects.items():
            if key in subjects:
                subjects[key] = replace(subjects[key], name={**subjects[key].name, code: name})
        for key, name in translation.names.aspects.items():
            if key in aspects:
                aspects[key] = replace(aspects[key], name={**aspects[key].name, code: name})
    return SubjectsFile(subjects=subjects, aspects=aspects)


def with_list_names(item: ProductList, translations: Mapping[str, Translation]) -> ProductList:
    """Return a list with its names in every language."""
    name, about, also = dict(item.name), dict(item.about), dict(item.also)
    for code, translation in translations.items():
        text = translation.names.lists.get(item.id)
        if text is None:
            continue
        name[code] = text.name
        _put(also, code, text.also)
        _put(also, latin(code), text.latin)
        if text.about is not None:
            about[code] = text.about
    return replace(item, name=name, about=about, also=also)


def with_place_names(place: Place, translations: Mapping[str, Translation]) -> Place:
    """Return a state or district with its names in every language."""
    names: Texts = dict(place.names)
    also = place.also
    for code, translation in translations.items():
        known = translation.names.states if isinstance(place, State) else translation.names.districts
        if place.lgd in known:
            names[code] = known[place.lgd]
        if isinstance(place, District):
            also += translation.names.also.get(place.lgd, ())
    return replace(place, names=names, also=also)


def latin(code: str) -> str:
    """Return the code of a language in Latin letters: `hi-Latn`."""
    return f"{code}-Latn"


def _put(texts: dict[str, tuple[str, ...]], code: str, more: tuple[str, ...]) -> None:
    if more:
        texts[code] = more
