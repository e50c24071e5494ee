"""What a person says of themselves: their district, the language in which they want to talk."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from odop_bot.answering import Answerer
from odop_bot.conversation.actions import Browse, Menu, Own, Speak
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Said, Talk
from odop_bot.engine import TEMPLATES

ASHA = Sender(1, Chat("test", 1), "en")
GROUP = Sender(1, Chat("test", 5, group=True), "en")


@pytest.fixture
def talk(answerer: Answerer) -> Talk:
    return Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC))


def hear(talk: Talk, *incoming: object, sender: Sender = ASHA) -> list[Said]:
    """Return what is said to messages and taps, in order."""

    async def scene() -> list[Said]:
        return [await talk.hear(sender, item) for item in incoming]  # type: ignore[arg-type] # whatever is said

    return asyncio.run(scene())


@pytest.mark.parametrize(
    ("here", "mine", "name"),
    [
        ("main moradabad se hu", "mere zile ka product", "मुरादाबाद"),
        ("I am from Sitapur", "what is the product of my district", "Sitapur"),
        ("मैं वाराणसी से हूँ", "मेरे ज़िले का उत्पाद क्या है", "वाराणसी"),
        ("nenu guntur nunchi", "naa jilla odop enti", "గుంటూరు"),
        ("నేను గుంటూరు నుంచి", "మా జిల్లా ఉత్పత్తి ఏది", "గుంటూరు"),
    ],
)
def test_who_says_where_they_are_from_can_ask_for_their_district(here: str, mine: str, name: str, talk: Talk) -> None:
    noted, _, answer = hear(talk, here, "jaipur", mine)
    assert name in noted.screen.text.splitlines()[-1]
    assert not any(isinstance(key.action, Own) for key in noted.screen.keys)
    assert answer.screen.text.startswith(name)


@pytest.mark.parametrize("text", ["what is the product of my district", "mere zile ka product", "naa jilla odop enti"])
def test_who_has_not_said_it_is_asked_which_it_is(text: str, talk: Talk) -> None:
    [said] = hear(talk, text)
    assert said.reply is None
    assert Browse(Menu.STATES) in [key.action for key in said.screen.keys]
    opened, after = hear(talk, Own("171"), text)
    assert "Moradabad" in opened.screen.text
    assert after.reply is not None
    assert after.reply.districts == (171,)


def test_a_group_learns_nobodys_district(talk: Talk) -> None:
    hear(talk, "I am from Sitapur", sender=GROUP)
    [said] = hear(talk, Browse(Menu.MINE))
    assert "Which is your district" in said.screen.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hindi me batao", "hi"),
        ("speak Telugu", "te"),
        ("हिंदी में बताओ", "hi"),
        ("తెలుగులో చెప్పండి", "te"),
        ("telugu lo cheppu", "te"),
        ("reply in English please", "en"),
        ("answer in hindi", "hi"),
    ],
)
def test_a_language_is_asked_for_in_words(text: str, code: str | None, talk: Talk) -> None:
    _, said = hear(talk, text, "moradabad")
    expected = {"hi": "मुरादाबाद", "te": "మొరాదాబాద్", "en": "Moradabad"}
    assert said.screen.text.startswith(expected[code or "en"])


@pytest.mark.parametrize("text", ["hindi", "which districts speak hindi", "hindi books", "english horn of moradabad"])
def test_a_word_that_names_a_language_is_no_wish(text: str, talk: Talk) -> None:
    hear(talk, text)
    assert asyncio.run(talk.recollection.recall(1, 1)).language is None


def test_a_language_is_offered_once_after_two_messages_in_it(talk: Talk) -> None:
    questions = ["मुरादाबाद का उत्पाद क्या है", "आगरा का उत्पाद क्या है", "सीतापुर का उत्पाद क्या है"]
    offered = [Speak("hi") in [key.action for key in said.screen.keys] for said in hear(talk, *questions)]
    assert offered == [False, True, False]
    _, said = hear(talk, Speak("hi"), "jaipur")
    assert said.screen.text.startswith("जयपुर")
