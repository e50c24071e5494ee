"""What the people of the helpdesk do in their group: read the queue, take, answer, close, look things up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from telegram import CallbackQuery, Message, Update, User
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from odop_bot.channels.telegram.codec import desk_action, packed, pattern, unpacked
from odop_bot.channels.telegram.helpdesk.asking import CAN_PASS_ON
from odop_bot.channels.telegram.helpdesk.desk import Desk, is_here
from odop_bot.channels.telegram.sending import keyboard, quietly
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskAction, DeskStep, Open
from odop_bot.conversation.helpdesk.casebook import case_of
from odop_bot.conversation.helpdesk.lookup import Lookup
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.strings import ENGLISH
from odop_bot.conversation.talk import Talk
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step
from odop_bot.storage import NOBODY, GapStore, Relay, Sent, Store, Turn

INSIDE = "//"
"""A message that begins so stays inside."""
QUEUE, SNIPPETS = 20, 4
SHOWN = 100
"""Letters of a question in a list."""


class Staff:
    """The helpdesk's side of the cases."""

    def __init__(self, desk: Desk, talk: Talk, store: Store, gaps: GapStore) -> None:
        self._desk = desk
        self._talk = talk
        self._store = store
        self._gaps = gaps
        self._texts = desk.texts.staff
        self._lookup = Lookup(talk)

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, for the helpdesk's group only, before those for all."""
        here = filters.Chat(self._desk.group) & filters.UpdateType.MESSAGE
        commands = {"queue": self.queue, "take": self.take, "close": self.close, "canned": self.canned, "why": self.why}
        for name, handler in commands.items():
            app.add_handler(CommandHandler(name, handler, filters=here), group=-1)
        app.add_handler(MessageHandler(here & ~filters.COMMAND & ~filters.StatusUpdate.ALL, self.reply), group=-1)
        app.add_handler(
            CallbackQueryHandler(
                self.tap, pattern=pattern(DeskStep.TAKE, DeskStep.TAKE_OVER, DeskStep.CLOSE, DeskStep.SEND_FOUND)
            ),
            group=-1,
        )

    async def reply(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Pass a reply on to the person, unless it stays inside or someone else has the case."""
        message = update.message
        case = await self._desk.case_at(message) if message else None
        if message is None or case is None or case.state is State.DRAFT:
            return
        if (message.text or message.caption or "").startswith(INSIDE):
            raise ApplicationHandlerStop
        actor = _actor(message.from_user)
        relay = self._relay(message, case)

        async def send() -> int:
            if not (filters.TEXT if not is_here(case) else CAN_PASS_ON).check_update(update):
                return await self._desk.tell_staff(case, "not_sent" if is_here(case) else "only_text")
            made = await self._desk.step(case.number, Step.REPLY, actor)
            if made is None or made[1] is not None:
                return await self._refuse(*(made or (case, Refusal.CLOSED)))
            fresh = made[0]
            sent = await self._desk.to_person(fresh, message)
            if sent is None:
                return await self._desk.tell_staff(fresh, "blocked" if is_here(fresh) else "gone")
            if case.holder != fresh.holder:
                await self._desk.show_head(fresh)
            return sent

        await self._desk.once(relay, case.person_id, send)
        raise ApplicationHandlerStop

    async def queue(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """List the open cases, those that nobody has first."""
        cases = [case for row in await self._desk.cases.queue(QUEUE) if (case := case_of(row))]
        now = self._talk.clock()
        rows = [
            {
                "number": c.number,
                "age": self._texts.age(now - c.opened_at),
                "holder": c.holder_name,
                "question": c.question[:SHOWN],
            }
            for c in cases
        ]
        await self._answer(update, Screen(self._texts.fill("queue", cases=rows)))

    async def take(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take the case of this thread, or the one that is named."""
        case = await self._named(update, _args(context))
        if case is not None and update.message is not None:
            await self._take(case, _actor(update.message.from_user), Step.TAKE)
            await self._done(update)
        raise ApplicationHandlerStop

    async def close(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Close the case of this thread, or the one that is named."""
        case = await self._named(update, _args(context))
        if case is not None and update.message is not None:
            made = await self._desk.close(case.number, _actor(update.message.from_user))
            if made is not None and made[1] is not None:
                await self._refuse(*made)
            await self._done(update)
        raise ApplicationHandlerStop

    async def canned(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer answers of the knowledge base, each to be sent with one tap."""
        words = " ".join(_args(context))
        case = await self._named(update, ()) if words else None
        if not words:
            await self._answer(update, Screen(self._texts.fill("canned_how")))
        if case is None:
            raise ApplicationHandlerStop
        snippets: list[Markup] = []
        keys: list[Key] = []
        for opened in self._lookup.found(words)[:SNIPPETS]:
            keys.append(Key(self._texts.button("send", number=len(keys) + 1), self._sending(case, opened)))
            snippets.append(Markup(self._lookup.short(opened, ENGLISH) or ""))  # noqa: S704 - rendered and escaped
        html = self._texts.fill("canned", snippets=snippets)
        await self._answer(update, Screen(html, (tuple(keys),) if keys else ()))

    async def why(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Tell why the bot answers a question as it does."""
        question = " ".join(_args(context))
        message = update.message
        if message is None:
            return
        if not question:
            case = await self._desk.case_at(message)
            last = await self._gaps.last_question(message.chat.id)
            question = case.question if case else last.text if last else ""
        if not question:
            await self._answer(update, Screen(self._texts.fill("why_how")))
            return
        await self._answer(update, Screen(self._texts.fill("why", **self._lookup.why(question))))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take, take over or close a case, or send an answer that was found."""
        query = update.callback_query
        tap = desk_action(query.data) if query else None
        message = query.message if query else None
        if query is None or tap is None or not isinstance(message, Message) or message.chat.id != self._desk.group:
            return
        number, subject = arguments.numbered(tap.argument) or (None, "")
        case = await self._desk.case(number) if number is not None else None
        found = unpacked(subject)
        if found is not None and self._lookup.short(found, ENGLISH) is None:
            found = None
        if case is None or (tap.step is DeskStep.SEND_FOUND and found is None):
            return
        await quietly(query.answer())
        await self._tapped(tap, case, found, query, message)
        if case.state is State.CLOSED:
            # It says so once: there is nothing left to tap.
            await quietly(message.edit_reply_markup())
        raise ApplicationHandlerStop

    async def _tapped(
        self, tap: DeskAction, case: Case, found: Open | None, query: CallbackQuery, message: Message
    ) -> None:
        actor = _actor(query.from_user)
        if tap.step in (DeskStep.TAKE, DeskStep.TAKE_OVER):
            await self._take(case, actor, Step.TAKE if tap.step is DeskStep.TAKE else Step.TAKE_OVER)
        elif tap.step is DeskStep.CLOSE:
            made = await self._desk.close(case.number, actor)
            if made is not None and made[1] is not None:
                await self._refuse(*made)
        elif found is not None:
            await self._send_found(case, found, actor, message)

    async def _send_found(self, case: Case, found: Open, actor: Actor, message: Message) -> None:
        """Send one of the answers that a message offers; a second tap on it sends nothing more."""
        relay = self._relay(message, case)

        async def send() -> int:
            made = await self._desk.step(case.number, Step.REPLY, actor)
            if made is None or made[1] is not None:
                return await self._refuse(*(made or (case, Refusal.CLOSED)))
            sent = await self._desk.snippet_to_person(made[0], self._lookup.short(found, case.language) or "")
            if sent is None:
                return await self._desk.tell_staff(made[0], "blocked" if is_here(case) else "gone")
            title = (self._lookup.short(found, ENGLISH) or "").split("\n")[0]
            html = self._texts.fill("canned_sent", title=Markup(title))  # noqa: S704 - rendered and escaped
            await quietly(message.edit_text(html))
            if case.holder != made[0].holder:
                await self._desk.show_head(made[0])
            return sent

        await self._desk.once(relay, case.person_id, send)

    def _relay(self, message: Message, case: Case) -> Relay:
        """Return as what a message of the staff is passed on: to the person's chat, or as a letter told of here."""
        to_chat = case.chat_id if is_here(case) else self._desk.group
        return Relay(message.chat.id, message.message_id, case.number, to_chat, 0)

    async def _take(self, case: Case, actor: Actor, step: Step) -> None:
        made = await self._desk.step(case.number, step, actor)
        if made is None:
            return
        if made[1] is not None:
            await self._refuse(*made)
            return
        await self._desk.tell_staff(made[0], "taken", name=actor.name)
        await self._desk.show_head(made[0])

    async def _refuse(self, case: Case, refusal: Refusal | None) -> int:
        """Say in the thread why nothing was done; return the id of what is said."""
        key = {Refusal.HELD: "held", Refusal.MINE: "mine"}.get(refusal or Refusal.CLOSED, "was_closed")
        key = "gone" if case.person_id == NOBODY else key
        rows: tuple[tuple[Key, ...], ...] = ()
        if refusal is Refusal.HELD:
            rows = ((Key(self._texts.button("take_over"), DeskAction(DeskStep.TAKE_OVER, str(case.number))),),)
        return await self._desk.tell_staff(case, key, rows, name=case.holder_name)

    async def _named(self, update: Update, typed: Sequence[str]) -> Case | None:
        """Return the case that a command names or in whose thread it stands; say so if there is none."""
        message = update.message
        if message is None or not await self._mine(message):
            return None
        if typed:
            number = arguments.number(typed[0].removeprefix("#"))
            case = await self._desk.case(number) if number is not None else None
        else:
            case = await self._desk.case_at(message)
        if case is None or case.state is State.DRAFT:
            await message.reply_text(self._texts.fill("no_case", forum=await self._desk.is_forum()))
            await self._done(update)
            return None
        return case

    async def _mine(self, message: Message) -> bool:
        """Whether it is on this worker to carry a command out."""
        person = message.from_user.id if message.from_user else None
        turn = await self._store.turns.begin(message.chat.id, message.message_id, person, self._talk.clock())
        unfinished.set(turn is Turn.OTHERS)
        return turn is Turn.MINE

    async def _done(self, update: Update) -> None:
        message = update.message
        if message is not None:
            done = Sent(message.chat.id, message.message_id, message.message_id)
            await self._store.turns.finish(done, self._talk.clock())

    async def _answer(self, update: Update, screen: Screen) -> None:
        """Answer a command in its thread; it ends here then."""
        message = update.message
        if message is not None:
            await message.reply_text(screen.html, reply_markup=keyboard(screen))
            await self._done(update)
        raise ApplicationHandlerStop

    def _sending(self, case: Case, opened: Open) -> DeskAction:
        return DeskAction(DeskStep.SEND_FOUND, f"{case.number}.{packed(opened)}")


def _args(context: ContextTypes.DEFAULT_TYPE) -> list[str]:
    return list(context.args or [])


def _actor(user: User | None) -> Actor:
    return Actor(user.id if user else 0, user.full_name if user else None)
