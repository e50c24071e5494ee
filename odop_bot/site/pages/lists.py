"""The page of a list: whose it is, how much it names where, what is doubtful in it."""

from __future__ import annotations

from odop_bot.knowledge.models import District, Listing
from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page


def page(desk: Desk, key: str) -> Page:
    """Return the page of a list."""
    knowledge = desk.knowledge
    item = knowledge.lists[key]
    name = desk.wording.text(item.name)
    found = [(d, x) for d in knowledge.districts.values() for x in knowledge.listings(d, key)]
    doubtful = [(d, x) for d, x in found if x.doubt or x.reading]
    states = {code: [(d, x) for d, x in found if d.state == code] for code in knowledge.states}
    newer = item.superseded_by
    return Page(
        path=addresses.page("l", key),
        layout="list",
        title=name,
        description=desk.describe(
            "l", name=name, date=desk.date(item.as_of), products=len(found), districts=len({d.lgd for d, _ in found})
        ),
        as_of=desk.date(item.as_of),
        sources=(item.source,),
        data={
            "name": name,
            "item": item,
            "about": desk.wording.text(item.about) if item.about else "",
            "products": len(found),
            "districts": len({d.lgd for d, _ in found}),
            "newer": desk.listed(newer) if newer else None,
            "older": [desk.listed(x.id) for x in knowledge.lists.values() if x.superseded_by == key],
            "states": [
                (desk.state(code), len({d.lgd for d, _ in rows}), len(rows)) for code, rows in states.items() if rows
            ],
            "doubts": [_doubt(desk, district, listing) for district, listing in doubtful],
        },
        crumbs=(desk.overview("lists"),),
        record=addresses.record("l", key),
        thing={
            "@type": "Dataset",
            "name": name,
            "description": desk.wording.text(item.about) if item.about else name,
            "dateModified": item.as_of,
            "creator": {"@type": "Organization", "name": item.authority},
        },
    )


def _doubt(desk: Desk, district: District, listing: Listing) -> dict[str, object]:
    return {
        "district": desk.district(district.lgd),
        "state": desk.state(district.state),
        "product": listing.product,
        "reading": desk.wording.remark(listing.reading),
        "doubt": desk.wording.remark(listing.doubt),
    }
