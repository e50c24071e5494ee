"""Fit the weights of understanding on all rows and write them: `python -m tools.fit`.

The model is a multinomial logistic regression: one convex problem, from zero, so the same rows give
the same weights. A row that allows several answers is given the one that the model of the rows with
one answer finds likeliest, and the problem is solved again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from odop_bot.answering import Answerer
from odop_bot.engine import load_engine
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.annotators import Annotator
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.features import features_of
from odop_bot.understanding.linear import RARITY_SCALE, SCALE, WEIGHTS
from odop_bot.understanding.recognisers import RECOGNISERS
from odop_bot.understanding.references import References
from odop_bot.understanding.requests import Request
from odop_bot.understanding.scoring import FAQ, NONE, factors_of
from tools.judging import Told
from tools.rows import QUESTIONS, REPLY_LANGUAGE, Row, rows

ROOT = Path(__file__).resolve().parent.parent
_OF_PASTED = frozenset({"exams", "details"})
"""Word lists that are read in pasted questions alone."""

KINDS = (
    "district",
    "pin",
    "product",
    "state",
    "count",
    "compare",
    "support",
    "gi",
    "smalltalk",
    "help",
    NONE,
)
"""Kinds of requests that have weights: those of the recognisers, and none."""
SHARE = 0.35
"""Value of a feature of the whole message, beside those of words, which have length 1 together."""
PENALTY = 0.02
"""How much a weight of 1 costs, squared; chosen on rows left out."""
OWN_PENALTY = 0.05
"""The same for the weights that an FAQ entry has for itself, beside those of its subject and aspects."""
MIN_ROWS = 3
"""Rows that a feature must stand in."""
NAME_ROWS = 8
"""The same for a word of a name: a rare one would say what its few rows happened to ask."""
LEAST_WEIGHT = 5
"""Weights of fewer twentieths are left out of the file."""
ROUNDS = 120
_OF_REFERENCES = ("references", "continuations", "shown_districts", "pointers", "picks", "namesakes")
"""Modules that find what a message goes on from."""
_JUDGED = frozenset({"district", "state", "product", "pin", "count", "compare", "support", "gi"})
"""Kinds whose reply is made from the message, and judged."""


class Judge:
    """Tells which kinds of reply would really tell what a row wants: a label is worth what our reply is worth."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._recognisers = [recogniser(answerer.knowledge) for recogniser in RECOGNISERS]

    def right(self, row: Row, evidence: Evidence) -> frozenset[str]:
        """Return the labels of a row whose replies hold what it wants; all of them where none does."""
        kinds = {label for label in row.labels if label in _JUDGED}
        if row.must and self._made_there(row, evidence):
            return frozenset({"district"})  # "Chittoor's PMFME product": a text on all the State's has it, too
        if not row.must or len(row.labels) == 1:
            return row.labels
        good = {
            recogniser.kind
            for recogniser in self._recognisers
            if recogniser.kind in kinds and any(self._tells(row, p.request) for p in recogniser.propose(evidence)[:2])
        }
        if "gi" in good:
            return frozenset({"gi"})  # it is asked for by its name, and tells both what is marked and what registered
        if "district" in good:
            return frozenset({"district"})  # its card tells more than a text that names it among others
        left = frozenset((row.labels - kinds) | good)
        return left or row.labels

    def _made_there(self, row: Row, evidence: Evidence) -> bool:
        """Whether a row that some FAQ entry would answer names one district, and wants what is listed for it."""
        codes = {code for candidate in evidence.sure for code in candidate.place.districts}
        if len(codes) != 1 or not any(label.startswith(FAQ) for label in row.labels):
            return False
        language = REPLY_LANGUAGE.get(row.language, row.language)
        wording = self._answerer.renderer.wording(language).with_latin()
        listings = self._answerer.knowledge.districts[codes.pop()].listings
        made = " ".join(wording.product(listing) for listing in listings)
        return Told.of(made).tells(row.must, row.must_not)

    def _tells(self, row: Row, request: Request) -> bool:
        language = REPLY_LANGUAGE.get(row.language, row.language)
        reply = self._answerer.reply(request, language=language)
        return Told.of(self._answerer.renderer.text(reply)).tells(row.must, row.must_not)


