"""Carry a case between the person and the helpdesk's group: open it there, pass messages on, show who has it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from odop_bot.channels.telegram.sending import keyboard, quietly
from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.helpdesk.texts import PeopleTexts, Texts
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.screen import Key, Screen
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step, after
from odop_bot.storage import NOBODY, CaseStore, Relay, Turn, aware

log = logging.getLogger(__name__)
TRIES = 5
"""How often a change is tried anew that another worker was faster with."""
TOPIC_NAME = 120
"""Letters of a forum topic's name; Telegram takes 128."""
ROOM = 3500
"""Letters of a message that are passed on in one, with room for the heading."""


class Desk:
    """The cases of one helpdesk."""

    def __init__(self, bot: Bot, cases: CaseStore, texts: Texts, group: int, clock: Callable[[], dt.datetime]) -> None:
        """Serve the group with this chat id."""
        self.bot = bot
        self.cases = cases
        self.texts = texts
        self.group = group
        self.clock = clock
        self._forum: bool | None = None

    async def is_forum(self) -> bool:
        """Whether the group has topics; it is asked once."""
        if self._forum is None:
            self._forum = bool((await self.bot.get_chat(self.group)).is_forum)
        return self._forum

    async def case(self, number: int) -> Case | None:
        """Return one case."""
        return case_of(await self.cases.case(number))

    async def case_at(self, message: Message) -> Case | None:
        """Return the case that a message in the group belongs to: by its topic, or by what it replies to."""
        if message.is_topic_message and message.message_thread_id:
            return case_of(await self.cases.case_of_topic(message.chat.id, message.message_thread_id))
        replied = message.reply_to_message
        return case_of(await self.cases.case_of_message(message.chat.id, replied.message_id)) if replied else None

    async def step(self, number: int, step: Step, actor: Actor, **more: Any) -> tuple[Case, Refusal | None] | None:
        """Make a step of a case and return it, with the reason if it is not made; None without such a case.

        `more` are fields that change with the step. Of two steps at once, one is made after the other.
        """
        for _ in range(TRIES):
            case = await self.case(number)
            if case is None:
                return None
            moved = after(case, step, actor, self.clock())
            if isinstance(moved, Refusal):
                return case, moved
            moved = replace(moved, **more)
            if moved == case or await self.cases.change(number, case.version, _values(moved)):
                return replace(moved, version=case.version + 1), None
        raise RuntimeError(f"case {number} changes too fast")

    async def hand_over(self, case: Case, consent: Message) -> bool:
        """Open a case in the group, once; return whether it is open there now."""
        relay = Relay(consent.chat.id, consent.message_id, case.number, self.group, 0)

        async def post() -> int:
            fresh = await self.case(case.number) or case
            if fresh.head_id is not None:
                return fresh.head_id
            topic = fresh.topic_id
            if topic is None and await self.is_forum():
                name = self.texts.staff.fill("topic", **_shown(fresh))[:TOPIC_NAME]
                topic = (await self.bot.create_forum_topic(self.group, name)).message_thread_id
                await self.cases.change(case.number, fresh.version, {"topic_id": topic, "group_id": self.group})
            waiting = replace(fresh, state=State.WAITING, topic_id=topic, group_id=self.group)
            screen = self._head(waiting)
            head = await self.bot.send_message(
                self.group, screen.html, message_thread_id=topic, reply_markup=keyboard(screen)
            )
            await self.step(
                case.number, Step.SEND, Actor(), group_id=self.group, topic_id=topic, head_id=head.message_id
            )
            return head.message_id

        return await self.once(relay, case.person_id, post)

    async def once(self, relay: Relay, person_id: int, send: Callable[[], Awaitable[int]]) -> bool:
        """Pass a message on once, whoever else may have been given it; return whether it is done now."""
        turn = await self.cases.begin(relay, person_id, self.clock())
        if turn is not Turn.MINE:
            if turn is Turn.OTHERS:
                unfinished.set(True)
            return False
        try:
            sent = await send()
        except BaseException:
            await self.cases.give_up(relay)
            raise
        await self.cases.finish(replace(relay, to_message=sent))
        return True

    async def to_person(self, case: Case, message: Message) -> int | None:
        """Send a message of the staff to the person; return its id there, None if they have blocked the bot."""
        texts = self.people(case)
        screen = self._close_button(case, texts)
        try:
            if message.text is not None:
                html = texts.fill("answer", number=case.number, text=message.text[:ROOM])
                sent = await self.bot.send_message(case.chat_id, html, reply_markup=keyboard(screen))
                return sent.message_id
            caption = texts.fill("answer", number=case.number, text=(message.caption or "")[:800])
            copy = await self.bot.copy_message(
                case.chat_id, message.chat.id, message.message_id, caption=caption, reply_markup=keyboard(screen)
            )
        except Forbidden:
            return None
        return copy.message_id

    async def snippet_to_person(self, case: Case, html: str) -> int | None:
        """Send an answer of the knowledge base to the person; return its id, None if they have blocked the bot."""
        from markupsafe import Markup

        texts = self.people(case)
        text = texts.fill("answer", number=case.number, text=Markup(html))  # noqa: S704 - rendered and escaped
        try:
            sent = await self.bot.send_message(
                case.chat_id, text, reply_markup=keyboard(self._close_button(case, texts))
            )
        except Forbidden:
            return None
        return sent.message_id

    async def to_staff(self, case: Case, message: Message) -> int:
        """Send a message of the person into the case's thread; return its id there."""
        where = self.thread(case)
        if message.text is not None:
            html = self.texts.staff.fill("follow_up", number=case.number, text=message.text[:ROOM])
            return (await self.bot.send_message(self.group, html, **where)).message_id
        caption = self.texts.staff.fill("follow_up", number=case.number, text=(message.caption or "")[:800])
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
        await quietly(self.bot.send_message(case.chat_id, self.people(case).fill(key, number=case.number)))

    async def show_head(self, case: Case) -> None:
        """Show in the group who has the case, or that it is closed."""
        screen = self._head(case)
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
            await self.tell_staff(case, "closed")
        await self.show_head(case)
        await self._close_topic(case)
        return made

    async def part(self, person_id: int) -> tuple[int, Callable[[], Awaitable[None]]]:
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

    def people(self, case: Case) -> PeopleTexts:
        """Return what the person of a case reads."""
        return self.texts.of(case.language)

    def thread(self, case: Case) -> dict[str, Any]:
        """Return where in the group the messages of a case stand."""
        if case.topic_id is not None:
            return {"message_thread_id": case.topic_id}
        return {"reply_to_message_id": case.head_id, "allow_sending_without_reply": True}

    def _head(self, case: Case) -> Screen:
        staff = self.texts.staff
        if case.person_id == NOBODY:
            return Screen(staff.fill("gone", number=case.number))
        html = staff.fill(
            "case",
            **_shown(case),
            holder=case.holder_name,
            closed=case.state is State.CLOSED,
            topic=case.topic_id is not None,
            understood=case.understood,
        )
        if case.state is State.CLOSED:
            return Screen(html)
        take = Key(staff.button("take"), DeskAction(DeskStep.TAKE, str(case.number)))
        close = Key(staff.button("close"), DeskAction(DeskStep.CLOSE, str(case.number)))
        return Screen(html, ((close,),) if case.holder is not None else ((take, close),))

    def _close_button(self, case: Case, texts: PeopleTexts) -> Screen:
        return Screen("", ((Key(texts.buttons["close"], DeskAction(DeskStep.CLOSE_OWN, str(case.number))),),))


def case_of(row: Any) -> Case | None:
    """Return a case as the database has it."""
    if row is None:
        return None
    fields = dict(row._mapping)
    for name in ("opened_at", "answered_at", "closed_at"):
        fields[name] = aware(fields[name])
    return Case(**{**fields, "state": State(fields["state"])})


def _values(case: Case) -> dict[str, Any]:
    """Return the fields of a case that a step may change."""
    fields = asdict(case)
    names = (
        "state",
        "holder",
        "holder_name",
        "group_id",
        "topic_id",
        "head_id",
        "opened_at",
        "answered_at",
        "closed_at",
    )
    return {name: fields[name] for name in names} | {"state": str(case.state)}


def _shown(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "language": case.language,
        "district": case.district,
        "question": case.question[:ROOM],
    }
