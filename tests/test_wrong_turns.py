"""Commands, links and buttons that lead nowhere say what they are; what is written under a picture is read."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer, Reply
from odop_bot.channels.telegram.codec import DESK, QUIZ
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.suggestions import InlineCards
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import ENGLISH
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import Request
from tests.harness import ADMIN, Harness, play, without_group_limit
from tests.process import buttons

GROUP = -500
PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}


async def said(bot: Harness, text: str, chat: int = 7, **more: Any) -> str:
    """Say something to the bot; return what it answers, nothing if it is silent."""
    before = len(bot.telegram.sent(chat))
    bot.telegram.say(text, chat, **more)
    await bot.take_all()
    answers = bot.telegram.sent(chat)[before:]
    assert len(answers) <= 1, answers
    return str(answers[0]["text"]) if answers else ""


async def noticed(bot: Harness, data: str, chat: int = 7, **more: Any) -> str:
    """Tap a button; return the notice that the bot shows."""
    before = len(bot.telegram.made("answerCallbackQuery"))
    bot.telegram.tap(data, chat, **more)
    await bot.take_all()
    [call] = bot.telegram.made("answerCallbackQuery")[before:]
    return str(call.parameters.get("text", ""))


def test_a_command_that_is_none_or_not_for_you_says_so(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        assert "I do not know the command /moradabad" in await said(bot, "/moradabad")
        assert len(await said(bot, "/" + "b" * 500)) < 100
        assert "नहीं जानता" in await said(bot, "/moradabad", language="hi")
        assert "తెలియదు" in await said(bot, "/moradabad", language="te")
        for command in ("/stats", "/id", "/reload", "/notice Buy", "/gaps", "/teach 1 x", "/lessons"):
            assert "for the bot's admins" in await said(bot, command), command
        for command in ("/human", "/human how", "/queue", "/take 1", "/close", "/canned x", "/why"):
            assert "no helpdesk behind this bot" in await said(bot, command), command
        assert "Chats remembered" in await said(bot, "/stats", ADMIN)
        assert f"you {ADMIN}." in await said(bot, "/id", ADMIN)
        assert "Chat -5," in await said(bot, "/id", -5, person=ADMIN)
        assert "private chat" in await said(bot, "/notice x", -5, person=ADMIN)
        # In a group only what is said to this bot.
        assert await said(bot, "/moradabad", -5, person=7) == ""
        assert await said(bot, "/stats", -5, person=7) == ""
        assert "I do not know" in await said(bot, "/moradabad@ODOP_test_bot", -5, person=7)
        assert await said(bot, "/moradabad@another_bot", -5, person=7) == ""

    play(answerer, tmp_path, scene)


def test_with_a_helpdesk_its_commands_say_whose_they_are(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for command in ("/queue", "/take 1", "/close", "/canned x", "/why", "/gaps", "/teach 1 x", "/lessons"):
            assert "works in their group" in await said(bot, command), command
        assert "Write your question behind the command" in await said(bot, "/human")
        assert "I do not know the command /queu." in await said(bot, "/queu", GROUP, person=21)
        for command in ("/take", "/close"):
            for argument in ("9" * 24, "x", "-1", "१२३", "#", "1", "1e3"):
                assert "name its number" in await said(bot, f"{command} {argument}", GROUP, person=21)
        for argument in ("", "x", "9" * 30 + " pmfme", "-1 pmfme"):
            assert "/gaps shows the numbers" in await said(bot, f"/teach {argument}", GROUP, person=21)
        assert "There is no gap 12" in await said(bot, "/teach 12 pmfme-subsidy", GROUP, person=21)

    play(answerer, tmp_path, scene, GROUP)


def test_an_admin_sees_how_many_questions_were_not_known(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for text in ("moradabad", "agra", "xyzzy plugh fnord"):
            await said(bot, text)
        assert "Questions today: 3, not known: 33 %" in await said(bot, "/stats", ADMIN)

    play(answerer, tmp_path, scene)


@pytest.mark.parametrize("argument", ["d0", "d" + "9" * 40, "dx", "f-gone", "f-", "x", "-", "d171x", "<b>", "quizz"])
def test_a_link_that_leads_nowhere_says_so_and_shows_the_start(
    answerer: Answerer, tmp_path: Path, argument: str
) -> None:
    async def scene(bot: Harness) -> None:
        text = await said(bot, f"/start {argument}")
        assert text.startswith("This link is old or broken")
        assert "Namaste" in text
        assert "Find my district" in buttons(bot.telegram.sent()[0])
        assert (await said(bot, "/start")).startswith("Namaste")
        assert (await said(bot, "/start d171")).startswith("Moradabad")

    play(answerer, tmp_path, scene)


def test_what_stands_under_a_picture_is_a_question(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.send({**PHOTO, "caption": "moradabad"})
        telegram.send({"document": {"file_id": "d", "file_unique_id": "d"}, "caption": "मुरादाबाद का ओडीओपी"})
        telegram.send(dict(PHOTO))
        await bot.take_all()
        first, second, third = (message["text"] for message in telegram.sent())
        assert first.startswith("Moradabad, Uttar Pradesh")
        assert second.startswith("मुरादाबाद")
        assert third.startswith("I read text")
        telegram.send({**PHOTO, "caption": "agra", "reply_to_message": telegram.sent()[0]}, chat=-5, person=7)
        telegram.send({**PHOTO, "caption": "agra"}, chat=-5, person=7)
        await bot.take_all()
        # In a group only as a reply to the bot.
        [answer] = telegram.sent(-5)
        assert answer["text"].startswith("Agra")

    play(answerer, tmp_path, scene)


ODD = (
    "",
    "x",
    "-1",
    "9" * 30,
    "9" * 19,
    "0",
    "1.x",
    "x.1",
    f"{'9' * 15}.{'9' * 15}",
    "d" + "9" * 30,
    "mixed.",
    "mixed_",
)


def test_a_button_whose_argument_is_none_is_an_old_button(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every verb, with arguments that never were: no error, nothing changed, and a notice or a menu."""
    without_group_limit(monkeypatch)
    menus = {"ng", "tn", "qt", "qs", "qc", "qi", "bs", "bl", "bp", "bt", "m", "ml", "w", "h"}

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        [shown] = await _asked(bot)
        for verb in sorted((DESK.keys() | QUIZ.keys() | {*"dspflyntrc", "bd", "be"}) - menus):
            for argument in ODD:
                if (verb, argument) == ("hx", ""):
                    continue
                chat, person = (GROUP, ADMIN) if verb in DESK else (ADMIN, ADMIN)
                message = shown["message_id"] if chat == ADMIN else None
                notice = await noticed(bot, f"{verb}:{argument}", chat, person=person, message_id=message)
                # Of what once may have been there, a message says that it is gone.
                if verb not in ("c", "tg", "td", "tp") and (verb[0], argument) != ("n", "0"):
                    assert notice, (verb, argument)
        assert not [call for call in telegram.calls if "went wrong" in str(call.parameters.get("text"))]
        assert not [text for text in telegram.complaints if "not modified" not in text and "not found" not in text]

    play(answerer, tmp_path, scene, GROUP)


