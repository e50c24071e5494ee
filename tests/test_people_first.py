"""Staff and readers are served in their words: notices by language, canned answers by one word, lessons aside."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.helpdesk.notices import Broadcast
from odop_bot.conversation.helpdesk.notice_text import notice_html, parts_of
from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.engine import TEMPLATES
from odop_bot.helpdesk.gaps import Cause, GapReader
from odop_bot.helpdesk.training import Training, Trial
from odop_bot.storage import GapStore, LastQuestion, NoticeStore
from odop_bot.understanding.understander import Understander
from tests.harness import ADMIN, Harness, play
from tests.process import buttons
from tests.test_parting import ANITA, GROUP, opened

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
NOTICE = "en: The fair opens.\nOn Monday.\nhi: मेला खुलेगा।"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (NOTICE, {"en": "The fair opens.\nOn Monday.", "hi": "मेला खुलेगा।"}),
        ("The fair: hi: all", {}),
        ("Dear all\nhi: x", {}),
        ("hi:", {}),
        ("", {}),
        ("xx: y", {}),
    ],
)
def test_the_parts_of_a_notice(text: str, parts: dict[str, str]) -> None:
    assert parts_of(text, ("en", "hi", "te")) == parts


def test_everybody_gets_a_notice_in_their_language(answerer: Answerer, tmp_path: Path) -> None:
    texts = read_helpdesk_texts(TEMPLATES)

    async def scene(bot: Harness) -> None:
        telegram, store = bot.telegram, NoticeStore(bot.store)
        for person, language in ((31, "en"), (32, "hi"), (33, "te")):
            telegram.tap("ng:all", person, language=language)
        telegram.say("मुरादाबाद का ओडीओपी क्या है", 34)
        await bot.take_all()
        await store.subscribe(34, 0, 0, NOW)
        telegram.say(f"/notice {NOTICE}", ADMIN)
        await bot.take_all()
        preview = telegram.sent(ADMIN)[-1]
        assert all(word in preview["text"] for word in ("The fair opens.", "मेला", "4 people"))
        telegram.tap(next(data for data in buttons(preview).values() if data.startswith("nx")), ADMIN)
        await bot.take_all()
        sender = Broadcast(bot.bot, bot.talk, store, texts, 0.0)
        for notice in await store.unfinished():
            await sender._send(notice)
        shown = {person: telegram.sent(person)[-1]["text"] for person in (31, 32, 33, 34)}
        assert "The fair opens" in shown[31]
        assert "The fair opens" in shown[33]
        assert shown[33].split("\n")[0] == notice_html(texts, "te", "x").split("\n")[0].removeprefix("<b>")[:-4]
        assert "मेला" in shown[32]
        assert shown[34] == shown[32]

    play(answerer, tmp_path, scene, GROUP)


@pytest.mark.parametrize("words", ["subsidy", "loan", "goa", "carpet", "carpets"])
def test_canned_finds_by_a_single_word(answerer: Answerer, tmp_path: Path, words: str) -> None:
    async def scene(bot: Harness) -> None:
        head = await opened(bot, GROUP)
        bot.telegram.say(f"/canned {words}", GROUP, person=ANITA, reply_to_message=head)
        await bot.take_all()
        offer = bot.telegram.sent(GROUP)[-1]
        assert words.rstrip("s") in offer["text"].lower()
        assert "Send 1" in buttons(offer)

    play(answerer, tmp_path, scene, GROUP)


def test_a_lesson_is_tried_while_the_group_goes_on(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slowly(*_: Any) -> Trial:
        assert go_on.wait(30)
        return Trial("faq/history.yaml")

    monkeypatch.setattr(Training, "attempt", slowly)

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        question = LastQuestion(text="bima", key="bima", language="hi", kind="unknown", understood={})
        await GapStore(bot.store).count(question, Cause.UNKNOWN, NOW, None)
        telegram.say("/teach 1 first-launch", GROUP, person=ANITA)
        await bot.take_all()
        first = telegram.sent(GROUP)[-1]
        assert first["text"].startswith("One moment")
        telegram.say("/queue", GROUP, person=ANITA)
        await bot.take_all()
        assert "Open cases" in telegram.sent(GROUP)[-1]["text"]
        assert telegram.messages[GROUP, first["message_id"]]["text"].startswith("One moment")
        go_on.set()

    async def whole(bot: Harness) -> None:
        await scene(bot)
        await bot.until(lambda: any("Lesson 1" in message["text"] for message in bot.telegram.sent(GROUP)))

    play(answerer, tmp_path, whole, GROUP)


def test_accepting_goes_on_aside_and_once_and_can_be_tapped_again(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, learnt = threading.Event(), []

    def slowly(*_: Any) -> tuple[Trial, Answerer]:
        learnt.append(1)
        assert go_on.wait(30)
        return Trial("faq/history.yaml"), answerer

    monkeypatch.setattr(Training, "attempt", lambda *_: Trial("faq/history.yaml"))
    monkeypatch.setattr(Training, "learn", slowly)

    async def scene(bot: Harness) -> None:
        telegram = bot.telegram
        question = LastQuestion(text="bima", key="bima", language="hi", kind="unknown", understood={})
        await GapStore(bot.store).count(question, Cause.UNKNOWN, NOW, None)
        telegram.say("/teach 1 first-launch", GROUP, person=ANITA)
        await bot.take_all()
        lesson = telegram.sent(GROUP)[-1]
        await bot.until(lambda: "Accept" in buttons(telegram.messages[GROUP, lesson["message_id"]]))
        for _ in range(2):
            telegram.tap("ta:1", GROUP, lesson["message_id"], person=ADMIN)
            await bot.take_all()
        shown = telegram.messages[GROUP, lesson["message_id"]]
        assert "One moment" in shown["text"]
        assert "Accept" in buttons(shown)
        go_on.set()
        await bot.until(lambda: "In use." in telegram.messages[GROUP, lesson["message_id"]]["text"])
        assert buttons(telegram.messages[GROUP, lesson["message_id"]]) == {}
        assert learnt == [1]

    play(answerer, tmp_path, scene, GROUP)


def test_a_lesson_that_fails_says_so(answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Trial:
        raise OSError("disk full")

    monkeypatch.setattr(Training, "attempt", fails)

    async def scene(bot: Harness) -> None:
        question = LastQuestion(text="bima", key="bima", language="hi", kind="unknown", understood={})
        await GapStore(bot.store).count(question, Cause.UNKNOWN, NOW, None)
        bot.telegram.say("/teach 1 first-launch", GROUP, person=ANITA)
        await bot.take_all()
        await bot.until(lambda: "did not work" in bot.telegram.sent(GROUP)[-1]["text"])

    play(answerer, tmp_path, scene, GROUP)


def test_of_many_first_questions_one_makes_what_masks_them(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Slow(GapReader):
        def __init__(self, understander: Understander) -> None:
            made.append(1)
            super().__init__(understander)

    monkeypatch.setattr("odop_bot.conversation.helpdesk.log.GapReader", Slow)

    async def scene(bot: Harness) -> None:
        for chat in range(100, 130):
            bot.telegram.say("moradabad", chat)
        await bot.take_all()
        assert all(bot.telegram.sent(chat) for chat in range(100, 130))

    play(answerer, tmp_path, scene, GROUP)
    assert made == [1]
