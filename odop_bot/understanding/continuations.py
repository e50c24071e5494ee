"""Read what goes on with the screen that was shown: "more", "go back", "really?", "only in Odisha"."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.memory import Shown
from odop_bot.understanding.opening import of_screen
from odop_bot.understanding.pointers import MAX_WORDS, Pointers, number_in
from odop_bot.understanding.requests import AskGi, AskProduct, Request

_PAGED = ("state", "product", "count", "gi")
"""Kinds of screens that have pages, or may be had of another State."""


class Continuations:
    """Reads what asks for the same screen in another way; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def read(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the request of the screen that a message wants; None if it wants none of those shown."""
        return (
            self._paged(evidence, pointers)
            or self._doubted(evidence, pointers)
            or self._narrowed(evidence, pointers)
            or self._in_region(evidence, pointers)
        )

    def _paged(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        memory = evidence.memory
        last = memory.last
        if last is None or len(evidence.tokens) > MAX_WORDS or evidence.sure:
            return None
        if pointers.say("back"):
            pages = [shown for shown in memory.trail[1:] if self._fits(shown, evidence)] or list(memory.trail[1:2])
            return of_screen(pages[0]) if pages else None
        number = number_in(evidence, 2)
        if pointers.say("page") and number and last.kind in _PAGED:
            return of_screen(replace(last, page=number - 1))
        if (
            evidence.wants("more")
            and last.kind in _PAGED
            and not evidence.mentions
            and len(pointers.loose) <= 1
            and (len(evidence.tokens) <= 4 and not evidence.needs and not evidence.lists)
        ):
            return of_screen(replace(last, page=last.page + 1))
        return None

    def _fits(self, shown: Shown, evidence: Evidence) -> bool:
        """Whether a screen is the one that the words of a message name."""
        if evidence.states:
            return bool(set(evidence.states) & set(shown.states))
        if evidence.families:
            return bool(set(evidence.families) & set(shown.families))
        return not evidence.products and shown.kind in _PAGED

    def _doubted(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the last answer with its source, where a message doubts it."""
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.states or evidence.pins or evidence.needs
        if last is None or not pointers.say("doubt") or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if min(pointers.words["doubt"]) > 1:
            return None
        if last.kind == "district":
            return of_screen(replace(last, aspects=last.aspects | {"source"}))
        return of_screen(last)

    def _narrowed(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the question before, asked of another State: "only in odisha", "and bihar?"."""
        last = evidence.memory.last
        if last is None or last.kind not in _PAGED or not evidence.states or evidence.sure or evidence.products:
            return None
        named = {i for m in evidence.mentions for i in range(m.start, m.end)}
        around = set(range(len(evidence.tokens))) - named
        # "in rajasthan?" goes on with the question before; "rajasthan" alone asks for the State.
        asks_there = bool(around) and around <= evidence.flags.filler | evidence.flags.beside
        leans = pointers.opens or pointers.say("only", "also") or evidence.corrects or asks_there
        if not leans or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.wants("count") or evidence.needs or len(pointers.loose) > 1:
            return None
        there = replace(last, states=evidence.states, page=0, list_id=evidence.list_id or last.list_id)
        asked = of_screen(there)
        return replace(asked, states=evidence.states, districts=()) if isinstance(asked, AskGi) else asked

    def _in_region(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the product that was listed, in the districts of a region only: "just Rayalaseema side"."""
        last = evidence.memory.last
        if last is None or last.kind != "product" or not last.families or len(evidence.unsure) != 1:
            return None
        if evidence.sure or evidence.products or evidence.needs or len(evidence.tokens) > MAX_WORDS:
            return None
        best = evidence.unsure[0].best
        if not best.exact or len(best.place.districts) < 2 or len(pointers.loose) > 1:
            return None
        if not (pointers.opens or pointers.say("only", "also", "one") or evidence.corrects):
            return None
        making = [code for code in best.place.districts if makes(self.knowledge, code, last.families)]
        asked = AskProduct(families=last.families, list_id=last.list_id, districts=tuple(making), narrow=True)
        return asked if making else None
