"""The pages that lead to the others: the map, indexes, changes, data, licence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from odop_bot.knowledge import NATIONAL
from odop_bot.site import addresses
from odop_bot.site.changes import CHANGES, changes_of
from odop_bot.site.dataset import TABLES
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page
from odop_bot.site.pages.mapped import districts_of
from odop_bot.understanding.requests import AskGi


def page(desk: Desk, key: str) -> Page:
    """Return an overview, by its name."""
    title = desk.words.pages[key]
    registry = desk.knowledge.gi_registry
    of_registry = key == "gi"
    return Page(
        path=f"{key}.html",
        layout=key,
        title=title,
        description=desk.words.abouts[key],
        as_of=desk.date(registry.as_of) if of_registry else desk.national,
        sources=(registry.source,) if of_registry else (desk.knowledge.lists[NATIONAL].source,),
        data={"about": desk.words.abouts[key], **_DATA[key](desk)},
        scripts=("map.js",) if key == "index" else (),
        record="datapackage.json" if key == "data" else None,
        thing=_dataset(desk) if key == "data" else {"@type": "WebPage", "name": title},
    )


def _map(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    states = sorted(knowledge.states.values(), key=desk.wording.place)
    drawing = desk.maps.india
    return {
        "map": drawing,
        "states": [
            {
                "link": desk.state(state.lgd),
                "code": state.lgd,
                "box": drawing.boxes.get(state.lgd, ""),
                "districts": districts_of(desk, state.lgd, products=False),
            }
            for state in states
        ],
        "sectors": _sectors(desk),
        "families": sorted(
            ((key, desk.wording.text(item.name)) for key, item in knowledge.families.items()), key=lambda pair: pair[1]
        ),
        "lists": [(key, desk.wording.text(knowledge.lists[key].name)) for key in desk.in_force],
    }


def _sectors(desk: Desk) -> list[tuple[str, str]]:
    """Return the sectors of the national list with their names."""
    used = dict.fromkeys(
        x.sector for d in desk.knowledge.districts.values() for x in desk.knowledge.listings(d, NATIONAL) if x.sector
    )
    return [(sector, desk.sectors[sector]) for sector in sorted(used)]


def _states(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    return {
        "rows": [
            {
                "link": desk.state(state.lgd),
                "districts": [desk.district(d.lgd) for d in knowledge.districts_of_state[state.lgd]],
                "products": sum(len(knowledge.listings(d, NATIONAL)) for d in knowledge.districts_of_state[state.lgd]),
            }
            for state in sorted(knowledge.states.values(), key=desk.wording.place)
        ]
    }


def _products(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    rows = [
        (desk.link("p", key, desk.wording.text(item.name)), len({d.lgd for d, _ in knowledge.listings_of_family[key]}))
        for key, item in knowledge.families.items()
    ]
    return {"rows": sorted(rows, key=lambda row: row[0].label.lower())}


def _gi(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    by_state: dict[int, list[Any]] = {code: [] for code in knowledge.states}
    foreign = []
    for item in sorted(knowledge.gi.values(), key=lambda item: item.name):
        link = desk.link("g", item.id, item.name)
        for code in item.states:
            by_state[code].append(link)
        if item.country:
            foreign.append((link, item.country))
    reply = desk.answerer.reply(AskGi(form="count"), language=desk.language)
    return {
        "answer": desk.answerer.renderer.html(reply),
        "foreign": foreign,
        "rows": [(desk.state(code), links) for code, links in by_state.items() if links],
    }


def _schemes(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    rows = []
    for key, subject in knowledge.subjects.items():
        entries = [entry for entry in knowledge.faq.values() if entry.subject == key]
        if entries:
            links = [desk.link("f", entry.id, desk.wording.text(entry.title)) for entry in entries]
            rows.append((addresses.slug(key), desk.wording.text(subject.name), subject.kind, links))
    return {"rows": sorted(rows, key=lambda row: row[2] != "scheme")}


def _lists(desk: Desk) -> dict[str, Any]:
    knowledge = desk.knowledge
    return {
        "rows": [
            {
                "link": desk.listed(key),
                "authority": item.authority,
                "as_of": desk.date(item.as_of),
                "count": sum(len(knowledge.listings(d, key)) for d in knowledge.districts.values()),
                "state": desk.state(int(item.scope)) if item.scope != "national" else None,
                "old": item.superseded_by is not None,
            }
            for key, item in knowledge.lists.items()
        ]
    }


def _sources(desk: Desk) -> dict[str, Any]:
    rows = [
        (desk.link("r", key, source.title), source.publisher, desk.date(source.date))
        for key, source in desk.knowledge.sources.items()
    ]
    return {"rows": sorted(rows, key=lambda row: row[0].label.lower())}


def _changes(desk: Desk) -> dict[str, Any]:
    blocks = []
    for old, new, changes in changes_of(desk.knowledge):
        states: dict[int, list[Any]] = {}
        for change in changes:
            if change.kind != "same":
                state = desk.knowledge.districts[change.district].state
                states.setdefault(state, []).append((desk.district(change.district), change))
        counts = {kind: sum(1 for change in changes if change.kind == kind) for kind in CHANGES}
        items = [desk.knowledge.lists[old], desk.knowledge.lists[new]]
        blocks.append(
            {
                "old": desk.listed(old),
                "new": desk.listed(new),
                "dates": [desk.date(item.as_of) for item in items],
                "counts": counts,
                "rows": [(desk.state(code), rows) for code, rows in sorted(states.items())],
            }
        )
    return {"blocks": blocks}


def _data(desk: Desk) -> dict[str, Any]:
    return {"files": [(f"data/{name}.csv", desk.words.files[name]) for name in TABLES]}


def _dataset(desk: Desk) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "name": desk.words.pages["data"],
        "description": desk.words.abouts["data"],
        "dateModified": desk.knowledge.lists[NATIONAL].as_of,
        "isAccessibleForFree": True,
        "inLanguage": list(desk.answerer.languages),
    }


_DATA: Mapping[str, Callable[[Desk], dict[str, Any]]] = {
    "index": _map,
    "states": _states,
    "products": _products,
    "gi": _gi,
    "schemes": _schemes,
    "lists": _lists,
    "sources": _sources,
    "changes": _changes,
    "data": _data,
    "licence": lambda _: {},
}
NAMES = tuple(_DATA)
"""The names of the overviews, in the order of the menu."""
