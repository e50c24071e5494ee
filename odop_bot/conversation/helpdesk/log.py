"""Write down what was asked and not known, when it happens."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from odop_bot.answering import Reply
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Action, Judge, Open, Translate
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.gaps import Cause, GapReader
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import FaqEntry
from odop_bot.language.tokens import key_of
from odop_bot.storage import GapStore, LastQuestion


class QuestionLog:
    """Remembers the last question of each chat, masked, and counts what was not known."""

    def __init__(self, talk: Talk, gaps: GapStore, without: int | None) -> None:
        """Write down what is asked anywhere but in the chat `without`, the staff's own."""
        self._talk = talk
        self._gaps = gaps
        self._without = without
        self._reader: tuple[object, GapReader] | None = None
        self._making = asyncio.Lock()

    async def reader(self) -> GapReader:
        """Return what masks and weighs questions by the knowledge in use."""
        # It takes a second to make: of those who come meanwhile, none makes one more.
        async with self._making:
            answerer = self._talk.answerer
            if self._reader is None or self._reader[0] is not answerer:
                self._reader = (answerer, await asyncio.to_thread(GapReader, answerer.understander))
            return self._reader[1]

    async def answered(self, said: Said, sender: Sender, answer_id: int) -> None:
        """Write down a question that was answered."""
        reply = said.reply
        if reply is None or said.asked is None or sender.chat_id is None or sender.chat_id == self._without:
            return
        reader = await self.reader()
        masked = reader.mask(said.asked)
        unsure = reply.kind in ("unknown", "choice")
        question = LastQuestion(
            text=masked,
            key=reader.key(masked),
            language=reply.language,
            kind=reply.kind,
            answer_id=answer_id,
            near=reader.nearest_of(reply.ranking) if unsure else (),
            open=reply.kind == "choice",
            understood={"districts": list(reply.districts[:1]), "faq": reply.faq},
        )
        await self._gaps.note(sender.chat_id, sender.person_id, question, self._state_of(reply), self._talk.clock())

    async def tapped(self, action: Action, sender: Sender, message_id: int | None) -> None:
        """Write down that a choice was picked, or an answer found wrong; `message_id` is of what was tapped."""
        chat_id = sender.chat_id
        if isinstance(action, Open | Translate) and chat_id is not None:
            await self._gaps.settle(chat_id)
        if isinstance(action, Judge) and not action.right and chat_id != self._without:
            last = await self._gaps.last_question(chat_id) if chat_id is not None else None
            if last is not None and message_id is not None and last.answer_id == message_id:
                wrong: LastQuestion | None = replace(last, near=(await self.reader()).nearest(last.text))
            else:
                wrong = self._subject(action.subject)
            if wrong is not None:
                await self._gaps.count(wrong, Cause.WRONG, self._talk.clock(), sender.person_id)

    def _subject(self, argument: str) -> LastQuestion | None:
        """Return what an answer is about, for one whose question is no longer known."""
        knowledge = self._talk.answerer.knowledge
        found = arguments.subject(knowledge, argument)
        if found is None:
            return None
        if isinstance(found, str):
            return LastQuestion(text=found, key=key_of(found), language=ENGLISH, kind="", understood={})
        named = found.title if isinstance(found, FaqEntry) else found.name
        title = named if isinstance(named, str) else named[ENGLISH]
        return LastQuestion(text=title, key=key_of(title), language=ENGLISH, kind="", understood={})

    def _state_of(self, reply: Reply) -> int:
        if reply.kind in ("district", "pin") and reply.districts:
            return self._talk.answerer.knowledge.districts[reply.districts[0]].state
        return reply.states[0] if reply.kind in ("state", "count") and reply.states else 0
