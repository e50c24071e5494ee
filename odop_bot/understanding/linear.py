"""A linear model over readable features: one score for each thing that may be asked.

The weights are written by `python -m tools.fit`, never by hand.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from odop_bot.compiled import Packed, Shards, scattered
from odop_bot.knowledge import Knowledge

WEIGHTS = Path(__file__).with_name("weights.json")
SCALE = 20
"""Weights are whole numbers: twentieths."""
RARITY_SCALE = 100


@dataclass(frozen=True)
class LinearModel:
    """Weights of features for classes."""

    factors: tuple[str, ...]
    """What has weights: kinds of requests, and of FAQ entries `subject <id>`, `aspect <id>` and `faq <id>`."""
    share: float
    """Value of a feature of the whole message."""
    rows: Shards[list[int]]
    """By feature: its rarity in hundredths, then factor, weight, factor, weight, …"""
    constants: tuple[float, ...]

    def scores(self, words: set[str], message: set[str]) -> list[float]:
        """Return a score in log-odds for each factor."""
        scores = list(self.constants)
        for row, value in self._values(words, message).values():
            factor = value / SCALE
            for number, weight in zip(row[1::2], row[2::2], strict=True):
                scores[number] += factor * weight
        return scores

    def contributions(self, words: set[str], message: set[str], numbers: Collection[int]) -> dict[str, float]:
        """Return what each feature adds to the score of a request that has some factors."""
        out: dict[str, float] = {}
        for feature, (row, value) in self._values(words, message).items():
            for i in range(1, len(row), 2):
                if row[i] in numbers:
                    out[feature] = out.get(feature, 0.0) + value / SCALE * row[i + 1]
        return out

    def _values(self, words: set[str], message: set[str]) -> dict[str, tuple[list[int], float]]:
        rows = self.rows
        known = [(feature, row) for feature in sorted(words) if (row := rows.get(feature)) is not None]
        length = math.sqrt(sum(row[0] * row[0] for _, row in known)) or 1.0
        values = {feature: (row, row[0] / length) for feature, row in known}
        for feature in sorted(message):
            row = rows.get(feature)
            if row is not None:
                values[feature] = (row, self.share)
        return values


def probabilities(scores: list[float]) -> list[float]:
    """Return scores in log-odds as probabilities that add up to 1."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


class _Head(msgspec.Struct):
    """What the file says of all features, as it is kept in the compiled copy."""

    factors: tuple[str, ...]
    share: float
    constants: tuple[float, ...]


class _Weights(_Head):
    features: dict[str, list[int]]


class _Lines(msgspec.Struct):
    lines: frozenset[str]


def read_weights(knowledge: Knowledge, path: Path = WEIGHTS) -> LinearModel:
    """Return the fitted weights; they are kept beside the knowledge base, and each is read when it is asked for."""
    weights = cache(lambda: msgspec.json.decode(path.read_bytes(), type=_Weights))
    head = knowledge.kept("weights", _Head, lambda _: _head(weights()), of=())
    rows = knowledge.kept("weights/rows", Packed, lambda _: Shards.pack(weights().features, scattered), of=())
    return LinearModel(head.factors, head.share, Shards(list[int], rows, scattered), head.constants)


def _head(weights: _Weights) -> _Head:
    return _Head(weights.factors, weights.share, weights.constants)


def fitted_lines(path: Path = WEIGHTS) -> frozenset[str]:
    """Return the keys (`line_key`) of the known questions that the weights were fitted on."""
    return msgspec.json.decode(path.read_bytes(), type=_Lines).lines
