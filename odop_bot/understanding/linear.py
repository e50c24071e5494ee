"""A linear model over readable features: one score for each thing that may be asked.

The weights are written by `python -m tools.fit`, never by hand.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from odop_bot.compiled import Packed, Shards, scattered
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.columns import Columns

WEIGHTS = Path(__file__).with_name("weights.json")
SCALE = 20
"""Weights are whole numbers: twentieths."""
RARITY_SCALE = 100
_LONG = 2 * 8
"""Numbers of a row from which on it is added up as one number."""


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

    def contributions(self, words: set[str], message: set[str], numbers: Collection[int]) -> dict[str, float]:
        """Return what each feature adds to the score of a request that has some factors."""
        rows = self.rows
        known = [(feature, row) for feature in sorted(words) if (row := rows.get(feature)) is not None]
        length = _length([row[0] for _, row in known])
        values = [(feature, row, row[0] / length) for feature, row in known]
        values += [(feature, row, self.share) for feature in sorted(message) if (row := rows.get(feature)) is not None]
        out: dict[str, float] = {}
        for feature, row, value in values:
            for i in range(1, len(row), 2):
                if row[i] in numbers:
                    out[feature] = out.get(feature, 0.0) + value / SCALE * row[i + 1]
        return out


class _Row(NamedTuple):
    """What a feature adds to the score of each thing."""

    rarity: int
    number: int
    """All weights as one number, if they are many …"""
    weights: tuple[tuple[int, int], ...]
    """… else the things with their weights."""


class Scores:
    """Scores of the things that may be asked, each of which has some of a model's factors."""

    def __init__(self, model: LinearModel, factors: Sequence[Collection[int]]) -> None:
        """Take the numbers of the factors of each thing."""
        self._model = model
        self._constants = [sum(model.constants[number] for number in numbers) for numbers in factors]
        self._having: list[list[int]] = [[] for _ in model.factors]
        """Things that have a factor."""
        for thing, numbers in enumerate(factors):
            for number in numbers:
                self._having[number].append(thing)
        self._columns = Columns(len(factors))
        self._opened: dict[str, _Row] = {}
        """By feature: the rows that were asked for."""

    def scores(self, words: set[str], message: set[str]) -> list[float]:
        """Return a score in log-odds for each thing."""
        opened, none = self._opened, _Row(0, 0, ())
        of_words = [opened.get(feature) or self._open(feature) or none for feature in words]
        of_message = [opened.get(feature) or self._open(feature) or none for feature in message]
        short, long = self._sums([(row, row.rarity) for row in of_words])
        more, longer = self._sums([(row, 1) for row in of_message])
        word, whole = 1 / (SCALE * _length([row.rarity for row in of_words])), self._model.share / SCALE
        return [
            constant + word * (a + b) + whole * (c + d)
            for constant, a, b, c, d in zip(self._constants, short, long, more, longer, strict=True)
        ]

    def _sums(self, rows: list[tuple[_Row, int]]) -> tuple[list[int], array[int]]:
        """Return for each thing the sums of short rows and of long ones; with each goes by what it is multiplied."""
        sums, long = [0] * len(self._constants), 0
        for row, factor in rows:
            if row.number:
                long += factor * row.number
            else:
                for thing, weight in row.weights:
                    sums[thing] += factor * weight
        return sums, self._columns.unpacked(long)

    def _open(self, feature: str) -> _Row | None:
        """Return the row of a feature; it is remembered if there is one, since people type anything."""
        row = self._model.rows.get(feature)
        if row is None:
            return None
        pairs = [
            (thing, weight)
            for number, weight in zip(row[1::2], row[2::2], strict=True)
            for thing in self._having[number]
        ]
        if len(row) <= _LONG:
            found = _Row(row[0], 0, tuple(pairs))
        else:
            weights = [0] * len(self._constants)
            for thing, weight in pairs:
                weights[thing] += weight
            found = _Row(row[0], self._columns.packed(weights), ())
        self._opened[feature] = found
        return found


def _length(rarities: list[int]) -> float:
    return math.sqrt(sum([rarity * rarity for rarity in rarities])) or 1.0


def probabilities(scores: list[float]) -> list[float]:
    """Return scores in log-odds as probabilities that add up to 1."""
    top = max(scores)
    exp = math.exp
    powers = [exp(score - top) for score in scores]
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
