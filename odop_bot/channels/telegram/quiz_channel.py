"""Show the quiz in Telegram: its questions as polls, pictures before them, everything else as messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from telegram import Bot, InputFile, Poll, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.fitting import units
from odop_bot.channels.telegram.sending import is_unwelcome, keyboard, quietly
from odop_bot.conversation.quiz.channel import ChannelError, Placed, Shown, UncertainError, UnreachableError
from odop_bot.conversation.screen import Screen
from odop_bot.quiz.question import MAX_STEM


class TelegramQuiz:
    """The quiz's channel on a bot of Telegram."""

    pictures = True

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def show_question(self, chat_id: int, shown: Shown) -> Placed:
        """Show a question as a poll, under its picture if it has one."""
        question = shown.question
        as_quiz: dict[str, Any] = {"type": Poll.REGULAR}
        if shown.reveals:
            as_quiz = {
                "type": Poll.QUIZ,
                "correct_option_ids": list(question.right),
                "explanation": question.explanation,
            }
        async with _translated():
            if shown.picture is not None:
                await self._bot.send_photo(chat_id, InputFile(shown.picture, "map.png"))
            message = await self._bot.send_poll(
                chat_id,
                _stem(shown),
                list(question.options),
                is_anonymous=False,
                question_parse_mode=None,
                explanation_parse_mode=None,
                open_period=shown.seconds,
                reply_markup=keyboard(Screen("", shown.keys)),
                **as_quiz,
            )
        return Placed(message.poll.id if message.poll else shown.id, message.message_id)

    async def close_question(self, chat_id: int, message_id: int) -> None:
        """Close a poll; what is closed already, or gone, stays so."""
        async with _translated():
            with suppress(BadRequest):
                await quietly(self._bot.stop_poll(chat_id, message_id))

    async def show_screen(self, chat_id: int, screen: Screen, about: int | None = None) -> None:
        """Send a message, as a reply to the poll that it is about."""
        reply = ReplyParameters(about, allow_sending_without_reply=True) if about is not None else None
        async with _translated():
            await self._bot.send_message(chat_id, screen.html, reply_markup=keyboard(screen), reply_parameters=reply)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Raise Telegram's errors as those of a channel."""
    try:
        yield
    except TelegramError as error:
        said = described(error)
        if isinstance(error, Forbidden) or is_unwelcome(error):
            raise UnreachableError(said) from error
        raise (UncertainError if isinstance(error, NetworkError) else ChannelError)(said) from error


@contextmanager
def untranslated() -> Iterator[None]:
    """Raise a channel's errors as Telegram's again: whoever handles an update knows those."""
    try:
        yield
    except ChannelError as error:
        raise error.__cause__ or error from None


def _stem(shown: Shown) -> str:
    """Return a question with its number, if there is room for that."""
    numbered = f"{shown.number + 1}/{shown.length}. {shown.question.stem}"
    return numbered if units(numbered) <= MAX_STEM else shown.question.stem
