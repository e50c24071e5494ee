"""First, when, by whom, where, what is it called: facts of the bank with one right answer."""

from __future__ import annotations

from odop_bot.quiz.bank import Asked
from odop_bot.quiz.draft import Maker, Option, finished, shuffled
from odop_bot.quiz.ground import BankFact, Subject
from odop_bot.quiz.question import QuizQuestion

KIND = "one"


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for such a fact."""
    if not isinstance(subject, BankFact) or not isinstance(subject.item, Asked):
        return None
    item, voice = subject.item, maker.voice
    right = item.right[voice.language]
    options, place = shuffled(maker.random, Option(right), [Option(text[voice.language]) for text in item.wrong])
    note = maker.ground.knowledge.notes[item.note.district, item.note.product] if item.note else None
    more = note.note.get(voice.language, "") if note else ""
    explanation = voice.told(voice.sentence(right), voice.as_on(subject.as_of), subject.source, more)
    districts = [maker.ground.knowledge.districts[item.note.district]] if item.note else []
    return finished(
        maker,
        KIND,
        subject.id,
        item.stem[voice.language],
        options,
        place,
        explanation,
        (subject.source,),
        districts=districts,
    )
