"""Editorial checks: what is well-formed but cannot be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jinja2
from jinja2 import nodes

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.language_checks import check_languages
from odop_bot.knowledge.models import ENGLISH, Family
from odop_bot.knowledge.note_checks import check_notes
from odop_bot.knowledge.support_checks import check_support
from odop_bot.knowledge.yaml_reader import Document, KeyPath
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE, script_of
from odop_bot.language.tokens import key_of

Documents = Mapping[str, Document]


def check(knowledge: Knowledge, documents: Documents) -> list[Fault]:
    """Return every editorial fault of a knowledge base whose files are well-formed."""
    out: list[Fault] = []
    for document in documents.values():
        out += _script_faults(document)
    out += _district_faults(knowledge, documents)
    out += _list_faults(knowledge, documents)
    out += _family_faults(knowledge, documents)
    out += _figure_faults(knowledge, documents)
    out += _faq_faults(knowledge, documents)
    out += _subject_faults(knowledge, documents)
    out += _shared_name_faults(knowledge, documents)
    out += check_notes(knowledge, documents)
    out += check_languages(knowledge, documents)
    out += check_support(knowledge, documents)
    return out


def _script_faults(document: Document) -> Iterator[Fault]:
    """Find words that mix two scripts, and names not written in the script of their language."""
    for path, text in _texts(document.data, ()):
        for word in text.split():
            scripts = {script for char in word if (script := script_of(char))}
            if len(scripts) > 1 and not any(mark in word for mark in "({-/_'\"}),.:"):
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
        scripts = {script for char in text if (script := script_of(char))}
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


def _district_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    for document in _folder(documents, "districts/"):
        if not isinstance(document.data, dict):
            continue
        names: dict[str, str] = {}
        for index, raw in enumerate(document.data.get("districts") or []):
            here: KeyPath = ("districts", index)
            district = knowledge.districts.get(int(raw.get("lgd") or 0)) if isinstance(raw, dict) else None
            if district is None:
                continue
            if "hi" not in district.names:
                yield document.fault((*here, "names"), f"{district.name} has no Hindi name", "add hi:")
            for name in (district.name, *district.also):
                key = key_of(name)
                if names.setdefault(key, district.name) != district.name:
                    yield document.fault(
                        here, f"{name} is a name of {names[key]} as well, in the same state",
                        "keep it with one of them, or move it to shared_names.yaml",
                    )  # fmt: skip
            for number, listing in enumerate(district.listings):
                at = (*here, "listings", number)
                if listing.list not in knowledge.lists:
                    yield document.fault(
                        (*at, "list"),
                        f"no list has the id {listing.list}",
                        _near(listing.list, knowledge.lists, "lists.yaml"),
                    )
                    continue
                for place, family in enumerate(listing.families):
                    if family not in knowledge.families:
                        yield document.fault(
                            (*at, "families", place),
                            f"no family has the id {family}",
                            _near(family, knowledge.families, "families/"),
                        )
                if not listing.families and not knowledge.lists[listing.list].superseded_by:
                    yield document.fault(at, "this listing belongs to no product family", "add families: [...]")
                if listing.source and listing.source not in knowledge.sources:
                    yield document.fault(
                        (*at, "source"),
                        f"no source has the id {listing.source}",
                        _near(listing.source, knowledge.sources, "sources.yaml"),
                    )


def _list_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    document = documents["lists.yaml"]
    for index, item in enumerate(knowledge.lists.values()):
        if item.source not in knowledge.sources:
            yield document.fault(
                (index, "source"),
                f"no source has the id {item.source}",
                _near(item.source, knowledge.sources, "sources.yaml"),
            )
        if item.superseded_by and item.superseded_by not in knowledge.lists:
            yield document.fault(
                (index, "superseded_by"),
                f"no list has the id {item.superseded_by}",
                _near(item.superseded_by, knowledge.lists, "lists.yaml"),
            )
        if item.scope != "national" and not (item.scope.isdecimal() and int(item.scope) in knowledge.states):
            yield document.fault(
                (index, "scope"), f"{item.scope} is neither national nor a state's LGD code", "correct it"
            )


def _family_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    used = {f for d in knowledge.districts.values() for item in d.listings for f in item.families}
    used |= {broad for family in knowledge.families.values() for broad in family.part_of}
    words: dict[str, str] = {}
    for document, index, key in _entries(documents, "families/"):
        family = knowledge.families.get(key)
        if family is None:
            continue
        if key not in used:
            yield document.fault(
                (index,), f"no listing belongs to the family {key}", "remove it, or name it in a listing"
            )
        for place, broad in enumerate(family.part_of):
            if broad not in knowledge.families:
                yield document.fault(
                    (index, "part_of", place),
                    f"no family has the id {broad}",
                    _near(broad, knowledge.families, "families/"),
                )
        if "en" not in family.name or "hi" not in family.name:
            yield document.fault((index, "name"), "a family needs a name in English and in Hindi", "add it")
        for field, where, text in _family_words(family):
            word = key_of(text)
            if words.setdefault(word, key) != key:
                yield document.fault(
                    (index, field, *where),
                    f"{text} is a word for {words[word]} as well",
                    "keep it with one of them",
                )


def _family_words(family: Family) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Yield the id, names and everyday words of a family, with where they stand."""
    yield "id", (), family.id.replace("-", " ")
    for language, text in family.name.items():
        yield "name", (language,), text
    for language, texts in family.also.items():
        for place, text in enumerate(texts):
            yield "also", (language, place), text


