"""Decide from the ranking: answer, ask back, or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.understanding.decision import Decision, Hypothesis
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.requests import (
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    NotForUs,
)  # fmt: skip

ANSWER = 0.5
"""From this probability on the likeliest request is answered: wrong costs 10, a question back 1."""
ASK = 0.3
"""From this probability of all that could be offered on, it is offered."""
OFFER = 0.06
"""From this probability on a request is among what is offered."""
TIE = 0.55
"""Two readings of one kind are too close when the second has this share of the first."""
BESIDE = 0.3
"""From this share of the likeliest on, a second entry is told beside it."""
MAX_CHOICES = 4
MAX_SHARED = 6
"""Districts that an everyday name may be shared by."""
LONGEST = 900
"""Letters of two answers that are told together."""


class Decider:
    """Decides; knows what may be told together."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def decide(self, evidence: Evidence, ranking: Sequence[Hypothesis]) -> Decision:
        """Return the decision on a message whose readings are ranked."""
        best = ranking[0]
        same = [h for h in ranking if type(h.request) is type(best.request)]
        tied = len(same) > 1 and same[1].probability >= TIE * best.probability
        if isinstance(best.request, AskFaq):
            return self._faq(evidence, ranking, same)
        answers = best.sure and not isinstance(best.request, NotForUs) and best.probability >= ANSWER
        if answers and not tied:
            return Decision(
                requests=(best.request,), choices=best.rest, confidence=best.probability, why=best.why,
                ranking=tuple(ranking),
            )  # fmt: skip
        return self._ask(evidence, ranking)

    def _faq(self, evidence: Evidence, ranking: Sequence[Hypothesis], same: Sequence[Hypothesis]) -> Decision:
        best = same[0]
        second = same[1] if len(same) > 1 else None
        together = best.probability
        entries = _entries(best)
        why = best.why
        if second and second.probability >= BESIDE * best.probability and self._together(best, second):
            together += second.probability
            entries += _entries(second)
            why += second.why
        if together < ANSWER:
            return self._ask(evidence, ranking)
        return Decision(
            requests=(AskFaq(entries=entries, list_id=evidence.list_id),), confidence=together, why=why,
            ranking=tuple(ranking),
        )  # fmt: skip

    def _together(self, first: Hypothesis, second: Hypothesis) -> bool:
        """Whether two entries are of one subject and fit on one screen."""
        entries = [self._knowledge.faq[entry] for entry in (*_entries(first), *_entries(second))]
        languages = (ENGLISH, *self._knowledge.translations)
        longest = max(sum(len(e.answer.get(code, "")) for e in entries) for code in languages)
        return entries[0].subject == entries[1].subject and longest <= LONGEST

    def _ask(self, evidence: Evidence, ranking: Sequence[Hypothesis]) -> Decision:
        offered = [h for h in ranking if h.probability >= OFFER and choice_of(h) is not None]
        shared = next((h.shared for h in offered if h.shared is not None), None)
        most = MAX_CHOICES if shared is None else MAX_SHARED
        choices = tuple(dict.fromkeys(c for h in offered if (c := choice_of(h)) is not None))[:most]
        if choices and sum(h.probability for h in offered) >= ASK:
            # Whichever of them is meant, GIs were asked about.
            of_gi = AskGi() if evidence.wants("gi") else None
            return Decision(
                choices=choices, shared=shared, confidence=ranking[0].probability, why=offered[0].why,
                ranking=tuple(ranking), asked=of_gi or offered[0].request,
            )  # fmt: skip
        near = [c for h in ranking if (c := choice_of(h)) is not None][:3]
        pin = ranking[0].request
        return Decision(
            requests=(pin,) if isinstance(pin, NotForUs) and pin.pin else (), near=tuple(near), confidence=0.0,
            ranking=tuple(ranking),
        )  # fmt: skip


def _entries(hypothesis: Hypothesis) -> tuple[str, ...]:
    return hypothesis.request.entries if isinstance(hypothesis.request, AskFaq) else ()


def choice_of(hypothesis: Hypothesis) -> Choice | None:
    """Return what a person could tap to ask for it; None if nothing can be tapped."""
    request = hypothesis.request
    if isinstance(request, AskDistricts) and request.districts:
        return Choice("district", str(request.districts[0]))
    if isinstance(request, AskFaq):
        return Choice("faq", request.entries[0])
    if isinstance(request, AskProduct) and request.families:
        return Choice("family", request.families[0])
    if isinstance(request, AskState) and request.states:
        return Choice("state", str(request.states[0]))
    if isinstance(request, AskGi):
        of_place = request.districts and request.form == "list"
        return Choice("district", str(request.districts[0])) if of_place else Choice("gi", request.code)
    if isinstance(request, AskSupport) and request.needs:
        return Choice("support", request.code)
    return None


__all__ = ["Decider", "choice_of"]
