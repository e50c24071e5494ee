"""What the talk does with each message and tap, on no channel at all: what is said, remembered and left alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.conversation.actions import (
    Browse,
    DeskAction,
    DeskStep,
    Detail,
    Judge,
    Locate,
    Menu,
    Open,
    Own,
    QuizAction,
    QuizStep,
    Speak,
    Translate,
)
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.maker import for_this_maker
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.suggestions import MAX_QUERY, MAX_RESULTS, POPULAR, InlineCards
from odop_bot.conversation.talk import MAX_QUESTION, Said, Talk
from odop_bot.conversation.taps import request_of
from odop_bot.conversation.whereabouts import Place
from odop_bot.conversation.window import Window, entered
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import Fault, KnowledgeError
from odop_bot.storage import Kept, StoreError
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskDistricts, AskProduct, AskState, AskSupport, Choice

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
ASHA = Sender(1, Chat("test", 1), "en-GB")
RAVI = Sender(2, Chat("test", 2), "hi")
GROUP = Sender(1, Chat("test", 50, group=True), "en")
UNSEEN = Sender(1, None, "en")
NOBODY = Sender(None, Chat("test", 60), "te")
PERSON = {"en": "A person", "hi": "व्यक्ति", "te": "మనిషి"}
MORADABAD = Open(Choice("district", "171"))


class Noting(InMemory):
    """A memory that notes what is found of answers, and fails on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: list[tuple[Any, ...]] = []
        self.fails = False

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        if self.fails:
            raise StoreError("no database")
        return await super().recall(chat_id, person_id)

    async def save_feedback(
        self, person_id: int, subject: str, right: bool, now: dt.datetime, what: str | None = None
    ) -> None:
        self.judged.append((person_id, subject, right, now, what))


class Pages:
    """Where things have pages and pictures."""

    def __call__(self, choice: Choice, language: str) -> str | None:
        return f"https://x.in/{choice.id}"

    def picture(self, choice: Choice, language: str) -> str | None:
        return f"https://x.in/{language}/{choice.id}.png"


def play(
    answerer: Answerer, scene: Callable[[Talk, Noting], Coroutine[Any, Any, None]], *, people: bool = True
) -> None:
    store = Noting()
    talk = Talk(answerer, read_strings(TEMPLATES), store, lambda: NOW, PERSON if people else None, Pages())
    asyncio.run(scene(talk, store))


async def hear(talk: Talk, incoming: Any, sender: Sender = ASHA) -> str:
    return (await talk.hear(sender, incoming)).screen.text


def actions(said: Said | str | None) -> list[object]:
    assert isinstance(said, Said)
    return [key.action for key in said.screen.keys]


