"""Editorial checks: what is well-formed and can be answered with, but cannot be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.gi_checks import check_registry
from odop_bot.knowledge.language_checks import check_languages
from odop_bot.knowledge.models import Family, StateFile
from odop_bot.knowledge.note_checks import check_noted, check_notes
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.support_checks import check_support
from odop_bot.knowledge.yaml_reader import Document, KeyPath
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE, script_of
from odop_bot.language.tokens import key_of

_LOOKALIKE = frozenset(filter(None, map(script_of, "\u0430\u03b1")))
"""Cyrillic and Greek."""


def check(knowledge: Knowledge, sources: Sources) -> list[Fault]:
    """Return every editorial fault of a knowledge base whose files are well-formed."""
    out: list[Fault] = []
    documents = {name: sources.documents[name] for name in sources.values}
    for document in documents.values():
        out += _script_faults(document)
    out += _district_faults(knowledge, sources)
    out += _family_faults(knowledge, sources)
    out += _faq_faults(knowledge, sources)
    out += _subject_faults(knowledge, sources)
    out += check_notes(knowledge, documents)
    out += check_noted(knowledge, sources)
    out += check_languages(knowledge, documents)
    out += check_support(knowledge, documents)
    out += check_registry(knowledge, sources)
    return out


def _script_faults(document: Document) -> Iterator[Fault]:
    """Find words that mix two scripts, and names not written in the script of their language."""
    for path, text in _texts(document.data, ()):
        scripts = {script for char in set(text) if (script := script_of(char))}
        # Where the whole text is in one script no word mixes two.
        for word in text.split() if len(scripts) > 1 else ():
            mixed = {script for char in word if (script := script_of(char))}
            # "GI-టాగ్" is two words; letters that only look like ours belong in none.
            joined = any(mark in word for mark in "({-/_'\"}),.:") and not mixed & _LOOKALIKE
            if len(mixed) > 1 and not joined:
                odd = next(char for char in word if script_of(char) != script_of(word[0]))
                name = unicodedata.name(odd, "unnamed")
                yield document.fault(
                    path, f"{word} mixes scripts: {odd} is {name}", "type the word again in one script"
                )
        expected = (
            SCRIPT_OF_LANGUAGE.get(str(path[-1]))
            if len(path) > 1 and path[-2] in ("names", "name", "title", "note")
            else None
        )
        if expected and expected != "Latn" and expected not in scripts:
            yield document.fault(path, f"this is not written in the script of {path[-1]}", "write it in its own script")


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*path, index))


def _district_faults(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, whole in sources.values.items():
        names: dict[str, str] = {}
        for index, district in enumerate(whole.districts if isinstance(whole, StateFile) else ()):
            here: KeyPath = ("districts", index)
            for text in (district.name, *district.also):
                key = key_of(text)
                if names.setdefault(key, district.name) != district.name:
                    yield sources.fault(
                        name,
                        here,
                        f"{text} is a name of {names[key]} as well, in the same state",
                        "keep it with one of them, or move it to shared_names.yaml",
                    )
            for number, listing in enumerate(district.listings):
                on = knowledge.lists.get(listing.list)
                if on and not listing.families and not on.superseded_by:
                    what = "this listing belongs to no product family"
                    yield sources.fault(name, (*here, "listings", number), what, "add families: with its ids")


def _family_faults(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    used = {f for d in knowledge.districts.values() for item in d.listings for f in item.families}
    used |= {broad for family in knowledge.families.values() for broad in family.part_of}
    words: dict[str, str] = {}
    for name, index, raw in sources.entries("families/"):
        family = knowledge.families[raw.id]
        if family.id not in used:
            what = f"no listing belongs to the family {family.id}"
            remedy = "remove it, or name it in the families: of a listing"
            yield sources.fault(name, (index, "id"), what, remedy, unused=("family", family.id))
        for field, where, text in _family_words(family):
            word = key_of(text)
            if words.setdefault(word, family.id) != family.id:
                what = f"{text} is a word for {words[word]} as well"
                yield sources.fault(name, (index, field, *where), what, "keep it with one of them")


def _family_words(family: Family) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Yield the id, names and everyday words of a family, with where they stand."""
    yield "id", (), family.id.replace("-", " ")
    for language, text in family.name.items():
        yield "name", (language,), text
    for language, texts in family.also.items():
        for place, text in enumerate(texts):
            yield "also", (language, place), text


def _faq_faults(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    asked: dict[str, str] = {}
    for name, index, raw in sources.entries("faq/"):
        for language, lines in knowledge.faq[raw.id].asks.items():
            for place, line in enumerate(lines):
                other = asked.setdefault(key_of(line), raw.id)
                if other != raw.id:
                    what = f"{other} is asked by this line as well"
                    yield sources.fault(name, (index, "asks", language, place), what, "keep it with one of them")


def _subject_faults(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    used = {entry.subject for entry in knowledge.faq.values()}
    asked = {aspect for entry in knowledge.faq.values() for aspect in entry.aspects}
    for section, ids, told in (("subjects", knowledge.subjects, used), ("aspects", knowledge.aspects, asked)):
        for key in ids:
            if key not in told:
                what = f"no FAQ entry tells of {key}"
                remedy = "remove it, or name it in an entry of faq/"
                yield sources.fault(file_names.SUBJECTS, (section, key), what, remedy, unused=(section[:-1], key))
