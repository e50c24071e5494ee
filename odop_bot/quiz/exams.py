"""How exams mark, `templates/exams.yaml`, and the marking of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering.texts import read_texts
from odop_bot.knowledge.models import Strict

FILE = "exams.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam(Strict):
    """How one exam marks."""

    name: str
    """As people call it, in Latin letters."""
    marks: float
    """For a right answer."""
    penalty: float
    """Part of these marks that a wrong answer costs."""
    seconds: int
    """Time for a question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a round as a person left it."""

    group: str
    """What it is about, for a report: the id of a list, or the topic."""
    right: bool | None
    """None if it was not answered."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was right, wrong and not answered."""

    right: int = 0
    wrong: int = 0
    open: int = 0

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return self.right + self.wrong + self.open

    def marks(self, exam: Exam) -> float:
        """Return the marks that an exam would give."""
        return round(exam.marks * (self.right - exam.penalty * self.wrong), 2)

    def most_marks(self, exam: Exam) -> float:
        """Return the marks for all right."""
        return round(exam.marks * self.asked, 2)


def tally(answers: Iterable[Answered]) -> Tally:
    """Count the answers of a round."""
    counts = Counter(answer.right for answer in answers)
    return Tally(counts[True], counts[False], counts[None])


def tallies(answers: Iterable[Answered]) -> dict[str, Tally]:
    """Count the answers of a round for each group."""
    groups: dict[str, list[Answered]] = {}
    for answer in answers:
        groups.setdefault(answer.group, []).append(answer)
    return {group: tally(members) for group, members in groups.items()}


def read_exams(folder: Path) -> dict[str, Exam]:
    """Return the exams by id. Raises StringsError when the file is missing or wrong."""
    return read_texts(folder / FILE, dict[str, Exam])
