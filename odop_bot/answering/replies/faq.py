"""Replies from the FAQ."""

from __future__ import annotations

from odop_bot.answering.replies.base import Builder, unique
from odop_bot.answering.reply import Reply
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskFaq, Choice


class FaqBuilder(Builder):
    """Replies with one or more FAQ entries."""

    def build(self, request: AskFaq, memory: Memory) -> Reply:
        """Return the answers of the entries."""
        entries = [self.knowledge.faq[entry] for entry in request.entries]
        sources = unique(s for entry in entries for s in entry.sources)
        see_also = unique(s for entry in entries for s in entry.see_also if s not in request.entries)
        return self.make(
            request,
            "faq",
            {
                "entries": [
                    {
                        "title": self.wording.text(entry.title),
                        "answer": self.renderer.faq_answer(entry.id, self.wording.language),
                        "as_of": self.wording.date(entry.as_of),
                        "sources": self.sources(entry.sources),
                    }
                    for entry in entries
                ],
                "doubt": request.doubt,
                "see_also": [self.wording.text(self.knowledge.faq[s].title) for s in see_also[:3]],
            },
            memory,
            Shown(kind="faq", entry=entries[0].id, districts=memory.last.districts if memory.last else ()),
            faqs=request.entries,
            sources=sources,
            related=tuple(self.button(Choice("faq", entry)) for entry in see_also[:3]),
        )
