"""What a recogniser proposes: a request, and how likely it is if its kind is what is asked."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.decision import Why
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.mentions import Candidate, Mention
from odop_bot.understanding.requests import Choice, Request


class Proposal(msgspec.Struct, frozen=True):
    """One reading of a message as a request of one kind."""

    request: Request
    share: float
    """Probability among the readings of its kind; what is left to 1 is that none of them is meant."""
    why: tuple[Why, ...] = ()
    rest: tuple[Choice, ...] = ()
    """What stays to be asked when this is answered."""
    sure: bool = True
    """Whether it may be answered; a name that is only like a word of the message is asked about."""
    shared: int | None = None
    """Number of the shared everyday name that it comes from."""


def place_why(mention: Mention, candidate: Candidate) -> Why:
    """Return why a mention names a place."""
    other = next((c.name for c in mention.candidates if c.place.id != candidate.place.id), None)
    return Why(mention.text, candidate.name, candidate.rule, round(candidate.score, 3), other)


def mention_whys(evidence: Evidence) -> tuple[Why, ...]:
    """Return why each mention of a message names what it names."""
    return tuple(
        place_why(mention, next((c for c in mention.candidates if c in evidence.sure), mention.best))
        for mention in evidence.mentions
    )


def product_whys(evidence: Evidence) -> tuple[Why, ...]:
    """Return why each product of a message was found."""
    score = {"exact": 1.0, "inflected": 0.95, "sound": 0.9, "typo": 0.85}
    return tuple(
        Why(" ".join(t.text for t in evidence.tokens[h.start : h.end]), h.text, f"product {h.rule}", score[h.rule])
        for h in evidence.products
    )


def families_of_wordings(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Return the first family of each official wording."""
    return {
        listing.product: listing.families[:1]
        for district in knowledge.districts.values()
        for listing in district.listings
        if listing.families
    }
