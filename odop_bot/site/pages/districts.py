"""The page of a district."""

from __future__ import annotations

from odop_bot.knowledge.models import ENGLISH, District
from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page


def page(desk: Desk, key: str) -> Page:
    """Return the page of a district, by its LGD code."""
    knowledge = desk.knowledge
    district = knowledge.districts[int(key)]
    state = desk.state(district.state)
    view = desk.view(district)
    name = desk.wording.place(district)
    products = "; ".join(desk.products(district)) or desk.wording.words.not_listed
    return Page(
        path=addresses.page("d", key),
        layout="district",
        title=f"{name}, {state.label}",
        description=desk.describe("d", name=name, state=state.label, products=products, date=desk.national),
        as_of=desk.national,
        sources=view["sources"],
        data={
            "name": name,
            "state": state,
            "view": view,
            "facts": _facts(desk, district),
            "gis": [
                desk.link("g", item.id, item.name)
                for item in knowledge.gi.values()
                if district.lgd in item.districts or any(x.district == district.lgd for x in item.listings)
            ],
            "map": desk.maps.small(district),
            "merged": [
                {"name": desk.wording.text(x.names), "since": desk.date(x.since), "until": desk.date(x.until)}
                for x in district.merged
            ],
        },
        crumbs=(desk.overview("states"), state),
        record=addresses.record("d", key),
        picture=addresses.picture("d", key, desk.language),
        thing={
            "@type": "AdministrativeArea",
            "name": district.name,
            "identifier": str(district.lgd),
            "alternateName": sorted({*district.names.values(), *district.also, *district.former}),
            "containedInPlace": {"@type": "AdministrativeArea", "name": knowledge.state_of(district).name},
            **(
                {"geo": {"@type": "GeoCoordinates", "latitude": district.at[0], "longitude": district.at[1]}}
                if district.at
                else {}
            ),
        },
    )


def _facts(desk: Desk, district: District) -> list[tuple[str, str]]:
    """Return single facts with their labels."""
    labels = desk.words.labels
    others = [x for code, x in {ENGLISH: district.name, **district.names}.items() if code != desk.language]
    facts = [
        (labels["lgd"], str(district.lgd)),
        (labels["headquarters"], district.headquarters or ""),
        (labels["names"], " · ".join(dict.fromkeys(others))),
        (labels["also"], " · ".join(district.also)),
        (labels["former"], " · ".join(district.former)),
        (labels["towns"], " · ".join(district.towns)),
    ]
    return [(label, fact) for label, fact in facts if fact]
