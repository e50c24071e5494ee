"""Make questions as rounds make them, and look at each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.quiz.audit.clues import CluesSolver
from odop_bot.quiz.audit.findings import Audit
from odop_bot.quiz.audit.manners import bad_manners
from odop_bot.quiz.audit.oracle import Unreadable, Verdict
from odop_bot.quiz.audit.reader import Impossible, Reader
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.names import shared_with_one
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import RoundPlan, question_of
from odop_bot.quiz.topics import Topic

ROUND = 10
_SAME_STEM = frozenset({"match", "matched", "gi-joint", "gi-not", "map"})
"""Kinds whose questions differ by what stands below the stem, or on the map."""
_ABSOLUTE = re.compile(r"\b(?:only|never|no|not|cannot|excluded|prohibited)\b", re.I)


def audit(
    maker: QuizMaker,
    knowledge: Knowledge,
    bank: QuizBank,
    count: int,
    *,
    seed: int = 1,
    topics: Sequence[Topic] = (Topic(),),
) -> Audit:
    """Return what is found in so many questions, in rounds over the topics and all languages by turns."""
    out = Audit()
    readers = {
        code: Reader(knowledge, maker.phrasing(code).wording, maker.phrasing(code).strings, bank)
        for code in maker.languages
    }
    questions: list[QuizQuestion] = []
    number = 0
    while len(questions) < count:
        language = maker.languages[number % len(maker.languages)]
        topic = topics[number // len(maker.languages) % len(topics)]
        found = _round(maker, topic, language, seed * 1_000_000 + number)
        _repeats(out, found)
        questions += found
        number += 1
    best = {code for codes in bank.best_known.values() for code in codes}
    for question in questions:
        _look(out, readers[question.language], question, maker, bank)
        out.asked += 1
        out.kinds[question.kind] += 1
        out.topics[question.topic] += 1
        out.lists[question.list or "none"] += 1
        out.placed += bool(question.districts)
        out.best_known += bool(best & set(question.districts))
    out.guessed = CluesSolver(knowledge, bank).solve(questions)
    words = [(item.wrong["en"], True) for item in bank.statements] + [
        (item.right["en"], False) for item in bank.statements
    ]
    absolute = [false for text, false in words if _ABSOLUTE.search(text)]
    out.absolute = sum(absolute), len(absolute)
    return out


def _round(maker: QuizMaker, topic: Topic, language: str, seed: int) -> list[QuizQuestion]:
    plan = RoundPlan(topic=topic.code, language=language, length=ROUND, seed=seed)
    out: list[QuizQuestion] = []
    for _ in range(ROUND):
        question = question_of(plan, out, maker, pictures=True)
        if question is None:
            break
        out.append(question)
    return out


def _repeats(out: Audit, questions: Sequence[QuizQuestion]) -> None:
    """Note subjects, districts and stems that come twice."""
    seen: set[str] = set()
    for question in questions:
        keys = {question.subject}
        if question.kind not in _SAME_STEM:
            keys.add(question.stem)
        if question.subject[:1].isdigit():
            keys.add(question.subject.partition(".")[0])
        if keys & seen:
            out.fault("repeated in a round", _line(question))
        seen |= keys


def _look(out: Audit, reader: Reader, question: QuizQuestion, maker: QuizMaker, bank: QuizBank) -> None:
    if "…" in question.explanation or "…" in question.stem:
        out.fault("explanation cut", _line(question))
    for fault in bad_manners(question, reader.oracle.knowledge, bank, maker.phrasing(question.language).strings):
        out.fault(fault, f"{_line(question)} {question.explanation}")
    idle = maker.phrasing(question.language).idle
    if shared_with_one(question.stem, question.options, question.right[0], idle):
        out.fault("told by the stem", _line(question))
    try:
        verdicts = reader.verdicts(question)
    except Unreadable as problem:
        out.fault("unreadable", f"{problem}: {_line(question)}")
        return
    except Impossible as problem:
        out.fault("impossible", f"{problem}: {_line(question)}")
        return
    if Verdict.BETWEEN in verdicts:
        out.fault("between", _line(question))
    right = tuple(i for i, verdict in enumerate(verdicts) if verdict is Verdict.TRUE)
    if not set(question.right) <= set(right):
        out.fault("wrong key", _line(question))
    elif set(right) - set(question.right):
        out.fault("also right", _line(question))


def _line(question: QuizQuestion) -> str:
    options = " | ".join(f"{'*' if question.is_right(i) else ''}{text}" for i, text in enumerate(question.options))
    return f"{question.kind}: {' / '.join(question.stem.split(chr(10)))} [{options}]"
