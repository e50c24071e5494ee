"""How exams mark, `templates/exams.yaml`, and the marking of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering.texts import read_texts
from odop_bot.knowledge.models import Strict

FILE = "exams.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Strict):
    """Who tells a scheme, and where."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Strict):
    """How one paper of an exam is timed and marked."""

    name: str
    """As people call it, in Latin letters."""
    questions: int
    minutes: int
    marks: float
    """For all questions."""
    penalty: float
    """Part of a question's marks that a wrong answer costs."""
    year: int | None = None
    """Of the exam that had it so; None where that is not known, and people are asked to check."""
    source: Told | None = None

    @property
    def each(self) -> float:
        """Marks for a right answer."""
        return self.marks / self.questions

    @property
    def off(self) -> float:
        """Marks that a wrong answer costs."""
        return self.each * self.penalty

    def seconds(self, count: int) -> int:
        """Return the time that the paper would leave for so many questions, in seconds."""
        return round(self.minutes * 60 * count / self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam(Strict):
    """An exam with its papers, by id."""

    name: str
    papers: dict[str, Paper]
    state: int | None = None
    """LGD code of the State whose own exam it is."""


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

    def marks(self, paper: Paper) -> float:
        """Return the marks that a paper would give."""
        return round(paper.each * self.right - paper.off * self.wrong, 2)

    def most_marks(self, paper: Paper) -> float:
        """Return the marks for all right."""
        return round(paper.each * self.asked, 2)


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


def papers_of(exams: Mapping[str, Exam]) -> dict[str, Paper]:
    """Return all papers by the ids of exam and paper: `upsc.gs1`."""
    return {f"{key}.{name}": paper for key, exam in exams.items() for name, paper in exam.papers.items()}


def read_exams(folder: Path) -> dict[str, Exam]:
    """Return the exams by id. Raises StringsError when the file is missing or wrong."""
    return read_texts(folder / FILE, dict[str, Exam])
