"""Checks that answers depend on: every name that a file uses must be one of something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.gi_checks import check_references as check_gi
from odop_bot.knowledge.models import ENGLISH, StateFile
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.support_references import check_support
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import Document, KeyPath

if TYPE_CHECKING:
    import jinja2

_FAQ_TEXTS = re.compile(r"languages/[^/]+/faq/")
_FIGURE = re.compile(r"\{\{ *figure\('([\w-]+)'\) *\}\}")


def check(knowledge: Knowledge, sources: Sources) -> list[Fault]:
    """Return every fault that would leave an answer without a name, a source or a figure."""
    return [
        *_listings(knowledge, sources),
        *_lists(knowledge, sources),
        *_families(knowledge, sources),
        *_figures(knowledge, sources),
        *_faq(knowledge, sources),
        *_subjects(knowledge, sources),
        *_notes(knowledge, sources),
        *_shared_names(knowledge, sources),
        *check_support(knowledge, sources),
        *check_gi(knowledge, sources),
    ]


def _listings(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, whole in sources.values.items():
        for index, district in enumerate(whole.districts if isinstance(whole, StateFile) else ()):
            for number, listing in enumerate(district.listings):
                at: KeyPath = ("districts", index, "listings", number)
                if listing.list not in knowledge.lists:
                    yield _unknown(
                        sources, name, (*at, "list"), "list", listing.list, knowledge.lists, file_names.LISTS
                    )
                    continue
                for place, family in enumerate(listing.families):
                    if family not in knowledge.families:
                        path = (*at, "families", place)
                        yield _unknown(sources, name, path, "family", family, knowledge.families, "families/")
                if listing.source and listing.source not in knowledge.sources:
                    yield _no_source(knowledge, sources, name, (*at, "source"), listing.source)


def _lists(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, index, item in sources.entries(file_names.LISTS):
        if item.source not in knowledge.sources:
            yield _no_source(knowledge, sources, name, (index, "source"), item.source)
        if item.superseded_by and item.superseded_by not in knowledge.lists:
            path = (index, "superseded_by")
            yield _unknown(sources, name, path, "list", item.superseded_by, knowledge.lists, file_names.LISTS)
        if item.scope != "national" and not (item.scope.isdecimal() and int(item.scope[:9]) in knowledge.states):
            what = f"{item.scope[:20]} is neither national nor a state's LGD code"
            yield sources.fault(name, (index, "scope"), what, "write national, or the code of a state in districts/")


def _families(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, index, family in sources.entries("families/"):
        for place, broad in enumerate(family.part_of):
            if broad not in knowledge.families:
                path = (index, "part_of", place)
                yield _unknown(sources, name, path, "family", broad, knowledge.families, "families/")
        if ENGLISH not in family.name:
            yield sources.fault(name, (index, "name"), "a family needs a name in English", "add en: here")


def _figures(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, figures in sources.values.items():
        for key, figure in figures.items() if name.startswith("figures/") else ():
            uses: list[tuple[KeyPath, str]] = [((key, "source"), figure.source)]
            uses += [((key, "was", place, "source"), was.source) for place, was in enumerate(figure.was)]
            for path, source in uses:
                if source not in knowledge.sources:
                    yield _no_source(knowledge, sources, name, path, source)


def _faq(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, index, raw in sources.entries("faq/"):
        entry = knowledge.faq[raw.id]
        if entry.subject not in knowledge.subjects:
            yield _unknown(
                sources, name, (index, "subject"), "subject", entry.subject, knowledge.subjects, file_names.SUBJECTS
            )
        for place, aspect in enumerate(entry.aspects):
            if aspect not in knowledge.aspects:
                path = (index, "aspects", place)
                yield _unknown(sources, name, path, "aspect", aspect, knowledge.aspects, file_names.SUBJECTS)
        for place, source in enumerate(entry.sources):
            if source not in knowledge.sources:
                yield _no_source(knowledge, sources, name, (index, "sources", place), source)
        for place, other in enumerate(entry.see_also):
            if other not in knowledge.faq:
                path = (index, "see_also", place)
                yield _unknown(sources, name, path, "FAQ entry", other, knowledge.faq, "faq/")
        for language, text in raw.answer.items():
            yield from _template(text, knowledge, sources, name, (index, "answer", language))
        for field, texts in (("title", raw.title), ("asks", raw.asks), ("answer", raw.answer)):
            if not texts.get(ENGLISH):
                yield sources.fault(name, (index, field), f"there is no English {field}", "add en: here")
    for name, texts in sources.values.items():
        for key, text in texts.items() if _FAQ_TEXTS.match(name) else ():
            if text.answer is not None:
                yield from _template(text.answer, knowledge, sources, name, (key, "answer"))


def _subjects(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    names = [("subjects", key, subject.name) for key, subject in knowledge.subjects.items()]
    names += [("aspects", key, aspect.name) for key, aspect in knowledge.aspects.items()]
    for section, key, name in names:
        if ENGLISH not in name:
            yield sources.fault(
                file_names.SUBJECTS, (section, key, "name"), "it has no name in English", "add en: here"
            )


def _notes(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, index, note in sources.entries("notes/"):
        for place, source in enumerate(note.sources):
            if source not in knowledge.sources:
                yield _no_source(knowledge, sources, name, (index, "sources", place), source)


def _template(text: str, knowledge: Knowledge, sources: Sources, name: str, path: KeyPath) -> Iterator[Fault]:
    called = _FIGURE.findall(text)
    if called or "{" in text:
        rest = _FIGURE.sub("", text)
        if any(mark in rest for mark in ("{{", "{%", "{#", "}}", "%}", "#}")):
            # Something else than figures: only a parser can tell what.
            yield from _parsed_template(text, knowledge, sources, name, path)
            return
    for key in called:
        if key not in knowledge.figures:
            fault = _unknown(sources, name, path, "figure", key, knowledge.figures, "figures/")
            yield _at_word(sources.documents[name], fault, key)


def _at_word(document: Document, fault: Fault, word: str) -> Fault:
    """Return a fault of a long text at the line of a word in it."""
    lines = document.content.decode("utf-8-sig").split("\n")
    for number, line in enumerate(lines[fault.line - 1 :], fault.line):
        if word in line:
            return replace(fault, line=number, column=line.index(word) + 1)
    return fault


def _parsed_template(text: str, knowledge: Knowledge, sources: Sources, name: str, path: KeyPath) -> Iterator[Fault]:
    import jinja2
    from jinja2 import nodes

    remedy = "write {{ figure('key') }}"
    try:
        tree = _jinja().parse(text)
    except (jinja2.TemplateSyntaxError, RecursionError, ValueError) as error:
        what = getattr(error, "message", None) or type(error).__name__
        yield sources.fault(name, path, f"mistake in the template: {what}", remedy)
        return
    plain = (nodes.Output, nodes.TemplateData, nodes.Call, nodes.Name, nodes.Const)
    if any(not isinstance(node, plain) for node in tree.find_all(nodes.Node)):
        # A loop or a sum may take any time and memory.
        yield sources.fault(name, path, "an answer may hold text and figures only", remedy)
        return
    unknown = sorted({used.name for used in tree.find_all(nodes.Name) if used.name != "figure"})
    if unknown:
        yield sources.fault(name, path, f"{', '.join(unknown)} is not known in an answer", remedy)
        return
    for call in tree.find_all(nodes.Call):
        arguments = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if not isinstance(call.node, nodes.Name) or len(arguments) != 1:
            yield sources.fault(name, path, "an answer may only call figure('key')", remedy)
        elif arguments[0] not in knowledge.figures:
            yield _unknown(sources, name, path, "figure", str(arguments[0]), knowledge.figures, "figures/")


def _shared_names(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    for name, index, shared in sources.entries(file_names.SHARED_NAMES):
        for place, code in enumerate(shared.districts):
            if code not in knowledge.districts:
                what = f"no district has the LGD code {code}"
                path = (index, "districts", place)
                yield sources.fault(name, path, what, "use a code from districts/", missing=("district", str(code)))
        if len(shared.districts) < 2:
            remedy = "put the name into the district's `also`"
            yield sources.fault(name, (index, "districts"), "one district only", remedy)


def _no_source(knowledge: Knowledge, sources: Sources, name: str, path: KeyPath, wrong: str) -> Fault:
    return _unknown(sources, name, path, "source", wrong, knowledge.sources, file_names.SOURCES)


def _unknown(
    sources: Sources, name: str, path: KeyPath, what: str, wrong: str, right: Mapping[str, object], where: str
) -> Fault:
    meant = near(wrong, right, 70)
    remedy = f"write {meant}, or add {wrong} to {where}" if meant else f"use an id from {where}, or add this one there"
    return sources.fault(name, path, f"no {what} has the id {wrong}", remedy, missing=(what, wrong))


@cache
def _jinja() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(autoescape=True)