async def _asked(bot: Harness) -> list[dict[str, Any]]:
    bot.telegram.say("moradabad", ADMIN)
    bot.telegram.say("/queue", GROUP, person=ADMIN)
    await bot.take_all()
    return bot.telegram.sent(ADMIN)


def test_a_tap_under_a_poll_or_picture_shows_a_new_message(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.tap("qg:mixed_5")
        await bot.take_all()
        poll = next(message for message in telegram.sent() if "poll" in message)
        for number, data in enumerate(("l:en", "d:171", "m:", "qt:", "s:9"), start=1):
            before = len(telegram.sent())
            telegram.tap(data, message_id=poll["message_id"])
            await bot.take_all()
            assert len(telegram.sent()) == before + 1, (number, data)
        assert not [call for call in telegram.calls if "went wrong" in str(call.parameters.get("text"))]

    play(answerer, tmp_path, scene)


def test_an_inline_query_of_any_length_is_answered(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        texts = ("moradabad " * 1000, "x" * 10_000, "+" * 10_000, "<b>&" * 2500, f"I am from +Jaipur+ {'&' * 9980}")
        for text in texts:
            bot.telegram.type_inline(text)
        await bot.take_all()
        assert len(bot.telegram.made("answerInlineQuery")) == len(texts)
        assert bot.telegram.complaints == []

    play(answerer, tmp_path, scene)


class _Clumsy(Answerer):
    """Cannot speak of one district."""

    def reply(self, asked: Decision | Request, memory: Memory | None = None, language: str = ENGLISH) -> Reply:
        if asked.districts == (118,):
            raise ZeroDivisionError
        return super().reply(asked, memory, language)


def test_an_inline_result_that_cannot_be_made_is_left_out_and_told_once(
    answerer: Answerer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clumsy = _Clumsy(answerer.knowledge, answerer.understander, answerer.renderer)

    async def scene(bot: Harness) -> None:
        with caplog.at_level(logging.ERROR):
            for text in ("ag", "agr", "agra"):
                bot.telegram.type_inline(text)
            await bot.take_all()
        results = [call.parameters["results"] for call in bot.telegram.made("answerInlineQuery")]
        assert len(results) == 3
        assert any(results)
        assert not [item for found in results for item in found if item["id"] == "district.118"]

    play(clumsy, tmp_path, scene)
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == ["The inline result district 118 cannot be made in en; it is left out."]


def test_the_clumsy_one_is_asked_for_at_all(answerer: Answerer) -> None:
    cards = InlineCards(Talk(answerer, read_strings(TEMPLATES), None, None))  # type: ignore[arg-type]  # no store
    assert "district.118" in {card.id for card in cards.cards("agra", "en")}
