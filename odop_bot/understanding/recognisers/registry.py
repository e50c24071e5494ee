"""Recognise questions about GIs: whether something is registered, where, which and how many."""

from __future__ import annotations

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.decision import Why
from odop_bot.understanding.evidence import Evidence, Registered
from odop_bot.understanding.gazetteer import DISTRICT, SHARED
from odop_bot.understanding.recognisers.proposal import Proposal, mention_whys, product_whys
from odop_bot.understanding.requests import AskGi, GiForm

MAX_NAMED = 4
"""Registrations that are told one by one; more are a list."""
MAX_OF_ONE = 2
"""Registrations of one thing: as a word, and as a word with a logo."""
_ODOP = "odop"
_UNASKED = 0.9
"""How likely the Registry is meant where only a registered name says so."""


class GiRecogniser:
    """Proposes what is asked of the GI Registry."""

    kind = "gi"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the readings of a message as a question about GIs."""
        found, asked = evidence.registered, evidence.wants("gi")
        if not asked and not found.whole:
            return []
        whys = (*mention_whys(evidence), *product_whys(evidence), *self._whys(evidence))
        districts = evidence.districts if evidence.sure or not evidence.states else ()
        placed = evidence.states or found.goods or evidence.unexplained
        if evidence.unsure and not districts and (evidence.unsure[0].best.exact or not placed) and not found.thing:
            return self._unsure(evidence)
        # "One more GI besides the mango" asks for all that the place has.
        besides = bool(districts) and evidence.wants("except")
        form = "list" if besides else self._form(evidence)
        named = form == "named"
        of_place = AskGi(
            form=form,
            districts=districts,
            states=evidence.states,
            families=() if besides else evidence.families,
            names=found.names[:MAX_NAMED] if named else (),
            near=found.near[:MAX_NAMED] if named else (),
            product=evidence.quoted if named else None,
            goods=found.goods,
            joint=evidence.wants("joint"),
            word=found.word if not (named or besides or evidence.families) else None,
        )
        return [Proposal(of_place, 1.0 if asked else _UNASKED, whys)]

    def _form(self, evidence: Evidence) -> GiForm:
        found = evidence.registered
        for form in ("most", "least"):
            if evidence.wants(form):
                return form
        if evidence.wants("count") and not self._is_one(found):
            return "count"
        if found.thing and (len(found.names) <= MAX_NAMED or found.whole):
            return "named"
        odop = evidence.lists or evidence.programme or any(concept == _ODOP for _, _, concept in evidence.concepts)
        if odop and not found.thing:
            return "odop"
        placed = evidence.districts or evidence.states
        if found.thing or placed or found.goods or evidence.wants("joint"):
            return "list"
        # A name that is only like a place's is a thing's that nobody registered.
        return "named" if found.unknown or (evidence.unsure and evidence.unexplained) else "count"

    def _is_one(self, found: Registered) -> bool:
        """Whether one thing is named, whole or by its first word: the "GI number of muga silk" is no count of GIs."""
        things = {self._knowledge.gi[key].name.partition(" (")[0] for key in found.names}
        return len(found.names) <= MAX_OF_ONE and len(things) == 1 and (found.whole or found.thing)

    def _unsure(self, evidence: Evidence) -> list[Proposal]:
        """Return what is registered of each of the districts that may be meant."""
        mention = evidence.unsure[0]
        codes = {
            code: candidate
            for candidate in mention.candidates
            if candidate.place.kind in (DISTRICT, SHARED)
            for code in candidate.place.districts
        }
        fitting = {k: v for k, v in codes.items() if self._knowledge.districts[k].state in evidence.states} or codes
        return [
            Proposal(
                AskGi(districts=(code,)),
                candidate.score / len(fitting),
                mention_whys(evidence),
                sure=candidate.exact,
                shared=candidate.place.id if candidate.place.kind == SHARED else None,
            )
            for code, candidate in list(fitting.items())[:MAX_NAMED]
        ]

    def _whys(self, evidence: Evidence) -> tuple[Why, ...]:
        text = " ".join(evidence.tokens[i].text for i in sorted(evidence.registered.tokens))
        names = evidence.registered.names[:1]
        return tuple(Why(text, self._knowledge.gi[name].name, "GI Registry", 1.0) for name in names)


__all__ = ["MAX_NAMED", "GiRecogniser"]
