"""Which number, date or name is right?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import FigureFact, Subject
from odop_bot.quiz.figures import wrong_values
from odop_bot.quiz.phrasing import BLANK
from odop_bot.quiz.question import QuizQuestion

KIND = "fact"
_AT_LEAST = ("more than", "over", "at least")
"""Beginnings of values that are true of every smaller one."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question for the value of a figure."""
    phrasing = maker.phrasing
    if not isinstance(fact, FigureFact) or not phrasing.has_sentence(fact):
        return None
    if fact.figure.value.startswith(_AT_LEAST):
        return None  # what is more than 1,800 is more than 1,200 too
    value = phrasing.wording.figure(fact.key)
    wrong = wrong_options(maker.random, value, [wrong_values(maker, fact)], lambda text: text, lambda _: True)
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(value), [Option(text) for text in wrong])
    stem = phrasing.fill("fact", sentence=phrasing.sentence_of(fact, BLANK), as_of=phrasing.as_of(fact))
    return finished(maker, KIND, fact.id, stem, options, place, phrasing.explain_figure(fact), (fact.figure.source,))
