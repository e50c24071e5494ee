"""The questions of the quiz as polls of Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from telegram import Bot, Chat, Message
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut

from odop_bot.channels.telegram.quiz_channel import TelegramQuiz, untranslated
from odop_bot.conversation.quiz.channel import ChannelError, Shown, UncertainError, UnreachableError
from odop_bot.conversation.screen import Screen
from odop_bot.quiz.question import MAX_STEM
from tests.test_quiz_parts import question


class PollBot:
    """Keeps what is sent; fails as it is told."""

    def __init__(self, error: TelegramError | None = None) -> None:
        self.sent: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **more: Any) -> Any:
            self.sent.append((name, args, more))
            if self._error is not None:
                raise self._error
            return Message(12, cast(Any, None), Chat(7, Chat.PRIVATE))

        return call


def shown(**more: Any) -> Shown:
    """Return a question as the quiz shows it."""
    plain: dict[str, Any] = {"round_id": 5, "question": question(), "number": 2, "length": 10, "reveals": True}
    names: dict[str, Any] = {"language": "en", "seconds": None, "keys": (), "picture": None}
    return Shown(**plain | names | more)


def test_a_question_is_a_poll_with_its_number_where_there_is_room() -> None:
    async def run() -> None:
        bot = PollBot()
        channel = TelegramQuiz(cast(Bot, bot))
        placed = await channel.show_question(7, shown(seconds=20))
        assert (placed.question_id, placed.message_id) == ("5.2", 12)
        room = MAX_STEM - len("3/10. ")
        for stem in ("x" * room, "x" * (room + 1)):
            await channel.show_question(7, shown(question=question(stem=stem), reveals=False, picture=b"png"))
        names = [name for name, _, _ in bot.sent]
        assert names == ["send_poll", "send_photo", "send_poll", "send_photo", "send_poll"]
        polls = [(args, more) for name, args, more in bot.sent if name == "send_poll"]
        (args, more), (numbered, open_poll), (bare, _) = polls
        assert args == (7, "3/10. Which?", ["a", "b"])
        assert (more["type"], more["correct_option_ids"], more["explanation"]) == ("quiz", [0], "a.")
        assert (more["open_period"], more["is_anonymous"]) == (20, False)
        assert open_poll["type"] == "regular"
        assert "correct_option_ids" not in open_poll
        assert "explanation" not in open_poll
        assert numbered[1] == f"3/10. {'x' * room}"
        assert bare[1] == "x" * (room + 1)
        await channel.show_screen(7, Screen("result"), about=12)
        await channel.show_screen(7, Screen("result"))
        (_, _, about), (_, _, alone) = bot.sent[-2:]
        assert about["reply_parameters"].message_id == 12
        assert about["reply_parameters"].allow_sending_without_reply
        assert alone["reply_parameters"] is None

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("blocked"), UnreachableError),
        (BadRequest("Not enough rights"), UnreachableError),
        (TimedOut(), UncertainError),
        (RetryAfter(100), ChannelError),
    ],
    ids=str,
)
def test_errors_of_telegram_are_a_channel_s_and_become_telegram_s_again(error: Any, kind: type[ChannelError]) -> None:
    async def run() -> None:
        channel = TelegramQuiz(cast(Bot, PollBot(error)))
        with pytest.raises(ChannelError) as told:
            await channel.show_question(7, shown())
        assert type(told.value) is kind
        with pytest.raises(type(error)), untranslated():
            await channel.show_screen(7, Screen("x"))

    asyncio.run(run())
    with pytest.raises(ChannelError), untranslated():
        raise ChannelError("ours")


def test_a_poll_that_is_closed_already_or_gone_stays_so() -> None:
    for error in (BadRequest("Poll has already been closed"), BadRequest("message to edit not found"), None):
        asyncio.run(TelegramQuiz(cast(Bot, PollBot(error))).close_question(7, 12))
    with pytest.raises(ChannelError):
        asyncio.run(TelegramQuiz(cast(Bot, PollBot(RetryAfter(9)))).close_question(7, 12))
