"""Recognise questions about products: who makes them, how many, which State has most."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

from odop_bot.compiled import Later
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Sector
from odop_bot.language.tokens import tokenise
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.gazetteer import DISTRICT
from odop_bot.understanding.namings import Namings
from odop_bot.understanding.phrases import Hit
from odop_bot.understanding.recognisers.proposal import (
    Proposal,
    families_of_wordings,
    mention_whys,
    product_whys,
)
from odop_bot.understanding.requests import AskCompare, AskCount, AskMost, AskProduct, AskState

_SIGNS = re.compile(r"[/,&+]")
"""Signs that join two names."""
_OTHER_THAN_WHAT = (
    *("where_made", "districts", "count", "most", "least", "all", "every", "other_districts", "except"),
    *("gi", "earlier", "source", "difference"),
)
"""Intents by which it is not asked what a product is, though the words for that stand there."""
_SHARES = {"exact": 1.0, "inflected": 0.95, "sound": 0.9, "typo": 0.8}


class ProductRecogniser:
    """Proposes the districts of the product that is named."""

    kind = "product"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._families = Later(partial(families_of_wordings, knowledge))
        self._namings = Namings(knowledge)
        self._joints = frozenset(knowledge.words.joints)

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the readings of a message as a question about a product."""
        special = evidence.wants("special") or (evidence.wants("about") and not evidence.wants(*_OTHER_THAN_WHAT))
        if not evidence.products:
            return _referred(evidence, special=special)
        hit = max(evidence.products, key=lambda h: (h.rule == "exact", h.end - h.start))
        share = _SHARES[hit.rule]
        whys = product_whys(evidence)
        except_these = evidence.wants("except")
        near = tuple(c.place.id for c in evidence.sure)
        asked = AskProduct(
            families=evidence.families,
            states=evidence.states,
            list_id=evidence.list_id,
            special=special,
            joined=self._joined(evidence) or evidence.wants("every"),
        )
        sector = _sector(evidence)
        if sector is not None:
            return [Proposal(replace(asked, families=(sector[1],), joined=False, sector=sector[0]), share, whys)]
        if except_these and (near or evidence.states):
            left_out = replace(asked, states=(), without=near, outside=() if near else evidence.states)
            return [Proposal(left_out, share, whys)]
        # What the place named does not make is asked of the others: "bidri of Hyderabad, which district really?"
        if evidence.lacking:
            asked = replace(asked, lacking=near)
        near = () if evidence.lacking else near or evidence.agreed
        wide = evidence.wants("every", "other_districts")
        like = self._namings.wording(evidence.families, evidence.tokens)
        quoted = evidence.quoted or (like if special else None)
        if quoted and like and len(tokenise(like)) >= len(tokenise(quoted)):
            quoted = like  # Of a wording within a longer one the longer is meant, of two alike the one that is written.
        if quoted:
            return [Proposal(self._of_wording(asked, quoted, evidence, near, hit, wide=wide), share, whys)]
        asked = replace(asked, like=like)
        if len(hit.values) > 1 and len(evidence.products) == 1:
            # One word for several things (chikan, chicken): which is meant must be asked.
            return [Proposal(replace(asked, families=(value,)), share / len(hit.values), whys) for value in hit.values]
        if self._whole(evidence):
            return [Proposal(replace(asked, districts=near), share, whys)]
        named = tuple(dict.fromkeys((*near, *self._namings.codes(evidence.families, _content(evidence)))))
        return [
            Proposal(
                replace(asked, districts=named, narrow=bool(named) and not wide, by_place=bool(near)),
                share,
                whys,
            )
        ]

    def _of_wording(
        self, asked: AskProduct, wording: str, evidence: Evidence, near: tuple[int, ...], hit: Hit, *, wide: bool
    ) -> AskProduct:
        """Return the question about an official wording, with the districts `near` it and its longest words, `hit`."""
        families = evidence.families or self._families().get(wording, ())
        own = not hit.values[1:] or self._says_more(wording, families)
        return replace(
            asked,
            families=families,
            product=wording,
            districts=near,
            narrow=bool(evidence.quoted) and own and not wide,
            by_place=bool(near and evidence.sure),
        )

    def _says_more(self, wording: str, families: Sequence[str]) -> bool:
        """Whether a wording, which is one of a family's names too, tells more than the family's own name."""
        stems = {token.stem for token in tokenise(wording)}
        return not any(stems <= self._namings.names(family) for family in families)

    def _joined(self, evidence: Evidence) -> bool:
        """Whether several products are named beside each other: "carpets or durries", "mango, cashew"."""
        hits = sorted(evidence.products, key=lambda hit: hit.start)
        return len(hits) > 1 and all(
            self._is_joint(evidence, left.end, right.start) for left, right in itertools.pairwise(hits)
        )

    def _is_joint(self, evidence: Evidence, end: int, start: int) -> bool:
        """Whether what stands between two words only joins them."""
        if end > start:
            return False
        between = evidence.tokens[end:start]
        gap = evidence.text[evidence.tokens[end - 1].end : evidence.tokens[start].start]
        signs = bool(_SIGNS.search(gap))
        return all(token.text in self._joints for token in between) and bool(between or signs)

    def _whole(self, evidence: Evidence) -> bool:
        """Whether a family is called by its full name: Madhubani painting is one family, wherever it is made."""
        if evidence.sure:
            return False
        names = {name.casefold() for f in evidence.families for name in self._knowledge.families[f].name.values()}
        words = {stem for family in evidence.families for stem in self._namings.names(family)}
        within = {token.stem for m in evidence.doubted for token in evidence.tokens[m.start : m.end]}
        return bool(within & words) or any(hit.text.casefold() in names for hit in evidence.products)