def test_an_answer_is_judged_by_somebody_for_something_that_is_there(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        strings = talk.strings["en"]
        assert await talk.tap(Judge("d171", right=True), ASHA) == strings.thanks_right
        assert await talk.tap(Judge("d171", right=False), ASHA) == strings.thanks_wrong
        assert await talk.tap(Judge("f.first-launch", right=False, what="old"), ASHA) == strings.thanks_wrong
        assert store.judged == [
            (1, "d171", True, NOW, None),
            (1, "d171", False, NOW, None),
            (1, "f.first-launch", False, NOW, "old"),
        ]
        assert await talk.tap(Judge("gone", right=True), ASHA) is None
        assert await talk.tap(Judge("d171", right=False, what="gone"), ASHA) is None
        assert await talk.tap(Judge("d171", right=True), NOBODY) is None
        assert len(store.judged) == 3
        # What leads nowhere and what is only said in passing is shown with the way to the menu.
        said = await talk.hear(ASHA, Judge("gone", right=True))
        assert (said.screen.text, actions(said)) == (strings.old_button, [Browse(Menu.START)])
        said = await talk.hear(ASHA, Judge("d171", right=True))
        assert (said.screen.text, actions(said)) == (strings.thanks_right, [Browse(Menu.START)])

    play(answerer, scene)


def test_a_district_is_ones_own_where_somebody_says_so(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        assert "Moradabad is your district" in str(await talk.tap(Own("171"), ASHA))
        assert (await store.recall(0, 1)).district == 171
        assert await talk.tap(Own("99999"), ASHA) is None
        assert await talk.tap(Own("171"), NOBODY) is None
        mine = await talk.hear(ASHA, Browse(Menu.MINE))
        assert "Moradabad" in mine.screen.text
        assert Own("171") not in actions(mine)
        assert await hear(talk, Browse(Menu.MINE), RAVI) == talk.screens("hi").which_district().text
        # In a group and by nobody nothing is noted, however it is said.
        for sender in (GROUP, NOBODY, UNSEEN):
            said = await talk.hear(sender, "I am from Sitapur")
            assert "is your district" not in said.screen.text, sender
        assert (await store.recall(0, 1)).district == 171
        said = await talk.hear(ASHA, "I am from Sitapur")
        assert said.screen.text.endswith('"My district" now means it; /forget deletes it.')
        assert not any(isinstance(action, Own) for action in actions(said))
        assert (await store.recall(0, 1)).district == 183
        # Of a place that may be several districts none is taken.
        await talk.hear(ASHA, "I am from Bilaspur")
        assert (await store.recall(0, 1)).district == 183
        assert "Sitapur" in await hear(talk, "what is the product of my district")
        named = await talk.hear(RAVI, "what is the product of my district moradabad")
        assert named.reply is not None
        assert named.reply.districts == (171,)

    play(answerer, scene)


def test_who_has_no_own_district_is_asked_in_the_language_of_the_question(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        for text, language in (
            ("what is the product of my district", "en"),
            ("मेरे ज़िले का उत्पाद क्या है", "hi"),
            ("మా జిల్లా ఉత్పత్తి ఏది", "te"),
        ):
            said = await talk.ask(ASHA, text)
            assert said.reply is None
            assert said.screen == talk.screens(language).which_district()
            assert Locate() in actions(said)
        # The name that is filled in is in other letters than the message.
        await store.save_district(2, 171, NOW)
        english = replace(RAVI, app_language="en")
        for text, language in (("मेरा ज़िला", "hi"), ("నా జిల్లా", "te"), ("my district", "en")):
            answer = (await talk.ask(english, text)).reply
            assert answer is not None
            assert (answer.language, answer.districts) == (language, (171,))
        await store.save_language(1, "te", NOW)
        assert (await talk.ask(ASHA, "what is the product of my district")).screen == (
            talk.screens("te").which_district()
        )

    play(answerer, scene)


def test_a_language_is_fixed_and_freed_by_who_is_known(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        hindi, english = talk.strings["hi"], talk.strings["en"]
        said = await talk.tap(Speak("hi"), ASHA)
        assert isinstance(said, Said)
        assert said.screen == replace(talk.screens("hi").start(), html=hindi.language_fixed)
        assert (await store.recall(0, 1)).language == "hi"
        assert (await hear(talk, "moradabad")).startswith("मुरादाबाद")
        said = await talk.tap(Speak(None), ASHA)
        assert isinstance(said, Said)
        assert said.screen.html == english.language_free
        assert (await store.recall(0, 1)).language is None
        assert await talk.tap(Speak("fr"), ASHA) is None
        assert await talk.tap(Speak("hi"), NOBODY) is None
        assert (await talk.ask(ASHA, "speak Telugu")).screen.html == talk.strings["te"].language_fixed
        # Of nobody it is a question like any other.
        assert (await talk.ask(NOBODY, "speak Telugu")).screen.html != talk.strings["te"].language_fixed
        assert (await store.recall(60, None)).language is None
        # Behind the command a language is fixed, or all are offered; behind any other the words are asked.
        languages = Browse(Menu.LANGUAGES)
        assert (await talk.ordered(ASHA, languages, "hindi")).screen.html == hindi.language_fixed
        assert (await talk.ordered(ASHA, languages, "klingon")).screen == talk.screens("hi").language_choice()
        assert (await talk.ordered(ASHA, Browse(Menu.STATES), "moradabad")).screen.text.startswith("मुरादाबाद")

    play(answerer, scene)


def test_a_language_is_offered_after_two_messages_that_show_it(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        async def offered(sender: Sender, *texts: str) -> list[bool]:
            said = [await talk.hear(sender, text) for text in texts]
            return [any(isinstance(action, Speak) for action in actions(item)) for item in said]

        agra, sitapur = "आगरा का उत्पाद क्या है", "सीतापुर का उत्पाद क्या है"
        assert await offered(ASHA, agra, sitapur, agra) == [False, True, False]
        # Not in the language of the app, and not for a name that shows none.
        assert await offered(RAVI, agra, sitapur, agra) == [False] * 3
        other = Sender(3, Chat("test", 3), "en")
        assert await offered(other, agra, "moradabad", "agra", sitapur) == [False, False, False, True]
        said = await talk.hear(Sender(4, Chat("test", 4), "te"), agra)
        assert (said.context or {})["spoken"] == {"hi": 1}
        fourth = Sender(4, Chat("test", 4), "te")
        last = await talk.hear(fourth, sitapur)
        assert last.screen.rows[0][0].label == talk.strings["hi"].offer_language
        assert last.screen.rows[0][0].action == Speak("hi")
        await store.save_language(5, "en", NOW)
        assert await offered(Sender(5, Chat("test", 5), "te"), agra, sitapur) == [False, False]

    play(answerer, scene)


@pytest.mark.parametrize(
    ("app", "language"), [("en-GB", "en"), ("hi", "hi"), ("te-IN", "te"), ("fr", "en"), (None, "en"), ("", "en")]
)
def test_without_a_choice_the_language_is_that_of_the_app(app: str | None, language: str, answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        sender = Sender(1, Chat("test", 1), app)
        assert talk.screens_by_app(sender).language == language
        assert (await talk.screens_of(sender)).language == language
        assert (await talk.screens_of(replace(sender, person_id=None))).language == language
        await store.save_language(1, "te", NOW)
        await store.save_language(0, "hi", NOW)
        assert (await talk.screens_of(sender)).language == "te"
        assert (await talk.screens_of(replace(sender, person_id=None))).language == language
        assert talk.screens("fr").language == talk.screens(None).language == "en"

    play(answerer, scene)


def test_who_is_written_to_unasked_reads_their_language(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        assert await talk.language_of(1) == "en"
        await talk.hear(ASHA, "आगरा का उत्पाद क्या है")
        assert await talk.language_of(1) == "hi"
        await store.save_language(1, "te", NOW)
        assert await talk.language_of(1) == "te"

    play(answerer, scene)


def test_buttons_open_turn_translate_and_tell_all(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        said = await talk.tap(MORADABAD, ASHA)
        assert isinstance(said, Said)
        assert said.reply is not None
        assert said.reply.why[0].rule == "tapped"
        assert said.reply.why[0].matched == "171"
        # What was opened is spoken of then.
        memory = await talk.recollection.memory(ASHA)
        assert memory.trail
        assert memory.trail[-1].districts == (171,)
        assert (await talk.recollection.memory(GROUP)).trail == ()
        # A button in a chat that nobody sees is answered, and nothing is kept of it.
        unseen = await talk.tap(Open(Choice("state", "30")), UNSEEN)
        assert isinstance(unseen, Said)
        assert unseen.screen.text.startswith("Goa")
        assert (await store.recall(0, 1)).context == {}
        hindi = await talk.tap(Translate("hi", MORADABAD), ASHA)
        assert isinstance(hindi, Said)
        assert hindi.screen.text.startswith("मुरादाबाद")
        english = await talk.tap(Translate("en", MORADABAD), ASHA)
        assert isinstance(english, Said)
        for page, begin in ((0, "Moradabad"), (1, "Sources")):
            detail = await talk.tap(Detail(replace(MORADABAD, page=page)), ASHA)
            assert isinstance(detail, Said)
            assert detail.screen.text.startswith(begin)
            assert detail.context is None
        for gone in (Open(Choice("district", "9999")), Detail(Open(Choice("faq", "gone"))), Browse(Menu.WRONG, "gone")):
            assert await talk.tap(gone, ASHA) is None
        assert await talk.tap(Translate("hi", Open(Choice("faq", "gone"))), ASHA) is None
        assert await talk.tap(QuizAction(QuizStep.TOPICS), ASHA) is None
        menu = await talk.tap(Browse(Menu.START), ASHA)
        assert isinstance(menu, Said)
        assert menu.screen == talk.screens("en").start()

    play(answerer, scene)


def test_a_menu_makes_the_chat_speak_the_language_of_the_person(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        await talk.hear(ASHA, "आगरा का उत्पाद क्या है")
        spoken = (await store.recall(1, 1)).context["spoken"]
        assert (await hear(talk, Browse(Menu.STATES))) == talk.strings["en"].choose_state
        kept = await store.recall(1, 1)
        assert kept.context["language"] == "en"
        assert kept.context["spoken"] == spoken == {"hi": 1}
        assert (await hear(talk, MORADABAD)).startswith("Moradabad")
        await hear(talk, Browse(Menu.STATES), UNSEEN)
        assert (await store.recall(0, 1)).context == {}

    play(answerer, scene)


def test_a_place_on_the_map_is_answered_by_its_district(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        said = await talk.locate(ASHA, Place(28.8386, 78.7733))
        assert said.reply is not None
        assert said.reply.districts == (171,)
        assert (said.reply.why[0].mention, said.reply.why[0].matched) == ("28.839, 78.773", "171")
        assert said.context is not None
        nowhere = await talk.hear(ASHA, Place(51.5, 0.0))
        assert nowhere.reply is not None
        assert nowhere.reply.kind == "unknown"
        assert nowhere.reply.why[0].matched == "None"

    play(answerer, scene)


def test_words_behind_the_thousandth_letter_are_not_read(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        said = await talk.ask(ASHA, "moradabad" + " " * (MAX_QUESTION - 9) + "agra")
        assert said.reply is not None
        assert said.reply.districts == (171,)
        assert said.asked == "moradabad" + " " * (MAX_QUESTION - 9)
        solved = await talk.solve(ASHA, "Manjusha painting belongs to", ["Madhubani", "Bhagalpur"])
        assert solved.reply is not None
        assert solved.reply.kind == "mcq"

    play(answerer, scene)


def test_where_the_memory_fails_the_answer_comes_all_the_same(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        told: list[StoreError] = []
        talk.trouble = told.append
        store.fails = True
        assert "Moradabad" in await hear(talk, "moradabad")
        assert len(told) == 1
        assert "Agra" in await hear(talk, Open(Choice("district", "118")))

    play(answerer, scene)


def test_new_knowledge_is_used_and_faulty_knowledge_is_not(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        other = Answerer(answerer.knowledge, answerer.understander, answerer.renderer)
        assert await talk.renew(lambda: other) == []
        assert talk.answerer is other
        assert talk.screens("hi").answerer is other

        def faulty() -> Answerer:
            raise KnowledgeError([Fault("a.yaml", 1, 1, "", "broken", "mend it")])

        faults = await talk.renew(faulty)
        assert len(faults) == 1
        assert "broken" in faults[0]
        assert talk.answerer is other
        assert talk.picture_of(Choice("state", "9"), "hi") == "https://x.in/hi/9.png"
        assert talk.picture_of(None, "hi") is None
        bare = Talk(answerer, talk.strings, store, lambda: NOW)
        assert bare.picture_of(Choice("state", "9"), "hi") is None

    play(answerer, scene)


WISHES = [
    ("talk to a person", DeskAction(DeskStep.ASK)),
    ("quiz", QuizAction(QuizStep.TOPICS)),
    ("pdf", QuizAction(QuizStep.EXPORT)),
]


@pytest.mark.parametrize(("text", "action"), WISHES)
def test_a_wish_has_its_button_and_the_way_home(text: str, action: object, answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        said = await talk.ask(ASHA, text)
        assert [[key.action for key in row] for row in said.screen.rows] == [[action], [Browse(Menu.START)]]
        assert (said.reply, said.context) == (None, None)

    play(answerer, scene)


def test_wishes_about_the_last_answer_need_one(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        for text in ("source link", "this is wrong"):
            first = await talk.ask(RAVI, text)
            assert first.reply is not None, text
        await talk.hear(ASHA, "moradabad")
        sources = await talk.ask(ASHA, "source link")
        assert sources.screen.html.startswith("<b>Sources</b>")
        wrong = await talk.ask(ASHA, "this is wrong")
        assert wrong.screen == talk.screens("en").menu(Browse(Menu.WRONG, "d171"))
        await store.save_language(1, "te", NOW)
        assert (await talk.ask(ASHA, "quiz")).screen.html == talk.strings["te"].to_quiz

    play(answerer, scene)
    play(answerer, _no_person, people=False)


async def _no_person(talk: Talk, store: Noting) -> None:
    said = await talk.ask(ASHA, "talk to a person")
    assert (said.screen.html, actions(said)) == (talk.strings["en"].no_helpdesk, [Browse(Menu.START)])


# What a button asks after what was spoken of


def asks(answerer: Answerer, opened: Open, *trail: Shown) -> object:
    return request_of(opened, Memory(trail=trail), answerer)


def test_a_page_is_turned_of_what_was_shown_last_and_else_of_the_thing_alone(answerer: Answerer) -> None:
    up, rice = Choice("".join("state"), "9"), Choice("".join("family"), "rice")
    pmfme = Shown(kind="state", states=(9,), list_id="pmfme")
    assert asks(answerer, Open(up, 2), pmfme) == AskState(states=(9,), list_id="pmfme", page=2)
    assert asks(answerer, Open(up, 2)) == AskState(states=(9,), page=2)
    assert asks(answerer, Open(up, 2), replace(pmfme, states=(9, 10))) == AskState(states=(9,), page=2)
    assert asks(answerer, Open(up, 2), replace(pmfme, kind="count")) == AskState(states=(9,), page=2)
    assert asks(answerer, Open(up, 2), Shown(kind="help"), pmfme) == AskState(states=(9,), page=2)
    both = Shown(kind="product", families=("rice", "dari"), list_id="pmfme")
    again = asks(answerer, Open(rice, 1), both)
    assert isinstance(again, AskProduct)
    assert (again.families, again.list_id, again.page) == (("rice", "dari"), "pmfme", 1)
    assert asks(answerer, Open(rice, 1), replace(both, families=("dari", "rice"))) == AskProduct(
        families=("rice",), page=1
    )
    assert asks(answerer, Open(rice, 1), replace(both, kind="district")) == AskProduct(families=("rice",), page=1)
    # A button that names its list asks for that one, whatever was spoken of.
    assert asks(answerer, Open(rice, 3, "up"), both) == AskProduct(families=("rice",), list_id="up", page=3)
    assert asks(answerer, Open(up, 0, "up"), pmfme) == AskState(states=(9,), list_id="up")
    assert asks(answerer, Open(rice, 0, "gone"), both) is None
    assert asks(answerer, Open(Choice("family", "gone"), 0, "up")) is None
    assert asks(answerer, MORADABAD, pmfme) == AskDistricts(districts=(171,))


def test_only_what_was_offered_is_asked_what_was_asked_before(answerer: Answerer) -> None:
    asked = Shown(kind="district", list_id="pmfme")
    memory = Memory(trail=(asked,), choices=(Choice("district", "171"),), asked=asked)
    assert request_of(MORADABAD, memory, answerer) == AskDistricts(districts=(171,), list_id="pmfme")
    assert request_of(Open(Choice("district", "118")), memory, answerer) == AskDistricts(districts=(118,))
    maker = Memory(trail=(Shown(kind="support", families=("dari",), districts=(183,)),))
    need = Open(Choice("".join("support"), "loan"))
    assert request_of(need, maker, answerer) == AskSupport(needs=("loan",), families=("dari",), districts=(183,))


def test_help_is_for_the_maker_who_was_spoken_of_and_nothing_else_is_changed(answerer: Answerer) -> None:
    def told(text: str, asked: AskSupport, own: int | None = None, *trail: Shown) -> tuple[object, ...]:
        memory = Memory(trail=trail)
        last = for_this_maker(text, answerer.reply(asked, memory), memory, own, answerer).memory.last
        assert last is not None
        return last.families, last.groups, last.districts, last.states

    loan = AskSupport(needs=("loan",))
    before = Shown(kind="support", families=("dari",), groups=("woman",), districts=(183,))
    assert told("loan", loan) == ((), (), (), ())
    assert told("loan", loan, None, before) == (("dari",), ("woman",), (183,), ())
    assert told("loan", loan, None, Shown(kind="help"), before) == (("dari",), ("woman",), (183,), ())
    assert told("loan", loan, None, replace(before, districts=(), states=(9,)))[2:] == ((), (9,))
    # The own district counts where no place is named; one that is gone does not.
    assert told("loan", loan, 118, before)[2:] == ((118,), ())
    assert told("loan", replace(loan, districts=(171,)), 118)[2:] == ((118,), ())
    assert told("loan", loan, 99_999, before)[2:] == ((183,), ())
    assert told("loan in agra", replace(loan, districts=(118,)), 171, before)[2:] == ((118,), ())
    assert told("loan in up", replace(loan, states=(9,)), None, before)[2:] == ((), (9,))
    # What is said now counts first; of a district that was shown its product is meant.
    rice = replace(loan, families=("rice",), groups=("shg",))
    assert told("loan for rice", rice, None, before)[:2] == (("rice",), ("shg",))
    assert told("loan", loan, None, Shown(kind="district", families=("brassware",)))[0] == ("brassware",)
    assert told("loan", loan, None, Shown(kind="product", families=("brassware",)))[0] == ()
    # Any other reply stays as it is, whatever was shown last, and so does one that says two things.
    memory = Memory(trail=(before,))
    support = answerer.reply(loan, memory)
    for kind in ("choice", "faq", "smalltalk", "unknown"):
        other = replace(support, kind=kind)
        assert for_this_maker("loan", other, memory, 118, answerer) is other
    for other in (
        replace(support, also=answerer.reply(AskDistricts(districts=(171,)))),
        replace(support, memory=Memory()),
        replace(support, memory=Memory(trail=(Shown(kind="help"),))),
        replace(support, memory=Memory(trail=(Shown(kind="unknown"),))),
    ):
        assert for_this_maker("loan", other, memory, 118, answerer) is other


# Cards for what is typed anywhere


def test_before_anything_is_typed_known_districts_of_several_states_are_shown(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        cards = InlineCards(talk)
        for blank in ("", "  "):
            shown = cards.cards(blank, "en")
            codes = [int(card.choice.id) for card in shown if card.choice]
            assert len(shown) == len(codes) == POPULAR
            assert len({answerer.knowledge.districts[code].state for code in codes}) == POPULAR
        marked = {code for (code, _), items in answerer.knowledge.registered.items() if items}
        assert set(codes) <= marked
        assert [card.id for card in shown] == [f"district.{code}" for code in codes]
        talk.use(Answerer(answerer.knowledge, answerer.understander, answerer.renderer))
        assert [card.id for card in cards.cards("", "hi")] == [card.id for card in shown]

    play(answerer, scene)


def test_cards_are_what_begins_so_the_marked_words_or_the_solution(answerer: Answerer) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        cards = InlineCards(talk)
        assert len(cards.cards("m", "en")) == MAX_RESULTS
        found = cards.cards("morad", "en")
        assert found[0].choice == Choice("district", "171")
        assert found[0].line.startswith("National ODOP list (7 July 2025) · • Moradabad Metal Craft")
        assert len({card.id for card in found}) == len(found)
        filled = cards.cards("see +Jaipur+ & come", "en")
        assert [card.title for card in filled] == [filled[0].html.replace("&amp;", "&")[:60]]
        assert filled[0].html.startswith("see Jaipur: Gems &amp; Jewellery")
        assert filled[0].html.endswith(") &amp; come")
        assert filled[0].choice is None
        for no_district in ("+rice+", "+uttar pradesh+", "+xyzzy+"):
            assert cards.cards(no_district, "en") == []
        solved = cards.cards("Manjusha painting belongs to (a) Madhubani (b) Bhagalpur", "en")
        assert [card.id for card in solved] == ["q"]
        assert "Bhagalpur" in solved[0].html
        assert cards.cards("moradabad" + " " * MAX_QUERY + "+Jaipur+", "en")[0].title.startswith("Moradabad")
        assert all(len(card.title) <= 60 and len(card.line) <= 110 and len(card.id) <= 60 for card in found)

    play(answerer, scene)


def test_a_card_that_cannot_be_made_is_told_once_and_left_out(
    answerer: Answerer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(talk: Talk, store: Noting) -> None:
        cards = InlineCards(talk)
        whole = cards.cards("morad", "en")
        reply = Answerer.reply

        def told() -> int:
            return len([record for record in caplog.records if record.levelno >= logging.ERROR])

        def broken(self: Answerer, request: object, *given: object, **more: object) -> object:
            if getattr(request, "districts", ()) == (171,):
                raise ValueError("a template")
            return reply(self, request, *given, **more)  # type: ignore[arg-type] # as it came

        monkeypatch.setattr(Answerer, "reply", broken)
        for _ in range(2):
            assert cards.cards("morad", "en") == whole[1:]
        assert told() == 1
        cards.cards("morad", "hi")
        assert told() == 2
        talk.use(Answerer(answerer.knowledge, answerer.understander, answerer.renderer))
        cards.cards("morad", "en")
        assert told() == 3
        monkeypatch.undo()

    play(answerer, scene)


def test_one_answer_at_a_time_is_under_way_and_a_slow_one_lets_the_next_in() -> None:
    async def scene() -> None:
        window, order = Window(hold=0.02), []

        async def answer(name: str, seconds: float) -> None:
            with window.turn():
                await entered()
                await entered()
                order.append(name)
                await asyncio.sleep(seconds)
                order.append(f"{name} sent")

        await asyncio.gather(answer("a", 0), answer("b", 0))
        assert order == ["a", "a sent", "b", "b sent"]
        order.clear()
        await asyncio.gather(answer("slow", 0.2), answer("quick", 0))
        assert order == ["slow", "quick", "quick sent", "slow sent"]
        await entered()

    asyncio.run(scene())
