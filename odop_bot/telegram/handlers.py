"""What the bot does with each kind of update: thin, the thinking is in `talk` and `screens`."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    SwitchInlineQueryChosenChat,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from odop_bot.telegram.callbacks import FEEDBACKS, Tap, decode
from odop_bot.telegram.inline import InlineCards
from odop_bot.telegram.patience import Patience
from odop_bot.telegram.screens import MAX_TEXT, Screen
from odop_bot.telegram.talk import Talk

log = logging.getLogger(__name__)
CACHE_SECONDS = 300
EXIT_CONFLICT = 3
_HARMLESS = ("message is not modified", "query is too old", "query_id_invalid", "query id is invalid")
_GONE = ("message to edit not found", "message can't be edited", "message to be replied not found")
Handler = Callable[[Update, Any], Coroutine[Any, Any, None]]


class Handlers:
    """The handlers of one bot, with what they need."""

    def __init__(
        self, talk: Talk, patience: Patience, admins: tuple[int, ...], reload: Callable[[], list[str]]
    ) -> None:
        self.talk = talk
        self.cards = InlineCards(talk)
        self.patience = patience
        self.admins = frozenset(admins)
        self.reload_knowledge = reload
        self.exit_code = 0

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register every handler."""
        new = filters.UpdateType.MESSAGE
        app.add_handler(TypeHandler(Update, self.limit), group=-1)
        for name, handler in self.commands().items():
            app.add_handler(CommandHandler(name, handler, filters=new))
        app.add_handler(CallbackQueryHandler(self.tap))
        app.add_handler(InlineQueryHandler(self.inline))
        private = filters.ChatType.PRIVATE
        to_us = private | (filters.ChatType.GROUPS & filters.REPLY)
        app.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND & to_us, self.question))
        app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT & private, self.edited))
        app.add_handler(MessageHandler(new & private & filters.COMMAND, self.start))
        app.add_handler(MessageHandler(new & private & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.not_text))
        app.add_error_handler(self.failed)

    def commands(self) -> dict[str, Handler]:
        """Return the handlers of the commands."""
        return {
            "start": self.start, "help": self.help, "about": self.about, "privacy": self.privacy,
            "forget": self.forget, "district": self.menu("bs"), "state": self.menu("bl"), "product": self.menu("bp"),
            "faq": self.menu("bt"), "stats": self.stats, "reload": self.reload,
        }  # fmt: skip

    # Before anything else

    async def limit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask a person who asks too fast to wait; the update ends here then."""
        person = update.effective_user
        if person is None or update.inline_query or person.id in self.admins:
            return
        wait = await self.patience.wait(person.id)
        if wait is None:
            return
        if wait.tell and update.effective_message and update.callback_query is None:
            await update.effective_message.reply_text(self.talk.screens.strings.fill("busy", seconds=wait.seconds))
        if update.callback_query:
            await quietly(update.callback_query.answer(self.talk.screens.strings.fill("busy", seconds=wait.seconds)))
        raise ApplicationHandlerStop

    # Questions

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message."""
        message, chat = update.effective_message, update.effective_chat
        if message is None or chat is None or not message.text:
            return
        if chat.type != ChatType.PRIVATE and not _is_to_us(message, context.bot.id):
            return
        await self._answer(message, chat.id, update.effective_user.id if update.effective_user else None)

    async def _answer(self, message: Message, chat_id: int, person_id: int | None, text: str | None = None) -> None:
        _, screen = await self.talk.ask(chat_id, person_id, text or message.text or "")
        sent = await self._send(message, screen)
        if sent is not None:
            await self.talk.store.save_answer(
                chat_id, message.message_id, sent.message_id, person_id, self.talk.clock()
            )  # fmt: skip

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Edit the answer of a question that was edited; answer anew if that is no longer possible."""
        message, chat = update.edited_message, update.effective_chat
        if message is None or chat is None or not message.text:
            return
        person_id = update.effective_user.id if update.effective_user else None
        answer_id = await self.talk.store.answer_to(chat.id, message.message_id)
        if answer_id is None:
            await self._answer(message, chat.id, person_id)
            return
        _, screen = await self.talk.ask(chat.id, person_id, message.text)
        try:
            await context.bot.edit_message_text(
                screen.html, chat_id=chat.id, message_id=answer_id, reply_markup=keyboard(screen)
            )
        except BadRequest as error:
            if _is(error, _GONE):
                await self._send(message, screen)
            elif not _is(error, _HARMLESS):
                raise

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what to send instead of a picture or a voice message."""
        if update.effective_message:
            await self._send(update.effective_message, Screen(self.talk.screens.strings.not_text))

    # Commands

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Open what a deep link names, else the first screen."""
        message, chat = update.effective_message, update.effective_chat
        if message is None or chat is None:
            return
        tap = deep_link((context.args or [""])[0])
        person_id = update.effective_user.id if update.effective_user else 0
        screen = await self.talk.tap(tap, chat.id, person_id) if tap else None
        await self._send(message, screen if isinstance(screen, Screen) else self.talk.screens.start())

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask."""
        if update.effective_message and update.effective_chat:
            screen = (await self.talk.ask(update.effective_chat.id, None, "help"))[1]
            await self._send(update.effective_message, screen)

    async def about(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say which lists the answers come from."""
        if update.effective_message:
            await self._send(update.effective_message, self.talk.screens.about())

    async def privacy(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept, and for how long."""
        if update.effective_message:
            await self._send(update.effective_message, Screen(self.talk.screens.strings.fill("privacy")))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Delete all that is kept about a person."""
        message, person, chat = update.effective_message, update.effective_user, update.effective_chat
        if message and person and chat:
            count = await self.talk.store.forget(person.id, chat.id if chat.type == ChatType.PRIVATE else person.id)
            await self._send(message, Screen(self.talk.screens.strings.fill("forgotten", count=count)))

    def menu(self, verb: str) -> Handler:
        """Return a handler that opens a menu, or answers at once where the command has words behind it."""

        async def handler(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message, chat = update.effective_message, update.effective_chat
            if message is None or chat is None:
                return
            person_id = update.effective_user.id if update.effective_user else None
            if context.args:
                await self._answer(message, chat.id, person_id, " ".join(context.args))
                return
            screen = self.talk.screens.menu(Tap(verb))
            if screen:
                await self._send(message, screen)

        return handler

    # The keeper's commands

    async def stats(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show a keeper how much the bot is used."""
        if not self._is_admin(update) or update.effective_message is None:
            return
        knowledge = self.talk.screens.answerer.knowledge
        right, wrong = await self.talk.store.feedback_counts()
        text = self.talk.screens.strings.fill(
            "stats", chats=await self.talk.store.chat_count(), right=right, wrong=wrong,
            districts=len(knowledge.districts), faq=len(knowledge.faq),
        )  # fmt: skip
        await self._send(update.effective_message, Screen(text))

    async def reload(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check the knowledge base anew and use it; keep the old one when a fault is found."""
        if not self._is_admin(update) or update.effective_message is None:
            return
        faults = await context.application.create_task(_in_thread(self.reload_knowledge))
        strings = self.talk.screens.strings
        if faults:
            text = strings.fill("not_reloaded", count=len(faults), faults=[fault[:300] for fault in faults[:8]])
        else:
            self.cards = InlineCards(self.talk)
            text = strings.reloaded
        await self._send(update.effective_message, Screen(text[:MAX_TEXT]))

    def _is_admin(self, update: Update) -> bool:
        return update.effective_user is not None and update.effective_user.id in self.admins

    # Buttons

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tap at once, then show where it leads, in the same message."""
        query = update.callback_query
        if query is None:
            return
        strings = self.talk.screens.strings
        tap = decode(query.data or "")
        if tap is not None and tap.verb in FEEDBACKS:
            told = await self.talk.tap(tap, None, query.from_user.id)
            await quietly(query.answer(told if isinstance(told, str) else None))
            return
        chat_id = query.message.chat.id if query.message else None
        screen = await self.talk.tap(tap, chat_id, query.from_user.id) if tap else None
        if not isinstance(screen, Screen):
            await quietly(query.answer(strings.old_button, show_alert=True))
            return
        await quietly(query.answer())
        await quietly(query.edit_message_text(screen.html, reply_markup=keyboard(screen)))

    # Inline mode

    async def inline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer cards for what is being typed in any chat."""
        query = update.inline_query
        if query is None:
            return
        results = [
            InlineQueryResultArticle(
                id=card.id, title=card.title, description=card.line,
                input_message_content=InputTextMessageContent(card.html),
            )
            for card in self.cards.cards(query.query)
        ]  # fmt: skip
        await quietly(query.answer(results, cache_time=CACHE_SECONDS, is_personal=False))

    # When something goes wrong

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error with a number, tell the person the number once, and the keepers what happened."""
        error = context.error
        if isinstance(error, Conflict):
            log.error("Another copy of this bot is running with the same token; stop it first. This one ends now.")
            self.exit_code = EXIT_CONFLICT
            context.application.stop_running()
            return
        if isinstance(error, Forbidden):
            log.info("A person has blocked the bot or left the group.")
            return
        number = uuid.uuid4().hex[:8]
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest) and update is None:
            log.warning("Telegram cannot be reached (%s); trying again.", error)
            return
        log.error("Error %s", number, exc_info=error)
        if isinstance(update, Update) and update.effective_message and update.inline_query is None:
            text = self.talk.screens.strings.fill("failed", id=number)
            await quietly(update.effective_message.reply_text(text))
        what = f"{type(error).__name__}: {error}"
        for admin in self.admins:
            text = self.talk.screens.strings.fill("admin_error", id=number, what=what[:1000])
            await quietly(context.bot.send_message(admin, text))

    async def _send(self, message: Message, screen: Screen) -> Message | None:
        return await message.reply_text(screen.html, reply_markup=keyboard(screen), do_quote=_in_group(message))


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Return the buttons of a screen as Telegram wants them."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(key.label, callback_data=key.data)
                if key.data
                else InlineKeyboardButton(
                    key.label,
                    switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat(
                        key.share or "", allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
                    ),
                )
                for key in row
            ]
            for row in screen.rows
        ]
    )


def deep_link(argument: str) -> Tap | None:
    """Return what `/start d171` or `/start f-first-launch` opens."""
    if argument.startswith("d") and argument[1:].isdecimal():
        return Tap("d", argument[1:])
    if argument.startswith("f-"):
        return Tap("f", argument[2:])
    return None


async def quietly(call: Awaitable[Any]) -> None:
    """Await a call whose failure harms nobody: a second tap, an answer that comes too late."""
    try:
        await call
    except BadRequest as error:
        if not _is(error, (*_HARMLESS, *_GONE)):
            raise
    except Forbidden:
        pass
    except TelegramError as error:
        if not isinstance(error, NetworkError):
            raise
        log.warning("A call to Telegram failed: %s", error)


async def _in_thread(function: Callable[[], list[str]]) -> list[str]:
    import asyncio

    return await asyncio.to_thread(function)


def _is(error: TelegramError, texts: tuple[str, ...]) -> bool:
    return any(text in str(error).lower() for text in texts)


def _in_group(message: Message) -> bool:
    return message.chat.type != ChatType.PRIVATE


def _is_to_us(message: Message, bot_id: int) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot_id


__all__ = ["EXIT_CONFLICT", "Handlers", "deep_link", "keyboard"]
