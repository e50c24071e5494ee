"""What the bot does with each kind of update: thin, the thinking is in `talk` and `screens`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.buttons import Buttons
from odop_bot.channels.telegram.inline import FROM_INLINE, InlineMode
from odop_bot.channels.telegram.limiting import Limit
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.sending import is_gone, is_harmless
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Browse, Choice, Open
from odop_bot.conversation.commands import command
from odop_bot.conversation.forgetful import without
from odop_bot.conversation.idempotency import Answer, Delivery, Idempotency
from odop_bot.conversation.observer import Observer
from odop_bot.conversation.pictures import Pictures
from odop_bot.conversation.rate_limiter import RateLimiter
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.talk import Said, Talk
from odop_bot.conversation.whereabouts import Place
from odop_bot.storage import Sent, Store

MENU_COMMANDS = ("help", "about", "privacy", "language", "district", "state", "product", "faq")
MAX_COMMAND = 32
"""Letters of a command that does not exist, when it is named; Telegram's commands have no more."""
Handler = Callable[[Update, Any], Coroutine[Any, Any, None]]
Parting = tuple[int, Callable[[], Awaitable[None]]]
"""How many rows were changed for a person who leaves, and what tells others of it."""


class Handlers:
    """The handlers of one bot, with what they need."""

    def __init__(
        self,
        talk: Talk,
        store: Store,
        patience: RateLimiter,
        pictures: Pictures,
        metrics: Metrics,
        admins: frozenset[int],
        observer: Observer,
    ) -> None:
        self._observer = observer
        self.talk = talk
        self.store = store
        self.turns = Idempotency(store, talk.clock, lambda error: talk.trouble(error))
        self.patience = patience
        self.metrics = metrics
        self.admins = admins
        self.buttons = Buttons(talk, self.turns, pictures, metrics, observer)
        self.links: dict[str, Handler] = {}
        """What else `/start` opens, by what stands before a hyphen in its argument."""
        self.reserved: dict[str, str] = {}
        """Commands that are for some people or places, and what the others are told (a key of the strings)."""
        self.own_chats: set[int] = set()
        """Groups in which every command is meant for the bot."""
        self.after: Callable[[Message, Said], Awaitable[Said]] = _nothing_more
        """What else is said to a message of a private chat."""
        self.leave: Callable[[int], Awaitable[Parting]] = _nobody_to_tell
        """What is to be done before all about a person is deleted."""

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register every handler."""
        new, written = filters.UpdateType.MESSAGE, (filters.TEXT & ~filters.COMMAND) | filters.CAPTION
        private = filters.ChatType.PRIVATE
        Limit(self.talk, self.patience, self.admins).add_to(app)
        for name, handler in self.commands().items():
            app.add_handler(CommandHandler(name, handler, filters=new))
        self.buttons.add_to(app)
        InlineMode(self.talk, self.metrics).add_to(app)
        to_us = private | (filters.ChatType.GROUPS & filters.REPLY)
        app.add_handler(MessageHandler(new & written & to_us, self.question))
        edited = filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION)
        app.add_handler(MessageHandler(edited & private, self.edited))
        app.add_handler(MessageHandler(new & private & filters.LOCATION, self.location))
        app.add_handler(MessageHandler(new & private & filters.POLL, self.poll))
        app.add_handler(MessageHandler(new & filters.COMMAND, self.other_command))
        app.add_handler(
            MessageHandler(new & filters.ChatType.GROUPS & filters.StatusUpdate.NEW_CHAT_MEMBERS, self.added)
        )
        app.add_handler(MessageHandler(new & private & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.not_text))

    def commands(self) -> dict[str, Handler]:
        """Return the handlers of the commands that are for all."""
        return {
            "start": self.start,
            "forget": self.forget,
            **{name: self.menu(menu) for name in MENU_COMMANDS if (menu := command(name))},
        }

    # Questions

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message, or what is written under a picture."""
        message = update.message
        text = (message.text or message.caption) if message else None
        if message is None or not text:
            return
        if message.chat.type != ChatType.PRIVATE and not _is_to_us(message, context.bot.id):
            return
        await self.answer(update, message, lambda: self._asked(update, message, text))

    async def _asked(self, update: Update, message: Message, text: str) -> Said:
        said = await self.talk.ask(sender_of(update), text)
        return await self.after(message, said) if message.chat.type == ChatType.PRIVATE else said

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Edit the answer of a question that was edited; answer anew if that is no longer possible."""
        message = update.edited_message
        text = (message.text or message.caption) if message else None
        if message is None or not text:
            return
        answering = self.store.turns.answer_to(message.chat.id, message.message_id)
        answer_id = await without(answering, None, self.talk.trouble)
        if answer_id is None:
            await self.answer(update, message, lambda: self.talk.ask(sender_of(update), text))
            return
        said = await self.talk.ask(sender_of(update), text)
        try:
            await showing.edit(context.bot, said.screen, chat_id=message.chat.id, message_id=answer_id)
        except BadRequest as error:
            if is_gone(error):
                answer_id = await showing.reply(message, said.screen)
            elif not is_harmless(error):
                raise
        sent = Sent(message.chat.id, message.message_id, answer_id, said.context, update.update_id)
        await without(self.store.turns.finish(sent, self.talk.clock()), None, self.talk.trouble)

    async def location(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer for the district of a place on the map."""
        message = update.message
        if message and message.location:
            place = message.location
            await self.answer(
                update, message, lambda: self.talk.locate(sender_of(update), Place(place.latitude, place.longitude))
            )

    async def poll(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a quiz that is forwarded: its question with its options."""
        message = update.message
        if message and message.poll:
            question, options = message.poll.question, [option.text for option in message.poll.options]
            await self.answer(update, message, lambda: self.talk.solve(sender_of(update), question, options))

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what to send instead of a picture or a voice message."""
        message, sender = update.message, sender_of(update)
        if message is None:
            return

        async def say() -> Said:
            screens = await self.talk.screens_of(sender)
            words = screens.strings.not_text
            if message.contact:
                words = screens.strings.no_contact
            elif message.sticker:
                words = screens.strings.sticker
            return await self.after(message, Said(Screen(words, (screens.home(),), "unknown")))

        await self.answer(update, message, say)

    # Commands

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Open what a deep link names, else the first screen; say so where the link leads nowhere."""
        argument = (context.args or [""])[0]
        link = self.links.get(argument.partition("-")[0])
        if link is not None:
            await link(update, context)
            return
        opened = deep_link(argument)
        if update.message is None:
            return

        async def say() -> Said:
            said = await self.talk.tap(opened, sender_of(update)) if opened else None
            if isinstance(said, Said):
                return said
            screens = await self.talk.screens_of(sender_of(update))
            first = screens.start()
            known = not argument or argument == FROM_INLINE
            return Said(first if known else replace(first, html=f"{screens.strings.old_link}\n\n{first.html}"))

        await self.answer(update, update.message, say)

    async def other_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say of a command that is not for this person, or is none, what it is; in groups only if it is for us."""
        message = update.message
        if message is None or not message.text:
            return
        name, _, addressee = message.text.split()[0].removeprefix("/").lower().partition("@")
        to_us = addressee == (context.bot.username or "").lower()
        if message.chat.type == ChatType.PRIVATE or to_us or message.chat.id in self.own_chats:
            key, shown = self.reserved.get(name, "unknown_command"), f"/{name[:MAX_COMMAND]}"
            await self._show(update, lambda screens: Screen(screens.strings.fill(key, command=shown)))

    async def added(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say in a line to a group that has just added the bot how it is asked there."""
        message = update.message
        ours = message is not None and any(member.id == context.bot.id for member in message.new_chat_members)
        if ours and message is not None and message.chat.id not in self.own_chats:
            name = context.bot.username
            await self._show(update, lambda screens: Screen(screens.strings.fill("hello_group", username=name)))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Delete all that is kept about a person."""
        message, sender = update.message, sender_of(update)
        if message is None or sender.person_id is None:
            return
        screens = await self.talk.screens_of(sender)
        own_chat = message.chat.id if message.chat.type == ChatType.PRIVATE else sender.person_id
        person_id = sender.person_id

        async def work() -> Answer:
            changed, tell = await self.leave(person_id)
            count = changed + await self.store.forget(person_id, own_chat)
            sent = await showing.reply(message, Screen(screens.strings.fill("forgotten", count=count)))
            await tell()
            return Answer(sent)

        # Nothing of this message is remembered either, so it is not answered as a question is.
        await self.turns.for_update(update.update_id, work)

    def menu(self, opened: Browse) -> Handler:
        """Return a handler that opens a menu, or answers at once where the command has words behind it."""

        async def handler(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            if context.args and update.message:
                words = " ".join(context.args)
                await self.answer(update, update.message, lambda: self.talk.ordered(sender_of(update), opened, words))
                return
            await self._show(update, lambda screens: screens.menu(opened) or screens.start())

        return handler

    # What several handlers do

    async def _show(self, update: Update, screen: Callable[[Screens], Screen]) -> None:
        """Answer a message with a screen in the person's language."""
        message, sender = update.message, sender_of(update)
        if message is None:
            return

        async def say() -> Said:
            return Said(screen(await self.talk.screens_of(sender)))

        await self.answer(update, message, say)

    async def answer(self, update: Update, message: Message, say: Callable[[], Awaitable[Said]]) -> int | None:
        """Answer a message once, whoever else may have been given it too; return the answer's id if it was now."""
        where = "chat" if message.chat.type == ChatType.PRIVATE else "group"

        done: list[tuple[Said, int]] = []

        async def work() -> Answer:
            said = await say()
            sent = await showing.reply(message, said.screen)
            self.metrics.answered(where, said.screen.kind)
            done.append((said, sent))
            return Answer(sent, said.context)

        person_id = message.from_user.id if message.from_user else None
        delivery = Delivery(message.chat.id, message.message_id, person_id, update.update_id)
        await self.turns.for_message(delivery, work)
        # What fails here must not have the question answered again.
        for said, sent in done:
            await without(self._observer.answered(said, sender_of(update), sent), None, self.talk.trouble)
        return done[0][1] if done else None


async def _nothing_more(_: Message, said: Said) -> Said:
    return said


async def _nobody_to_tell(_: int) -> Parting:
    async def nothing() -> None:
        """Nobody knows of the person."""

    return 0, nothing


def deep_link(argument: str) -> Open | None:
    """Return what `/start d171`, `/start s9`, `/start p-carpet` or `/start f-first-launch` opens."""
    kind = {"d": "district", "s": "state"}.get(argument[:1])
    code = arguments.number(argument[1:]) if kind else None
    if kind and code is not None:
        return Open(Choice(kind, str(code)))
    if argument.startswith(("f-", "p-")):
        return Open(Choice("faq" if argument[0] == "f" else "family", argument[2:]))
    return None


def _is_to_us(message: Message, bot_id: int) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
