"""What a map says of each district."""

from __future__ import annotations

from typing import Any

from odop_bot.knowledge import NATIONAL
from odop_bot.site.desk import Desk


def districts_of(desk: Desk, state: int, *, products: bool) -> list[dict[str, Any]]:
    """Return the districts of a State that are on the map: where they lead, what is read out, their sector.

    `products` adds what the national list names.
    """
    knowledge = desk.knowledge
    out = []
    for district in knowledge.districts_of_state[state]:
        if district.lgd not in knowledge.borders.of_district or district.abolished:
            continue
        listings = knowledge.listings(district, NATIONAL)
        link = desk.district(district.lgd)
        told = "; ".join(desk.products(district)) or desk.wording.words.not_listed
        out.append(
            {
                "code": district.lgd,
                "path": link.path,
                "label": f"{link.label}: {told}" if products else link.label,
                "sector": listings[0].sector if listings and listings[0].sector else "none",
            }
        )
    return out
