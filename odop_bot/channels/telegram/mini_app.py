"""The map as a Mini App: who opens it is known by what Telegram signs, and a district is brought into their chat."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MenuButtonWebApp, Update, WebAppInfo
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError
from telegram.ext import Application, ApplicationHandlerStop, CommandHandler, ContextTypes, filters

from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.senders import CHANNEL, sender_of
from odop_bot.channels.telegram.sending import keyboard
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Choice, Open
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.idempotency import Answer
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said, Talk

MAX_AGE = 24 * 3600
"""Seconds for which what Telegram has signed is taken."""
AHEAD = 300
"""Seconds by which Telegram's clock may be ahead of ours."""
MAX_DATA = 4096
"""Letters of what Telegram signs, at most."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWords:
    """What is said of the map, in one language."""

    button: str
    text: str
    """What is said above the button."""
    command: str
    """What the command does."""


class ForgedError(Exception):
    """What should come from Telegram does not, or is too old."""


def person_of(data: str, token: str, now: float) -> tuple[int, str | None]:
    """Return who has opened the Mini App, and the language of their app.

    `data` is `initData` as Telegram's app hands it over; it holds what is checked here as Telegram describes
    it (an HMAC of all fields under a key made from the bot's token). Raises ForgedError.
    """
    if len(data) > MAX_DATA:
        raise ForgedError("too long")
    try:
        pairs = parse_qsl(data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=30)
    except ValueError as error:
        raise ForgedError("not readable") from error
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs):
        raise ForgedError("a field twice, or no hash")
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    right = hmac.new(key, lines.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), given.encode("utf-8", "surrogatepass")):
        raise ForgedError("wrong hash")
    # From here on the words are Telegram's.
    date = arguments.number(fields.get("auth_date", ""))
    if date is None or not now - MAX_AGE <= date <= now + AHEAD:
        raise ForgedError("too old")
    try:
        user = json.loads(fields.get("user", ""))
    except ValueError as error:
        raise ForgedError("nobody") from error
    number = user.get("id") if isinstance(user, dict) else None
    if not isinstance(number, int) or not 0 < number <= arguments.MAX_NUMBER:
        raise ForgedError("nobody")
    language = user.get("language_code")
    return number, language if isinstance(language, str) else None


class MiniApp:
    """Opens the map, and brings what is tapped on it into the chat."""

    def __init__(
        self,
        talk: Talk,
        token: str,
        address: str,
        words: Mapping[str, MapWords],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the bot's token, the map's public address (https) and what is said by language, English first."""
        self._talk = talk
        self._token = token
        self._address = address
        self._words = words
        self._clock = clock

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any], handlers: Handlers) -> None:
        """Register the command that opens the map."""

        async def show(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            message, sender = update.message, sender_of(update)
            if message is None:
                return
            screens = await self._talk.screens_of(sender)
            if message.chat.type != ChatType.PRIVATE:
                await handlers.answer(update, message, lambda: _said(screens.strings.in_private))
                raise ApplicationHandlerStop
            words = self._words.get(screens.language, next(iter(self._words.values())))
            button = InlineKeyboardButton(words.button, web_app=WebAppInfo(self._in(screens.language)))

            async def work() -> Answer:
                sent = await message.reply_text(words.text, reply_markup=InlineKeyboardMarkup([[button]]))
                return Answer(sent.message_id)

            await handlers.turns.for_update(update.update_id, work)
            raise ApplicationHandlerStop

        app.add_handler(CommandHandler("map", show, filters=filters.UpdateType.MESSAGE), group=-1)

    def commands(self) -> dict[str, dict[str, str]]:
        """Return the command with its description, by language."""
        return {code: {"map": words.command} for code, words in self._words.items()}

    async def introduce(self, bot: Bot) -> None:
        """Set the menu button; it has the same words for everybody, so it has all of them. A failure stops nobody."""
        label = " · ".join(dict.fromkeys(words.button for words in self._words.values()))
        try:
            await bot.set_chat_menu_button(menu_button=MenuButtonWebApp(label, WebAppInfo(self._address)))
        except TelegramError as error:
            log.warning("The menu button could not be set (%s).", error)

    async def open(self, bot: Bot, data: str, code: str) -> bool:
        """Send what is known of a district (an LGD code) to who has tapped it; return whether it could be.

        Raises ForgedError where it is not Telegram that says who it is.
        """
        number, language = person_of(data, self._token, self._clock())
        district = arguments.district(self._talk.answerer.knowledge, code)
        if district is None:
            return False
        sender = Sender(number, Chat(CHANNEL, number), language)
        said = await self._talk.tap(Open(Choice("district", str(district.lgd))), sender)
        if not isinstance(said, Said):
            return False
        try:
            await bot.send_message(number, said.screen.html, reply_markup=keyboard(said.screen))
        except Forbidden:
            return False
        return True

    def _in(self, language: str) -> str:
        """Return the address of the map in a language; English is at the root."""
        first = next(iter(self._words))
        return f"{self._address}/{language}" if language in self._words and language != first else self._address


async def _said(html: str) -> Said:
    return Said(Screen(html))
