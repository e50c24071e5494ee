"""The quiz in Telegram: its commands, buttons and votes are handed on, and shown what comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, PollAnswerHandler, filters

from odop_bot.channels.telegram.codec import pattern, quiz_action
from odop_bot.channels.telegram.handlers import Handler, Handlers
from odop_bot.channels.telegram.quiz_channel import TelegramQuiz, untranslated
from odop_bot.channels.telegram.senders import button_of, sender_of
from odop_bot.channels.telegram.sending import keyboard, quietly, send_media
from odop_bot.conversation.actions import QuizStep
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.quiz.asker import Asker, Done
from odop_bot.conversation.quiz.plans import LINK
from odop_bot.conversation.quiz.quiz import Quiz
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said
from odop_bot.storage.quiz_rows import TooEarlyError


class QuizHandlers:
    """The handlers of the quiz."""

    def __init__(self, handlers: Handlers, quiz: Quiz) -> None:
        self._handlers = handlers
        self._quiz = quiz

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register every handler; to be called before the general ones are."""
        self._quiz.on(TelegramQuiz(app.bot))
        for name, command in self.commands().items():
            app.add_handler(CommandHandler(name, command, filters=filters.UpdateType.MESSAGE))
        app.add_handler(CallbackQueryHandler(self.tap, pattern=pattern(*QuizStep)))
        app.add_handler(PollAnswerHandler(self.vote))
        self._handlers.links[LINK] = self.open

    def commands(self) -> dict[str, Handler]:
        """Return the handlers of the commands."""
        play = self._quiz.play
        return {
            "quiz": self._showing(play.open),
            "mock": self._showing(play.exams),
            "export": self._showing(play.export),
            "daily": self._showing(play.daily),
            "practice": self.practice,
            "progress": self.progress,
        }

    # Commands

    async def open(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Open what a deep link names: the quiz, or a friend's challenge."""
        argument = (context.args or [LINK])[0]

        async def followed(asker: Asker) -> Screen:
            return await self._quiz.play.follow(asker, argument) or await self._quiz.play.open(asker)

        await self._showing(followed)(update, context)

    async def practice(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask again what is due."""
        asker = await self._by_message(update)
        if asker is None:
            return
        with untranslated():
            screen = await self._quiz.play.practice(asker)
        if screen is not None:
            await self._show(update, screen)

    async def progress(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what a person knows, as a picture."""
        message, asker = update.message, await self._by_message(update)
        if message is None or asker is None:
            return
        shown = await self._quiz.play.progress(asker)
        if isinstance(shown, Screen):
            await self._show(update, shown)
        else:
            await send_media(message, shown)

    # Votes and buttons

    async def vote(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Count an answer; one that was taken back does not count."""
        answer = update.poll_answer
        if answer is None or answer.user is None or not answer.option_ids:
            return
        try:
            with untranslated():
                await self._quiz.rounds.vote(
                    answer.poll_id, answer.user.id, answer.user.full_name, answer.option_ids[0]
                )
        except TooEarlyError:
            unfinished.set(True)

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button of the quiz says."""
        query, play = update.callback_query, self._quiz.play
        tap = quiz_action(query.data) if query else None
        if query is None or tap is None or not isinstance(query.message, Message):
            if query is not None:
                texts = self._quiz.desk().texts(await self._language(update))
                await quietly(query.answer(texts.stale))
            return
        message = query.message
        asker = await self._asker(update, f"t{query.id}", message)
        notice = None

        async def act() -> None:
            nonlocal notice
            with untranslated():
                done = await play.tap(asker, tap)
            notice = done.notice
            await self._tell(update, message, done)

        try:
            if play.makes(tap):
                await self._handlers.turns.for_tap(button_of(query), update.update_id, act)
            else:
                await act()
        except TooEarlyError:
            unfinished.set(True)
        await quietly(query.answer(notice))

    async def _tell(self, update: Update, message: Message, done: Done) -> None:
        """Show what a tap leads to."""
        query = update.callback_query
        if done.screen is not None and query is not None:
            await self._handlers.buttons.show_at(update, query, done.screen)
        if isinstance(done.more, Screen):
            await message.reply_text(done.more.html, reply_markup=keyboard(done.more))
        elif done.more is not None:
            await send_media(message, done.more)

    # What several do

    def _showing(self, screen: Callable[[Asker], Awaitable[Screen]]) -> Handler:
        """Return a handler that answers a message with a screen."""

        async def handler(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            asker = await self._by_message(update)
            if asker is not None:
                await self._show(update, await screen(asker))

        return handler

    async def _show(self, update: Update, screen: Screen) -> None:
        """Answer a message with a screen, once."""

        async def say() -> Said:
            return Said(screen)

        if update.message is not None:
            await self._handlers.answer(update, update.message, say)

    async def _by_message(self, update: Update) -> Asker | None:
        message = update.message
        if message is None or update.effective_user is None:
            return None
        return await self._asker(update, f"m{message.chat.id}.{message.message_id}", message)

    async def _asker(self, update: Update, origin: str, message: Message) -> Asker:
        user, bot = update.effective_user, message.get_bot()
        return Asker(
            person_id=user.id if user else 0,
            chat_id=message.chat.id,
            name=user.full_name if user else "",
            language=await self._language(update),
            origin=origin,
            link=lambda argument: f"https://t.me/{bot.username}?start={argument}",
        )

    async def _language(self, update: Update) -> str:
        return (await self._handlers.talk.screens_of(sender_of(update))).language
