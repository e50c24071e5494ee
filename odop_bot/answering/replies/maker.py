"""Make the reply to a decision in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.replies.base import Builder
from odop_bot.answering.replies.compare import CompareBuilder, MostBuilder
from odop_bot.answering.replies.districts import DistrictBuilder, PinBuilder
from odop_bot.answering.replies.faq import FaqBuilder
from odop_bot.answering.replies.products import CountBuilder, ProductBuilder
from odop_bot.answering.replies.registry import GiBuilder
from odop_bot.answering.replies.states import StateBuilder
from odop_bot.answering.replies.support import SupportBuilder
from odop_bot.answering.replies.talk import ChoiceBuilder, HelpBuilder, SmalltalkBuilder, UnknownBuilder
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

BUILDERS: dict[type[Request], type[Builder]] = {
    AskDistricts: DistrictBuilder,
    AskPin: PinBuilder,
    AskState: StateBuilder,
    AskProduct: ProductBuilder,
    AskCount: CountBuilder,
    AskMost: MostBuilder,
    AskCompare: CompareBuilder,
    AskSupport: SupportBuilder,
    AskFaq: FaqBuilder,
    AskGi: GiBuilder,
    Smalltalk: SmalltalkBuilder,
    AskHelp: HelpBuilder,
}
"""What builds the reply to each kind of request."""


class ReplyMaker:
    """Makes replies in one language."""

    def __init__(
        self, knowledge: Knowledge, renderer: Renderer, wording: Wording, solver: Callable[[], Solver]
    ) -> None:
        """`solver` returns what solves pasted questions; it is asked for with the first of them."""
        self._wording = wording
        self._solver = solver
        self._parts = knowledge, renderer, wording
        self._builders: dict[type[Request], Builder] = {
            request: builder(knowledge, renderer, wording) for request, builder in BUILDERS.items()
        }
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
            # What solves pasted questions is a tenth of all code: who asks nothing of the kind need not load it.
            from odop_bot.answering.replies.mcq import McqBuilder

            builder = self._builders[request] = McqBuilder(*self._parts, self._solver())
        return builder
