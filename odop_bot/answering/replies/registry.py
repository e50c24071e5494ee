"""Replies on GIs: what the Registry has registered, beside what the national list marks."""

from __future__ import annotations

from odop_bot.answering.replies.base import Builder
from odop_bot.answering.replies.registry_base import MAX_NAMED, registrations
from odop_bot.answering.replies.registry_lists import ListReplies
from odop_bot.answering.replies.registry_named import NamedReplies
from odop_bot.answering.reply import Reply
from odop_bot.knowledge.models import Registration
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskGi


class GiBuilder(Builder):
    """Replies to a question about GIs."""

    def build(self, request: AskGi, memory: Memory) -> Reply:
        """Return the reply to what is asked of the Registry."""
        lists = ListReplies(self.knowledge, self.renderer, self.wording)
        if request.form in ("most", "least"):
            return lists.most(request, memory)
        if request.form == "named":
            items = self._named(request)
            if len(items) <= MAX_NAMED:
                return NamedReplies(self.knowledge, self.renderer, self.wording).told(request, items, memory)
        if request.form == "odop":
            return lists.products(request, memory)
        return lists.listed(request, memory)

    def _named(self, request: AskGi) -> list[Registration]:
        if request.names or request.near or not request.families:
            return [self.knowledge.gi[name] for name in request.names]
        return registrations(self.knowledge, request)
