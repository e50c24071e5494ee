"""A question in words with buttons, for channels without polls of their own: a page, a terminal."""

from __future__ import annotations

from markupsafe import escape

from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.quiz.channel import Shown
from odop_bot.conversation.quiz.screens import LETTERS
from odop_bot.conversation.screen import Key, Rows, Screen
from odop_bot.quiz.question import QuizQuestion


def question_screen(shown: Shown) -> Screen:
    """Return a question with a button for each option; a tap on one is QuizStep.CHOOSE."""
    letters = tuple(
        Key(LETTERS[choice], QuizAction(QuizStep.CHOOSE, f"{shown.id}.{choice}"))
        for choice in range(len(shown.question.options))
    )
    head = f"<b>{shown.number + 1}/{shown.length}</b> {escape(shown.question.stem)}"
    options = [f"{LETTERS[i]}. {escape(option)}" for i, option in enumerate(shown.question.options)]
    return Screen("\n".join([head, *options]), (letters, *shown.keys), "quiz")


def answered_screen(question: QuizQuestion, choice: int, keys: Rows) -> Screen:
    """Return a question that is answered: each option with its mark, and the explanation."""
    lines = [str(escape(question.stem))]
    for i, option in enumerate(question.options):
        mark = " ✓" if i in question.right else " ✗" if i == choice else ""
        text = f"{LETTERS[i]}. {escape(option)}{mark}"
        lines.append(f"<b>{text}</b>" if i == choice else text)
    return Screen("\n".join([*lines, "", str(escape(question.explanation))]), keys, "quiz")
