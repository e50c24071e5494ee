"""Replies to a maker's need."""

from __future__ import annotations

from odop_bot.answering.replies.base import Builder
from odop_bot.answering.reply import Reply
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskSupport


class SupportBuilder(Builder):
    """Replies with what helps a maker."""

    def build(self, request: AskSupport, memory: Memory) -> Reply:
        """Return what helps, most helpful first."""
        return self.make(
            request, "help", {}, memory,
            Shown(kind="support", needs=request.needs, families=request.families, districts=request.districts,
                  states=request.states),
            families=request.families,
        )  # fmt: skip
