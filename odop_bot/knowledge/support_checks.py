"""Editorial checks of what helps makers: every text in every language, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.language_checks import ENGLISH_REMEDY, english_words, numbers_in
from odop_bot.knowledge.models import ENGLISH, SupportLine, Texts
from odop_bot.knowledge.support_references import texts_of
from odop_bot.knowledge.yaml_reader import Document, KeyPath
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE

Documents = Mapping[str, Document]


def check_support(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    """Yield every editorial fault of the kinds of work and of the schemes."""
    yield from _kinds(knowledge, documents[file_names.CRAFT_KINDS])
    document = documents[file_names.SUPPORT]
    for index, scheme in enumerate(knowledge.support.values()):
        for path, texts in texts_of(scheme):
            yield from _text_faults(knowledge, document, (index, *path), texts)
        for need, line in scheme.helps.items():
            if line.like and line.like not in scheme.helps:
                yield document.fault(
                    (index, "helps", need, "like"),
                    f"it has no line for {line.like}",
                    f"write one of: {', '.join(scheme.helps)}",
                )
        if (scheme.maybe or scheme.open) and not scheme.depends:
            yield document.fault(
                (index,), "it may fit, but nothing says on what that depends", "add depends: with the texts"
            )
        if scheme.told_against and not scheme.because:
            yield document.fault((index,), "it is told against, but nothing says why", "add because: with the texts")


def _kinds(knowledge: Knowledge, document: Document) -> Iterator[Fault]:
    for index, kind in enumerate(knowledge.craft_kinds.values()):
        yield from _text_faults(knowledge, document, (index, "name"), kind.name)
        if kind.asked and not kind.families and not kind.groups:
            yield document.fault(
                (index,), "it is asked for, but has no family and no group", "add an id to families: or groups:"
            )
    for family in knowledge.families:
        if not knowledge.crafts_of(family):
            yield document.fault(
                (),
                f"the family {family} belongs to no kind of work",
                "add it to families: of one",
                unused=("family", family),
            )


def _text_faults(knowledge: Knowledge, document: Document, path: KeyPath, texts: Texts) -> Iterator[Fault]:
    for language, text in texts.items():
        if language not in (ENGLISH, *knowledge.translations):
            yield document.fault((*path, language), f"no language has the code {language}", "use a code of languages/")
            continue
        if path[-1] in ("line", "special") and len(text) > SupportLine.LONGEST:
            yield document.fault(
                (*path, language), f"{len(text)} characters; at most {SupportLine.LONGEST} fit", "shorten it"
            )
        if numbers_in(text) != numbers_in(texts.get(ENGLISH, "")):
            yield document.fault(
                (*path, language),
                "its numbers are not those of the English text",
                "write the numbers of the English text here",
            )
        if SCRIPT_OF_LANGUAGE.get(language, "Latn") != "Latn":
            for word in english_words(text, knowledge.words.latin_names)[:1]:
                yield document.fault((*path, language), f"{word} is English", ENGLISH_REMEDY)
