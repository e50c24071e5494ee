"""A round of the quiz in words and buttons, for channels without polls.

All of a round stands on its buttons (topic, length, seed, number, right answers so far), nothing is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import escape

from odop_bot.conversation import arguments
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.quiz.screens import LETTERS, QuizScreens
from odop_bot.conversation.screen import Key, Screen
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import LENGTHS, RoundPlan, question_of
from odop_bot.quiz.topics import Topic, topic_of

_PARTS = 5


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a round stands: at question `number`, counted from 0, which is answered with `choice`."""

    topic: Topic
    length: int
    seed: int
    number: int
    right: int
    choice: int

    @property
    def argument(self) -> str:
        """The same on a button."""
        return f"{self.topic.code}_{self.length}-{self.seed}-{self.number}-{self.right}-{self.choice}"


class PlainQuiz:
    """Asks in words; pure but for the seed of a new round."""

    def __init__(self, desk: Callable[[], QuizDesk]) -> None:
        """Take a function that returns the desk for the knowledge in use."""
        self._desk = desk

    def tap(self, action: QuizAction, language: str) -> Screen | None:
        """Return what a button of the quiz leads to; None for one that leads nowhere here."""
        screens = QuizScreens(self._desk(), language)
        match action.step:
            case QuizStep.TOPICS:
                return screens.menu()
            case QuizStep.STATES:
                return screens.states()
            case QuizStep.SECTORS:
                return screens.sectors()
            case QuizStep.LENGTHS:
                topic = self._topic(action.argument)
                return screens.lengths(topic, group=False) if topic else None
            case QuizStep.BEGIN:
                return self._go_on(action.argument, language, screens)
        return None

    def _go_on(self, argument: str, language: str, screens: QuizScreens) -> Screen | None:
        begun, _, rest = argument.partition("-")
        code, _, length = begun.rpartition("_")
        topic, size = self._topic(code), arguments.number(length)
        if topic is None or size not in LENGTHS:
            return None
        if not rest:
            place = _Place(topic, size, secrets.randbelow(10**6), 0, 0, 0)
            return self._asked(place, language, screens, "")
        numbers = [arguments.number(part) for part in rest.split("-")]
        seed, number, right, choice = (*numbers, None, None, None, None)[: _PARTS - 1]
        if seed is None or number is None or right is None or choice is None or number >= size:
            return None
        return self._judged(_Place(topic, size, seed, number, right, choice), language, screens)

    def _judged(self, place: _Place, language: str, screens: QuizScreens) -> Screen | None:
        question = self._question(place, language)
        if question is None or place.choice >= len(question.options):
            return None
        texts = self._desk().phrasing(language).strings
        right = question.is_right(place.choice)
        answer = ", ".join(question.options[index] for index in question.right)
        verdict = texts.line("right") if right else texts.line("wrong", answer=answer)
        told = f"<b>{escape(verdict)}</b>\n{escape(question.explanation)}\n\n"
        score = place.right + right
        if place.number + 1 < place.length:
            following = _Place(place.topic, place.length, place.seed, place.number + 1, score, 0)
            return self._asked(following, language, screens, told)
        end = escape(texts.line("end", right=score, asked=place.length))
        more = Key(screens.texts.buttons["more"], QuizAction(QuizStep.TOPICS))
        return Screen(f"{told}<b>{end}</b>", ((more,),), "quiz")

    def _asked(self, place: _Place, language: str, screens: QuizScreens, told: str) -> Screen | None:
        question = self._question(place, language)
        more = (Key(screens.texts.buttons["more"], QuizAction(QuizStep.TOPICS)),)
        if question is None:
            return Screen(f"{told}{escape(screens.texts.fill('nothing'))}", (more,), "quiz")
        texts = self._desk().phrasing(language).strings
        head = escape(texts.line("question", number=place.number + 1, count=place.length))
        keys = [
            Key(f"{letter}. {option}", QuizAction(QuizStep.BEGIN, self._with(place, index)))
            for index, (letter, option) in enumerate(zip(LETTERS, question.options, strict=False))
        ]
        return Screen(f"{told}<b>{head}</b>\n{escape(question.stem)}", (*((key,) for key in keys), more), "quiz")

    def _with(self, place: _Place, choice: int) -> str:
        return _Place(place.topic, place.length, place.seed, place.number, place.right, choice).argument

    def _question(self, place: _Place, language: str) -> QuizQuestion | None:
        """Return the question at which a round stands: each is about another fact than those before."""
        desk = self._desk()
        plan = RoundPlan(topic=place.topic.code, language=desk.language(language), length=place.length, seed=place.seed)
        asked: list[QuizQuestion] = []
        for _ in range(place.number + 1):
            question = question_of(plan, asked, desk.maker)
            if question is None:
                return None
            asked.append(question)
        return asked[-1]

    def _topic(self, code: str) -> Topic | None:
        topic = topic_of(code)
        if topic is None or topic.state is None or topic.state in self._desk().answerer.knowledge.states:
            return topic
        return None
