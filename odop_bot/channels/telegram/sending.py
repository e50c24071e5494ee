"""Send through Telegram's limits and through a network that breaks."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import InlineKeyboardMarkup, InputFile, Message
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from odop_bot.channels.telegram.fitting import fitting
from odop_bot.channels.telegram.showing import buttons
from odop_bot.conversation.media import Media
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.window import entered

log = logging.getLogger(__name__)
FLOOD_RETRIES = 5
FLOOD_MARGIN = 0.1
GROUP_MESSAGES = 20
"""How many messages a minute Telegram lets a bot send to a group; see its FAQ for bots, "My bot is hitting limits"."""
LONGEST_PAUSE = 60.0
"""Seconds; who must wait longer gives the update back."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds to wait before each new try of a call that a broken network has eaten."""
_ONCE = frozenset({"sendPoll"})
"""Calls that are left to their callers when the network breaks: they write down that they make them again."""
_NEW = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
"""Calls that must not be made twice without need."""
_WRITING = frozenset({"sendMessage", "editMessageText"})
"""Calls with the text of a message."""
_HARMLESS = ("message is not modified", "query is too old", "query_id_invalid", "query id is invalid")
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
)
"""What Telegram says where a message cannot be changed: it is gone, not ours, or a picture or poll."""
_UNWELCOME = ("not enough rights", "have no rights", "chat_write_forbidden", "topic_closed", "chat not found")


class Sender(AIORateLimiter):
    """Keeps to the limit of groups, waits when Telegram says so, and tries again when the network breaks.

    The limit of 30 messages a second is one of broadcasts, not of answers, so it is off here.
    A call that timed out may have taken effect: Telegram itself could not tell, so it is made again.
    """

    def __init__(self) -> None:
        super().__init__(overall_max_rate=0, overall_time_period=0, group_max_rate=GROUP_MESSAGES, group_time_period=60)
        self._closed: dict[object, float] = {}
        """Until when Telegram wants no more calls for a chat, on the clock of the loop."""

    async def process_request(
        self,
        callback: Callable[..., Any],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a call, again where it makes sense, with a text that fits a message. Raises what the last try raised."""
        if "text" in data and endpoint in _WRITING:
            data["text"] = fitting(data["text"])

        async def attempt(*args: Any, **kwargs: Any) -> Any:
            # If the library saw this error, it would let all chats wait for the one that is over its limit.
            if endpoint in _NEW:
                await entered()
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                return error

        pauses, floods, chat = iter(PAUSES), 0, data.get("chat_id")
        while True:
            self._heed(chat)
            try:
                result = await super().process_request(attempt, args, kwargs, endpoint, data, rate_limit_args)
            except BadRequest:
                raise
            except NetworkError as error:
                pause = next(pauses, None)
                if pause is None or endpoint in _ONCE:
                    raise
                log.info("%s failed (%s); trying again.", endpoint, error)
            else:
                if not isinstance(result, RetryAfter):
                    return result
                floods, pause = floods + 1, seconds(result) + FLOOD_MARGIN
                if floods > FLOOD_RETRIES or pause > LONGEST_PAUSE:
                    if chat is not None:
                        self._closed[chat] = asyncio.get_running_loop().time() + pause
                    raise result
                log.info("%s is over a limit of Telegram; trying again in %g s.", endpoint, pause)
            await asyncio.sleep(pause)

    def _heed(self, chat: object) -> None:
        """Raise RetryAfter for a chat that must be left alone for long: asking anew would only make it longer."""
        now = asyncio.get_running_loop().time()
        if self._closed.get(chat, now) > now:
            raise RetryAfter(math.ceil(self._closed[chat] - now))
        if self._closed.pop(chat, None) is not None:
            self._closed = {key: until for key, until in self._closed.items() if until > now}


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait."""
    pause = error.retry_after
    return float(pause if isinstance(pause, int | float) else pause.total_seconds())


async def quietly(call: Awaitable[Any]) -> None:
    """Await a call whose failure harms nobody: a second tap, an answer that comes too late."""
    try:
        await call
    except BadRequest as error:
        if not is_harmless(error) and not is_gone(error):
            raise
    except Forbidden:
        pass
    except TelegramError as error:
        if not isinstance(error, NetworkError):
            raise
        log.warning("A call to Telegram failed: %s", error)


def is_harmless(error: TelegramError) -> bool:
    """Whether a call failed because there was nothing left to do."""
    return any(text in str(error).lower() for text in _HARMLESS)


def is_gone(error: TelegramError) -> bool:
    """Whether a message that should be edited is no longer there."""
    return any(text in str(error).lower() for text in _GONE)


def is_unwelcome(error: Exception | None) -> bool:
    """Whether a chat does not let the bot write."""
    return isinstance(error, BadRequest) and any(text in str(error).lower() for text in _UNWELCOME)


async def send_media(message: Message, media: Media | str) -> Message:
    """Answer a message with a file, or with the words that there are instead; return what was sent."""
    if isinstance(media, str):
        return await message.reply_text(media)
    file = InputFile(media.content, media.name)
    if media.is_picture:
        return await message.reply_photo(file, caption=media.caption)
    return await message.reply_document(file, caption=media.caption)


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Return the buttons of a screen as the library wants them."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup.de_json(buttons(screen), None)