class Problem:
    """Rows as a matrix of features, and what they may ask."""

    def __init__(self, data: Sequence[Row], answerer: Answerer, like: Problem | None = None) -> None:
        """Read the rows; with `like`, in the features of another problem."""
        knowledge = answerer.knowledge
        annotator, references = Annotator(knowledge), References(knowledge)
        judge = Judge(answerer)
        labels: list[frozenset[str]] = []

        def read(row: Row) -> tuple[set[str], set[str]]:
            message = normalise(row.text)
            evidence = annotator.annotate(message, tokenise(message), row.memory)
            references.resolve(evidence)
            labels.append(judge.right(row, evidence))
            return features_of(evidence)

        self.rows = data
        self.inputs = inputs_hash(knowledge)
        found = [read(row) for row in data]
        if like is None:
            counts = Counter(f for words, message in found for f in (*words, *message))
            names = sorted(f for f, n in counts.items() if n >= (NAME_ROWS if f.startswith("n:") else MIN_ROWS))
            self.features = {name: i for i, name in enumerate(names)}
            self.rarity = {
                f: round(RARITY_SCALE * math.log(1 + len(data) / counts[f])) for f in names if not f.startswith("x:")
            }
        else:
            self.features, self.rarity = like.features, like.rarity
        self.classes = (*KINDS, *(f"{FAQ}{entry}" for entry in knowledge.faq))
        parts = {name: [name] for name in KINDS}
        parts |= {f"{FAQ}{entry.id}": list(factors_of(entry)) for entry in knowledge.faq.values()}
        self.factors = tuple(dict.fromkeys(f for name in self.classes for f in parts[name]))
        number = {name: i for i, name in enumerate(self.factors)}
        self.mixing = np.zeros((len(self.factors), len(self.classes)))
        for k, name in enumerate(self.classes):
            for factor in parts[name]:
                self.mixing[number[factor], k] = 1.0
        self.penalty = np.array([OWN_PENALTY if f.startswith(FAQ) else PENALTY for f in self.factors])
        self.matrix = self._matrix(found)
        place = {name: i for i, name in enumerate(self.classes)}
        self.allowed = np.zeros((len(data), len(self.classes)), dtype=bool)
        for i, right in enumerate(labels):
            for label in right:
                self.allowed[i, place[label]] = True
        self.weight = np.array([row.weight for row in data])

    def _matrix(self, found: Sequence[tuple[set[str], set[str]]]) -> Any:
        at, features, values = [], [], []
        for i, (words, message) in enumerate(found):
            known = sorted(f for f in words if f in self.rarity)
            length = math.sqrt(sum(self.rarity[f] ** 2 for f in known)) or 1.0
            pairs = [(self.features[f], self.rarity[f] / length) for f in known]
            pairs += [(self.features[f], SHARE) for f in sorted(message) if f in self.features]
            at += [i] * (len(pairs) + 1)
            features += [f for f, _ in pairs] + [len(self.features)]
            values += [v for _, v in pairs] + [1.0]
        return sparse.csr_matrix((values, (at, features)), shape=(len(found), len(self.features) + 1))

    def fit(self, chosen: Sequence[int], start: Any = None) -> Any:
        """Return the weights (features × factors, the constant last) fitted on some rows."""
        single = [i for i in chosen if self.allowed[i].sum() == 1]
        weights = start
        if start is None:
            weights = self._solve(single, self.allowed[single].astype(float), ROUNDS // 2)
        scores = (self.matrix[chosen] @ weights) @ self.mixing
        scores[~self.allowed[chosen]] = -np.inf
        target = np.zeros_like(scores)
        target[np.arange(len(chosen)), scores.argmax(axis=1)] = 1.0
        return self._solve(chosen, target, ROUNDS, weights)

    def _solve(self, chosen: Sequence[int], target: Any, rounds: int, start: Any = None) -> Any:
        x, weight = self.matrix[chosen].astype(np.float32), self.weight[chosen].astype(np.float32)
        shape = (x.shape[1], len(self.factors))
        across = sparse.csr_matrix(x.T)
        mixing = self.mixing.astype(np.float32)
        target = target.astype(np.float32)

        def loss(flat: Any) -> tuple[float, Any]:
            weights = flat.reshape(shape)
            scores = (x @ weights.astype(np.float32)) @ mixing
            scores -= scores.max(axis=1, keepdims=True)
            powers = np.exp(scores)
            total = powers.sum(axis=1, keepdims=True)
            value = -float((weight * ((scores - np.log(total)) * target).sum(axis=1)).sum(dtype=np.float64))
            gradient = across @ ((weight[:, None] * (powers / total - target)) @ mixing.T)
            cost = weights * self.penalty
            return float(value + (cost * weights).sum() / 2), (np.asarray(gradient) + cost).ravel()

        first = np.zeros(shape) if start is None else start
        found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 6})
        return found.x.reshape(shape)

    def right(self, weights: Any, chosen: Sequence[int]) -> Any:
        """Return for each row whether the likeliest class is allowed."""
        best = np.asarray((self.matrix[chosen] @ weights) @ self.mixing).argmax(axis=1)
        return self.allowed[chosen, best]


