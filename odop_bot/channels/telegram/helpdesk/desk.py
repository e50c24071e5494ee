"""Carry a case between the person and the helpdesk's group: open it there, pass messages on, show who has it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from markupsafe import Markup, escape
from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.senders import CHANNEL
from odop_bot.channels.telegram.sending import keyboard, quietly
from odop_bot.conversation.helpdesk.casebook import ROOM, case_of
from odop_bot.conversation.helpdesk.room import Origin, StaffRoom
from odop_bot.conversation.helpdesk.texts import Texts
from odop_bot.conversation.screen import Key, Screen
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step
from odop_bot.storage import NOBODY, CaseStore, Letter, LetterStore, Relay, Store

log = logging.getLogger(__name__)
TOPIC_NAME = 120
"""Letters of a forum topic's name; Telegram takes 128."""
CAPTION = 800
"""Letters under a picture that are passed on, with room for the heading."""


class Desk(StaffRoom):
    """The cases of one helpdesk, in a group of Telegram."""

    failures: ClassVar[tuple[type[Exception], ...]] = (TelegramError,)

    def __init__(
        self,
        bot: Bot,
        cases: CaseStore,
        letters: LetterStore,
        texts: Texts,
        group: int,
        clock: Callable[[], dt.datetime],
    ) -> None:
        """Serve the group with this chat id; to people of other channels answers go as letters."""
        super().__init__(cases, texts, clock)
        self._letters = letters
        self.bot = bot
        self.group = group
        self._forum: bool | None = None

    async def is_forum(self) -> bool:
        """Whether the group has topics; it is asked once."""
        if self._forum is None:
            self._forum = bool((await self.bot.get_chat(self.group)).is_forum)
        return self._forum

    async def case_at(self, message: Message) -> Case | None:
        """Return the case that a message in the group belongs to: by its topic, or by what it replies to."""
        if message.is_topic_message and message.message_thread_id:
            return case_of(await self.cases.case_of_topic(message.chat.id, message.message_thread_id))
        replied = message.reply_to_message
        return case_of(await self.cases.case_of_message(message.chat.id, replied.message_id)) if replied else None

    async def hand_over(self, case: Case, consent: Origin) -> bool:
        """Open a case in the group, once; return whether it is open there now."""
        relay = Relay(*consent, case.number, self.group, 0)

        async def post() -> int:
            fresh = await self.case(case.number) or case
            if fresh.head_id is not None:
                return fresh.head_id
            topic = fresh.topic_id
            if topic is None and await self.is_forum():
                name = self.texts.staff.fill("topic", **self.shown(fresh))[:TOPIC_NAME]
                topic = (await self.bot.create_forum_topic(self.group, name)).message_thread_id
                await self.cases.change(case.number, fresh.version, {"topic_id": topic, "group_id": self.group})
            waiting = replace(fresh, state=State.WAITING, topic_id=topic, group_id=self.group)
            screen = self.head(waiting)
            head = await self.bot.send_message(
                self.group, screen.html, message_thread_id=topic, reply_markup=keyboard(screen)
            )
            await self.step(
                case.number, Step.SEND, Actor(), group_id=self.group, topic_id=topic, head_id=head.message_id
            )
            return head.message_id

        return await self.once(relay, case.person_id, post)

    async def to_person(self, case: Case, message: Message) -> int | None:
        """Send a message of the staff to the person; return its id there, None if they have blocked the bot.

        To people of other channels it is written, and the id is that of what tells the staff so; None if they are gone.
        """
        if not is_here(case):
            return await self._written(case, escape((message.text or "")[:ROOM]))
        try:
            if message.text is not None:
                return await showing.send(self.bot, self.answer(case, message.text[:ROOM]), chat_id=case.chat_id)
            said = self.answer(case, (message.caption or "")[:CAPTION])
            copy = await self.bot.copy_message(
                case.chat_id, message.chat.id, message.message_id, caption=said.html, reply_markup=keyboard(said)
            )
        except Forbidden:
            return None
        return copy.message_id

    async def snippet_to_person(self, case: Case, html: str) -> int | None:
        """Send an answer of the knowledge base to the person; return its id, as `to_person` does."""
        if not is_here(case):
            return await self._written(case, html)
        said = self.answer(case, Markup(html))  # noqa: S704 - rendered and escaped
        try:
            return await showing.send(self.bot, said, chat_id=case.chat_id)
        except Forbidden:
            return None

    async def _written(self, case: Case, html: str) -> int | None:
        """Write an answer to the person, and say in the group that it waits; return the id of what says so."""
        # First the notice: who reads the letter at once has it changed.
        notice = await self.tell_staff(case, "waits")
        done = await self._letters.write(case.person_id, case.number, "answer", html, notice, self.clock())
        return notice if done else None

    async def tell_read(self, letters: Sequence[Letter]) -> None:
        """Say in the group that the person has read letters."""
        for letter in letters:
            if letter.notice_id is None:
                continue
            html = self.texts.staff.fill("seen", number=letter.case_number)
            try:
                await quietly(self.bot.edit_message_text(html, chat_id=self.group, message_id=letter.notice_id))
            except TelegramError as error:
                log.warning("The helpdesk's group could not be told that a letter is read (%s).", error)

    async def pass_on(self, case: Case, text: str, origin: Origin) -> None:
        """Bring what the person adds to a case into its thread, once."""
        relay = Relay(*origin, case.number, self.group, 0)
        await self.once(relay, case.person_id, lambda: self.tell_staff(case, "follow_up", text=text[:ROOM]))

    async def to_staff(self, case: Case, message: Message) -> int:
        """Send a message of the person into the case's thread; return its id there."""
        if message.text is not None:
            return await self.tell_staff(case, "follow_up", text=message.text[:ROOM])
        where = self.thread(case)
        caption = self.texts.staff.fill("follow_up", number=case.number, text=(message.caption or "")[:CAPTION])
        copy = await self.bot.copy_message(self.group, message.chat.id, message.message_id, caption=caption, **where)
        return copy.message_id

    async def copy_to_staff(self, case: Case, message_id: int) -> int:
        """Copy a message of the person's chat into the case's thread, as it is; return its id there."""
        await self.tell_staff(case, "follow_up", text="↓")
        copy = await self.bot.copy_message(self.group, case.chat_id, message_id, **self.thread(case))
        return copy.message_id

    async def tell_staff(self, case: Case, key: str, screen_rows: tuple[tuple[Key, ...], ...] = (), **data: Any) -> int:
        """Write a line into the case's thread; return its id."""
        html = self.texts.staff.fill(key, number=case.number, **data)
        markup = keyboard(Screen(html, screen_rows))
        return (await self.bot.send_message(self.group, html, reply_markup=markup, **self.thread(case))).message_id

    async def tell_person(self, case: Case, key: str) -> None:
        """Write a line to the person."""
        if not is_here(case):
            await self._letters.write(case.person_id, case.number, key, "", None, self.clock())
            return
        await quietly(self.bot.send_message(case.chat_id, self.people(case).fill(key, number=case.number)))

    async def show_head(self, case: Case) -> None:
        """Show in the group who has the case, or that it is closed."""
        screen = self.head(case)
        await quietly(
            self.bot.edit_message_text(
                screen.html, chat_id=self.group, message_id=case.head_id, reply_markup=keyboard(screen)
            )
        )

    async def close(self, number: int, actor: Actor) -> tuple[Case, Refusal | None] | None:
        """Close a case and tell the other side."""
        made = await self.step(number, Step.CLOSE, actor)
        if made is None or made[1] is not None:
            return made
        case = made[0]
        if actor.staff is None:
            await self.tell_staff(case, "closed_by_person")
        else:
            await self.tell_person(case, "closed_by_staff")
            await self.tell_staff(case, "closed", letters=not is_here(case))
        await self.show_head(case)
        await self._close_topic(case)
        return made

    async def part(self, person_id: int) -> tuple[int, Callable[[], Coroutine[Any, Any, None]]]:
        """Take a person out of their cases; return how many rows that changed, and what tells the group of it."""
        changed, rows = await self.cases.let_go(person_id, self.clock())
        gone = [case for row in rows if (case := case_of(row))]

        async def tell() -> None:
            try:
                for case in gone:
                    await self.tell_staff(case, "gone")
                    await self.show_head(replace(case, person_id=NOBODY, state=State.CLOSED))
                    await self._close_topic(case)
            except TelegramError as error:
                # It is deleted all the same, and a reply there is told of it.
                log.warning("The helpdesk's group could not be told that a case is over (%s).", error)

        return changed, tell

    async def _close_topic(self, case: Case) -> None:
        if case.topic_id is None:
            return
        try:
            await self.bot.close_forum_topic(self.group, case.topic_id)
        except BadRequest as error:
            # Someone was faster, or has deleted the topic.
            if "topic" not in str(error).lower():
                raise

    def thread(self, case: Case) -> dict[str, Any]:
        """Return where in the group the messages of a case stand."""
        if case.topic_id is not None:
            return {"message_thread_id": case.topic_id}
        return {"reply_to_message_id": case.head_id, "allow_sending_without_reply": True}


def desk_of(bot: Bot, store: Store, texts: Texts, group: int, clock: Callable[[], dt.datetime]) -> Desk:
    """Return the desk of a group over the database of a store."""
    return Desk(bot, CaseStore(store), LetterStore(store), texts, group, clock)


def is_here(case: Case) -> bool:
    """Whether the person of a case writes on Telegram, where the bot can send them something."""
    return case.channel == CHANNEL
