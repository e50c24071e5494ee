"""Floors on the rows that nothing is fitted on: what a change of words, weights or entries must not lose."""

from __future__ import annotations

from collections import Counter

import pytest

from odop_bot.answering import Answerer
from tools.figures import judged, tally
from tools.judging import Verdict
from tools.rows import KEPT

FLOORS = {
    ("dialogues_kept", "en"): (0.68, 0.20),
    ("dialogues_kept", "hi"): (0.66, 0.27),
    ("dialogues_kept", "hinglish"): (0.50, 0.35),
    ("dialogues_kept", "te"): (0.75, 0.14),
    ("dialogues_kept", "tenglish"): (0.56, 0.27),
    ("negatives_asked", "en"): (0.71, 0.13),
    ("negatives_asked", "hi"): (0.71, 0.19),
    ("negatives_asked", "hinglish"): (0.82, 0.10),
    ("negatives_asked", "te"): (0.70, 0.17),
    ("negatives_asked", "tenglish"): (0.73, 0.18),
    ("questions_products_asked", "en"): (0.67, 0.10),
    ("questions_products_asked", "hi"): (0.73, 0.10),
    ("questions_products_asked", "hinglish"): (0.65, 0.10),
    ("questions_products_asked", "te"): (0.74, 0.10),
    ("questions_products_asked", "tenglish"): (0.75, 0.10),
    ("questions_schemes_asked", "en"): (0.28, 0.36),
    ("questions_schemes_asked", "hi"): (0.25, 0.20),
    ("questions_schemes_asked", "hinglish"): (0.53, 0.17),
    ("questions_schemes_asked", "te"): (0.56, 0.16),
    ("questions_schemes_asked", "tenglish"): (0.69, 0.23),
    ("questions_seeds_asked", "en"): (0.43, 0.10),
    ("questions_seeds_asked", "hi"): (0.64, 0.18),
    ("questions_seeds_asked", "te"): (0.78, 0.20),
    ("questions_small_asked", "en"): (0.55, 0.20),
    ("questions_small_asked", "hi"): (0.38, 0.10),
    ("questions_small_asked", "hinglish"): (0.42, 0.10),
    ("questions_small_asked", "te"): (0.60, 0.10),
    ("questions_small_asked", "tenglish"): (0.45, 0.10),
    ("questions_kept_mcq", "en"): (0.90, 0.05),
    ("questions_kept_mcq", "hi"): (0.85, 0.12),
    ("questions_kept_mcq", "hinglish"): (0.90, 0.0),
    ("questions_kept_mcq", "te"): (0.75, 0.0),
    ("questions_kept_mcq", "tenglish"): (0.90, 0.0),
    ("questions_kept", "en"): (0.76, 0.13),
    ("questions_kept", "hi"): (0.75, 0.11),
    ("questions_kept", "hinglish"): (0.55, 0.34),
    ("questions_kept", "te"): (0.74, 0.12),
    ("questions_kept", "tenglish"): (0.61, 0.30),
}
"""By group and language: the least share that is right, and the greatest that is wrong; of turns, in dialogues."""


@pytest.fixture(scope="module")
def figures(answerer: Answerer) -> dict[tuple[str, str], Counter[Verdict]]:
    return tally(list(judged(answerer, KEPT)))


def test_every_group_has_a_floor(figures: dict[tuple[str, str], Counter[Verdict]]) -> None:
    assert set(figures) == set(FLOORS)


@pytest.mark.parametrize(("group", "language"), FLOORS)
def test_rows_kept_aside_are_answered(
    group: str, language: str, figures: dict[tuple[str, str], Counter[Verdict]]
) -> None:
    counts = figures[group, language]
    least, most = FLOORS[group, language]
    assert counts[Verdict.RIGHT] >= least * counts.total(), counts
    assert counts[Verdict.WRONG] <= most * counts.total(), counts
