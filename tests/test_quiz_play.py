"""Rounds that respect people: the next question waits, a round is found again, friends compare; on any channel."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.quiz.asker import Asker
from odop_bot.conversation.quiz.channel import Placed, Shown
from odop_bot.conversation.quiz.quiz import Quiz
from odop_bot.conversation.quiz.text import question_screen
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.rounds import READING
from odop_bot.storage import Store
from tests.harness import Harness, play
from tests.process import buttons
from tests.standin import FakeTelegram

NOON = dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)


def polls(telegram: FakeTelegram, chat: int = 7) -> list[dict[str, Any]]:
    return [message for message in telegram.sent(chat) if "poll" in message]


async def answer(bot: Harness, right: bool, chat: int = 7) -> dict[str, Any]:
    """Answer the newest question of a chat; return its message."""
    message = polls(bot.telegram, chat)[-1]
    key = bot.telegram.polls[message["poll"]["id"]].right[0]
    choice = key if right else (key + 1) % len(message["poll"]["options"])
    assert bot.telegram.vote(message["poll"]["id"], choice, chat)
    await bot.take_all()
    return message


async def tap(bot: Harness, message: dict[str, Any], label: str, chat: int = 7) -> None:
    bot.telegram.tap(buttons(message)[label], chat, message_id=message["message_id"])
    await bot.take_all()


async def whole_round(bot: Harness, right: list[bool], chat: int = 7) -> dict[str, Any]:
    """Play the round of a chat to its end; return the message with the result."""
    for answers in right:
        message = await answer(bot, answers, chat)
        if "Next" in buttons(message):
            await tap(bot, message, "Next", chat)
    return [message for message in bot.telegram.sent(chat) if " right" in message.get("text", "")][-1]


def test_the_next_question_waits_until_the_explanation_is_read(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        bot.telegram.tap("qg:mixed_5")
        await bot.take_all()
        first = await answer(bot, True)
        assert len(polls(bot.telegram)) == 1
        # Whoever comes back finds the way on in the menu.
        bot.telegram.say("/quiz")
        await bot.take_all()
        menu = bot.telegram.sent()[-1]
        await tap(bot, menu, "Go on: question 1 of 5")
        assert len(polls(bot.telegram)) == 2
        # The old button leads nowhere now, and two taps on the new one ask one question.
        await tap(bot, first, "Next")
        assert len(polls(bot.telegram)) == 2
        second = polls(bot.telegram)[-1]
        for _ in range(2):
            bot.telegram.tap(buttons(second)["Next"], message_id=second["message_id"])
        await bot.take_all()
        assert len(polls(bot.telegram)) == 3
        # A question that stands open is pointed to, not asked twice.
        bot.telegram.say("/quiz")
        await bot.take_all()
        await tap(bot, bot.telegram.sent()[-1], "Go on: question 3 of 5")
        assert len(polls(bot.telegram)) == 3
        assert "question 3 of 5" in bot.telegram.sent()[-1]["text"]
        assert bot.telegram.complaints == []

    play(answerer, tmp_path, scene)


def test_a_mock_test_goes_on_at_once(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        bot.telegram.tap("qn:tgpsc.g1.36_10")
        await bot.take_all()
        assert bot.telegram.vote(polls(bot.telegram)[-1]["poll"]["id"], 0, 7)
        await bot.take_all()
        assert len(polls(bot.telegram)) == 2
        assert "Skip" in buttons(polls(bot.telegram)[-1])

    play(answerer, tmp_path, scene)


def test_a_group_has_time_to_read_before_the_next_question(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        bot.talk.clock = lambda: NOON
        bot.telegram.tap("qg:mixed_5", -5, person=1)
        await bot.take_all()
        running = await bot.store.quiz.running_in(-5)
        assert running is not None
        (question,) = await bot.store.quiz.questions(running.round_id)
        over = NOON + dt.timedelta(seconds=20)
        assert await bot.store.quiz.timed_out(over) == []
        assert await bot.store.quiz.timed_out(over + READING) == [(running.round_id, question.number)]

    play(answerer, tmp_path, scene)


def test_what_is_asked_for_twice_in_a_moment_begins_once(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for message_id in (1, 2):
            # Two menus, so that no button is tapped twice.
            bot.telegram.say("/quiz")
            await bot.take_all()
            await tap(bot, bot.telegram.sent()[-1], "Start at once")
            assert len(polls(bot.telegram)) == 1, message_id
        # Another wish is another round; of the one that nobody has answered nothing is told.
        bot.telegram.tap("qg:gi_5")
        await bot.take_all()
        assert len(polls(bot.telegram)) == 2
        assert not any("of 1 right" in message.get("text", "") for message in bot.telegram.sent())

    play(answerer, tmp_path, scene)


def test_a_friend_is_asked_the_same_and_both_see_both_results(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        telegram.tap("qg:mixed.9_5")
        await bot.take_all()
        result = await whole_round(bot, [True, False, True, False, False])
        await tap(bot, result, "Challenge a friend")
        sent = telegram.sent()[-1]
        code = re.search(r"start=(quiz-\d+-[0-9a-f]+)", sent["text"])
        assert code is not None
        assert "2 of 5" in sent["text"]
        # It is no challenge to oneself, a guess opens nothing, and a group is no place for it.
        telegram.say(f"/start {code[1]}")
        telegram.say(f"/start {code[1][:-1]}")
        telegram.say("/start quiz-1-0")
        await bot.take_all()
        own, *guessed = [message["text"] for message in telegram.sent()[-3:]]
        assert "your own challenge" in own
        assert all("is over" in text for text in guessed)

        telegram.say(f"/start {code[1]}", chat=8, person=8)
        await bot.take_all()
        assert "5 questions" in telegram.sent(8)[-1]["text"]
        await tap(bot, telegram.sent(8)[-1], "Take up the challenge", 8)
        done = await whole_round(bot, [True] * 5, 8)
        asked = [[message["poll"]["question"] for message in polls(telegram, chat)] for chat in (7, 8)]
        assert asked[0] == asked[1]
        assert "You are ahead" in done["text"]
        assert "2 of 5" in done["text"]
        told = telegram.sent()[-1]["text"]
        assert "taken up your challenge" in told
        assert "5 of 5" in told
        # Who has everything deleted is no longer compared with.
        telegram.say("/forget")
        telegram.say(f"/start {code[1]}", chat=9, person=9)
        await bot.take_all()
        assert "is over" in telegram.sent(9)[-1]["text"]
        assert telegram.complaints == []

    play(answerer, tmp_path, scene)


class Page:
    """A channel of words and buttons without pictures, such as a page in a browser."""

    pictures = False

    def __init__(self) -> None:
        self.shown: list[Screen] = []
        self.questions: list[Shown] = []

    async def show_question(self, chat_id: int, shown: Shown) -> Placed:
        self.questions.append(shown)
        self.shown.append(question_screen(shown))
        return Placed(shown.id, None)

    async def close_question(self, chat_id: int, message_id: int) -> None:
        raise AssertionError("it has no messages")

    async def show_screen(self, chat_id: int, screen: Screen, about: int | None = None) -> None:
        self.shown.append(screen)


def on_a_page(answerer: Answerer, folder: Path, scene: Callable[[Quiz, Page], Awaitable[None]]) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{folder / 'page.db'}")
        talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: NOON)
        quiz, page = Quiz(talk, store), Page()
        quiz.on(page)
        await store.open()
        try:
            await scene(quiz, page)
        finally:
            await store.close()

    asyncio.run(run())


def asker(origin: str, language: str = "en") -> Asker:
    return Asker(
        person_id=3, chat_id=3, name="Asha", language=language, origin=origin, link=lambda text: f"https://x/?{text}"
    )


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_a_quiz_is_played_in_words_and_buttons(language: str, answerer: Answerer, tmp_path: Path) -> None:
    async def scene(quiz: Quiz, page: Page) -> None:
        me = asker("a", language)
        await quiz.play.tap(me, QuizAction(QuizStep.BEGIN, "mixed_5"))
        for number in range(5):
            shown = page.questions[-1]
            assert shown.number == number
            assert shown.question.marked is None
            screen = page.shown[-1]
            assert all(option in screen.text for option in shown.question.options)
            key = next(key for key in screen.keys if key.label == "ABCD"[shown.question.right[0]])
            assert isinstance(key.action, QuizAction)
            done = await quiz.play.tap(me, key.action)
            assert done.screen is not None
            assert shown.question.explanation in done.screen.text
            assert done.screen.text.count("✓") == 1
            if number < 4:
                assert len(page.questions) == number + 1
                go_on = done.screen.keys[0].action
                assert isinstance(go_on, QuizAction)
                await quiz.play.tap(me, go_on)
        assert page.shown[-1].kind == "quiz"
        assert "5" in page.shown[-1].text.splitlines()[0]
        review = page.shown[-1].keys[0].action
        assert isinstance(review, QuizAction)
        assert review.step is QuizStep.REVIEW
        pages = await quiz.play.tap(me, review)
        assert isinstance(pages.more, Screen)
        assert pages.more.text.count("✓") == 3

    on_a_page(answerer, tmp_path, scene)


def test_a_round_that_was_left_goes_on_after_a_restart(answerer: Answerer, tmp_path: Path) -> None:
    async def before(quiz: Quiz, page: Page) -> None:
        await quiz.play.tap(asker("a"), QuizAction(QuizStep.BEGIN, "mixed_5"))
        shown = page.questions[-1]
        await quiz.play.tap(asker("b"), QuizAction(QuizStep.CHOOSE, f"{shown.id}.0"))

    async def after(quiz: Quiz, page: Page) -> None:
        await quiz.rounds.resume()
        assert page.questions == []
        menu = await quiz.play.open(asker("c"))
        go_on = menu.keys[0].action
        assert isinstance(go_on, QuizAction)
        assert go_on.step is QuizStep.CONTINUE
        await quiz.play.tap(asker("d"), go_on)
        assert [shown.number for shown in page.questions] == [1]

    on_a_page(answerer, tmp_path, before)
    on_a_page(answerer, tmp_path, after)
