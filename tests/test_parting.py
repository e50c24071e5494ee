"""Who has everything forgotten while a case is open: the group is told once, and nothing there goes astray."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from odop_bot.answering import Answerer
from odop_bot.storage.helpdesk_tables import cases, relays
from tests.harness import Harness, play
from tests.process import buttons

PERSON, ANITA, BALA = 7, 21, 22
GROUP, FORUM = -500, -1001
QUESTION = "how do I insure my loom against fire"


async def opened(bot: Harness, group: int) -> dict[str, Any]:
    """Hand a question over; return the message in the group that opens the case."""
    bot.telegram.say(f"/human {QUESTION}")
    await bot.take_all()
    await tapped(bot, bot.telegram.sent()[-1], "Send it")
    [head] = bot.telegram.sent(group)
    assert buttons(head)
    return head


async def tapped(bot: Harness, message: dict[str, Any], label: str, person: int | None = None) -> None:
    data = next(data for text, data in buttons(message).items() if text.startswith(label))
    bot.telegram.tap(data, message["chat"]["id"], message["message_id"], person=person)
    await bot.take_all()


async def replied(bot: Harness, to: dict[str, Any], text: str, person: int = ANITA) -> list[str]:
    """Reply in the thread of a case; return what the group sees of the bot then."""
    group = to["chat"]["id"]
    before = len(bot.telegram.sent(group))
    where: dict[str, Any] = {"reply_to_message": to}
    if to.get("message_thread_id"):
        where = {"message_thread_id": to["message_thread_id"], "is_topic_message": True}
    bot.telegram.say(text, group, person=person, **where)
    await bot.take_all()
    return [message["text"] for message in bot.telegram.sent(group)[before:]]


@pytest.mark.parametrize("group", [GROUP, FORUM])
def test_forgetting_with_an_open_case_is_told_once_and_leaves_nothing(
    answerer: Answerer, tmp_path: Path, group: int
) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        if group == FORUM:
            telegram.forums[FORUM] = {}
        head = await opened(bot, group)
        await replied(bot, head, "Ask at the DIC")
        answer = telegram.sent()[-1]
        telegram.say("which papers?", reply_to_message=answer)
        await bot.take_all()
        follow_up = telegram.sent(group)[-1]
        assert "which papers?" in follow_up["text"]
        held = await replied(bot, follow_up, "me too", person=BALA)
        assert "Nothing was sent" in held[0]
        take_over = telegram.sent(group)[-1]
        before = len(telegram.sent(group))
        telegram.say("/forget")
        telegram.say("/forget")
        await bot.take_all()
        said = [message["text"] for message in telegram.sent(group)[before:]]
        assert said == ["The person of case 1 has had everything about them deleted. Nothing more reaches them."]
        shown = telegram.messages[group, head["message_id"]]
        assert buttons(shown) == {}
        assert QUESTION not in shown["text"]
        if group == FORUM:
            assert telegram.forums[FORUM] == {head["message_thread_id"]: False}
        # Whatever the staff reply to, they are told, and nothing is sent or taken for a question to the bot.
        to_person = len(telegram.sent())
        for message in (head, follow_up):
            assert await replied(bot, message, "the papers are these") == said
        await tapped(bot, take_over, "Take it over", BALA)
        assert buttons(telegram.messages[group, take_over["message_id"]]) == {}
        assert telegram.sent(group)[-1]["text"] == said[0]
        assert len(telegram.sent()) == to_person
        # The person's own old messages say so too.
        telegram.say("one more thing", reply_to_message=answer)
        await bot.take_all()
        assert "This case is closed" in telegram.sent()[-1]["text"]
        await tapped(bot, answer, "Close the case")
        assert buttons(telegram.messages[PERSON, answer["message_id"]]) == {}
        await nothing_is_left(bot)

    play(answerer, tmp_path, scene, group)


async def nothing_is_left(bot: Harness) -> None:
    """Refuse any trace of the person in what the helpdesk keeps."""

    def read(connection: sa.Connection) -> list[dict[str, Any]]:
        return [dict(row) for table in (cases, relays) for row in connection.execute(sa.select(table)).mappings()]

    rows = await bot.store.do(read)
    assert rows
    for row in rows:
        ids = [row.get(name) for name in ("person_id", "chat_id", "from_chat", "to_chat")]
        assert PERSON not in ids, row
        assert QUESTION not in map(str, row.values()), row


def test_a_case_that_is_closed_says_so_and_its_buttons_go(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        head = await opened(bot, GROUP)
        telegram.say("/canned subsidy", GROUP, person=ANITA, reply_to_message=head)
        await bot.take_all()
        offer = telegram.sent(GROUP)[-1]
        assert "ubsidy" in offer["text"]
        assert buttons(offer)
        handed = telegram.sent()[-1]
        await tapped(bot, handed, "Close")
        assert buttons(telegram.messages[PERSON, handed["message_id"]]) == {}
        assert buttons(telegram.messages[GROUP, head["message_id"]]) == {}
        before = len(telegram.sent(GROUP))
        await tapped(bot, offer, "Send 1", ANITA)
        assert [m["text"] for m in telegram.sent(GROUP)[before:]] == ["Case 1 is closed. Nothing was sent."]
        assert buttons(telegram.messages[GROUP, offer["message_id"]]) == {}

    play(answerer, tmp_path, scene, GROUP)


def test_forgetting_without_a_case_tells_nobody(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        bot.telegram.say("agra")
        bot.telegram.say("/forget")
        await bot.take_all()
        assert "Everything about you is deleted" in bot.telegram.sent()[-1]["text"]
        assert bot.telegram.sent(GROUP) == []

    play(answerer, tmp_path, scene, GROUP)
