"""Read what is asked of the districts that were shown: "iske liye", "its GI", "both", "which of them has pashmina?"."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.knowledge.base import FOOD, Knowledge
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.opening import of_screen
from odop_bot.understanding.picks import MAX_LOOSE
from odop_bot.understanding.pointers import MAX_WORDS, POINTING, Pointers, number_in
from odop_bot.understanding.recognisers.districts import ASPECTS
from odop_bot.understanding.requests import AskCompare, AskDistricts, AskGi, AskProduct, AskSupport, Request

_FEW = 4
"""Words of a message that only narrows what was listed: "how many", "only handicraft"."""


class ShownDistricts:
    """Reads questions about the districts shown; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def read(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return what a message asks of the districts shown, where that is all that it says."""
        return self._made_there(evidence, pointers) or self._about(evidence, pointers)

    def _made_there(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return those of the districts shown that make what is named: "which of them has pashmina?"."""
        points = pointers.say("both", "there")
        if not points or not evidence.families or evidence.sure or evidence.unsure or evidence.states or evidence.needs:
            return None
        shown = both(evidence.memory) if pointers.say("both") else evidence.memory.districts
        making = tuple(code for code in shown if makes(self.knowledge, code, evidence.families))
        return AskDistricts(districts=making) if making and not evidence.wants("gi") else None

    def _about(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return what is asked of the districts shown, where that is all that a short message says."""
        aspects = frozenset(aspect for aspect in ASPECTS if evidence.wants(aspect))
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if pointers.say("both") and evidence.wants("difference") and len(both(evidence.memory)) > 1:
            return AskCompare(districts=both(evidence.memory), list_id=named_list(evidence, pointers))
        needed = pointers.say("pronouns") or len(pointers.loose) <= 1
        if evidence.needs and evidence.referred and not aspects and needed and last.kind not in ("faq", "gi"):
            families = last.families if last.kind == "product" else ()
            return AskSupport(
                needs=evidence.needs, groups=evidence.groups, families=families, districts=evidence.referred
            )
        if last.kind == "support" and evidence.needs and len(pointers.loose) <= MAX_LOOSE + 1:
            return replace(of_screen(last), needs=evidence.needs, groups=evidence.groups or last.groups)  # type: ignore[call-arg] # the request of a support screen has both
        list_id = named_list(evidence, pointers)
        counted = self._counted(evidence, pointers)
        narrows = len(evidence.tokens) <= _FEW and not pointers.loose
        if last.kind == "gi" and last.gi and narrows and (evidence.wants("count") or evidence.registered.goods):
            gis = AskGi.of(last.gi)
            form = "count" if evidence.wants("count") else gis.form
            return replace(gis, form=form, goods=evidence.registered.goods or gis.goods)
        # Behind an answer on a GI "how long is a GI valid" is a question of its own.
        meant = last.kind != "gi" or counted is not None or pointers.say(*POINTING)
        if evidence.wants("gi") and not meant:
            return None
        if evidence.wants("gi") and not evidence.needs and len(pointers.loose) <= 1:
            asked = AskGi(districts=(counted,)) if counted is not None else _gi_of(last, evidence)
            if asked is not None:
                return asked
        if counted is not None and not evidence.needs and len(pointers.loose) <= 1:
            return AskDistricts(districts=(counted,), aspects=aspects, list_id=list_id)
        asks = (
            aspects
            or list_id
            or (pointers.say("there") and not pointers.loose)
            or (pointers.say(*POINTING) and evidence.wants("products"))
        )
        if not evidence.referred or evidence.needs or not asks or len(pointers.loose) > 1:
            return None
        if "other_districts" in aspects:
            district = self.knowledge.districts[evidence.referred[0]]
            listing = next((x for x in district.listings if x.families and evidence.list_id in (None, x.list)), None)
            return AskProduct(families=listing.families[:1]) if listing else None
        return AskDistricts(districts=evidence.referred, aspects=aspects - {"count"}, list_id=list_id)

    def _counted(self, evidence: Evidence, pointers: Pointers) -> int | None:
        """Return the district that a message points at by its place among those shown: "the second"."""
        for shown in evidence.memory.trail[:2]:
            if len(shown.districts) > 1:
                nth = _nth(evidence, pointers, len(shown.districts))
                return shown.districts[nth] if nth is not None else None
        return None


def both(memory: Memory) -> tuple[int, ...]:
    """Return the districts of the newest screen, or of the two newest."""
    seen = [code for shown in memory.trail for code in reversed(shown.districts[:2])]
    if memory.last and len(memory.last.districts) > 1:
        return memory.last.districts[:2]
    return tuple(reversed(list(dict.fromkeys(seen))[:2]))


def named_list(evidence: Evidence, pointers: Pointers) -> str | None:
    """Return the list that a message names; after a district was shown "food" is enough."""
    return evidence.list_id or (FOOD if pointers.say("food") else None)


def _nth(evidence: Evidence, pointers: Pointers, most: int) -> int | None:
    """Return which of the things shown, from 0, a message points at: "the second", "2 wala"."""
    number = pointers.ordinal
    if number is None and not pointers.say("page"):
        number = number_in(evidence, 1)
    if number == -1:
        return most - 1
    return number - 1 if number and 1 <= number <= most else None


def _gi_of(last: Shown, evidence: Evidence) -> AskGi | None:
    """Return what is registered of what was shown last."""
    if last.kind == "product" and last.families:
        return AskGi(form="named", families=last.families[:1], states=last.states)
    if last.kind in ("state", "count") and last.states:
        return AskGi(form="count" if last.kind == "count" else "odop", states=last.states)
    return AskGi(districts=evidence.referred) if evidence.referred else None
