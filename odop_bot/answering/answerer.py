"""Answer a question: read it, then reply in the right language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.replies import ReplyMaker
from odop_bot.answering.reply import Question, Reply
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.base import Knowledge
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskMcq, Request
from odop_bot.understanding.understander import Understander

if TYPE_CHECKING:
    from odop_bot.solving import Solver


class Answerer:
    """Answers questions; holds the knowledge base, the understanding and the templates."""

    def __init__(self, knowledge: Knowledge, understander: Understander, renderer: Renderer) -> None:
        self.knowledge = knowledge
        self.understander = understander
        self.renderer = renderer
        self._solver = cache(self._make_solver)
        self._makers: dict[tuple[str, bool], ReplyMaker] = {}
        """By language, and whether it is written in Latin letters; made on first use, since templates compile."""

    def answer(self, question: Question) -> Reply:
        """Return the reply to a question, in the language of the question or of the person."""
        decision = self.understander.read(question.text, question.memory)
        language = question.language or decision.language or question.fallback
        reply = self.reply(decision, question.memory, language)
        if isinstance(decision.request, AskMcq) and decision.request.question.loose and reply.kind != "mcq":
            # Lines without labels may be a question of another form.
            decision = self.understander.read(question.text, question.memory, pasted=False)
            reply = self.reply(decision, question.memory, language)
        return reply

    def reply(self, asked: Decision | Request, memory: Memory | None = None, language: str = ENGLISH) -> Reply:
        """Return the reply to a decision, or to what a button asks, in a language or in English."""
        decision = asked if isinstance(asked, Decision) else Decision(requests=(asked,))
        spoken = language if language in self.languages else ENGLISH
        memory = memory or Memory()
        latin = decision.latin if isinstance(asked, Decision) else memory.latin
        maker = self._makers.get((spoken, latin))
        if maker is None:
            wording = self.renderer.wording(spoken)
            wording = wording.with_latin() if latin else wording
            maker = self._makers[spoken, latin] = ReplyMaker(self.knowledge, self.renderer, wording, self._solver)
        return maker.reply(decision, memory)

    def _make_solver(self) -> Solver:
        from odop_bot.solving import Solver

        return Solver(self.knowledge, self.understander, self.renderer.faq_answer)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of replies, English first."""
        return self.renderer.languages
