"""The page of a name in the GI Registry."""

from __future__ import annotations

from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page
from odop_bot.understanding.requests import AskGi


def page(desk: Desk, key: str) -> Page:
    """Return the page of a registration, by its id."""
    knowledge = desk.knowledge
    item = knowledge.gi[key]
    reply = desk.answerer.reply(AskGi(form="named", names=(key,)), language=desk.language)
    place = item.country or ", ".join(desk.state(code).label for code in item.states)
    codes = dict.fromkeys([*item.districts, *(x.district for x in item.listings)])
    as_of = desk.date(knowledge.gi_registry.as_of)
    return Page(
        path=addresses.page("g", key),
        layout="registration",
        title=item.name,
        description=desk.describe(
            "g", name=item.name, place=place, date=as_of, numbers=", ".join(map(str, item.serials))
        ),
        as_of=as_of,
        sources=reply.sources,
        data={
            "name": item.name,
            "answer": desk.answerer.renderer.html(reply),
            "also": " · ".join(item.also),
            "districts": [desk.district(code) for code in codes],
            "states": [desk.state(code) for code in item.states],
            "families": [desk.link("p", x, desk.wording.text(knowledge.families[x].name)) for x in item.families],
        },
        crumbs=(desk.overview("gi"),),
        record=addresses.record("g", key),
        thing={
            "@type": "DefinedTerm",
            "name": item.name,
            "termCode": ", ".join(map(str, item.serials)),
            "inDefinedTermSet": knowledge.sources[knowledge.gi_registry.source].publisher,
        },
    )
