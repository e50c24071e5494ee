"""Everything that a quiz needs, made once for the knowledge in use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from odop_bot.answering import Answerer
from odop_bot.quiz.bank import QuizBank, read_bank
from odop_bot.quiz.exams import Exam, papers_of, read_exams
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.phrasing import Phrasing
from odop_bot.quiz.strings import QuizStrings, ScreenTexts, read_quiz_strings


class QuizDesk:
    """The maker of questions with its texts and exams."""

    def __init__(
        self, answerer: Answerer, strings: Mapping[str, QuizStrings], exams: Mapping[str, Exam], bank: QuizBank
    ) -> None:
        self.answerer = answerer
        self.strings = strings
        self.exams = exams
        self.papers = papers_of(exams)
        self._bank = bank
        self.maker = QuizMaker(answerer.knowledge, answerer.renderer, strings, bank)

    @classmethod
    def read(cls, answerer: Answerer, folder: Path) -> QuizDesk:
        """Read texts and exams from the templates' folder. Raises StringsError when a file is missing or wrong."""
        return cls(answerer, read_quiz_strings(folder), read_exams(folder), read_bank(folder))

    def renewed(self, answerer: Answerer) -> QuizDesk:
        """Return a desk for other knowledge, with the same texts."""
        return self if answerer is self.answerer else QuizDesk(answerer, self.strings, self.exams, self._bank)

    def language(self, wanted: str) -> str:
        """Return a language if the quiz speaks it, else English."""
        return wanted if wanted in self.maker.languages else self.maker.languages[0]

    def phrasing(self, language: str) -> Phrasing:
        """Return how the quiz speaks a language, or English."""
        return self.maker.phrasing(language)

    def texts(self, language: str) -> ScreenTexts:
        """Return what stands around the questions in a language, or in English."""
        return self.phrasing(language).strings.screens
