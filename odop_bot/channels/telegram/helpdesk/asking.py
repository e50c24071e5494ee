"""What people do: ask a person, add to a case, close it; see and choose what is kept and sent."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from odop_bot.channels.telegram.codec import desk_action, pattern
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.helpdesk.desk import Desk
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import keyboard, quietly
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.helpdesk.casebook import case_of
from odop_bot.conversation.helpdesk.handover import Handover
from odop_bot.conversation.helpdesk.room import Origin
from odop_bot.conversation.helpdesk.texts import PeopleTexts
from odop_bot.conversation.idempotency import Answer
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.cases import Actor, Case, State, Step
from odop_bot.storage import GapStore, Relay, Store

CAN_PASS_ON = filters.TEXT | filters.PHOTO | filters.Document.ALL | filters.VOICE | filters.VIDEO | filters.AUDIO


class Asking:
    """The person's side of the helpdesk."""

    def __init__(self, desk: Desk, talk: Talk, gaps: GapStore, handlers: Handlers, kept: dt.timedelta) -> None:
        """Tell people that closed cases are `kept` for so long."""
        self._desk = desk
        self._talk = talk
        self._handover = Handover(desk, talk, gaps, kept)
        self._handlers = handlers
        self._turns = handlers.turns

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, before those for all."""
        new, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        app.add_handler(CommandHandler("human", self.human, filters=new), group=-1)
        app.add_handler(
            CallbackQueryHandler(
                self.tap,
                pattern=pattern(
                    DeskStep.ASK, DeskStep.HAND_OVER, DeskStep.NOT_NOW, DeskStep.CLOSE_OWN, DeskStep.PASS_ON
                ),
            ),
            group=-1,
        )
        follow_up = MessageHandler(new & private & filters.REPLY & ~filters.COMMAND, self.follow_up)
        app.add_handler(follow_up, group=-1)
        self._handlers.after = self.offer

    async def offer(self, message: Message, said: Said) -> Said:
        """Offer to pass on what the bot does not know, where the person has an open case."""
        if said.screen.kind != "unknown" or message.from_user is None or not CAN_PASS_ON.check_update(_update(message)):
            return said
        return await self._handover.offered(said, message.from_user.id, message.message_id)

    async def human(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Tell what will be passed on, and ask whether it shall be."""
        message = update.message
        if message is None:
            return
        typed = " ".join(context.args or [])
        await self._handlers.answer(update, message, lambda: self._handover.consent(sender_of(update), typed))
        raise ApplicationHandlerStop

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Open the question whether to hand over, do it, or close the case."""
        query = update.callback_query
        tap = desk_action(query.data) if query else None
        message = query.message if query else None
        if query is None or tap is None or not isinstance(message, Message):
            return
        sender = sender_of(update)
        if tap.step is DeskStep.ASK:
            await quietly(query.answer())

            async def work() -> Answer:
                said = await self._handover.consent(sender, "")
                sent = await message.reply_text(said.screen.html, reply_markup=keyboard(said.screen))
                return Answer(sent.message_id)

            await self._turns.for_update(update.update_id, work)
        else:
            await self._decide(update, tap, query, message)
        raise ApplicationHandlerStop

    async def follow_up(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Pass on what a person writes as a reply to a message of their case; leave all else alone."""
        message = update.message
        replied = message.reply_to_message if message else None
        if message is None or replied is None:
            return
        case = await self._case_behind(replied)
        if case is not None and case.state is State.DRAFT:
            return
        if case is None or case.chat_id != message.chat.id:
            if self._numbers(replied):
                # It was about a case, of which nothing is left.
                texts = self._desk.texts.of((await self._talk.screens_of(sender_of(update))).language)
                await self._handlers.answer(update, message, lambda: _said(texts.fill("is_closed")))
                raise ApplicationHandlerStop
            return
        texts = self._desk.people(case)
        if not CAN_PASS_ON.check_update(update):
            await message.reply_text(texts.fill("not_passed_on"))
            raise ApplicationHandlerStop
        made = await self._desk.step(case.number, Step.FOLLOW_UP, Actor())
        if made is None or made[1] is not None:
            await message.reply_text(texts.fill("is_closed"))
            raise ApplicationHandlerStop
        relay = Relay(message.chat.id, message.message_id, case.number, self._desk.group, 0)
        if await self._desk.once(relay, case.person_id, lambda: self._desk.to_staff(made[0], message)):
            await message.reply_text(texts.fill("passed_on"))
        raise ApplicationHandlerStop

    async def _case_behind(self, message: Message) -> Case | None:
        """Return the case that a message of ours in a private chat belongs to."""
        case = case_of(await self._desk.cases.case_of_message(message.chat.id, message.message_id))
        number = next(iter(self._numbers(message)), None)
        return case or (await self._desk.case(number) if number is not None else None)

    def _numbers(self, message: Message) -> list[int]:
        """Return the numbers of the cases that the buttons of a message close; one at most, if it is ours."""
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        taps = [desk_action(str(button.callback_data)) for row in rows for button in row if button.callback_data]
        numbers = [arguments.number(tap.argument) for tap in taps if tap and tap.step is DeskStep.CLOSE_OWN]
        return [number for number in numbers if number is not None]

    async def _decide(self, update: Update, tap: DeskAction, query: CallbackQuery, message: Message) -> None:
        sender = sender_of(update)
        number, rest = arguments.numbered(tap.argument) or (None, "")
        case = await self._desk.case(number) if number is not None else None
        if case is None or case.person_id != sender.person_id:
            screens = await self._talk.screens_of(sender)
            await quietly(query.answer(screens.strings.old_button, show_alert=True))
            await quietly(message.edit_reply_markup())
            return
        await quietly(query.answer())
        texts = self._desk.people(case)
        if tap.step is DeskStep.CLOSE_OWN:

            async def close() -> Answer:
                made = await self._desk.close(case.number, Actor())
                closed = made is not None and made[1] is None
                html = texts.fill("closed_by_you" if closed else "is_closed", number=case.number)
                return Answer((await message.reply_text(html)).message_id)

            await self._turns.for_update(update.update_id, close)
            await quietly(message.edit_reply_markup())
        elif tap.step is DeskStep.PASS_ON:
            await self._pass_on(case, arguments.number(rest), message)
        elif tap.step is DeskStep.NOT_NOW and case.state is State.DRAFT:
            await quietly(message.edit_text((await self._handover.refused(case, texts)).html))
        elif tap.step is DeskStep.HAND_OVER:
            if case.state is State.DRAFT or case.head_id is None:
                await self._desk.hand_over(case, Origin(message.chat.id, message.message_id))
            fresh = await self._desk.case(case.number)
            if fresh is not None and fresh.state in (State.WAITING, State.TAKEN):
                screen = self._handover.handed_over(case, texts)
                await quietly(message.edit_text(screen.html, reply_markup=keyboard(screen)))

    async def _pass_on(self, case: Case, written: int | None, message: Message) -> None:
        """Pass a message of the person's own chat on to their case, once, as it was written."""
        texts = self._desk.people(case)
        made = await self._desk.step(case.number, Step.FOLLOW_UP, Actor()) if written is not None else None
        if written is None or made is None or made[1] is not None:
            await message.reply_text(texts.fill("is_closed"))
            return
        relay = Relay(message.chat.id, written, case.number, self._desk.group, 0)
        if await self._desk.once(relay, case.person_id, lambda: self._desk.copy_to_staff(made[0], written)):
            await message.reply_text(texts.fill("passed_on"))
        await quietly(message.edit_reply_markup())


def _update(message: Message) -> Update:
    return Update(0, message)


async def _said(html: str) -> Said:
    return Said(Screen(html))


async def export(update: Update, store: Store, texts: PeopleTexts) -> None:
    """Send a person all that is kept about them, as a JSON file, in a private chat only."""
    message, person = update.message, update.effective_user
    if message is None or person is None:
        return
    if message.chat.type != ChatType.PRIVATE:
        await message.reply_text(texts.fill("private_only"))
        return
    kept = await store.export(person.id)
    if not kept:
        await message.reply_text(texts.fill("nothing_kept"))
        return
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    await message.reply_document(io.BytesIO(content), filename="odop-export.json", caption=texts.fill("exported"))
