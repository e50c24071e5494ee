"""Replies to a maker's need."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.answering.replies.base import Builder
from odop_bot.answering.reply import Reply
from odop_bot.answering.support_reply import support_reply
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskSupport


class SupportBuilder(Builder):
    """Replies with what helps a maker."""

    def build(self, request: AskSupport, memory: Memory) -> Reply:
        """Return what helps, most helpful first; what is asked back stays open in the memory."""
        parts = support_reply(request, self.knowledge, self.wording)
        shown = Shown(
            kind="support",
            needs=request.needs,
            families=request.families,
            districts=request.districts,
            states=request.states,
            groups=request.groups,
            entry=next((button.choice.id for button in parts.related if button.choice.kind == "faq"), None),
        )
        reply = self.make(
            request,
            "support",
            parts.data,
            memory,
            shown,
            families=request.families,
            sources=parts.sources,
            related=parts.related,
            choices=parts.choices,
        )
        if not parts.choices:
            return reply
        offered = tuple(button.choice for button in parts.choices)
        return replace(reply, memory=reply.memory.offering(offered, shown))