def _figure_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    for document in _folder(documents, "figures/"):
        for key in document.data or {}:
            figure = knowledge.figures.get(key)
            for source in [figure.source, *(was.source for was in figure.was)] if figure else []:
                if source not in knowledge.sources:
                    yield document.fault(
                        (key,), f"no source has the id {source}", _near(source, knowledge.sources, "sources.yaml")
                    )


def _faq_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    asked: dict[str, str] = {}
    for document, index, key in _entries(documents, "faq/"):
        entry = knowledge.faq.get(key)
        if entry is None:
            continue
        if entry.subject not in knowledge.subjects:
            yield document.fault(
                (index, "subject"),
                f"no subject has the id {entry.subject}",
                _near(entry.subject, knowledge.subjects, "subjects.yaml"),
            )
        for place, aspect in enumerate(entry.aspects):
            if aspect not in knowledge.aspects:
                yield document.fault(
                    (index, "aspects", place),
                    f"no aspect has the id {aspect}",
                    _near(aspect, knowledge.aspects, "subjects.yaml"),
                )
        for place, source in enumerate(entry.sources):
            if source not in knowledge.sources:
                yield document.fault(
                    (index, "sources", place),
                    f"no source has the id {source}",
                    _near(source, knowledge.sources, "sources.yaml"),
                )
        for place, other in enumerate(entry.see_also):
            if other not in knowledge.faq:
                yield document.fault(
                    (index, "see_also", place), f"no FAQ entry has the id {other}", _near(other, knowledge.faq, "faq/")
                )
        for language, text in entry.answer.items():
            yield from _template_faults(text, knowledge, document, (index, "answer", language))
        if "en" not in entry.answer or "en" not in entry.title or not entry.asks.get("en"):
            yield document.fault((index,), "an entry needs title, asks and answer in English", "add en:")
        for language, lines in entry.asks.items():
            for place, line in enumerate(lines):
                if asked.setdefault(key_of(line), key) != key:
                    yield document.fault(
                        (index, "asks", language, place),
                        f"{asked[key_of(line)]} is asked by this line as well",
                        "keep it with one of them",
                    )


def _subject_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    document = documents["subjects.yaml"]
    used = {entry.subject for entry in knowledge.faq.values()}
    asked = {aspect for entry in knowledge.faq.values() for aspect in entry.aspects}
    for section, names, told in (
        ("subjects", {key: item.name for key, item in knowledge.subjects.items()}, used),
        ("aspects", {key: item.name for key, item in knowledge.aspects.items()}, asked),
    ):
        for key, name in names.items():
            if key not in told:
                yield document.fault((section, key), f"no FAQ entry tells of {key}", "remove it, or use it")
            if ENGLISH not in name:
                yield document.fault((section, key, "name"), "it has no name in English", "add en:")


def _template_faults(text: str, knowledge: Knowledge, document: Document, path: KeyPath) -> Iterator[Fault]:
    try:
        tree = _jinja().parse(text)
    except jinja2.TemplateSyntaxError as error:
        yield document.fault(path, f"mistake in the template: {error.message}", "write {{ figure('key') }}")
        return
    for call in tree.find_all(nodes.Call):
        arguments = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if not isinstance(call.node, nodes.Name) or call.node.name != "figure" or len(arguments) != 1:
            yield document.fault(path, "an answer may only call figure('key')", "write {{ figure('key') }}")
        elif arguments[0] not in knowledge.figures:
            yield document.fault(
                path, f"no figure has the id {arguments[0]}", _near(str(arguments[0]), knowledge.figures, "figures/")
            )
    for name in tree.find_all(nodes.Name):
        if name.name != "figure":
            yield document.fault(path, f"{name.name} is not known in an answer", "write {{ figure('key') }}")


def _shared_name_faults(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    document = documents["shared_names.yaml"]
    for index, shared in enumerate(knowledge.shared_names):
        for place, code in enumerate(shared.districts):
            if code not in knowledge.districts:
                yield document.fault(
                    (index, "districts", place), f"no district has the LGD code {code}", "use a code from districts/"
                )
        if len(shared.districts) < 2:
            yield document.fault((index, "districts"), "one district only", "put the name into the district's `also`")


def _folder(documents: Documents, prefix: str) -> list[Document]:
    return [document for name, document in documents.items() if name.startswith(prefix)]


def _entries(documents: Documents, prefix: str) -> Iterator[tuple[Document, int, str]]:
    for document in _folder(documents, prefix):
        for index, raw in enumerate(document.data if isinstance(document.data, list) else []):
            if isinstance(raw, dict):
                yield document, index, str(raw.get("id"))


def _near(wrong: str, right: Mapping[str, object], where: str) -> str:
    from rapidfuzz import process

    best = process.extractOne(wrong, right.keys(), score_cutoff=70)
    return f"did you mean {best[0]}?" if best else f"use an id from {where}"


@cache
def _jinja() -> jinja2.Environment:
    return jinja2.Environment(autoescape=True)
