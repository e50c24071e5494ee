"""The buttons under the bot's messages: where a tap leads is shown in the same message, or sent as a new one."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, KeyboardButton, Message, ReplyKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from odop_bot.channels.health import Metrics
from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.codec import decode
from odop_bot.channels.telegram.senders import button_of, sender_of
from odop_bot.channels.telegram.sending import is_gone, is_harmless, quietly, send_media
from odop_bot.conversation.actions import Judge, Locate, Picture
from odop_bot.conversation.forgetful import without
from odop_bot.conversation.idempotency import Answer, Idempotency
from odop_bot.conversation.observer import Observer
from odop_bot.conversation.pictures import Pictures
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.talk import Talk


class Buttons:
    """Does what the buttons of answers and menus say."""

    def __init__(
        self, talk: Talk, turns: Idempotency, pictures: Pictures, metrics: Metrics, observer: Observer
    ) -> None:
        self._talk = talk
        self._turns = turns
        self._pictures = pictures
        self._metrics = metrics
        self._observer = observer

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handler."""
        app.add_handler(CallbackQueryHandler(self.tap))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tap at once, then show where it leads, in the same message."""
        query = update.callback_query
        if query is None:
            return
        action, sender, message = decode(query.data or ""), sender_of(update), update.effective_message
        if isinstance(action, Picture | Locate) and message is not None:
            await quietly(query.answer())
            screens = await self._talk.screens_of(sender)

            async def send() -> None:
                await self._turns.for_update(update.update_id, lambda: self._send_new(action, message, screens))

            await self._turns.for_tap(button_of(query), update.update_id, send)
            return
        said = await self._talk.tap(action, sender) if action else None
        if action is not None:
            message_id = query.message.message_id if query.message else None
            await without(self._observer.tapped(action, sender, message_id), None, self._talk.trouble)
        if isinstance(said, str):
            await quietly(query.answer(said))
            return
        if said is None:
            screens = await self._talk.screens_of(sender)
            notice = "thanks_wrong" if isinstance(action, Judge) else "old_button"
            await quietly(query.answer(screens.strings.fill(notice), show_alert=True))
            return
        await quietly(query.answer())
        await self.show_at(update, query, said.screen)
        self._metrics.answered("tap", said.screen.kind)

    async def show_at(self, update: Update, query: CallbackQuery, screen: Screen) -> None:
        """Show a screen in the message of a button; in a new one where that can no longer be changed."""
        bot, chat = query.get_bot(), update.effective_chat
        try:
            if query.inline_message_id:
                await showing.edit(bot, screen, inline_message_id=query.inline_message_id)
            elif query.message:
                # Of an old message Telegram shows no more than its number, and may yet change it.
                where = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
                await showing.edit(bot, screen, **where)
        except BadRequest as error:
            if not is_harmless(error) and not is_gone(error):
                raise
            if is_gone(error) and chat is not None:
                chat_id = chat.id

                async def work() -> Answer:
                    return Answer(await showing.send(bot, screen, chat_id=chat_id))

                await self._turns.for_update(update.update_id, work)

    async def _send_new(self, action: Picture | Locate, message: Message, screens: Screens) -> Answer:
        """Send what a button promises as a new message: a picture, a button for the location."""
        strings = screens.strings
        if isinstance(action, Picture):
            name = message.get_bot().username
            picture = await self._pictures.of(
                action.choice, screens, lambda argument: f"https://t.me/{name}?start={argument}"
            )
            return Answer((await send_media(message, picture)).message_id)
        if message.chat.type != ChatType.PRIVATE:
            return Answer((await message.reply_text(strings.no_location)).message_id)
        ask = KeyboardButton(strings.buttons["send_location"], request_location=True)
        keys = ReplyKeyboardMarkup([[ask]], resize_keyboard=True, one_time_keyboard=True)
        return Answer((await message.reply_text(strings.send_location, reply_markup=keys)).message_id)
