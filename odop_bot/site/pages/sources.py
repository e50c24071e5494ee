"""The page of a source: what it is, and what rests on it."""

from __future__ import annotations

from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page

MOST_NOTES = 60
"""Districts whose notes rest on a source that its page names; the national list is behind all of them."""


def page(desk: Desk, key: str) -> Page:
    """Return the page of a source."""
    knowledge = desk.knowledge
    source = knowledge.sources[key]
    rows = sum(1 for d in knowledge.districts.values() for x in d.listings if knowledge.source_of(x) == key)
    date = desk.date(source.date)
    return Page(
        path=addresses.page("r", key),
        layout="source",
        title=source.title,
        description=desk.describe("r", title=source.title, publisher=source.publisher, date=date),
        as_of=date,
        sources=(key,),
        data={
            "source": source,
            "date": date,
            "url": source.url if source.url and source.url.startswith(("https://", "http://")) else None,
            "lists": [desk.listed(item.id) for item in knowledge.lists.values() if item.source == key],
            "rows": rows,
            "entries": [
                desk.link("f", entry.id, desk.wording.text(entry.title))
                for entry in knowledge.faq.values()
                if key in entry.sources
            ],
            "notes": [desk.district(note.district) for note in knowledge.notes.values() if key in note.sources][
                :MOST_NOTES
            ],
            "figures": [figure.what for figure in knowledge.figures.values() if figure.source == key],
        },
        crumbs=(desk.overview("sources"),),
        record=addresses.record("r", key),
        thing={
            "@type": "CreativeWork",
            "name": source.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
        },
    )
