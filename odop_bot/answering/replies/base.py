"""What all builders of replies need: the knowledge, the words of one language, buttons and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.reply import Button, Reply
from odop_bot.answering.wording import Wording
from odop_bot.knowledge.base import Knowledge
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskGi, AskSupport, Choice, Request

MAX_SOURCES = 3
Item = TypeVar("Item")
PAGE = 12
"""Districts or States on one screen, at most."""
SCREEN = 950
"""Letters of what is listed on one screen; headings and sources come on top."""


class Builder:
    """Builds replies of one kind in one language."""

    def __init__(self, knowledge: Knowledge, renderer: Renderer, wording: Wording) -> None:
        self.knowledge = knowledge
        self.renderer = renderer
        self.wording = wording

    def make(
        self,
        request: Request,
        template: str,
        data: dict[str, Any],
        memory: Memory,
        shown: Shown | None = None,
        **fields: Any,
    ) -> Reply:
        """Return a reply; `shown` is what the chat will remember of it."""
        fields.setdefault("districts", request.districts)
        fields.setdefault("states", request.states)
        fields.setdefault("kind", request.kind)
        after = memory.showing(shown) if shown else memory
        return Reply(language=self.wording.language, template=template, data=data, memory=after, **fields)

    def button(self, choice: Choice) -> Button:
        """Return what a person taps for a choice."""
        return Button(self._label(choice), choice)

    def _label(self, choice: Choice) -> str:
        knowledge, wording = self.knowledge, self.wording
        if choice.kind == "district":
            district = knowledge.districts[int(choice.id)]
            return f"{wording.name(district)} ({wording.name(knowledge.state_of(district))})"
        if choice.kind == "state":
            return wording.name(knowledge.states[int(choice.id)])
        if choice.kind == "family":
            return wording.text(knowledge.families[choice.id].name)
        if choice.kind == "support":
            return wording.words.needs[AskSupport.of(choice.id).needs[0]]
        if choice.kind == "gi":
            return self._gi_label(AskGi.of(choice.id))
        return wording.text(knowledge.faq[choice.id].title)

    def _gi_label(self, request: AskGi) -> str:
        if request.names:
            return self.wording.words.gi_of.format(self.knowledge.gi[request.names[0]].name)
        names = [
            *(self.wording.text(self.knowledge.families[key].name) for key in request.families),
            *(self.wording.place(self.knowledge.districts[code]) for code in request.districts),
            *self.place_names(request.states),
            *(self.wording.words.goods[goods] for goods in [request.goods] if goods),
        ]
        return self.wording.words.gi_of.format(", ".join(names) or self.wording.text(self.knowledge.gi_registry.name))

    def sources(self, ids: Iterable[str]) -> list[str]:
        """Return sources as people read them, each once, at most three."""
        return list(unique(self.wording.source_name(source_id) for source_id in ids)[:MAX_SOURCES])

    def list_name(self, list_id: str | None) -> str | None:
        """Return the name of a list."""
        return self.wording.text(self.knowledge.lists[list_id].name) if list_id else None

    def place_names(self, states: Iterable[int]) -> list[str]:
        """Return the names of States."""
        return [self.wording.place(self.knowledge.states[code]) for code in states]


def screens(items: Iterable[Item], letters: Callable[[Item], int]) -> list[list[Item]]:
    """Return items in screens, as many on each as fit; at least one screen, which may be empty."""
    out: list[list[Item]] = [[]]
    used = 0
    for item in items:
        size = letters(item)
        if out[-1] and (used + size > SCREEN or len(out[-1]) == PAGE):
            out.append([])
            used = 0
        out[-1].append(item)
        used += size
    return out


def unique(items: Iterable[Any]) -> tuple[Any, ...]:
    """Return items in order, each once."""
    return tuple(dict.fromkeys(items))
