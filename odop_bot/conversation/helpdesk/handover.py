"""Hand a question over to a person: what would be passed on, the consent, the draft of a case; on any channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.forgetful import without
from odop_bot.conversation.helpdesk.casebook import CaseBook
from odop_bot.conversation.helpdesk.texts import PeopleTexts
from odop_bot.conversation.screen import Key, Rows, Screen
from odop_bot.conversation.strings import ENGLISH
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.cases import Case, State
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.storage import GapStore, LastQuestion

MAX_QUESTION = 2000
"""Letters of a question that a person hands over."""


class Handover:
    """What a person sees before a person answers."""

    def __init__(
        self, book: CaseBook, talk: Talk, gaps: GapStore, kept: dt.timedelta, *, letters: bool = False
    ) -> None:
        """Say for how long a closed case is `kept`; `letters`: answers wait until the person looks."""
        self._told = {"days": kept.days, "letters": letters}
        self._book = book
        self._talk = talk
        self._gaps = gaps

    async def offered(self, said: Said, person_id: int, message_id: int) -> Said:
        """Offer to pass a message on that the bot does not know, where the person has an open case."""
        case = await without(self._book.open_case_of(person_id), None, self._talk.trouble)
        if said.screen.kind != "unknown" or case is None or case.head_id is None:
            return said
        texts = self._book.people(case)
        key = Key(texts.buttons["pass_on"], DeskAction(DeskStep.PASS_ON, f"{case.number}.{message_id}"))
        html = f"{said.screen.html}\n\n{texts.fill('pass_on', number=case.number)}"
        return replace(said, screen=replace(said.screen, html=html, rows=((key,), *said.screen.rows)))

    async def consent(self, sender: Sender, typed: str) -> Said:
        """Return what will be passed on, with the buttons to do it or not; the case is a draft until then."""
        screens = await self._talk.screens_of(sender)
        texts = self._book.texts.of(screens.language)
        if sender.chat is None or sender.chat.group or sender.person_id is None:
            return Said(Screen(texts.fill("private_only")))
        running = await self._book.open_case_of(sender.person_id)
        if running is not None:
            html = texts.fill("has_case", number=running.number, **self._told)
            return Said(Screen(html, self._book.close_row(running)))
        last = await self._gaps.last_question(sender.chat.id)
        question = typed[:MAX_QUESTION] or (last.text if last else "")
        if not question.strip():
            return Said(Screen(texts.fill("how")))
        language = last.language if last and not typed else screens.language
        district = await self._district(sender)
        number = await self._book.cases.open(
            {
                "state": str(State.DRAFT),
                "person_id": sender.person_id,
                "chat_id": sender.chat.id,
                "channel": sender.chat.channel,
                "language": screens.language,
                "question": question,
                "district": district,
                "understood": self._understood(last) if last and not typed else None,
                "opened_at": self._talk.clock(),
            }
        )
        named = self._talk.strings[language].language if language in self._talk.strings else language
        hidden = HIDDEN in question and not typed
        html = texts.fill("consent", question=question, language=named, district=district, hidden=hidden, **self._told)
        return Said(Screen(html, consent_rows(texts, number)))

    def handed_over(self, case: Case, texts: PeopleTexts) -> Screen:
        """Return what is said of a case once it is with the helpdesk."""
        html = texts.fill("handed_over", number=case.number, **self._told)
        return Screen(html, self._book.close_row(case))

    async def refused(self, case: Case, texts: PeopleTexts) -> Screen:
        """Return what is said of a draft that shall not be handed over; nothing of it is kept."""
        await self._book.cases.drop_draft(case.number)
        return Screen(texts.fill("not_handed_over"))

    async def _district(self, sender: Sender) -> str | None:
        """Return the district that the chat speaks of, as the staff read it."""
        knowledge = self._talk.answerer.knowledge
        codes = (await self._talk.recollection.memory(sender)).districts
        district = knowledge.districts[codes[0]] if codes else None
        return f"{district.name} ({knowledge.state_of(district).name})" if district else None

    def _understood(self, last: LastQuestion) -> str:
        """Return what the bot took a question for: the kind of its reply and the nearest entries."""
        faq = self._talk.answerer.knowledge.faq
        near = [f"{faq[entry].title[ENGLISH]} {score:.2f}" for entry, score in last.near if entry in faq]
        return "; ".join([last.kind, *near])


def consent_rows(texts: PeopleTexts, number: int) -> Rows:
    """Return the buttons under what would be passed on."""
    return (
        (Key(texts.buttons["send"], DeskAction(DeskStep.HAND_OVER, str(number))),),
        (Key(texts.buttons["not_now"], DeskAction(DeskStep.NOT_NOW, str(number))),),
    )
