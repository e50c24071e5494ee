"""A knowledge base of two small States, whose site is built in a second; on demand with names that attack pages."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.answering import Answerer, Renderer
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge import Knowledge

STATES = (30, 11)
"""Goa and Sikkim."""
ENTRIES = 12
HOSTILE = """"'><img src=x onerror=alert(1)>{{ 7 * 7 }}</script><script>alert(2)</script>&lt;é\u2028"""


def small_world(knowledge: Knowledge) -> Knowledge:
    """Return the part of a knowledge base that is about two States, with some FAQ entries."""
    districts = {code: d for code, d in knowledge.districts.items() if d.state in STATES}
    lists = {key: x for key, x in knowledge.lists.items() if x.scope in ("national", *map(str, STATES))}
    used = {f for d in districts.values() for x in d.listings for f in x.families}
    gi = {
        key: item
        for key, item in knowledge.gi.items()
        if item.states
        and set(item.states) <= set(STATES)
        and set(item.districts) <= set(districts)
        and {x.district for x in item.listings} <= set(districts)
    }
    used |= {f for item in gi.values() for f in item.families}
    families = {key for f in used for key in knowledge.broader(f)}
    faq = dict(list(knowledge.faq.items())[:ENTRIES])
    faq = {key: replace(x, see_also=tuple(y for y in x.see_also if y in faq)) for key, x in faq.items()}
    sources = {s for x in faq.values() for s in x.sources} | {x.source for x in lists.values()}
    sources |= {knowledge.source_of(x) for d in districts.values() for x in d.listings}
    sources |= {knowledge.gi_registry.source}
    notes = {key: note for key, note in knowledge.notes.items() if key[0] in districts}
    sources |= {s for note in notes.values() for s in note.sources}
    return replace(
        knowledge,
        districts=districts,
        lists=lists,
        gi=gi,
        faq=faq,
        notes=notes,
        shared_names=(),
        states={code: knowledge.states[code] for code in STATES},
        families={key: knowledge.families[key] for key in knowledge.families if key in families},
        sources={key: source for key, source in knowledge.sources.items() if key in sources},
        gi_registry=replace(knowledge.gi_registry, not_found=()),
    )


def hostile_world(knowledge: Knowledge) -> Knowledge:
    """Return the small world with HTML, templates and scripts in every kind of name."""
    small = small_world(knowledge)
    texts = dict.fromkeys(("en", "hi", "te"), HOSTILE)
    return replace(
        small,
        districts={
            code: replace(
                d,
                name=HOSTILE,
                names=texts,
                also=(HOSTILE,),
                former=(HOSTILE,),
                headquarters=HOSTILE,
                note=texts,
                listings=tuple(
                    replace(x, product=HOSTILE, doubt=HOSTILE) if not number else x
                    for number, x in enumerate(d.listings)
                ),
            )
            for code, d in small.districts.items()
        },
        notes={},
        states={code: replace(s, name=HOSTILE, names=texts) for code, s in small.states.items()},
        families={key: replace(f, name=texts, also={"en": (HOSTILE,)}) for key, f in small.families.items()},
        gi={key: replace(g, name=HOSTILE, also=(HOSTILE,), listings=()) for key, g in small.gi.items()},
        faq={key: replace(x, title=texts) for key, x in small.faq.items()},
        lists={key: replace(x, name=texts, about=texts, authority=HOSTILE) for key, x in small.lists.items()},
        sources={
            key: replace(x, title=HOSTILE, publisher=HOSTILE, cite=HOSTILE, url="javascript:alert(3)")
            for key, x in small.sources.items()
        },
    )


def answerer_of(knowledge: Knowledge, other: Answerer) -> Answerer:
    """Return an answerer of a knowledge base that asks nobody: it replies to requests only."""
    return Answerer(knowledge, other.understander, Renderer(read_templates(TEMPLATES), knowledge))
