"""The page of a product family: which lists name it where."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from odop_bot.knowledge import NATIONAL
from odop_bot.knowledge.models import District, Listing
from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page


def page(desk: Desk, key: str) -> Page:
    """Return the page of a product family."""
    knowledge = desk.knowledge
    family = knowledge.families[key]
    name = desk.wording.text(family.name)
    found: dict[str, dict[int, list[tuple[District, Listing]]]] = defaultdict(lambda: defaultdict(list))
    for district, listing in knowledge.listings_of_family[key]:
        found[listing.list][district.state].append((district, listing))
    lists = [_list(desk, list_id, found[list_id]) for list_id in knowledge.lists if list_id in found]
    national = found.get(NATIONAL, {})
    listed = {d.lgd for rows in national.values() for d, _ in rows}
    ids = [knowledge.source_of(x) for rows in found.values() for pairs in rows.values() for _, x in pairs]
    return Page(
        path=addresses.page("p", key),
        layout="family",
        title=name,
        description=desk.describe("p", name=name, districts=len(listed), date=desk.national),
        as_of=desk.national,
        sources=tuple(dict.fromkeys(ids)) or (knowledge.lists[NATIONAL].source,),
        data={
            "name": name,
            "lists": lists,
            "also": _also(desk, key),
            "broader": [_link(desk, broad) for broad in family.part_of],
            "narrower": [_link(desk, item.id) for item in knowledge.families.values() if key in item.part_of],
            "gis": [
                desk.link("g", item.id, item.name)
                for item in knowledge.gi.values()
                if any(key in knowledge.broader(x) for x in item.families)
            ],
        },
        crumbs=(desk.overview("products"),),
        record=addresses.record("p", key),
        thing={
            "@type": "DefinedTerm",
            "name": desk.wording.text(family.name),
            "termCode": key,
            "alternateName": sorted(set(family.name.values())),
        },
    )


def _link(desk: Desk, key: str) -> Any:
    return desk.link("p", key, desk.wording.text(desk.knowledge.families[key].name))


def _also(desk: Desk, key: str) -> str:
    """Return everyday words for a family, in the language of the page and in English."""
    also = desk.knowledge.families[key].also
    return " · ".join(dict.fromkeys([*also.get(desk.language, ()), *also.get("en", ())]))


def _list(desk: Desk, list_id: str, states: dict[int, list[tuple[District, Listing]]]) -> dict[str, Any]:
    """Return where one list names it, the State with most districts first."""
    item = desk.knowledge.lists[list_id]
    ordered = sorted(states.items(), key=lambda pair: (-len(pair[1]), desk.knowledge.states[pair[0]].name))
    return {
        "link": desk.listed(list_id),
        "as_of": desk.date(item.as_of),
        "basis": item.basis,
        "name": desk.wording.text(item.name),
        "total": len({district.lgd for pairs in states.values() for district, _ in pairs}),
        "states": [
            {
                "link": desk.state(code),
                "rows": [(desk.district(district.lgd), desk.row(district, listing)) for district, listing in pairs],
            }
            for code, pairs in ordered
        ],
    }
