"""Tell which districts and States an option, a pair or a stem names."""

from __future__ import annotations

from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a text: several in one tuple are all meant, several tuples are choices of one name."""

    districts: tuple[tuple[int, ...], ...]
    """For each name the LGD codes of the districts that it may be."""
    states: tuple[int, ...]
    tokens: frozenset[int]
    """Tokens that name them."""
    alone: bool
    """Whether the text says nothing else."""

    def __bool__(self) -> bool:
        return bool(self.districts or self.states)


NOWHERE = Places((), (), frozenset(), False)


def places_in(
    evidence: Evidence, knowledge: Knowledge, states: tuple[int, ...] = (), empty: frozenset[int] = frozenset()
) -> Places:
    """Return the places that a text names.

    `states` are those of the stem, which tell namesakes apart; `empty` are tokens that say nothing beside a place.
    """
    named = evidence.mentions or [m for m in evidence.doubted if m.best.exact and not _is_product(evidence, m.start)]
    if any(m.best.exact for m in named):
        named = [m for m in named if m.best.exact]  # beside a name to the letter the others are other words
    districts: list[tuple[int, ...]] = []
    found_states: list[int] = list(evidence.states)
    sure = {c.place.id for c in evidence.sure}
    for mention in named:
        codes = [code for c in mention.candidates if c.place.kind in (DISTRICT, SHARED) for code in c.place.districts]
        exact = [
            code
            for c in mention.candidates
            if c.place.kind in (DISTRICT, SHARED) and (c.exact or c.place.id in sure)
            for code in c.place.districts
        ]
        if mention.best.place.kind == STATE:
            if mention.best.place.id not in found_states:
                found_states.append(mention.best.place.id)
            continue
        picked = [code for code in exact if code in sure] or exact or codes[:1]
        within = [code for code in picked if knowledge.districts[code].state in (*evidence.states, *states)]
        if within or picked:
            districts.append(tuple(dict.fromkeys(within or picked)))
    if (
        districts
        and len(found_states) == 1
        and all(knowledge.districts[code].state == found_states[0] for codes in districts for code in codes)
    ):
        found_states = []  # "Bilaspur, Chhattisgarh" is one place
    tokens = frozenset(i for m in named for i in range(m.start, m.end))
    flags = evidence.flags
    around = flags.filler | flags.cue | flags.direction | flags.beside | empty
    alone = all(i in tokens or i in around for i in range(len(evidence.tokens)))
    return Places(tuple(districts), tuple(found_states), tokens, alone and bool(named))


def _is_product(evidence: Evidence, token: int) -> bool:
    return any(hit.start <= token < hit.end for hit in evidence.products)