def _referred(evidence: Evidence, *, special: bool) -> list[Proposal]:
    """Return the reading of a message that points at the product spoken of."""
    last = evidence.memory.last
    if not evidence.refers or not last or last.kind not in ("product", "count") or not last.families:
        return []
    asked = AskProduct(
        families=last.families, states=evidence.states, list_id=evidence.list_id, sector=last.sector, special=special
    )
    return [Proposal(asked, 0.9, mention_whys(evidence))]


def _sector(evidence: Evidence) -> tuple[Sector, str] | None:
    """Return the sector that is asked for and its family: "handloom sector of Bihar" is not only what is called so."""
    if not evidence.wants("sector") or evidence.sure:
        return None
    pairs = ((s, f) for s in get_args(Sector) for f in evidence.families if f in (s, f"{s}-products"))
    return next(pairs, None)


def _content(evidence: Evidence) -> list[str]:
    """Return the stems of the words of products, and of those that nothing explains beside them."""
    tokens = sorted(span_of(evidence.products) | set(evidence.unexplained))
    return [evidence.tokens[i].stem for i in tokens]


_OF_STATES = ("all", "districts", "products", "state_list", "count", "most", "least", "every", "other_districts")
"""Intents that ask for a State's districts, though one of them is named."""


class StateRecogniser:
    """Proposes all districts of the State that is named."""

    kind = "state"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question about a State."""
        states = evidence.states or _twins(evidence, self._knowledge)
        if _sector(evidence) is not None:
            return []  # "handicraft sector of Odisha" asks for a part of its list
        within = {self._knowledge.districts[c.place.id].state for c in evidence.sure}
        if not states or (set(states) <= within and not evidence.wants(*_OF_STATES)):
            return []  # "Daman, Daman and Diu": the State only tells which district
        if len(states) == 1 and len(self._knowledge.districts_of_state[states[0]]) == 1 and evidence.sure:
            return []  # Chandigarh is all of Chandigarh: the district's card tells more
        request = AskState(states=states, list_id=evidence.list_id)
        return [Proposal(request, 1.0, mention_whys(evidence))]


class CountRecogniser:
    """Proposes a count of districts or products."""

    kind = "count"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._most = MostRecogniser(knowledge)

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question on how many there are."""
        states = evidence.states or _twins(evidence, self._knowledge)
        families = evidence.families
        districts = evidence.districts if evidence.sure or not states + families else ()
        all_of_india = evidence.wants("districts", "products") and evidence.in_domain
        if (evidence.unsure and not districts) or not (districts or states or families or all_of_india):
            return []
        if len(evidence.states) > 1 and not families and not districts:
            # "How many in Bihar, how many in Rajasthan" sets the two side by side.
            return [Proposal(AskCompare(states=states, list_id=evidence.list_id), 1.0, mention_whys(evidence))]
        if not (districts or states or families) and evidence.wants("most", "least"):
            # "Which State has most, and how many" is told by who has most, with their numbers.
            return self._most.propose(evidence)
        request = AskCount(
            states=() if districts else states,
            families=families,
            list_id=evidence.list_id,
            districts=() if families else districts,
        )
        return [Proposal(request, 1.0, (*mention_whys(evidence), *product_whys(evidence)))]


