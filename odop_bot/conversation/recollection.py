"""What a chat last spoke of, as it is kept: without what names things that are gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from odop_bot.conversation import arguments
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.forgetful import Trouble, without
from odop_bot.conversation.keeping import Keeping
from odop_bot.conversation.spoken import with_spoken
from odop_bot.knowledge import Knowledge
from odop_bot.storage import Kept
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import Choice


class Recollection:
    """What chats last spoke of. Where the store fails there is nothing, and the talk goes on."""

    def __init__(
        self, store: Keeping, clock: Callable[[], dt.datetime], knowledge: Callable[[], Knowledge], trouble: Trouble
    ) -> None:
        """Take a function that returns the knowledge in use, and what is told when the store fails."""
        self._store = store
        self._clock = clock
        self._knowledge = knowledge
        self._trouble = trouble

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what is remembered; nothing, when the store fails."""
        return await without(self._store.recall(chat_id, person_id), Kept({}, None), self._trouble)

    async def of(self, sender: Sender) -> Kept:
        """Return what is remembered of a person and the chat they write in."""
        return await self.recall(sender.chat_id or 0, sender.person_id)

    async def memory(self, sender: Sender) -> Memory:
        """Return what a chat last spoke of."""
        return self.memory_in(await self.of(sender))

    def memory_in(self, kept: Kept) -> Memory:
        """Return what a chat last spoke of by what was recalled."""
        return recalled(self._knowledge(), kept.context)

    async def keep(self, sender: Sender, context: dict[str, object]) -> None:
        """Remember what a chat speaks of now."""
        saving = self._store.save_context(sender.chat_id or 0, sender.person_id, context, self._clock())
        await without(saving, None, self._trouble)

    async def speak(self, sender: Sender, language: str) -> None:
        """Remember which language a chat speaks now."""
        kept = await self.of(sender)
        memory = self.memory_in(kept)
        if sender.chat_id is not None and memory.language != language:
            await self.keep(sender, with_spoken(saved(replace(memory, language=language)), kept.context))


def saved(memory: Memory) -> dict[str, Any]:
    """Return a memory in a form that a database keeps."""
    out: dict[str, Any] = msgspec.to_builtins(memory)
    return out


def recalled(knowledge: Knowledge, kept: Mapping[str, object]) -> Memory:
    """Return what a chat last spoke of, without what names things that are gone; nothing, for an older form."""
    if "trail" not in kept:
        return Memory()
    try:
        memory = msgspec.convert(kept, Memory)
    except msgspec.ValidationError:
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
