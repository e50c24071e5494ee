"""Turn what was offered or shown back into the request that it stands for."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Request,
)


def of_choice(choice: Choice, memory: Memory) -> Request:
    """Return the request that a choice stands for; what was asked before the choice is still asked."""
    asked = memory.asked or Shown(kind="district")
    if choice.kind == "gi":
        return AskGi.of(choice.id)
    if choice.kind == "district":
        code = (int(choice.id),)
        if asked.kind == "gi":
            return AskGi(districts=code)
        if asked.kind == "support":
            return AskSupport(needs=asked.needs, groups=asked.groups, families=asked.families, districts=code)
        return AskDistricts(districts=code, aspects=asked.aspects, list_id=asked.list_id)
    if choice.kind == "state":
        return AskState(states=(int(choice.id),), list_id=asked.list_id)
    if choice.kind == "faq":
        return AskFaq(entries=(choice.id,))
    if choice.kind == "support":
        need = AskSupport.of(choice.id)
        # A bare need is asked for the maker who was spoken of.
        return replace(
            need,
            families=need.families or asked.families,
            districts=need.districts or asked.districts,
            states=need.states or asked.states,
            groups=need.groups or asked.groups,
        )
    return AskProduct(families=(choice.id,), states=asked.states)


def of_screen(shown: Shown) -> Request:
    """Return the request that a screen answered."""
    if shown.kind == "state":
        return AskState(states=shown.states, list_id=shown.list_id, page=shown.page)
    if shown.kind == "product":
        return AskProduct(
            families=shown.families,
            states=shown.states,
            list_id=shown.list_id,
            sector=shown.sector,
            page=shown.page,
        )
    if shown.kind == "count":
        return AskCount(families=shown.families, states=shown.states, list_id=shown.list_id)
    if shown.kind == "gi" and shown.gi:
        return replace(AskGi.of(shown.gi), page=shown.page)
    if shown.kind == "compare":
        return AskCompare(districts=shown.districts, states=shown.states, list_id=shown.list_id)
    if shown.kind == "faq" and shown.entry:
        return AskFaq(entries=(shown.entry,))
    if shown.kind == "support":
        return AskSupport(
            needs=shown.needs,
            groups=shown.groups,
            families=shown.families,
            districts=shown.districts,
            states=shown.states,
        )
    return AskDistricts(
        districts=shown.districts, families=shown.families, aspects=shown.aspects, list_id=shown.list_id
    )
