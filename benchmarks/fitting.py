"""Fit the weights of the FAQ matcher on the project's own questions: `python -m benchmarks.fitting`.

Each known question is left out of the entries in turn and looked for; the questions of
tests/development/ and the messages that are none of our business are added. The first fit is a
conditional logit (which entry is the nearest), the second a logistic regression (whether to trust
it). Put what it prints into odop_bot/understanding/questions.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import asked, foreign
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.understanding.understander import Understander
from tests.process import ROOT

Vector = NDArray[np.float64]
RIDGE = 1e-2
KNOWN, OWN_WORDS, FOREIGN = 1.0, 3.0, 3.0
"""How much a known question counts, one in somebody's own words, and a message that is none of our business."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: what speaks for each entry, and which one is right (None: none of them)."""

    rows: dict[str, list[float]]
    terms: set[str]
    language: str | None
    right: str | None
    weight: float


def samples(knowledge: Knowledge, understander: Understander) -> Iterator[Sample]:
    """Yield every question that has a candidate at all, as the index of its language sees it."""
    questions: list[tuple[str, str | None, str | None, float, str]] = [
        (line, entry.id, line, KNOWN, code.removesuffix("-Latn"))
        for entry in knowledge.faq.values() for code, lines in entry.asks.items() for line in lines
    ]  # fmt: skip
    questions += [
        (case.text, case.entry, None, OWN_WORDS, case.language) for cases in asked().values() for case in cases
    ]
    questions += [(case.text, None, None, FOREIGN, understander.language(case.text) or "en") for case in foreign()]
    for text, entry, without, weight, language in questions:
        tokens, index = tokenise(normalise(text)), understander.faq.index(language)
        terms = index.read(tokens)
        rows = {key: row for key, (row, _) in index.features(terms, understander.faq.types(tokens), without).items()}
        if rows and (entry is None or entry in rows):
            yield Sample(rows, terms, language, entry, weight)


def conditional_logit(groups: list[tuple[NDArray[np.float64], int, float]], steps: int = 30) -> Vector:
    """Return the weights that make the right row of each group the most likely one (Newton's method).

    A group is its rows, the number of the right one, and how much the group counts.
    """
    size = groups[0][0].shape[1]
    weights = np.zeros(size)
    for _ in range(steps):
        gradient, hessian = -RIDGE * weights, -RIDGE * np.eye(size)
        for rows, right, count in groups:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            mean = shares @ rows
            gradient = gradient + count * (rows[right] - mean)
            hessian = hessian - count * ((rows.T * shares) @ rows - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-4:
            break
    return weights


def logistic(rows: NDArray[np.float64], labels: Vector, counts: Vector, steps: int = 30) -> Vector:
    """Return the weights of a logistic regression; `counts` says how much each row counts."""
    weights = np.zeros(rows.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (counts * (labels - chance)) - RIDGE * weights
        hessian = (rows.T * (counts * chance * (1 - chance))) @ rows + RIDGE * np.eye(rows.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-4:
            break
    return weights


def main() -> None:
    """Print both rows of weights."""
    from odop_bot.knowledge.loader import load_knowledge

    knowledge = load_knowledge(ROOT / "knowledge")
    understander = Understander(knowledge)
    all_samples = list(samples(knowledge, understander))
    groups = [
        (np.array(list(sample.rows.values())), list(sample.rows).index(sample.right), sample.weight)
        for sample in all_samples if sample.right is not None
    ]  # fmt: skip
    ranking = conditional_logit(groups)
    doubts, labels, counts = [], [], []
    first = 0
    for sample in all_samples:
        keys = list(sample.rows)
        scores = np.array(list(sample.rows.values())) @ ranking
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        best = keys[order[0]]
        first += best == sample.right
        nearest = [float(shares[i]) for i in order[:5]]
        doubts.append(understander.faq.doubts(nearest, sample.rows[best], sample.terms, sample.language))
        labels.append(float(best == sample.right))
        counts.append(sample.weight)
    trust = logistic(np.array(doubts), np.array(labels), np.array(counts))
    print(f"{len(groups)} questions, right entry first: {first / len(groups):.1%}")
    print("_RANKING =", tuple(round(float(x), 2) for x in ranking))
    print("_TRUST =", tuple(round(float(x), 2) for x in trust))


if __name__ == "__main__":
    main()
