"""What all forms of an export say: the national list's and the food ministry's products of a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from odop_bot.knowledge import Knowledge

if TYPE_CHECKING:
    from odop_bot.quiz.phrasing import Phrasing


@dataclass(frozen=True, slots=True)
class Row:
    """What one list names for one district."""

    district_code: int
    list_id: str
    district: str
    products: tuple[str, ...]
    list_name: str
    as_of: str
    source: str


def rows_of(knowledge: Knowledge, phrasing: Phrasing, state: int) -> list[Row]:
    """Return what the lists in force name for the districts of a state; doubtful rows are left out."""
    out = []
    for district in knowledge.districts_of_state[state]:
        for list_id, item in knowledge.lists.items():
            sure = [x for x in knowledge.listings(district, list_id) if not x.doubt]
            if sure and item.superseded_by is None:
                out.append(
                    Row(
                        district.lgd,
                        list_id,
                        phrasing.district(district),
                        tuple(phrasing.product(x) for x in sure),
                        phrasing.wording.text(item.name),
                        phrasing.wording.date(item.as_of),
                        phrasing.wording.cite(knowledge.source_of(sure[0])),
                    )
                )
    return out
