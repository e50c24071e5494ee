"""With an open case a person need not know the reply gesture: what is no question is offered to the helpdesk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from tests.harness import Harness, play
from tests.process import buttons

GROUP, ASHA, RAVI = -500, 7, 8
PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}
VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}
YES = "Yes, pass it on"


async def opened(bot: Harness) -> None:
    """Open a case of Asha."""
    bot.telegram.say("/human my stall was refused", ASHA)
    await bot.take_all()
    await tapped(bot, ASHA, "Send it to the helpdesk")


async def tapped(bot: Harness, chat: int, label: str, person: int | None = None) -> None:
    """Tap a button under the last message of a chat."""
    message = bot.telegram.sent(chat)[-1]
    bot.telegram.tap(buttons(message)[label], chat, message["message_id"], person=person)
    await bot.take_all()


def offered(bot: Harness, chat: int = ASHA) -> bool:
    return YES in buttons(bot.telegram.sent(chat)[-1])


@pytest.mark.parametrize("content", [{"text": "xyzzy they want a paper called NOC"}, PHOTO, VOICE], ids=str)
def test_what_is_no_question_is_passed_on_after_a_yes(
    content: dict[str, Any], answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        await opened(bot)
        written = bot.telegram.send(content, ASHA)
        await bot.take_all()
        assert offered(bot)
        assert not bot.telegram.made("copyMessage")
        await tapped(bot, ASHA, YES)
        [copy] = bot.telegram.made("copyMessage")
        assert (copy.parameters["chat_id"], copy.parameters["message_id"]) == (GROUP, written)
        assert "passed on" in bot.telegram.sent(ASHA)[-1]["text"].lower()

    play(answerer, tmp_path, scene, GROUP)


def test_a_question_that_is_answered_is_not_offered_nor_is_anything_without_a_case(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        bot.telegram.send(dict(PHOTO), ASHA)
        await bot.take_all()
        assert not offered(bot)
        assert "Menu" in buttons(bot.telegram.sent(ASHA)[-1])
        await opened(bot)
        bot.telegram.say("moradabad", ASHA)
        await bot.take_all()
        assert not offered(bot)
        bot.telegram.say("xyzzy", RAVI)
        await bot.take_all()
        assert not offered(bot, RAVI)

    play(answerer, tmp_path, scene, GROUP)


def test_nobody_passes_on_into_the_case_of_another_and_nothing_goes_twice(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        await opened(bot)
        bot.telegram.say("xyzzy", ASHA)
        await bot.take_all()
        message = bot.telegram.sent(ASHA)[-1]
        data = buttons(message)[YES]
        bot.telegram.tap(data, RAVI, person=RAVI)
        await bot.take_all()
        assert not bot.telegram.made("copyMessage")
        for _ in range(2):
            bot.telegram.tap(data, ASHA, message["message_id"])
            await bot.take_all()
        assert len(bot.telegram.made("copyMessage")) == 1

    play(answerer, tmp_path, scene, GROUP)
