"""What changed from one edition of a list to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from odop_bot.knowledge import Knowledge

Kind = Literal["new", "changed", "gone", "same"]
CHANGES = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Change:
    """What two editions of a list name for one district."""

    district: int
    """LGD code."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: Kind
    """`new`: not on the older edition; `gone`: not on the newer one; else whether the wordings differ."""


def changes_of(knowledge: Knowledge) -> Iterator[tuple[str, str, list[Change]]]:
    """Yield the ids of each two editions, the older first, with what each names for the districts of either."""
    for old in knowledge.lists.values():
        if old.superseded_by:
            yield old.id, old.superseded_by, _changes(knowledge, old.id, old.superseded_by)


def _changes(knowledge: Knowledge, old: str, new: str) -> list[Change]:
    out = []
    for district in sorted(knowledge.districts.values(), key=lambda d: (d.state, d.name)):
        before, after = (tuple(x.product for x in knowledge.listings(district, list_id)) for list_id in (old, new))
        if before or after:
            out.append(Change(district.lgd, before, after, _kind(before, after)))
    return out


def _kind(before: tuple[str, ...], after: tuple[str, ...]) -> Kind:
    if not before:
        return "new"
    if not after:
        return "gone"
    return "same" if {x.casefold() for x in before} == {x.casefold() for x in after} else "changed"
