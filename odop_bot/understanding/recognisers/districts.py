"""Recognise a question about one or more districts."""

from __future__ import annotations

import math

from odop_bot.knowledge import Knowledge
from odop_bot.language.scripts import scripts_in
from odop_bot.understanding.decision import Why
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT, SHARED
from odop_bot.understanding.mentions import Candidate, Mention
from odop_bot.understanding.recognisers.proposal import Proposal, mention_whys, place_why, product_whys
from odop_bot.understanding.requests import AskDistricts, AskPin, Choice

ASPECTS = ("earlier", "source", "state", "sector", "other_districts", "state_list", "count", "special", "former_name")
"""What of a district may be asked about."""
MAX_CHOICES = 6
_DOUBTED = 0.3
"""How likely a place is meant that something speaks against, if a district is asked for at all."""
_SHARPNESS = 12.0
"""How much likelier the better of two candidates is: e to the power of this times the difference of scores."""


class DistrictRecogniser:
    """Proposes the districts named, pointed at, or possibly meant."""

    kind = "district"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the readings of a message as a question about districts."""
        aspects = frozenset(aspect for aspect in ASPECTS if evidence.wants(aspect))
        if evidence.then_and_now:
            aspects |= {"earlier"}
        last = evidence.memory.last
        list_id = evidence.list_id
        if list_id and "state_list" in aspects and self._knowledge.lists[list_id].scope == "national":
            # "On UP's own list, and on the food list": both are asked for.
            list_id, aspects = None, aspects - {"state_list"}
        if evidence.refers and last is not None and last.kind == "district":
            aspects = aspects or last.aspects
            list_id = list_id or (None if evidence.wants("products") else last.list_id)
        if evidence.sure and evidence.products and evidence.wants("except"):
            return []  # "saffron besides Pulwama" asks for the other districts
        if evidence.sure:
            return [self._sure(evidence, aspects, list_id)]
        if evidence.agreed:
            request = AskDistricts(
                districts=evidence.agreed,
                aspects=aspects,
                list_id=list_id,
                states=evidence.states,
                families=evidence.families,
            )
            return [Proposal(request, 0.95, product_whys(evidence))]
        if evidence.unsure:
            return self._unsure(evidence, evidence.unsure[0], aspects, list_id, 1.0)
        if evidence.referred:
            why = (Why(evidence.text, "what was shown", "reference", 0.9),)
            request = AskDistricts(districts=evidence.referred, aspects=aspects, list_id=list_id)
            return [Proposal(request, 0.95, why)]
        if evidence.pinned:
            return []  # a PIN code says where
        places = [m for m in evidence.doubted if any(c.place.kind in (DISTRICT, SHARED) for c in m.candidates)]
        return self._unsure(evidence, places[0], aspects, list_id, _DOUBTED) if places else []

    def _sure(self, evidence: Evidence, aspects: frozenset[str], list_id: str | None) -> Proposal:
        first = evidence.sure[0]
        rest = [
            Choice("district", str(code))
            for mention in evidence.unsure
            if mention.best.exact
            for candidate in mention.candidates
            for code in candidate.place.districts
        ]
        rest += [Choice("district", str(code)) for code in evidence.beside]
        request = AskDistricts(
            districts=tuple(c.place.id for c in evidence.sure),
            aspects=aspects,
            list_id=list_id,
            states=evidence.states,
            not_in=evidence.not_in,
            families=evidence.families,
            town=_written(evidence, first) if first.rule in ("town", "headquarters") else None,
            former=first.name if first.rule == "former name" else None,
        )
        share = min(c.score for c in evidence.sure)
        return Proposal(request, share, mention_whys(evidence), tuple(dict.fromkeys(rest))[:MAX_CHOICES])

    def _unsure(
        self, evidence: Evidence, mention: Mention, aspects: frozenset[str], list_id: str | None, factor: float
    ) -> list[Proposal]:
        candidates = [c for c in mention.candidates if c.place.kind in (DISTRICT, SHARED)]
        codes: dict[int, tuple[float, Candidate]] = {}
        for candidate in candidates:
            for code in candidate.place.districts:
                if code not in codes or candidate.score > codes[code][0]:
                    codes[code] = (candidate.score, candidate)
        if not codes:
            return []
        fitting = {k: v for k, v in codes.items() if self._knowledge.districts[k].state in evidence.states}
        codes = fitting or codes
        best = max(score for score, _ in codes.values())
        # Names to the letter are all equally likely, whichever of them is the official one.
        powers = {code: 1.0 if c.exact else math.exp(_SHARPNESS * (score - best)) for code, (score, c) in codes.items()}
        total = sum(powers.values())
        shared = next((c.place.id for c in candidates if c.place.kind == SHARED), None)
        return [
            Proposal(
                AskDistricts(districts=(code,), aspects=aspects, list_id=list_id),
                factor * best * powers[code] / total,
                (place_why(mention, codes[code][1]),),
                shared=shared,
                sure=codes[code][1].exact,
            )
            for code in sorted(codes, key=lambda code: -powers[code])[:MAX_CHOICES]
        ]


def _written(evidence: Evidence, candidate: Candidate) -> str:
    """Return the name that was found, or the message's own words where those are in another script."""
    mention = next((m for m in evidence.mentions if candidate in m.candidates), None)
    words = evidence.tokens[mention.start : mention.end] if mention else ()
    other = words and words[0].script != "Latn" and scripts_in(candidate.name) != {words[0].script}
    return " ".join(token.text for token in words) if other else candidate.name


class PinRecogniser:
    """Proposes the districts of a PIN code."""

    kind = "pin"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a PIN code."""
        for pin in evidence.pins:
            areas = self._knowledge.pins.areas(pin)
            if areas:
                request = AskPin(pin=pin, districts=tuple(area.district for area in areas))
                return [Proposal(request, 1.0, (Why(pin, pin, "PIN code", 1.0),))]
        return []
