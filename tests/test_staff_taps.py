"""What the staff's buttons under a case do a second time."""

from __future__ import annotations

from pathlib import Path

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.actions import DeskAction, DeskStep
from tests.harness import Harness, play
from tests.test_pass_on import ASHA, GROUP, opened

ANITA = 21


def test_a_case_is_closed_by_one_tap_without_a_word_of_refusal_and_refused_after(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        await opened(bot)
        head = bot.telegram.sent(GROUP)[-1]
        data = encode(DeskAction(DeskStep.CLOSE, "1"))
        refusals = []
        for _ in range(2):
            bot.telegram.tap(data, GROUP, head["message_id"], person=ANITA)
            await bot.take_all()
            refusals.append(sum("Nothing was sent" in message["text"] for message in bot.telegram.sent(GROUP)))
        assert refusals == [0, 1]
        told = [message["text"] for message in bot.telegram.sent(ASHA)]
        assert sum("The helpdesk has closed case 1" in text for text in told) == 1

    play(answerer, tmp_path, scene, GROUP)
