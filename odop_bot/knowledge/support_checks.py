"""Editorial checks of what helps makers: nothing dangling, every text in every language, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.language_checks import ENGLISH_REMEDY, english_words, numbers_in
from odop_bot.knowledge.models import ENGLISH, SupportLine, SupportScheme, Texts
from odop_bot.knowledge.yaml_reader import Document, KeyPath
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE

Documents = Mapping[str, Document]
KINDS_FILE = "craft_kinds.yaml"
SCHEMES_FILE = "support.yaml"


def check_support(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    """Yield every editorial fault of the kinds of work and of the schemes."""
    yield from _kinds(knowledge, documents[KINDS_FILE])
    document = documents[SCHEMES_FILE]
    for index, scheme in enumerate(knowledge.support.values()):
        yield from _dangling(knowledge, document, index, scheme)
        for path, texts in _texts(scheme):
            yield from _text_faults(knowledge, document, (index, *path), texts)
        for need, line in scheme.helps.items():
            if line.like and line.like not in scheme.helps:
                yield document.fault((index, "helps", need, "like"), f"it has no line for {line.like}", "correct it")
        if (scheme.maybe or scheme.open) and not scheme.depends:
            yield document.fault((index,), "it may fit, but nothing says on what that depends", "add depends:")
        if scheme.told_against and not scheme.because:
            yield document.fault((index,), "it is told against, but nothing says why", "add because:")


def _kinds(knowledge: Knowledge, document: Document) -> Iterator[Fault]:
    for index, kind in enumerate(knowledge.craft_kinds.values()):
        yield from _text_faults(knowledge, document, (index, "name"), kind.name)
        yield from _unknown(document, (index, "families"), kind.families, knowledge.families)
        yield from _unknown(document, (index, "groups"), kind.groups, knowledge.words.groups)
        if kind.asked and not kind.families and not kind.groups:
            yield document.fault((index,), "it is asked for, but has no family and no group", "add one")
    for family in knowledge.families:
        if not knowledge.crafts_of(family):
            yield document.fault((), f"the family {family} belongs to no kind of work", "add it to one")


def _dangling(knowledge: Knowledge, document: Document, index: int, scheme: SupportScheme) -> Iterator[Fault]:
    for field, ids, known in (
        ("helps", scheme.helps, knowledge.words.needs_of_makers),
        ("states", scheme.states, knowledge.states),
        ("crafts", scheme.crafts, knowledge.craft_kinds),
        ("maybe", scheme.maybe, knowledge.craft_kinds),
        ("told_against", scheme.told_against, knowledge.craft_kinds),
        ("groups", scheme.groups, knowledge.words.groups),
        ("special", scheme.special, knowledge.words.groups),
        ("first", scheme.first, knowledge.support),
        ("sources", scheme.sources, knowledge.sources),
    ):  # fmt: skip
        yield from _unknown(document, (index, field), ids, known)


def _unknown(
    document: Document, path: KeyPath, ids: Iterable[object], known: Mapping[str, object] | Mapping[int, object]
) -> Iterator[Fault]:
    for item in ids:
        if item not in known:
            yield document.fault(path, f"{item} is the id of nothing", "correct it")


def _texts(scheme: SupportScheme) -> Iterator[tuple[KeyPath, Texts]]:
    """Yield the texts of a scheme with where they stand."""
    yield ("name",), scheme.name
    yield ("where",), scheme.where
    for field, texts in (("depends", scheme.depends), ("because", scheme.because)):
        if texts:
            yield (field,), texts
    for place, paper in enumerate(scheme.papers):
        yield ("papers", place), paper
    for need, line in scheme.helps.items():
        yield ("helps", need, "line"), line.line
        if line.special:
            yield ("helps", need, "special"), line.special


def _text_faults(knowledge: Knowledge, document: Document, path: KeyPath, texts: Texts) -> Iterator[Fault]:
    for language in (ENGLISH, *knowledge.translations):
        text = texts.get(language)
        if text is None:
            yield document.fault(path, f"there is no {language}", "write it in every language")
            continue
        if path[-1] in ("line", "special") and len(text) > SupportLine.LONGEST:
            yield document.fault((*path, language), f"{len(text)} characters", f"at most {SupportLine.LONGEST}")
        if numbers_in(text) != numbers_in(texts.get(ENGLISH, "")):
            yield document.fault((*path, language), "its numbers are not those of the English text", "compare the two")
        if SCRIPT_OF_LANGUAGE.get(language, "Latn") != "Latn":
            for word in english_words(text, knowledge.words.latin_names)[:1]:
                yield document.fault((*path, language), f"{word} is English", ENGLISH_REMEDY)
