"""Floors of understanding on development data: what a change must not lose. See benchmarks/ for the figures."""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Iterable

import pytest

from benchmarks.cases import Case, foreign, named, typo
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.understander import Understander
from tools.judging import CONTENT


def shares(cases: Iterable[Case], understander: Understander) -> dict[str, float]:
    """Return which share of messages is answered right, asked back rightly, answered wrong, or neither."""
    counts: Counter[str] = Counter()
    for case in cases:
        decision = understander.read(case.text)
        offered = {choice.id for choice in decision.choices[:4]}
        if decision.kind == "district":
            counts["right" if decision.districts[:1] == (case.district,) else "wrong"] += 1
        elif str(case.district) in offered:
            counts["asked"] += 1
        else:
            counts["wrong" if decision.kind in CONTENT else "unknown"] += 1
    total = counts.total()
    return {key: counts[key] / total for key in ("right", "asked", "wrong", "unknown")}


@pytest.mark.parametrize(
    ("group", "right", "found", "wrong"),
    [
        ("exact name in a sentence", 0.98, 0.99, 0.01),
        ("one typo", 0.88, 0.98, 0.015),
        ("one typo in a sentence", 0.88, 0.97, 0.02),
        ("Hindi name", 0.98, 0.99, 0.005),
    ],
)
def test_names_are_found(
    group: str, right: float, found: float, wrong: float, knowledge: Knowledge, understander: Understander
) -> None:
    got = shares(named(knowledge)[group], understander)
    assert got["right"] >= right, got
    assert got["right"] + got["asked"] >= found, got
    assert got["wrong"] <= wrong, got


def test_what_is_none_of_our_business_is_not_answered(understander: Understander) -> None:
    decisions = {case.text: understander.read(case.text) for case in foreign()}
    answered = {text: _brief(decision) for text, decision in decisions.items() if decision.kind in CONTENT}
    asked = {text: _brief(decision) for text, decision in decisions.items() if decision.kind == "choice"}
    assert len(answered) <= 0.01 * len(decisions), answered
    assert len(asked) <= 0.05 * len(decisions), asked


def test_products_are_found_in_a_sentence_with_one_typo(knowledge: Knowledge, understander: Understander) -> None:
    rng = random.Random(4)
    total = right = 0
    for family in knowledge.families.values():
        for text in family.also.get("en", ()):
            word = max(text.split(), key=len)
            if len(word) < 6 or any(letter not in string.ascii_lowercase for letter in word):
                continue
            total += 1
            decision = understander.read(f"which district makes {text.replace(word, typo(word, rng))}")
            right += family.id in decision.families or family.id in [choice.id for choice in decision.choices]
    assert right >= 0.9 * total, (right, total)


def _brief(decision: Decision) -> tuple[object, ...]:
    return decision.kind, decision.districts, decision.families, decision.faq
