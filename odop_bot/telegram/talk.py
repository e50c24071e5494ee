"""What the bot does with a question or a tap: answer, remember, forget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from odop_bot.answering import Question, Reply
from odop_bot.storage import Store
from odop_bot.telegram.callbacks import ANSWERS, BROWSES, FEEDBACKS, Tap
from odop_bot.telegram.screens import Screen, Screens
from odop_bot.understanding.reading import Context, Reading, Why

MAX_QUESTION = 1000
"""Letters of a message that are read; nobody asks a question longer than that."""
_CONTEXT = TypeAdapter(Context)


class Talk:
    """Talks with people; knows the store and the clock, but not Telegram."""

    def __init__(self, screens: Screens, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self.screens = screens
        self.store = store
        self.clock = clock

    async def ask(self, chat_id: int, person_id: int | None, text: str) -> tuple[Reply, Screen]:
        """Answer a message in the light of what the chat last spoke of, and remember the new place."""
        answerer = self.screens.answerer
        reply = answerer.answer(Question(text=text[:MAX_QUESTION], context=await self._context(chat_id)))
        await self._remember(chat_id, person_id, reply.context)
        return reply, self.screens.reply(reply)

    async def tap(self, tap: Tap, chat_id: int | None, person_id: int) -> Screen | str | None:
        """Return what a button leads to: a screen, a short notice, or None for one that leads nowhere.

        `chat_id` is None for a button on a message that was sent through inline mode.
        """
        if tap.verb in FEEDBACKS:
            right = tap.verb == "y"
            await self.store.save_feedback(person_id, tap.argument, right, self.clock())
            return self.screens.strings.thanks_right if right else self.screens.strings.thanks_wrong
        if tap.verb in BROWSES:
            return self.screens.menu(tap)
        reading = self.reading(tap) if tap.verb in ANSWERS else None
        if reading is None:
            return None
        context = await self._context(chat_id) if chat_id is not None else Context()
        if tap.verb == "d":
            # What was asked before the choice is still asked: "which list", "is it GI".
            reading = replace(reading, list_id=context.list_id, aspects=context.aspects)
        reply = self.screens.answerer.reply(reading, context)
        if chat_id is not None:
            await self._remember(chat_id, person_id, reply.context)
        return self.screens.reply(reply)

    def reading(self, tap: Tap) -> Reading | None:
        """Return the question that a button asks; None if what it names is gone."""
        knowledge = self.screens.answerer.knowledge
        why = (Why("a button", tap.argument, "tapped", 1.0),)
        code = int(tap.argument) if tap.argument.isdecimal() else 0
        if tap.verb == "d" and code in knowledge.districts:
            return Reading(kind="district", districts=(code,), why=why)
        if tap.verb == "s" and code in knowledge.states:
            return Reading(kind="state", states=(code,), page=tap.page, why=why)
        if tap.verb == "p" and tap.argument in knowledge.families:
            return Reading(kind="product", families=(tap.argument,), page=tap.page, why=why)
        if tap.verb == "f" and tap.argument in knowledge.faq:
            return Reading(kind="faq", faq=(tap.argument,), why=why)
        return None

    async def _context(self, chat_id: int) -> Context:
        """Return what a chat last spoke of; nothing, where it names what is gone."""
        saved = await self.store.context(chat_id)
        knowledge = self.screens.answerer.knowledge
        try:
            context = _CONTEXT.validate_python(saved)
        except ValidationError:
            return Context()
        known = (
            all(code in knowledge.districts for code in context.districts)
            and all(code in knowledge.states for code in context.states)
            and all(key in knowledge.families for key in context.families)
            and (context.list_id is None or context.list_id in knowledge.lists)
            and all(self._exists(choice.kind, choice.id) for choice in context.choices)
        )
        return context if known else Context()

    def _exists(self, kind: str, key: str) -> bool:
        knowledge = self.screens.answerer.knowledge
        known = {"district": map(str, knowledge.districts), "state": map(str, knowledge.states),
                 "family": knowledge.families, "faq": knowledge.faq}  # fmt: skip
        return key in known.get(kind, ())

    async def _remember(self, chat_id: int, person_id: int | None, context: Context) -> None:
        await self.store.save_context(chat_id, person_id, _CONTEXT.dump_python(context, mode="json"), self.clock())
