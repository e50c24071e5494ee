"""What a chat last spoke of, as it is kept: without what names things that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from odop_bot.conversation import arguments
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import Choice

_MEMORY = TypeAdapter(Memory)


def saved(memory: Memory) -> dict[str, Any]:
    """Return a memory in a form that a database keeps."""
    out: dict[str, Any] = _MEMORY.dump_python(memory, mode="json")
    return out


def recalled(knowledge: Knowledge, kept: Mapping[str, object]) -> Memory:
    """Return what a chat last spoke of, without what names things that are gone; nothing, for an older form."""
    if "trail" not in kept:
        return Memory()
    try:
        memory = _MEMORY.validate_python(kept)
    except ValidationError:
        return Memory()
    offered = all(exists(knowledge, choice) for choice in memory.choices)
    asked = memory.asked if memory.asked and _is_known(knowledge, memory.asked) else None
    return replace(
        memory,
        trail=tuple(shown for shown in memory.trail if _is_known(knowledge, shown)),
        choices=memory.choices if offered else (),
        asked=asked if offered else None,
    )


def exists(knowledge: Knowledge, choice: Choice) -> bool:
    """Whether what a choice names is there."""
    kind, key = choice.kind, choice.id
    if kind in ("district", "state"):
        return arguments.number(key) in (knowledge.districts if kind == "district" else knowledge.states)
    if kind == "support":
        return arguments.support(knowledge, key) is not None
    if kind == "gi":
        return arguments.gi(knowledge, key) is not None
    return key in (knowledge.families if kind == "family" else knowledge.faq)


def _is_known(knowledge: Knowledge, shown: Shown) -> bool:
    return (
        all(code in knowledge.districts for code in shown.districts)
        and all(code in knowledge.states for code in shown.states)
        and all(key in knowledge.families for key in shown.families)
        and all(need in knowledge.words.needs_of_makers for need in shown.needs)
        and (shown.list_id is None or shown.list_id in knowledge.lists)
        and (shown.entry is None or shown.entry in knowledge.faq)
        and (shown.gi is None or arguments.gi(knowledge, shown.gi) is not None)
    )
