"""What is right but not whole: texts that a language lacks, districts without a border.

Replies fall back to English, so nothing here stops an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import StateFile
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.support_references import texts_of
from odop_bot.knowledge.yaml_reader import KeyPath

_BEGUN = 0.5
"""A language that has this share of the titles of FAQ entries is one of ours: what it lacks is told."""
_LETTERS = re.compile(r"[A-Za-z]{2}")


def to_do(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    """Yield what is to be translated, by the place of the English text, and what is to be drawn."""
    for language in languages_begun(knowledge):
        for name, path, what, where in _missing(knowledge, sources, language):
            yield sources.fault(name, path, f"to translate: {what} is not there in {language}", f"write it {where}")
    for name, value in sources.values.items():
        for index, district in enumerate(value.districts if isinstance(value, StateFile) else ()):
            if not district.abolished and district.lgd not in knowledge.borders.of_district:
                what = f"to draw: {district.name} has no border, so no shared location is answered for it"
                yield sources.fault(name, ("districts", index), what, "add it to borders.topo.json")


def languages_begun(knowledge: Knowledge) -> list[str]:
    """Return the codes of the languages, other than English, that have been written in earnest."""
    return [
        code
        for code, translation in knowledge.translations.items()
        if len(translation.faq) >= _BEGUN * len(knowledge.faq)
    ]


_Missing = Iterator[tuple[str, KeyPath, str, str]]
"""File and path of the English text, what is missing, and where it belongs."""


def _missing(knowledge: Knowledge, sources: Sources, code: str) -> _Missing:
    folder = f"into languages/{code}/"
    translation = knowledge.translations[code]
    for name, index, raw in sources.entries("faq/"):
        entry = knowledge.faq[raw.id]
        for field, texts in (("title", entry.title), ("asks", entry.asks), ("answer", entry.answer)):
            if not texts.get(code):
                yield name, (index, field), f"the {field} of {raw.id}", f"{folder}{name}"
    for name, index, raw in sources.entries("families/"):
        if code not in knowledge.families[raw.id].name:
            yield name, (index, "name"), f"the name of the family {raw.id}", f"{folder}{name}"
    for name, index, raw in sources.entries(file_names.LISTS):
        item = knowledge.lists[raw.id]
        for field, texts in (("name", item.name), ("about", item.about)):
            if texts and code not in texts:
                yield name, (index, field), f"the {field} of the list {raw.id}", f"{folder}names.yaml, lists:"
    for section, names in (
        ("subjects", {key: item.name for key, item in knowledge.subjects.items()}),
        ("aspects", {key: item.name for key, item in knowledge.aspects.items()}),
    ):
        for key, texts in names.items():
            if code not in texts:
                yield file_names.SUBJECTS, (section, key), f"the name of {key}", f"{folder}names.yaml, {section}:"
    for name, index, shared in sources.entries(file_names.SHARED_NAMES):
        if shared.name not in translation.names.shared_names:
            yield name, (index, "why"), f"why {shared.name} is shared", f"{folder}names.yaml, shared_names:"
    yield from _figures(knowledge, sources, code)
    yield from _places(knowledge, sources, code)
    for name, index, note in sources.entries("notes/"):
        if code not in note.note:
            yield name, (index, "note"), f"the note on {note.id}", "beside the English one"
    for name, index, kind in sources.entries(file_names.CRAFT_KINDS):
        if code not in kind.name:
            yield name, (index, "name"), f"the name of {kind.id}", "beside the English one"
    for name, index, scheme in sources.entries(file_names.SUPPORT):
        for path, texts in texts_of(scheme):
            if code not in texts:
                yield name, (index, *path), f"{path[0]} of {scheme.id}", "beside the English one"


def _figures(knowledge: Knowledge, sources: Sources, code: str) -> _Missing:
    known: Mapping[str, str] = knowledge.translations[code].figures
    for name, figures in sources.values.items():
        for key, figure in figures.items() if name.startswith("figures/") else ():
            # Numbers are the same in every language.
            if key not in known and _LETTERS.search(figure.value):
                yield name, (key, "value"), f"the value of {key}", f"into languages/{code}/figures.yaml"


def _places(knowledge: Knowledge, sources: Sources, code: str) -> _Missing:
    names, remarks = f"into languages/{code}/names.yaml", knowledge.translations[code].remarks
    seen: set[str] = set()
    for name, whole in sources.values.items():
        if not isinstance(whole, StateFile):
            continue
        if code not in knowledge.states[whole.state.lgd].names:
            yield name, ("state", "names"), f"the name of {whole.state.name}", f"{names}, states: {whole.state.lgd}:"
        for index, district in enumerate(whole.districts):
            here: KeyPath = ("districts", index)
            if code not in knowledge.districts[district.lgd].names:
                yield name, here, f"the name of {district.name}", f"{names}, districts: {district.lgd}:"
            if district.note and code not in district.note:
                yield name, (*here, "note"), f"the note on {district.name}", "beside the English one"
            for number, listing in enumerate(district.listings):
                at: KeyPath = (*here, "listings", number)
                if listing.product not in seen and knowledge.product_name(listing, code) is None:
                    seen.add(listing.product)
                    file = f"into languages/{code}/products.yaml"
                    yield name, (*at, "product"), f"the product {listing.product}", file
                for field in ("reading", "doubt", "note"):
                    text = getattr(listing, field)
                    if text and text not in remarks and text not in seen:
                        seen.add(text)
                        yield name, (*at, field), f"“{text}”", f"into languages/{code}/remarks.yaml"


__all__ = ["languages_begun", "to_do"]
