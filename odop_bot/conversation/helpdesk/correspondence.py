"""A person's side of a case on a channel that only answers: what they send comes in, answers wait as letters."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.helpdesk.handover import Handover, consent_rows
from odop_bot.conversation.helpdesk.room import Origin, StaffRoom
from odop_bot.conversation.helpdesk.texts import PeopleTexts
from odop_bot.conversation.screen import Key, Rows, Screen
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.cases import Actor, Case, State, Step
from odop_bot.storage import GapStore, Letter, LetterStore

log = logging.getLogger(__name__)
OPEN = "helpdesk"
"""Kind of a screen after which an answer of the helpdesk may come."""
REACHING_SECONDS = 20.0
"""How long a person waits for the staff's room; who serves the page gives up after a minute."""


@dataclass(frozen=True, slots=True)
class News:
    """What the helpdesk has said since."""

    letters: tuple[tuple[int, Screen], ...]
    """With their numbers, by which they are read."""
    case: Screen | None
    """Where the person's open case stands, for who comes back."""
    waits: bool
    """Whether more may come."""


class Correspondence:
    """Cases of people whom no channel reaches unless they look."""

    def __init__(self, room: StaffRoom, talk: Talk, gaps: GapStore, letters: LetterStore, kept: dt.timedelta) -> None:
        """Take where the staff are; closed cases are `kept` for so long."""
        self._room = room
        self._talk = talk
        self._letters = letters
        self._handover = Handover(room, talk, gaps, kept, letters=True)
        self._telling: set[asyncio.Task[None]] = set()

    async def consent(self, sender: Sender, typed: str) -> Said:
        """Return what would be passed on, with the buttons to do it or not, or the case that is open already."""
        said = await self._handover.consent(sender, typed)
        case = await self._room.open_case_of(sender.person_id or 0)
        return said if case is None else Said(await self._with_ways(said.screen, case, sender))

    async def offered(self, said: Said, sender: Sender) -> Said:
        """Offer to pass on what the bot does not know, where the person has an open case."""
        return await self._handover.offered(said, sender.person_id or 0, 0)

    async def tapped(self, tap: DeskAction, sender: Sender, message_id: int, words: str) -> Said:
        """Do what a button says; `words` are those of the message that it would pass on."""
        if tap.step is DeskStep.ASK:
            return await self.consent(sender, "")
        number, _ = arguments.numbered(tap.argument) or (None, "")
        case = await self._own(number, sender)
        if case is None:
            screens = await self._talk.screens_of(sender)
            return Said(Screen(screens.strings.old_button, (screens.home(),)))
        if tap.step is DeskStep.PASS_ON:
            return await self.add(sender, case.number, words, message_id)
        if tap.step is DeskStep.CLOSE_OWN:
            return Said(await self._close(case, sender))
        if tap.step is DeskStep.NOT_NOW and case.state is State.DRAFT:
            return Said(await self._handover.refused(case, await self._texts(sender)))
        if tap.step is DeskStep.HAND_OVER and (case.state is State.DRAFT or case.head_id is None):
            await self._reached(self._room.hand_over(case, Origin(case.chat_id, message_id)))
        return Said(await self._standing(case, sender))

    async def add(self, sender: Sender, number: int, text: str, message_id: int) -> Said:
        """Pass on what a person writes to their case."""
        case, texts = await self._own(number, sender), await self._texts(sender)
        if case is None or not text:
            return Said(Screen(texts.fill("is_closed" if text else "how")))
        made = await self._room.step(case.number, Step.FOLLOW_UP, Actor())
        if made is None or made[1] is not None:
            return Said(Screen(texts.fill("is_closed")))
        done = await self._reached(self._room.pass_on(case, text, Origin(case.chat_id, message_id)))
        return Said(Screen(texts.fill("passed_on" if done else "unreachable"), self._ways(case, texts), OPEN))

    async def news(self, sender: Sender, read: Sequence[int], *, back: bool) -> News:
        """Return the letters that wait, and take out those that were read; `back`: the person has just come."""
        person_id = sender.person_id or 0
        if read:
            self._aside(self._room.tell_read(await self._letters.read(person_id, read)))
        waiting = await self._letters.waiting(person_id)
        case, texts = await self._room.open_case_of(person_id), await self._texts(sender)
        letters = tuple((letter.number, self._letter(letter, case, texts)) for letter in waiting)
        standing = await self._standing(case, sender) if case is not None and back else None
        return News(letters, standing, case is not None or bool(letters))

    async def part(self, person_id: int) -> int:
        """Take a person out of their cases and have the staff told; return how many rows that changed."""
        changed, tell = await self._room.part(person_id)
        self._aside(tell())
        return changed

    async def _own(self, number: int | None, sender: Sender) -> Case | None:
        """Return a case of the person's own."""
        case = await self._room.case(number) if number is not None else None
        return case if case is not None and case.person_id == sender.person_id else None

    async def _close(self, case: Case, sender: Sender) -> Screen:
        await self._reached(self._room.close(case.number, Actor()))
        texts = await self._texts(sender)
        # It is closed before the staff are told, and stays so where they cannot be.
        was_open = case.state in (State.WAITING, State.TAKEN)
        return Screen(texts.fill("closed_by_you" if was_open else "is_closed", number=case.number))

    async def _standing(self, case: Case, sender: Sender) -> Screen:
        """Return where a case stands by now."""
        texts, fresh = await self._texts(sender), await self._room.case(case.number)
        if fresh is None or fresh.state is State.CLOSED:
            return Screen(texts.fill("is_closed"))
        if fresh.state is State.DRAFT:
            return Screen(texts.fill("unreachable"), consent_rows(texts, case.number))
        return await self._with_ways(self._handover.handed_over(fresh, texts), fresh, sender)

    async def _with_ways(self, screen: Screen, case: Case, sender: Sender) -> Screen:
        return replace(screen, rows=self._ways(case, await self._texts(sender)), kind=OPEN)

    def _letter(self, letter: Letter, case: Case | None, texts: PeopleTexts) -> Screen:
        """Return a letter as the person reads it."""
        text = Markup(letter.html)  # noqa: S704 - it was rendered or escaped before it was kept
        html = texts.fill(letter.kind, number=letter.case_number, text=text)
        running = case is not None and case.number == letter.case_number
        return Screen(html, self._ways(case, texts) if case is not None and running else (), OPEN)

    def _ways(self, case: Case, texts: PeopleTexts) -> Rows:
        """Return the buttons with which a person writes to their case and closes it."""
        write = Key(texts.buttons["write"], DeskAction(DeskStep.WRITE, str(case.number)))
        return ((write, Key(texts.buttons["close"], DeskAction(DeskStep.CLOSE_OWN, str(case.number)))),)

    async def _texts(self, sender: Sender) -> PeopleTexts:
        return self._room.texts.of((await self._talk.screens_of(sender)).language)

    async def _reached(self, work: Awaitable[object]) -> bool:
        """Do something in the staff's room; return whether it could be reached."""
        failures: tuple[type[Exception], ...] = (TimeoutError, *self._room.failures)
        try:
            async with asyncio.timeout(REACHING_SECONDS):
                await work
        except failures as error:
            log.warning("The helpdesk's group cannot be reached (%s).", error or type(error).__name__)
            return False
        return True

    def _aside(self, telling: Coroutine[Any, Any, None]) -> None:
        """Have the staff told of something while the person goes on."""
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
