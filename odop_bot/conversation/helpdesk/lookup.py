"""What the people of the helpdesk look up: answers to send, and why the bot answers as it does."""

from __future__ import annotations

from typing import Any

from odop_bot.answering import Question
from odop_bot.conversation.actions import Open
from odop_bot.conversation.openings import opens_of
from odop_bot.conversation.talk import Talk
from odop_bot.understanding.requests import AskFaq, Choice

RANKED = 5
"""Things that a question may ask that are told, the likeliest first."""


class Lookup:
    """Looks things up in the knowledge that a talk uses."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def found(self, words: str) -> list[Open]:
        """Return what the knowledge base has for some words, best first."""
        understander = self._talk.answerer.understander
        decision = understander.read(words)
        found = [*opens_of(decision), *(Open(choice) for choice in (*decision.choices, *decision.near))]
        # A word or two are no question: what begins so, and what comes nearest.
        found += map(Open, understander.beginnings.find(words))
        found += [Open(Choice("faq", h.request.entries[0])) for h in decision.ranking if isinstance(h.request, AskFaq)]
        return [opened for opened in dict.fromkeys(found) if self._talk.request(opened) is not None]

    def short(self, opened: Open, language: str) -> str | None:
        """Return the short answer that a button opens, as HTML in a language; None for what is gone."""
        request, answerer = self._talk.request(opened), self._talk.answerer
        return answerer.renderer.short_html(answerer.reply(request, language=language)) if request else None

    def why(self, question: str) -> dict[str, Any]:
        """Return why the bot answers a question as it does, for a text."""
        reply = self._talk.answerer.answer(Question(text=question))
        ranking = [
            {"asks": h.request.subject, "probability": h.probability, "reasons": h.reasons()}
            for h in reply.ranking[:RANKED]
        ]
        return {
            "question": question,
            "kind": reply.kind,
            "confidence": reply.confidence,
            "rows": reply.why,
            "ranking": ranking,
        }
