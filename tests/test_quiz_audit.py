"""The audit's own parts: what a value is worth, which clues solve, what is a repetition, what is printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from odop_bot.answering import Answerer
from odop_bot.answering.wording import Wording
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import Figure, Knowledge
from odop_bot.quiz.audit.auditor import _repeats
from odop_bot.quiz.audit.clues import CluesSolver
from odop_bot.quiz.audit.figures import is_possible, truth
from odop_bot.quiz.audit.findings import Audit
from odop_bot.quiz.audit.oracle import Unreadable, Verdict
from odop_bot.quiz.audit.reader import Reader
from odop_bot.quiz.bank import QuizBank, read_bank
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from tests.test_quiz_parts import question


def figure(value: str, *was: str, what: str = "loans", as_of: str = "2025-07-01") -> Figure:
    earlier = tuple(SimpleNamespace(value=text) for text in was)
    return cast(Figure, SimpleNamespace(value=value, was=earlier, what=what, as_of=as_of))


def worth(shown: str, right: str, *was: str) -> Verdict:
    wording = SimpleNamespace(figure=lambda _: right, months=("June", "July"))
    return truth(shown, "x", figure(right, *was), cast(Wording, wording))


@pytest.mark.parametrize(
    ("shown", "right", "verdict"),
    [
        ("1,241", "1,241", Verdict.TRUE),
        ("1,200", "1,241", Verdict.FALSE),
        ("1,100", "1,241", Verdict.BETWEEN),  # what it was before
        ("1241 in all", "1,241", Verdict.BETWEEN),  # the same number in other words
        ("7 June 2025", "7 July 2025", Verdict.FALSE),
        ("more than 800", "more than 1,200", Verdict.BETWEEN),
        ("more than 1,300", "more than 1,200", Verdict.FALSE),
        ("Over 1,200 loans", "over 1,200", Verdict.BETWEEN),
        ("1,000 से अधिक", "1,200 से अधिक", Verdict.BETWEEN),
        ("up to 40", "up to 35", Verdict.BETWEEN),
        ("up to 30", "up to 35", Verdict.FALSE),
        ("10 or 40", "35", Verdict.FALSE),
        ("none", "35", Verdict.FALSE),
    ],
)
def test_a_value_is_right_wrong_or_between(shown: str, right: str, verdict: Verdict) -> None:
    assert worth(shown, right, "1,100") is verdict


@pytest.mark.parametrize(
    ("shown", "value", "what", "possible"),
    [
        ("36", "34", "States with a plan", True),
        ("37", "34", "States with a plan", False),
        ("37", "34", "schemes of States", True),
        ("800", "761", "Districts named", True),
        ("801", "761", "Districts named", False),
        ("100 per cent", "35 per cent", "share", True),
        ("101 per cent", "35 per cent", "share", False),
        ("101", "35", "share", True),
        ("3 July 2025", "3 July 2018", "start", True),
        ("3 July 2026", "3 July 2018", "start", False),
        ("2,026", "2018", "start", True),
        ("2026", "35", "start", True),
        ("many", "34", "States with a plan", True),
    ],
)
def test_a_value_keeps_to_what_the_world_has(shown: str, value: str, what: str, possible: bool) -> None:
    assert is_possible(shown, figure(value, what=what)) == possible


def test_what_comes_twice_in_a_round_is_a_fault() -> None:
    def repeated(*questions: QuizQuestion) -> int:
        out = Audit()
        _repeats(out, questions)
        return len(out.faults.get("repeated in a round", []))

    first = question(subject="171.dpiit.a", stem="one")
    assert repeated(first, question(subject="118.dpiit.a", stem="two")) == 0
    assert repeated(first, first, first) == 2
    assert repeated(first, question(subject="171.other.b", stem="two")) == 1  # the same district
    assert repeated(first, question(subject="118.dpiit.b", stem="one")) == 1  # the same words
    assert repeated(*(question(subject=f"gi.{n}", kind="gi-joint", stem="one") for n in range(3))) == 0
    assert repeated(question(subject="figure.a", stem="1"), question(subject="figure.b", stem="2")) == 0


def test_an_audit_tells_each_fault_with_examples_and_its_parts() -> None:
    empty = Audit()
    assert empty.clean
    assert "statements with only, never, no, not that are false: none" in empty.lines()
    audit = Audit(asked=8, best_known=2, placed=4, guessed={"position": (1, 3)}, absolute=(3, 4))
    audit.kinds, audit.topics, audit.lists = Counter(fact=6, match=2), Counter(mixed=8), Counter(none=8)
    for number in range(7):
        audit.fault("wrong key", f"question {number}")
    assert not audit.clean
    lines = audit.lines()
    assert lines[0] == "8 questions"
    assert [line for line in lines if not line.startswith(" ")][1 : len(Audit.FAULTS) + 1] == [
        f"{kind}: {7 if kind == 'wrong key' else 0}" for kind in Audit.FAULTS
    ]
    assert [line for line in lines if line.startswith(" ")] == [f"    question {number}" for number in range(5)]
    assert lines[-6:] == [
        "solved by position: 33.3 % (chance 25.0 %)",
        "statements with only, never, no, not that are false: 75.0 %",
        "on the best-known districts: 25.0 % of all, 50.0 % of those on districts",
        "by kind: fact 75.0 %, match 25.0 %",
        "by topic: mixed 100.0 %",
        "by list: none 100.0 %",
    ]


@pytest.fixture(scope="module")
def solver(knowledge: Knowledge) -> CluesSolver:
    return CluesSolver(knowledge, cast(QuizBank, SimpleNamespace(coast={"GA": (1, 2)})))


def four(**more: Any) -> QuizQuestion:
    return question(**{"options": ("aa", "bb", "cc", "dd"), "stem": "Which?"} | more)


def solved(solver: CluesSolver, clue: str, *questions: QuizQuestion) -> tuple[int, int]:
    """Return what a clue solves of the second half of some questions."""
    return solver.solve(questions)[clue]


def test_a_solver_learns_where_the_right_option_stands_and_how_long_it_is(solver: CluesSolver) -> None:
    last = [four(right=(3,))] * 6
    assert solved(solver, "position", *last) == (3, 3)
    assert solved(solver, "position", *last, question(), question()) == (3, 3)  # of four options only
    # The longest is right, wherever it stands.
    longest = [four(options=tuple("x" * (9 if i == n % 4 else 2) for i in range(4)), right=(n % 4,)) for n in range(8)]
    assert solved(solver, "length", *longest) == (4, 4)
    assert solved(solver, "all of these", *longest) == (4, 4)
    mixed = [*last[:3], *(replace(item, right=(0,)) for item in last[:3])]
    assert solved(solver, "position", *mixed) == (0, 3)


@pytest.mark.parametrize(
    ("clue", "asked"),
    [
        ("State names", {"stem": "Which is of Assam?", "options": ("aa", "bb", "Assam silk", "dd")}),
        ("coast and inland", {"stem": "Whose fish?", "kind": "product-district", "option_districts": (7, 8, 2, 9)}),
        ("coast and inland", {"kind": "district-product", "districts": (1,), "options": ("aa", "bb", "Prawn", "dd")}),
        (
            "coast and inland",
            {"kind": "matched", "option_districts": (1, 2, 9, 1), "options": ("crab", "bb", "Prawn", "fish")},
        ),
    ],
)
def test_a_solver_uses_each_clue_and_no_other(solver: CluesSolver, clue: str, asked: dict[str, Any]) -> None:
    # Without a clue it takes the place that the stem's length tells: here the last, which is wrong.
    found = four(**asked, right=(2,))
    stem = found.stem + "." * (-len(found.stem) % 4)
    found = replace(found, stem=stem)
    results = solver.solve([four(right=(0,), kind="other"), found])
    assert results[clue] == (1, 1)
    assert results["all of these"] == (1, 1)
    assert results["position"] == results["length"] == (0, 1)
    other = "State names" if clue != "State names" else "coast and inland"
    assert results[other] == (0, 1)


def test_a_name_counts_on_the_list_that_has_it_alone(answerer: Answerer) -> None:
    knowledge, strings = answerer.knowledge, read_quiz_strings(TEMPLATES)["en"]
    oracle = Reader(knowledge, answerer.renderer.wording("en"), strings, read_bank(TEMPLATES)).oracle
    moradabad = next(x for x in knowledge.districts.values() if x.name == "Moradabad")
    assert oracle.called(moradabad.lgd, "pmfme", "Honey") is Verdict.TRUE
    # Makhana stands on other lists; Uttar Pradesh's names it for no district.
    assert oracle.called(moradabad.lgd, "dpiit", "Makhana") is Verdict.FALSE
    with pytest.raises(Unreadable, match="no list names Makhana"):
        oracle.called(moradabad.lgd, "up", "Makhana")
