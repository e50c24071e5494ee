"""What people ask the bot to do in words, and who asks for help: what was said once still holds."""

from __future__ import annotations

import asyncio
import datetime as dt
from urllib.parse import unquote

import pytest

from odop_bot.answering import Answerer
from odop_bot.conversation.actions import Browse, DeskAction, Menu, QuizAction, QuizStep
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.sharing import LONGEST, whatsapp_link
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Incoming, Talk
from odop_bot.conversation.wishes import Wish, Wishes
from odop_bot.engine import TEMPLATES

pytestmark = pytest.mark.fast
ME = Sender(1, Chat("toy", 1), "en")
PERSON = {"en": "Ask a person", "hi": "किसी व्यक्ति से पूछें", "te": "ఒక మనిషిని అడగండి"}


def talk_of(answerer: Answerer, *, people: bool = True) -> Talk:
    clock = lambda: dt.datetime.now(dt.UTC)  # noqa: E731 - as short as what it stands for
    return Talk(answerer, read_strings(TEMPLATES), InMemory(), clock, PERSON if people else {})


def said(talk: Talk, *turns: Incoming) -> Screen:
    async def hear() -> Screen:
        for turn in turns:
            screen = (await talk.hear(ME, turn)).screen
        return screen

    return asyncio.run(hear())


def actions(screen: Screen) -> list[object]:
    return [key.action for key in screen.keys]


def test_every_language_has_every_wish_and_no_two_share_a_wording() -> None:
    strings = read_strings(TEMPLATES)
    seen: dict[str, Wish] = {}
    for item in strings.values():
        assert set(item.phrases.wishes) == set(Wish)
        for name, wordings in item.phrases.wishes.items():
            for words in wordings:
                assert Wishes(strings).of(words) == name, words
                assert seen.setdefault(words.casefold(), Wish(name)) == name, words


def test_a_wish_is_a_whole_message(answerer: Answerer) -> None:
    wishes = Wishes(read_strings(TEMPLATES))
    assert wishes.of("Quiz me, please!") is Wish.QUIZ
    assert wishes.of("bhai kisi se baat karni hai") is Wish.PERSON
    for text in ("moradabad", "source of brass", "pdf of the pmfme guidelines", "wrong district for leather", "please"):
        assert wishes.of(text) is None, text


@pytest.mark.parametrize(
    ("turns", "button"),
    [
        (("talk to a person",), "DeskAction"),
        (("kisi se baat karni hai",), "DeskAction"),
        (("మనిషితో మాట్లాడాలి",), "DeskAction"),
        (("quiz me",), "QuizAction"),
        (("क्विज़",), "QuizAction"),
        (("excel lo download avutunda",), "QuizAction"),
    ],
)
def test_a_wish_leads_to_its_button(turns: tuple[str, ...], button: str, answerer: Answerer) -> None:
    shown = actions(said(talk_of(answerer), *turns))
    assert button in {type(action).__name__ for action in shown}
    assert Browse(Menu.START) in shown


def test_without_a_helpdesk_a_person_is_not_promised(answerer: Answerer) -> None:
    screen = said(talk_of(answerer, people=False), "talk to a person")
    assert "no helpdesk" in screen.html
    assert not any(isinstance(action, DeskAction) for action in actions(screen))


def test_the_sources_and_mistakes_are_those_of_what_was_shown_last(answerer: Answerer) -> None:
    talk = talk_of(answerer)
    assert "data.gov.in" in said(talk, "moradabad", "source link").html
    wrong = said(talk, "తప్పు ఉంది జాబితాలో")
    assert {type(action).__name__ for action in actions(wrong)} >= {"Judge"}
    assert QuizAction(QuizStep.TOPICS) not in actions(wrong)


def test_what_a_maker_has_said_of_themselves_still_holds(answerer: Answerer) -> None:
    talk = talk_of(answerer)
    for text in ("kitna milega", "kagaj kya kya lagenge", "machine ke liye madad", "maal bikta nahi hai"):
        screen = said(talk, "mai muradabad se hu pital ka kaam karta hu", "loan chahiye", text)
        first = screen.text.split("\n")[0]
        assert "Moradabad" in first, (text, first)
        assert "पीतल" in first, (text, first)


def test_ones_own_district_is_meant_where_none_is_named_and_only_then(answerer: Answerer) -> None:
    talk = talk_of(answerer)
    assert "Guntur" in said(talk, "i am from guntur", "/help", "i need a loan for my work").text.split("\n")[0]
    assert "Agra" in said(talk, "i need a loan in agra").text.split("\n")[0]


def test_ones_own_district_is_not_offered_to_be_taken_once_more(answerer: Answerer) -> None:
    talk = talk_of(answerer)
    kinds = {type(action).__name__ for action in actions(said(talk, "i am from guntur", "my district"))}
    assert "Own" not in kinds
    assert "Own" in {type(action).__name__ for action in actions(said(talk, "agra"))}


def test_what_is_shared_on_whatsapp_is_whole_words_with_its_address() -> None:
    short = whatsapp_link("Moradabad: brass\n\nSource: DPIIT", "https://example.org/d/171.html")
    assert unquote(short) == "https://wa.me/?text=Moradabad: brass\nSource: DPIIT\nhttps://example.org/d/171.html"
    long = whatsapp_link("मुरादाबाद " * 200, "https://example.org/hi/d/171.html")
    assert len(long) <= LONGEST
    text = unquote(long, errors="strict").removeprefix("https://wa.me/?text=")
    words, address = text.split("\n")
    assert set(words.split()) == {"मुरादाबाद", "…"}
    assert address == "https://example.org/hi/d/171.html"
