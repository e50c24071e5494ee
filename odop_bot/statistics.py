"""What the knowledge base covers, in numbers."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from odop_bot.knowledge import ENGLISH, NATIONAL, District, Knowledge, State
from odop_bot.knowledge.ages import ages

ASKS = 3
"""Ways of asking that make a question one that people find."""
PARTS = ("answers", "lists", "families", "questions", "places", "products")
LEVELS: dict[str, tuple[str, ...]] = {
    "required": ("answers", "lists", "families"),
    "usable": ("questions",),
    "complete": ("places", "products"),
}
"""The parts that a language has for each level, beside those of the levels before it."""


def coverage(knowledge: Knowledge) -> dict[str, Any]:
    """Return the counts that `stats` shows: districts, listings by list and state, FAQ, languages."""
    districts = [d for d in knowledge.districts.values() if not d.abolished]
    by_list = Counter(x.list for d in knowledge.districts.values() for x in d.listings)
    return {
        "states": len(knowledge.states),
        "districts": len(districts),
        "districts_abolished": len(knowledge.districts) - len(districts),
        "districts_on_national_list": sum(1 for d in knowledge.districts.values() if knowledge.listings(d, NATIONAL)),
        "districts_on_no_current_list": sum(
            1 for d in districts if all(knowledge.lists[x.list].superseded_by for x in d.listings)
        ),
        "listings": {key: by_list.get(key, 0) for key in knowledge.lists},
        "by_state": {
            knowledge.states[code].name: {
                "districts": sum(1 for d in items if not d.abolished),
                "listings": dict(Counter(x.list for d in items for x in d.listings)),
            }
            for code, items in knowledge.districts_of_state.items()
        },
        "families": len(knowledge.families),
        "notes": len(knowledge.notes),
        "gi_names": len(knowledge.gi),
        "gi_registrations": sum(len(item.serials) for item in knowledge.gi.values()),
        "faq": len(knowledge.faq),
        "subjects": len(knowledge.subjects),
        "holes": holes(knowledge),
        "ages": [asdict(age) for age in ages(knowledge, dt.datetime.now(tz=dt.UTC).date())],
        "asks": dict(Counter(lang for e in knowledge.faq.values() for lang, lines in e.asks.items() for _ in lines)),
        "figures": len(knowledge.figures),
        "pins": len(knowledge.pins),
        "sources": len(knowledge.sources),
        "languages": {code: language_coverage(knowledge, code) for code in (ENGLISH, *sorted(knowledge.translations))},
    }


def holes(knowledge: Knowledge) -> dict[str, list[str]]:
    """Return, by scheme, what people ask of every scheme and no FAQ entry tells of this one."""
    told = {(entry.subject, aspect) for entry in knowledge.faq.values() for aspect in entry.aspects}
    wanted = [key for key, aspect in knowledge.aspects.items() if aspect.of_schemes]
    out = {
        key: [aspect for aspect in wanted if (key, aspect) not in told]
        for key, subject in knowledge.subjects.items()
        if subject.kind == "scheme"
    }
    return {key: missing for key, missing in out.items() if missing}


def language_coverage(knowledge: Knowledge, code: str) -> dict[str, Any]:
    """Return the shares, from 0 to 1, of what a language has of each part, and of what each level asks for.

    `required`: every answer, list and family has a text; `usable`: every question has some ways of
    asking; `complete`: every district has a name and nearly every product too.
    """
    faq, families = knowledge.faq.values(), knowledge.families.values()
    places: list[District | State] = [*knowledge.districts.values(), *knowledge.states.values()]
    current = [x for d in knowledge.districts.values() for x in d.listings if not knowledge.lists[x.list].superseded_by]
    own = code == ENGLISH
    shares = {
        "answers": _share(code in entry.answer and code in entry.title for entry in faq),
        "lists": _share(code in item.name for item in knowledge.lists.values()),
        "families": _share(code in family.name for family in families),
        "questions": _share(len(entry.asks.get(code, ())) >= ASKS for entry in faq),
        "places": _share(own or code in place.names for place in places),
        "products": _share(own or knowledge.product_name(listing, code) is not None for listing in current),
    }
    return {**shares, "levels": _levels(shares)}


def _share(have: Iterable[bool]) -> float:
    found = [bool(item) for item in have]
    return math.floor(10_000 * sum(found) / max(len(found), 1)) / 10_000


def _levels(shares: dict[str, float]) -> dict[str, float]:
    """Return how far each level is reached, from 0 to 1: the mean of its parts and of those of the levels before it."""
    out: dict[str, float] = {}
    parts: list[str] = []
    for level, more in LEVELS.items():
        parts += more
        # Rounded down: 100 % is said of what lacks nothing.
        out[level] = math.floor(1000 * sum(shares[part] for part in parts) / len(parts)) / 1000
    return out


def coverage_text(figures: dict[str, Any]) -> str:
    """Return the counts as lines for a person."""
    lines = [
        f"States and Union Territories: {figures['states']}",
        f"Districts: {figures['districts']} (and {figures['districts_abolished']} abolished)",
        f"  on the national list: {figures['districts_on_national_list']}",
        f"  on no list of today: {figures['districts_on_no_current_list']}",
        "Listings:",
        *(f"  {name}: {count}" for name, count in figures["listings"].items()),
        "By state (districts; listings):",
        *(
            f"  {name}: {row['districts']}; " + ", ".join(f"{k} {n}" for k, n in row["listings"].items())
            for name, row in figures["by_state"].items()
        ),
        f"Product families: {figures['families']}",
        f"Names in the GI Registry: {figures['gi_names']}, {figures['gi_registrations']} registrations",
        f"FAQ entries: {figures['faq']}; ways of asking: " + ", ".join(f"{k} {n}" for k, n in figures["asks"].items()),
        f"Subjects of the FAQ: {figures['subjects']}; schemes of which no entry tells:",
        *(f"  {key}: {', '.join(missing)}" for key, missing in figures["holes"].items()),
        "Age of the answers by topic, the longest not renewed first:",
        *(
            f"  {age['topic']}: {age['oldest']} to {age['newest']}; {age['old']} of {age['entries']} older than a year"
            for age in figures["ages"]
        ),
        f"Figures: {figures['figures']}; PIN codes: {figures['pins']}; sources: {figures['sources']}",
        "Languages of answers:",
        *(
            f"  {code}: {_percent(row['levels'])} ({_percent({part: row[part] for part in PARTS})})"
            for code, row in figures["languages"].items()
        ),
    ]
    return "\n".join(lines)


def _percent(shares: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
