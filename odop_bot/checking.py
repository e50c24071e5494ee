"""Check the knowledge base and the templates, and tell people what is wrong in few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.answering.layouts import REPLIES, WORDS, Sections
from odop_bot.answering.words import Words
from odop_bot.conversation import strings
from odop_bot.conversation.helpdesk import texts
from odop_bot.knowledge import Fault, KnowledgeError
from odop_bot.knowledge.loader import check_knowledge
from odop_bot.quiz import bank, exams
from odop_bot.quiz import strings as quiz_strings
from odop_bot.rehearsal import rehearsal_faults
from odop_bot.site import words as site_words
from odop_bot.template_checks import template_faults, template_to_do
from odop_bot.web.words import WebWords

MOST = 50
"""Lines of faults; what is more is counted by file."""
STRINGS: Mapping[str, Any] = {
    WORDS: Words,
    REPLIES: Sections,
    strings.FILE: strings.Strings,
    quiz_strings.FILE: quiz_strings.QuizStrings,
    texts.PEOPLE_FILE: texts.PeopleTexts,
    texts.STAFF_FILE: texts.StaffTexts,
    exams.FILE: dict[str, exams.Exam],
    bank.FILE: bank.QuizBank,
    site_words.FILE: site_words.SiteWords,
    "web.yaml": WebWords,
}
"""The classes of the files of strings in `templates/`, by name."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    faults: tuple[Fault, ...]
    to_do: tuple[Fault, ...]
    """What is right but not whole: texts to be translated, borders to be drawn."""


def check(
    knowledge_dir: Path, templates: Path, answerer: Callable[[], Answerer], files: Mapping[str, bytes] | None = None
) -> Checked:
    """Check both folders; `answerer` makes one of them, to render every template, when all else is right."""
    faults = template_faults(templates, STRINGS)
    to_do: list[Fault] = []
    try:
        to_do = check_knowledge(knowledge_dir, files)
    except KnowledgeError as error:
        faults += error.faults
    if not faults:
        # What does not parse cannot be rendered; what parses may still ask for what is not there.
        faults = rehearsal_faults(answerer(), templates)
        to_do += template_to_do(templates, STRINGS)
    return Checked(tuple(faults), tuple(to_do))


def told(faults: Sequence[Fault], most: int = MOST) -> list[str]:
    """Return faults as lines, at most so many, and the others as counts by file."""
    lines = [str(fault) for fault in faults[:most]]
    more = Counter(fault.file for fault in faults[most:])
    if more:
        lines.append(f"… and {sum(more.values())} more:")
        lines += [f"  {file}: {count}" for file, count in sorted(more.items())]
    return lines
