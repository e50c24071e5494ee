"""Make the reply to a decision in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.replies.base import Builder
from odop_bot.answering.replies.talk import ChoiceBuilder, UnknownBuilder
from odop_bot.answering.reply import Reply
from odop_bot.answering.wording import Wording
from odop_bot.knowledge.base import Knowledge
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskHelp,
    AskMcq,
    AskMost,
    AskPin,
    AskProduct,
    AskState,
    AskSupport,
    NotForUs,
    Request,
    Smalltalk,
)

if TYPE_CHECKING:
    from odop_bot.solving import Solver

_ROOM = "odop_bot.answering.replies"
_BUILDERS: dict[type[Request], str] = {
    AskDistricts: "districts.DistrictBuilder",
    AskPin: "districts.PinBuilder",
    AskState: "states.StateBuilder",
    AskProduct: "products.ProductBuilder",
    AskCount: "products.CountBuilder",
    AskMost: "compare.MostBuilder",
    AskCompare: "compare.CompareBuilder",
    AskSupport: "support.SupportBuilder",
    AskFaq: "faq.FaqBuilder",
    AskGi: "registry.GiBuilder",
    Smalltalk: "talk.SmalltalkBuilder",
    AskHelp: "talk.HelpBuilder",
}
"""What builds the reply to each kind of request: a module of this room, imported with the first of its kind."""


class ReplyMaker:
    """Makes replies in one language."""

    def __init__(
        self, knowledge: Knowledge, renderer: Renderer, wording: Wording, solver: Callable[[], Solver]
    ) -> None:
        """`solver` returns what solves pasted questions; it is asked for with the first of them."""
        self._wording = wording
        self._solver = solver
        self._parts = knowledge, renderer, wording
        self._builders: dict[type[Request], Builder] = {}
        self._choice = ChoiceBuilder(knowledge, renderer, wording)
        self._unknown = UnknownBuilder(knowledge, renderer, wording)

    def reply(self, decision: Decision, memory: Memory) -> Reply:
        """Return the reply to a decision; what stays to be asked, or the second answer, hangs on the first."""
        if decision.forgets:
            # The answer before was wrong: nothing of what was believed holds any longer.
            memory = Memory(language=memory.language)
        parts: list[Reply] = []
        for request in decision.requests:
            if not isinstance(request, NotForUs):
                built: Reply | None = self._builder(type(request)).build(request, memory)  # type: ignore[attr-defined] # each builder takes its own request
                if built is not None:
                    parts.append(built)
                    memory = built.memory
        if decision.choices:
            parts.append(self._choice.build(decision, memory))
        if not parts:
            parts.append(self._unknown.build(decision, memory))
        memory = replace(parts[-1].memory, language=self._wording.language, latin=self._wording.latin)
        first = replace(
            parts[0],
            confidence=round(decision.confidence, 3),
            why=decision.why,
            ranking=decision.ranking,
            memory=memory,
        )
        return replace(first, also=parts[1]) if len(parts) > 1 else first

    def _builder(self, request: type[Request]) -> Builder:
        builder = self._builders.get(request)
        if builder is None:
            builder = self._builders[request] = self._made(request)
        return builder

    def _made(self, request: type[Request]) -> Builder:
        if request is AskMcq:
            from odop_bot.answering.replies.mcq import McqBuilder

            return McqBuilder(*self._parts, self._solver())
        module, _, name = _BUILDERS[request].partition(".")
        builder: type[Builder] = getattr(import_module(f"{_ROOM}.{module}"), name)
        return builder(*self._parts)