class MostRecogniser:
    """Proposes the State with most districts or products."""

    kind = "compare"

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a question for most or fewest."""
        # "Has Karnataka more or Tamil Nadu" sets the two side by side.
        if len(evidence.sure) > 1 or len(evidence.states) > 1 or not evidence.wants("most", "least"):
            return []
        by_district = evidence.wants("which_district") and not evidence.products
        request = AskMost(
            states=evidence.states,
            families=evidence.families,
            list_id=evidence.list_id,
            least=evidence.wants("least"),
            by_district=by_district,
            of_districts=not by_district
            and evidence.wants("districts")
            and not evidence.wants("products")
            and not evidence.products,
        )
        return [Proposal(request, 1.0, (*mention_whys(evidence), *product_whys(evidence)))]


class CompareRecogniser:
    """Proposes districts or States side by side."""

    kind = "compare"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a comparison."""
        districts = (*_named_beside(evidence), *self._both(evidence))
        if evidence.refers and len(districts) == 1:
            districts = (*(code for code in evidence.referred if code not in districts), *districts)
        if len(districts) < 2 and len(evidence.states) < 2:
            return []
        request = AskCompare(
            districts=districts if len(districts) > 1 else (),
            states=() if len(districts) > 1 else evidence.states,
            list_id=evidence.list_id,
        )
        return [Proposal(request, 1.0, mention_whys(evidence))]

    def _both(self, evidence: Evidence) -> tuple[int, ...]:
        """Return the districts of a name that two of one State share, beside a sure one: Agra and (either) Kanpur."""
        if len(evidence.unsure) != 1 or not evidence.sure or not evidence.wants("difference"):
            return ()
        named = dict.fromkeys(code for c in evidence.unsure[0].candidates if c.exact for code in c.place.districts)
        of_states = {self._knowledge.districts[code].state for code in named}
        return tuple(named) if len(named) == _PAIR and len(of_states) == 1 else ()


def _named_beside(evidence: Evidence) -> tuple[int, ...]:
    """Return the districts that are named, with those in products' names if at most one other is: Guntur chilli."""
    sure = tuple(c.place.id for c in evidence.sure)
    if len(sure) > 1 or not evidence.wants("difference"):
        return sure
    products = span_of(evidence.products)
    inside = [mention for mention in evidence.doubted if products.issuperset(range(mention.start, mention.end))]
    places = [(m, [c.place.id for c in m.candidates if c.exact and c.place.kind == DISTRICT]) for m in inside]
    named = [(mention.start, codes[0]) for mention, codes in places if len(codes) == 1 and codes[0] not in sure]
    named += [(min((m.start for m in evidence.mentions if m.best.place.id == code), default=0), code) for code in sure]
    return tuple(dict.fromkeys(code for _, code in sorted(named)))


_PAIR = 2
"""Districts of one name that are compared both."""


def _twins(evidence: Evidence, knowledge: Knowledge) -> tuple[int, ...]:
    """Return the States that have the name of a district that is named (Delhi, Chandigarh)."""
    if not evidence.sure:
        return ()
    names = {c.name.lower() for c in evidence.sure}
    return tuple(state.lgd for state in knowledge.states.values() if state.name.lower() in names)
