"""The page of a State: its map, its districts with the products of the lists in force, its GIs."""

from __future__ import annotations

from odop_bot.knowledge import NATIONAL
from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page
from odop_bot.site.pages.mapped import districts_of


def page(desk: Desk, key: str) -> Page:
    """Return the page of a State, by its LGD code."""
    knowledge = desk.knowledge
    state = knowledge.states[int(key)]
    name = desk.wording.place(state)
    districts = knowledge.districts_of_state[state.lgd]
    lists = [
        item for list_id in desk.in_force if (item := knowledge.lists[list_id]).scope in ("national", str(state.lgd))
    ]
    own = [item.id for item in lists if item.scope != "national"]
    sources = [item.source for item in lists if any(knowledge.listings(d, item.id) for d in districts)]
    return Page(
        path=addresses.page("s", key),
        layout="state",
        title=name,
        description=desk.describe(
            "s", name=name, districts=sum(1 for d in districts if not d.abolished), date=desk.national
        ),
        as_of=desk.national,
        sources=tuple(dict.fromkeys([knowledge.lists[NATIONAL].source, *sources])),
        data={
            "name": name,
            "lists": [{"link": desk.listed(item.id), "as_of": desk.date(item.as_of)} for item in lists],
            "rows": [
                {"link": desk.district(d.lgd), "cells": [desk.products(d, item.id) for item in lists]}
                for d in districts
                if not d.abolished or any(knowledge.listings(d, x.id) for x in lists)
            ],
            "map": desk.maps.state(state.lgd),
            "districts": districts_of(desk, state.lgd, products=True),
            "gis": [desk.link("g", item.id, item.name) for item in knowledge.gi.values() if state.lgd in item.states],
            "own": own,
        },
        crumbs=(desk.overview("states"),),
        record=addresses.record("s", key),
        scripts=("map.js",),
        thing={
            "@type": "AdministrativeArea",
            "name": state.name,
            "identifier": str(state.lgd),
            "alternateName": sorted({*state.names.values(), *state.also}),
            "containedInPlace": {"@type": "Country", "name": "India"},
        },
    )
