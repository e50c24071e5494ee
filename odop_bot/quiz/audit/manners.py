"""What an examiner would strike out though the key is right, read from the question alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from odop_bot.knowledge import Knowledge
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import QuizStrings

UNOFFICIAL, UNTAUGHT, IN_A_CITY, WEAK = "no authority's word", "nothing taught", "crop in a city", "weak source"
FAULTS = (UNOFFICIAL, UNTAUGHT, IN_A_CITY, WEAK)
_MARKS = re.compile(r"[\d\s:;.,।]+")
_FIXED = frozenset({"statements", "pairs"})
"""Kinds whose explanation begins with a mark for each line."""


def bad_manners(question: QuizQuestion, knowledge: Knowledge, bank: QuizBank, strings: QuizStrings) -> Iterator[str]:
    """Yield the names of the faults of a question."""
    if question.list is not None and not _is_own_word(question, knowledge):
        yield UNOFFICIAL
    if question.kind in _FIXED:
        said = question.explanation.partition("\n")[0].replace(strings.right_mark, "")
        if not _MARKS.sub("", said):
            yield UNTAUGHT
    if question.list is None and any(knowledge.sources[source].trust == "tertiary" for source in question.sources):
        yield WEAK
    asked = {code for code in question.option_districts if code is not None}
    if question.kind in ("product-district", "odd-one") and asked & set(bank.cities) and not asked <= set(bank.cities):
        named = {
            code for code in asked & set(bank.cities) if code not in question.districts or question.kind == "odd-one"
        }
        rows = [
            x
            for code in question.districts
            for x in knowledge.districts[code].listings
            if x.list == question.list and x.product in question.stem
        ]
        if named and any(row.sector == "agriculture" for row in rows):
            yield IN_A_CITY


def _is_own_word(question: QuizQuestion, knowledge: Knowledge) -> bool:
    """Whether a question rests on a list that its owner shows, and on no row that something else alone tells."""
    item = knowledge.lists[question.list or ""]
    if item.scope != "national" and item.basis is not None:
        return False
    rows = [
        x
        for code in question.districts
        for x in knowledge.districts[code].listings
        if x.list == item.id and not x.doubt
    ]
    return any(row.source in (None, item.source) for row in rows)
