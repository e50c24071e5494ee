"""First, when, by whom, where, what is it called: facts of the bank with one right answer."""

from __future__ import annotations

from odop_bot.quiz.bank import Asked
from odop_bot.quiz.draft import Maker, Option, finished, shuffled
from odop_bot.quiz.facts import BankFact, Subject
from odop_bot.quiz.names import tells
from odop_bot.quiz.question import QuizQuestion

KIND = "one"


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for such a fact."""
    if not isinstance(subject, BankFact) or not isinstance(subject.item, Asked):
        return None
    item, phrasing = subject.item, maker.phrasing
    right = item.right[phrasing.language]
    options, place = shuffled(maker.random, Option(right), [Option(text[phrasing.language]) for text in item.wrong])
    note = maker.fact_base.knowledge.notes[item.note.district, item.note.product] if item.note else None
    more = note.note.get(phrasing.language, "") if note else (item.why or {}).get(phrasing.language, "")
    # A note that tells the answer need not follow it.
    answer, more = (more, "") if note and tells(more, right) else (phrasing.sentence(right), more)
    explanation = phrasing.told(answer, phrasing.as_on(subject.as_of), subject.source, more)
    districts = [maker.fact_base.knowledge.districts[item.note.district]] if item.note else []
    return finished(
        maker,
        KIND,
        subject.id,
        item.stem[phrasing.language],
        options,
        place,
        explanation,
        (subject.source,),
        districts=districts,
    )
