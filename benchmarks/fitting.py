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
from odop_bot.understanding.questions import FaqMatcher
from odop_bot.understanding.understander import Understander
from tests.process import ROOT

Vector = NDArray[np.float64]
RIDGE = 1e-2
FOREIGN_WEIGHT = 2.0
"""How much a message that is none of our business counts beside a question."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: what speaks for each entry, and which one is right (None: none of them)."""

    rows: dict[str, list[float]]
    terms: set[str]
    right: str | None


def samples(knowledge: Knowledge, matcher: FaqMatcher) -> Iterator[Sample]:
    """Yield every question that has a candidate at all."""
    questions: list[tuple[str, str | None, str | None]] = [
        (line, entry.id, line) for entry in knowledge.faq.values() for x in entry.asks.values() for line in x
    ]
    questions += [(case.text, case.entry, None) for cases in asked().values() for case in cases]
    for text, entry, without in [*questions, *((case.text, None, None) for case in foreign())]:
        terms, types = matcher.read(tokenise(normalise(text)))
        rows = {key: row for key, (row, _) in matcher.features(terms, types, without).items()}
        if rows and (entry is None or entry in rows):
            yield Sample(rows, terms, entry)


def conditional_logit(groups: list[tuple[NDArray[np.float64], int]], steps: int = 30) -> Vector:
    """Return the weights that make the right row of each group the most likely one (Newton's method)."""
    size = groups[0][0].shape[1]
    weights = np.zeros(size)
    for _ in range(steps):
        gradient, hessian = -RIDGE * weights, -RIDGE * np.eye(size)
        for rows, right in groups:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            mean = shares @ rows
            gradient = gradient + rows[right] - mean
            hessian = hessian - (rows.T * shares) @ rows + np.outer(mean, mean)
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
    matcher = Understander(knowledge).faq
    all_samples = list(samples(knowledge, matcher))
    groups = [
        (np.array(list(sample.rows.values())), list(sample.rows).index(sample.right))
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
        doubts.append(matcher.doubts([float(shares[i]) for i in order[:5]], sample.rows[best], sample.terms))
        labels.append(float(best == sample.right))
        counts.append(1.0 if sample.right is not None else FOREIGN_WEIGHT)
    trust = logistic(np.array(doubts), np.array(labels), np.array(counts))
    print(f"{len(groups)} questions, right entry first: {first / len(groups):.1%}")
    print("_RANKING =", tuple(round(float(x), 2) for x in ranking))
    print("_TRUST =", tuple(round(float(x), 2) for x in trust))


if __name__ == "__main__":
    main()
