"""Assertion and reason, as UPSC and UPPSC print them."""

from __future__ import annotations

from odop_bot.quiz.bank import Reasoned
from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import BankFact, Subject
from odop_bot.quiz.question import QuizQuestion

KIND = "assertion"


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question on an assertion and a reason; a reason that does not explain is true of the same subject."""
    if not isinstance(subject, BankFact) or not isinstance(subject.item, Reasoned):
        return None
    item, phrasing, language = subject.item, maker.phrasing, maker.phrasing.language
    place = maker.random.randrange(4)
    assertion, reason = item.assertion, item.reason
    if place == 1:
        reason = item.beside
    elif place == 2:
        reason = item.false_reason
    elif place == 3:
        assertion = item.false_assertion
    answer = phrasing.fill(
        "assertion_answer", place=place, assertion=item.assertion[language], reason=item.reason[language]
    )
    return finished(
        maker,
        KIND,
        subject.id,
        phrasing.fill("assertion", assertion=assertion[language], reason=reason[language]),
        [Option(text) for text in phrasing.strings.assertion_options],
        place,
        phrasing.told(answer, phrasing.as_on(subject.as_of), subject.source),
        (subject.source,),
    )
