"""Tell which district of a name makes what is named beside it: Kullu shawl, Ponduru khadi, Pratapgarh's amla."""

from __future__ import annotations

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.evidence import Evidence


def agreeing(evidence: Evidence, knowledge: Knowledge) -> tuple[int, ...]:
    """Return the LGD code of the one district named that makes what is named.

    The name may be one that several districts share, or that stands inside the product's: what is made tells it.
    """
    families = evidence.families
    if not families or len(evidence.sure) > 1:
        return ()
    if evidence.sure:
        code = evidence.sure[0].place.id
        return (code,) if makes(knowledge, code, families) else ()
    for mention in (*evidence.unsure, *evidence.doubted):
        codes = {code for c in mention.candidates if c.exact for code in c.place.districts}
        fitting = tuple(code for code in codes if makes(knowledge, code, families))
        if len(fitting) == 1:
            return fitting
    return ()


def lacking(evidence: Evidence, knowledge: Knowledge) -> bool:
    """Whether the one district named is listed for nothing of what is named to the letter: bidri of Hyderabad."""
    named = any(hit.rule == "exact" for hit in evidence.products)
    if not named or not evidence.families or len(evidence.sure) != 1:
        return False
    return not makes(knowledge, evidence.sure[0].place.id, evidence.families)


def makes(knowledge: Knowledge, code: int, families: tuple[str, ...]) -> bool:
    """Whether a district has a listing of today of one of some families."""
    return any(
        not knowledge.lists[listing.list].superseded_by and knowledge.within(listing.families, families)
        for listing in knowledge.districts[code].listings
    )
