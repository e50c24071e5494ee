"""How much the codes of a question agree: who takes what most of them say must not find the right one by that."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def agreement(codes: Sequence[frozenset[T]]) -> list[int]:
    """Return of each code in how many parts it is like the codes: what these have or lack, it has or lacks too."""
    parts = frozenset[T]().union(*codes)
    return [sum((part in code) == (part in other) for other in codes for part in parts) for code in codes]


def chances(codes: Sequence[frozenset[T]]) -> list[float]:
    """Return how likely the first code is the most like all, the second most, and so on, where chance parts ties."""
    first, *others = agreement(codes)
    above = sum(other > first for other in others)
    alike = 1 + others.count(first)
    return [1 / alike if above <= rank < above + alike else 0.0 for rank in range(len(codes))]