def inputs_hash(knowledge: Knowledge) -> str:
    """Return a key of what the weights are fitted on: rows, known questions, word lists and the code of features.

    Answers are left out of it, and the words of pasted questions: what is corrected there needs no other weights.
    """
    digest = hashlib.blake2b(digest_size=12)
    for path in _inputs():
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0{path.read_text(encoding='utf-8')}".encode())
    entries = [[entry.id, *factors_of(entry), entry.title, entry.asks] for entry in knowledge.faq.values()]
    words = {name: listed for name, listed in asdict(knowledge.words).items() if name not in _OF_PASTED}
    digest.update(json.dumps([entries, words], sort_keys=True).encode())
    return digest.hexdigest()


def _inputs() -> list[Path]:
    """Return the files that rows and their features come from; not the rows that are kept aside."""
    tests, understanding = ROOT / "tests", ROOT / "odop_bot" / "understanding"
    return [
        *sorted((tests / "development").glob("*.yaml")),
        *sorted(QUESTIONS.iterdir()),
        *sorted((tests / "conversations" / "facts").glob("*.yaml")),
        *sorted((understanding / "annotators").glob("*.py")),
        understanding / "features.py",
        *(understanding / f"{name}.py" for name in _OF_REFERENCES),
        ROOT / "benchmarks" / "cases.py",
        ROOT / "tools" / "rows.py",
        ROOT / "tools" / "judging.py",
        Path(__file__).resolve(),
    ]


def left_out(problem: Problem, parts: int = 4) -> dict[tuple[str, str], tuple[float, int]]:
    """Return the share right by group and language on rows left out, each group whole."""
    groups = sorted({row.group for row in problem.rows} - {"known", "frames"})
    part_of = {group: i % parts for i, group in enumerate(groups)}
    out: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for part in range(parts):
        test = [i for i, row in enumerate(problem.rows) if part_of.get(row.group, -1) == part]
        train = [i for i, row in enumerate(problem.rows) if part_of.get(row.group, -1) != part]
        for i, good in zip(test, problem.right(problem.fit(train), test), strict=True):
            out[problem.rows[i].group, problem.rows[i].language].append(bool(good))
    return {key: (sum(v) / len(v), len(v)) for key, v in sorted(out.items())}


def write(problem: Problem, weights: Any, path: Path, about: dict[str, Any]) -> None:
    """Write the weights as whole numbers, without those that hardly count."""
    whole = np.rint(weights * SCALE).astype(int)
    features = {}
    for name, i in problem.features.items():
        pairs = [int(n) for k in np.flatnonzero(np.abs(whole[i]) >= LEAST_WEIGHT) for n in (k, whole[i, k])]
        if pairs:
            features[name] = [problem.rarity.get(name, 0), *pairs]
    data = {
        "about": about,
        "inputs": problem.inputs,
        "factors": problem.factors,
        "share": SHARE,
        "constants": [round(float(x), 3) for x in weights[-1]],
        "lines": sorted(
            {
                hashlib.blake2b(key_of(row.text).encode(), digest_size=6).hexdigest()
                for row in problem.rows
                if row.group == "known"
            }
        ),
        "features": features,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    """Fit, check on rows left out, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--left-out", action="store_true", help="show the figures on rows left out, write nothing")
    chosen = options.parse_args()
    answerer = load_engine(ROOT / "knowledge", ROOT / "data")
    problem = Problem(rows(answerer.knowledge, answerer.renderer), answerer)
    if chosen.left_out:
        for (group, language), (share, count) in left_out(problem).items():
            print(f"{group:28} {language:10} {count:5} {share:6.1%}")
        return
    weights = problem.fit(range(len(problem.rows)))
    write(problem, weights, WEIGHTS, {"rows": len(problem.rows), "features": len(problem.features)})


if __name__ == "__main__":
    main()
