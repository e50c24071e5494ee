"""What the knowledge base covers, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from odop_bot.knowledge import NATIONAL, Knowledge


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
        "faq": len(knowledge.faq),
        "asks": dict(Counter(lang for e in knowledge.faq.values() for lang, lines in e.asks.items() for _ in lines)),
        "figures": len(knowledge.figures),
        "pins": len(knowledge.pins),
        "sources": len(knowledge.sources),
        "languages": sorted({lang for e in knowledge.faq.values() for lang in e.answer}),
    }


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
        f"FAQ entries: {figures['faq']}; ways of asking: " + ", ".join(f"{k} {n}" for k, n in figures["asks"].items()),
        f"Figures: {figures['figures']}; PIN codes: {figures['pins']}; sources: {figures['sources']}",
        f"Languages of answers: {', '.join(figures['languages'])}",
    ]
    return "\n".join(lines)
