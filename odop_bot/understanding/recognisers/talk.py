"""Recognise small talk, a call for the bot's own help, and a maker's need."""

from __future__ import annotations

from functools import partial

from odop_bot.compiled import Later
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.decision import Why
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.recognisers.proposal import Proposal, families_of_wordings, mention_whys, product_whys
from odop_bot.understanding.requests import AskHelp, AskSupport, Smalltalk

_SHORT = 3
"""Words of a message that may be a greeting in words that we do not know."""
_BRIEF = 12
"""Words of a message that may be small talk of another kind."""
_ORDER = ("complaint", "thanks", "bye", "who", "sorry", "praise", "greeting", "ok")
"""Which part of small talk is answered, if there are several."""


class SmalltalkRecogniser:
    """Proposes an answer to small talk, read from its parts."""

    kind = "smalltalk"

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as small talk."""
        said = next((kind for kind in _ORDER if kind in evidence.small), None)
        if said is None:
            short = len(evidence.tokens) <= _SHORT  # "gud mrng sir" is no jaggery
            if len(evidence.tokens) > _BRIEF or evidence.mentions or evidence.lists:
                return []
            if evidence.products and not short:
                return []
            # "hiya", "that was quick": no phrase that we know, but the weights may know its like.
            if not evidence.memory.trail and not short:
                return [Proposal(AskHelp(), 1.0, (Why(evidence.text, "help", "phrase", 1.0),))]
            said = "ok" if evidence.memory.trail else "greeting"
        return [Proposal(Smalltalk(what=said), 1.0, (Why(evidence.text, said, "phrase", 1.0),))]


class HelpRecogniser:
    """Proposes to tell what the bot can do."""

    kind = "help"

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a call for help."""
        return [Proposal(AskHelp(), 1.0, (Why(evidence.text, "help", "phrase", 1.0),))]


class SupportRecogniser:
    """Proposes what helps a maker: needs, craft, place and group are its slots."""

    kind = "support"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._families = Later(partial(families_of_wordings, knowledge))

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the reading of a message as a need."""
        last = evidence.memory.last
        own = evidence.families or evidence.sure or evidence.quoted
        if evidence.referred_entry and last and last.kind == "faq" and not own:
            return []  # "who can apply", after an answer on one scheme, is asked of that scheme
        # "We stitch kantha in Birbhum": of two crafts the one that the place is listed for is meant.
        codes = evidence.districts
        families = tuple(
            sorted(evidence.families, key=lambda f: not any(makes(self._knowledge, code, (f,)) for code in codes))
        )
        if not families and evidence.quoted:
            families = self._families().get(evidence.quoted, ())
        if not families and evidence.refers and last:
            families = last.families
        request = AskSupport(
            needs=evidence.needs,
            groups=evidence.groups,
            families=families,
            districts=evidence.districts,
            states=evidence.states,
        )
        return [Proposal(request, 1.0, (*mention_whys(evidence), *product_whys(evidence)))]


def nothing_but_small(evidence: Evidence) -> bool:
    """Whether a message is small talk through and through."""
    said = {i for hits in evidence.small.values() for i in span_of(hits)}
    around = evidence.flags.filler | evidence.flags.address
    return bool(said) and not evidence.mentions and said | around >= set(range(len(evidence.tokens)))
