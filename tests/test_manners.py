"""What people complain of in other bots: old buttons, late answers, mixed-up chats, results of somebody else."""

from __future__ import annotations

from pathlib import Path

from odop_bot.answering import Answerer
from tests.harness import Harness, play
from tests.process import Start, answered, buttons
from tests.standin import FakeTelegram, Fault
from tests.standin.telegram import BOT


def test_buttons_outlive_the_process_and_their_message(telegram: FakeTelegram, start: Start) -> None:
    bot = start()
    telegram.say("aurangabad")
    message = answered(telegram, 1)[0]
    data = buttons(message)["Aurangabad (Bihar)"]
    telegram.wait(lambda: not telegram.updates)
    bot.killed()
    start()
    telegram.tap(data, message_id=message["message_id"])
    telegram.wait(lambda: telegram.sent()[0]["text"].startswith("Aurangabad, Bihar"))
    # Of a message that is too old Telegram tells no more than its number; this one is gone.
    telegram.tap(data, message_id=999)
    assert answered(telegram, 2)[-1]["text"].startswith("Aurangabad, Bihar")


def test_a_tap_is_answered_before_its_message_is_edited_and_a_late_answer_harms_nobody(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.say("moradabad")
        await bot.take_all()
        telegram.tap("d:118")
        await bot.take_all()
        assert [call.method for call in telegram.calls[-2:]] == ["answerCallbackQuery", "editMessageText"]
        telegram.tap("d:171")
        telegram.type_inline("morad")
        telegram.open_queries.clear()
        await bot.take_all()
        assert [message["text"][:9] for message in telegram.sent()] == ["Moradabad"]
        assert len(telegram.complaints) == 2
        assert all("query is too old" in text for text in telegram.complaints)

    play(answerer, tmp_path, scene)


def test_inline_results_are_for_one_person_and_a_stated_time(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for text in ("morad", "", "zzzzzz", "I like +Jaipur+"):
            bot.telegram.type_inline(text)
        await bot.take_all()
        answers = [call.parameters for call in bot.telegram.made("answerInlineQuery")]
        assert len(answers) == 4
        assert all(answer["is_personal"] is True and answer["cache_time"] == 300 for answer in answers)

    play(answerer, tmp_path, scene)


def test_one_chat_keeps_its_order_while_others_do_not_wait(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.troubled = {7: Fault(200, delay=0.7)}
    telegram.say("moradabad")
    telegram.say("what does PMFME say")
    telegram.say("and Agra?")
    for chat in range(100, 140):
        telegram.say("jaipur", chat=chat)
    telegram.wait(lambda: all(telegram.sent(chat) for chat in range(100, 140)))
    assert len(telegram.sent()) <= 2
    first, second, third = (message["text"] for message in answered(telegram, 3))
    assert first.startswith("Moradabad")
    assert "Honey" in second
    assert third.startswith("Agra")


def test_in_a_group_the_bot_hears_commands_and_replies_to_it_alone(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.say("moradabad", chat=-5, person=7)
        telegram.say("@odop_test_bot moradabad", chat=-5, person=7)
        telegram.say("/help@another_bot", chat=-5, person=7)
        telegram.share_location(28.84, 78.77, chat=-5)
        await bot.take_all()
        assert telegram.sent(-5) == []
        telegram.say("/district@odop_test_bot agra", chat=-5, person=7)
        await bot.take_all()
        [answer] = telegram.sent(-5)
        assert answer["from"] == BOT
        telegram.say("and jaipur?", chat=-5, person=8, reply_to_message=answer)
        await bot.take_all()
        assert [message["text"].split(",")[0] for message in telegram.sent(-5)] == ["Agra", "Jaipur"]
        # An answer quotes its question, and comes too when that was deleted in the meantime.
        quotes = [call.parameters["reply_parameters"] for call in telegram.made("sendMessage")]
        assert all(quote["allow_sending_without_reply"] for quote in quotes)

    play(answerer, tmp_path, scene)


def test_inline_offers_districts_before_anything_is_typed_and_leads_to_the_bot(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        for text in ("", "goa"):
            bot.telegram.type_inline(text)
            await bot.take_all()
        empty, goa = (call.parameters for call in bot.telegram.made("answerInlineQuery"))
        assert len(empty["results"]) == 6
        assert all(item["id"].startswith("district.") for item in empty["results"])
        assert any(item["id"] == "state.30" for item in goa["results"])
        assert [answer["button"]["start_parameter"] for answer in (empty, goa)] == ["inline"] * 2
        assert empty["button"]["text"].startswith("Type a district")
        assert goa["button"]["text"] == "Ask in the bot"
        bot.telegram.say("/start inline")
        await bot.take_all()
        assert "Namaste" in bot.telegram.sent()[-1]["text"]
        assert "link" not in bot.telegram.sent()[-1]["text"]

    play(answerer, tmp_path, scene)


def test_a_group_that_adds_the_bot_is_told_in_a_line_how_to_ask(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        someone = {"id": 44, "is_bot": False, "first_name": "Anita"}
        bot.telegram.send({"new_chat_members": [someone]}, -70, 7)
        await bot.take_all()
        assert bot.telegram.sent(-70) == []
        ours = {"id": bot.bot.id, "is_bot": True, "first_name": "Bot"}
        bot.telegram.send({"new_chat_members": [someone, ours]}, -70, 7)
        await bot.take_all()
        (hello,) = bot.telegram.sent(-70)
        assert f"@{bot.bot.username}" in hello["text"]
        assert "\n" not in hello["text"]

    play(answerer, tmp_path, scene)


def test_a_contact_and_a_sticker_are_answered_kindly(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        bot.telegram.send({"contact": {"phone_number": "+911234567890", "first_name": "Anita"}})
        await bot.take_all()
        assert "keep nobody's number" in bot.telegram.sent()[-1]["text"]

    play(answerer, tmp_path, scene)


def test_states_and_products_have_pictures_that_can_be_tapped(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for text in ("goa", "which districts make carpets"):
            bot.telegram.say(text)
            await bot.take_all()
            rows = bot.telegram.sent()[-1]["reply_markup"]["inline_keyboard"]
            (data,) = [b["callback_data"] for row in rows for b in row if b.get("callback_data", "").startswith("c:")]
            bot.telegram.tap(data)
            await bot.take_all()
        assert len(bot.telegram.photos) == 2
        assert bot.telegram.complaints == []

    play(answerer, tmp_path, scene)
