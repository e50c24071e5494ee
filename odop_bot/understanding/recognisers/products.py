"""Recognise questions about products: who makes them, how many, which State has most."""

from __future__ import annotations

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.recognisers.proposal import Proposal, families_of_wordings, mention_whys, product_whys
from odop_bot.understanding.requests import AskCompare, AskCount, AskMost, AskProduct, AskState

_SHARES = {"exact": 1.0, "sound": 0.9, "typo": 0.8}


class ProductRecogniser:
    """Proposes the districts of the product that is named."""

    kind = "product"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._families = families_of_wordings(knowledge)

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the readings of a message as a question about a product."""
        if not evidence.products:
            last = evidence.memory.last
            if evidence.refers and last and last.kind in ("product", "count") and last.families:
                return [Proposal(
                    AskProduct(families=last.families, states=evidence.states, list_id=evidence.list_id), 0.9,
                    mention_whys(evidence),
                )]  # fmt: skip
            return []
        hit = max(evidence.products, key=lambda h: (h.rule == "exact", h.end - h.start))
        share = _SHARES[hit.rule]
        whys = product_whys(evidence)
        near = tuple(c.place.id for c in evidence.sure)
        if evidence.quoted:
            families = evidence.families or self._families.get(evidence.quoted, ())
            return [Proposal(
                AskProduct(families=families, product=evidence.quoted, states=evidence.states, districts=near,
                           list_id=evidence.list_id), share, whys,
            )]  # fmt: skip
        if len(hit.values) > 1 and len(evidence.products) == 1:
            # One word for several things (chikan, chicken): which is meant must be asked.
            return [
                Proposal(AskProduct(families=(value,), states=evidence.states, list_id=evidence.list_id),
                         share / len(hit.values), whys)
                for value in hit.values
            ]  # fmt: skip
        return [Proposal(
            AskProduct(families=evidence.families, states=evidence.states, districts=near, list_id=evidence.list_id),
            share, whys,
        )]  # fmt: skip


class StateRecogniser:
    """Proposes all districts of the State that is named."""

    kind = "state"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question about a State."""
        states = evidence.states or _twins(evidence, self._knowledge)
        if not states:
            return []
        request = AskState(states=states, list_id=evidence.list_id)
        return [Proposal(request, 1.0, mention_whys(evidence))]


class CountRecogniser:
    """Proposes a count of districts or products."""

    kind = "count"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question on how many there are."""
        states = evidence.states or _twins(evidence, self._knowledge)
        families = evidence.families
        districts = tuple(c.place.id for c in evidence.sure) or (evidence.referred if not states + families else ())
        all_of_india = evidence.wants("districts", "products") and evidence.in_domain
        if (evidence.unsure and not districts) or not (districts or states or families or all_of_india):
            return []
        request = AskCount(
            states=() if districts else states, families=families, list_id=evidence.list_id,
            districts=() if families else districts,
        )  # fmt: skip
        return [Proposal(request, 1.0, (*mention_whys(evidence), *product_whys(evidence)))]


class MostRecogniser:
    """Proposes the State with most districts or products."""

    kind = "compare"

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question for most or fewest."""
        if len(evidence.sure) > 1 or not evidence.wants("most", "least"):
            return []
        request = AskMost(
            states=evidence.states, families=evidence.families, list_id=evidence.list_id,
            least=evidence.wants("least"),
            of_districts=evidence.wants("districts") and not evidence.wants("products") and not evidence.products,
        )  # fmt: skip
        return [Proposal(request, 1.0, (*mention_whys(evidence), *product_whys(evidence)))]


class CompareRecogniser:
    """Proposes districts or States side by side."""

    kind = "compare"

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a comparison."""
        districts = tuple(c.place.id for c in evidence.sure)
        if evidence.refers and len(districts) == 1:
            districts = (*(code for code in evidence.referred if code not in districts), *districts)
        if len(districts) < 2 and (len(evidence.states) < 2 or evidence.wants("most", "least")):
            return []
        request = AskCompare(
            districts=districts if len(districts) > 1 else (), states=() if len(districts) > 1 else evidence.states,
            list_id=evidence.list_id,
        )  # fmt: skip
        return [Proposal(request, 1.0, mention_whys(evidence))]


def _twins(evidence: Evidence, knowledge: Knowledge) -> tuple[int, ...]:
    """Return the States that have the name of a district that is named (Delhi, Chandigarh)."""
    names = {c.name.lower() for c in evidence.sure}
    return tuple(state.lgd for state in knowledge.states.values() if state.name.lower() in names)
