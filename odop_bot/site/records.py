"""The JSON beside each page: one object for all languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.site.dataset import cells_of

Record = dict[str, Any]


def record_of(answerer: Answerer, kind: str, key: str) -> Record:
    """Return what the page of a thing says, by the letter of its address and its id."""
    made = _RECORDS[kind](answerer, key)
    return {"kind": kind, "id": key, **made, "sources": _sources(answerer, made.get("sources", []))}


def _sources(answerer: Answerer, ids: list[str]) -> Record:
    known = answerer.knowledge.sources
    return {key: {name: value for name, value in asdict(known[key]).items() if value} for key in ids}


def _district(answerer: Answerer, key: str) -> Record:
    knowledge = answerer.knowledge
    x = knowledge.districts[int(key)]
    listings = cells_of(knowledge, x)
    border = knowledge.borders.of_district.get(x.lgd)
    return {
        "name": {"en": x.name, **x.names},
        "state": _place(answerer, x.state),
        "also": list(x.also),
        "former": list(x.old_names),
        "headquarters": x.headquarters,
        "towns": list(x.towns),
        "at": list(x.at) if x.at else None,
        "abolished": x.abolished,
        "note": dict(x.note),
        "border": {"year": border.year, "sure": border.sure} if border else None,
        "listings": listings,
        "sources": list(dict.fromkeys(item["source"] for item in listings)),
    }


def _place(answerer: Answerer, code: int) -> Record:
    state = answerer.knowledge.states[code]
    return {"lgd": code, "name": {"en": state.name, **state.names}}


def _state(answerer: Answerer, key: str) -> Record:
    knowledge = answerer.knowledge
    x = knowledge.states[int(key)]
    districts = knowledge.districts_of_state[x.lgd]
    return {
        "name": {"en": x.name, **x.names},
        "code": x.code,
        "is": x.kind,
        "also": list(x.also),
        "districts": [
            {"lgd": d.lgd, "name": {"en": d.name, **d.names}, "listings": cells_of(knowledge, d)} for d in districts
        ],
        "sources": list(dict.fromkeys(knowledge.source_of(x) for d in districts for x in d.listings)),
    }


def _family(answerer: Answerer, key: str) -> Record:
    knowledge = answerer.knowledge
    x = knowledge.families[key]
    found = knowledge.listings_of_family[key]
    return {
        "name": dict(x.name),
        "also": {code: list(words) for code, words in x.also.items()},
        "part_of": list(x.part_of),
        "listings": [
            {
                "list": item.list,
                "as_of": knowledge.lists[item.list].as_of,
                "district": d.lgd,
                "state": d.state,
                "product": item.product,
            }
            for d, item in found
        ],
        "sources": list(dict.fromkeys(knowledge.source_of(item) for _, item in found)),
    }


def _gi(answerer: Answerer, key: str) -> Record:
    registry = answerer.knowledge.gi_registry
    return {**asdict(answerer.knowledge.gi[key]), "as_of": registry.as_of, "sources": [registry.source]}


def _entry(answerer: Answerer, key: str) -> Record:
    x = answerer.knowledge.faq[key]
    return {
        "subject": x.subject,
        "aspects": list(x.aspects),
        "title": dict(x.title),
        "as_of": x.as_of,
        "answer": {code: answerer.renderer.faq_answer(key, code) for code in answerer.languages},
        "see_also": list(x.see_also),
        "sources": list(x.sources),
    }


def _list(answerer: Answerer, key: str) -> Record:
    knowledge = answerer.knowledge
    x = knowledge.lists[key]
    doubts = [
        {"district": d.lgd, "product": item.product, "reading": item.reading, "doubt": item.doubt}
        for d in knowledge.districts.values()
        for item in knowledge.listings(d, key)
        if item.reading or item.doubt
    ]
    count = sum(len(knowledge.listings(d, key)) for d in knowledge.districts.values())
    return {
        "name": dict(x.name),
        "authority": x.authority,
        "as_of": x.as_of,
        "scope": x.scope,
        "basis": x.basis,
        "about": dict(x.about),
        "superseded_by": x.superseded_by,
        "products": count,
        "doubts": doubts,
        "sources": [x.source],
    }


def _source(answerer: Answerer, key: str) -> Record:
    del answerer
    return {"sources": [key]}


_RECORDS: Mapping[str, Callable[[Answerer, str], Record]] = {
    "d": _district,
    "s": _state,
    "p": _family,
    "g": _gi,
    "f": _entry,
    "l": _list,
    "r": _source,
}
