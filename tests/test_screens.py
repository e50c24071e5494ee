"""No screen can break a limit of Telegram, for everything that the knowledge base holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.answering import Answerer, Question
from odop_bot.engine import TEMPLATES
from odop_bot.telegram.callbacks import ANSWERS, BROWSES, MAX_BYTES, Tap, decode, encode
from odop_bot.telegram.inline import InlineCards
from odop_bot.telegram.screens import Screen, Screens, fitting, units
from odop_bot.telegram.strings import read_strings
from odop_bot.telegram.talk import Talk
from odop_bot.understanding.reading import Reading
from tests.standin.markup import check_keyboard, plain

LANGUAGES = sorted(read_strings(TEMPLATES))
COMFORTABLE = 2600
"""UTF-16 units that are still one long screen; most replies have a third of it."""


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(talk: Talk, request: pytest.FixtureRequest) -> Screens:
    return talk.screens(request.param)


@pytest.fixture(scope="module")
def talk(answerer: Answerer) -> Talk:
    return Talk(answerer, read_strings(TEMPLATES), None, None)  # type: ignore[arg-type]  # nothing here is remembered


def assert_shown(screen: Screen, what: object) -> None:
    """Refuse what Telegram would refuse."""
    plain(screen.html, "HTML")
    assert units(screen.html) <= 4096, what
    check_keyboard(
        {
            "inline_keyboard": [
                [
                    {"text": key.label, "callback_data": key.data}
                    if key.data
                    else {"text": key.label, "switch_inline_query_chosen_chat": {"query": key.share}}
                    for key in row
                ]
                for row in screen.rows
            ]
        }
        if screen.rows
        else None
    )
    for row in screen.rows:
        for key in row:
            assert len(key.label) <= 60, (what, key.label)
            if key.data:
                assert key.data.isascii(), (what, key.data)
                assert len(key.data) <= MAX_BYTES, (what, key.data)
                assert decode(key.data) is not None, (what, key.data)
            else:
                assert 0 < len(key.share or "") <= 256, what


def readings(answerer: Answerer) -> Iterator[Reading]:
    """Yield every question that a button can ask, with every page."""
    knowledge = answerer.knowledge
    for code in knowledge.districts:
        yield Reading(kind="district", districts=(code,))
    for code in knowledge.states:
        for page in range(8):
            yield Reading(kind="state", states=(code,), page=page)
    for key in knowledge.families:
        for page in range(3):
            yield Reading(kind="product", families=(key,), page=page)
    for entry in knowledge.faq:
        yield Reading(kind="faq", faq=(entry,))


def test_every_answer_is_a_good_message(screens: Screens) -> None:
    long = {}
    for reading in readings(screens.answerer):
        screen = screens.reply(screens.answerer.reply(reading, language=screens.language))
        assert_shown(screen, reading)
        if units(screen.html) > COMFORTABLE:
            long[reading] = units(screen.html)
    assert long == {}


def test_every_menu_is_a_good_message_and_leads_to_every_district_family_and_question(screens: Screens) -> None:
    seen: set[Tap] = set()
    todo = [Tap("m")]
    while todo:
        tap = todo.pop()
        if tap in seen:
            continue
        seen.add(tap)
        if tap.verb in BROWSES:
            screen = screens.menu(tap)
            assert screen is not None, tap
            assert_shown(screen, tap)
            todo += [found for row in screen.rows for key in row if (found := decode(key.data or ""))]
    knowledge = screens.answerer.knowledge
    named = {(tap.verb, tap.argument) for tap in seen}
    assert {("d", str(d.lgd)) for d in knowledge.districts.values() if not d.abolished} <= named
    assert {("f", entry) for entry in knowledge.faq} <= named


def test_every_tap_of_an_answer_leads_somewhere(screens: Screens, talk: Talk) -> None:
    for reading in readings(screens.answerer):
        for row in screens.reply(screens.answerer.reply(reading, language=screens.language)).rows:
            for key in row:
                tap = decode(key.data) if key.data else None
                assert key.share or tap is not None
                if tap and tap.verb in ANSWERS:
                    assert talk.reading(tap) is not None, (reading, key)


@pytest.mark.parametrize("text", ['<3 & "', "\u202e\u200f moradabad", "😀" * 4096, "a" * 5000, "{{ 7*7 }}", "<b>agra"])
def test_hostile_questions_are_answered_with_good_messages(text: str, screens: Screens) -> None:
    assert_shown(screens.reply(screens.answerer.answer(Question(text=text))), text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_inline_cards_are_good(language: str, talk: Talk) -> None:
    cards = InlineCards(talk)
    for query in ("", "m", "mor", "morad", "वारा", "carpet", "pmfme", "+Jaipur+", "+zz+", "<3", "x" * 256):
        found = cards.cards(query, language)
        assert len(found) <= 50
        assert len({card.id for card in found}) == len(found)
        for card in found:
            plain(card.html, "HTML")
            assert 1 <= len(card.id.encode()) <= 64
            assert card.title.strip()


def test_inline_cards_begin_with_what_is_typed(talk: Talk) -> None:
    cards = InlineCards(talk)
    assert cards.cards("morad", "en")[0].title.startswith("Moradabad")
    assert cards.cards("I love +Jaipur+ most", "en")[0].html.startswith("I love Jaipur: Gems &amp; Jewellery")


@given(st.text())
def test_what_a_forged_button_carries_is_read_or_refused(data: str) -> None:
    tap = decode(data)
    assert tap is None or decode(encode(tap.verb, tap.argument, tap.page)) == tap


@given(st.lists(st.text(alphabet="ab <>&\U0001f600", max_size=300), max_size=60))
def test_a_text_is_cut_at_a_line_and_fits(lines: list[str]) -> None:
    cut = fitting("\n".join(lines))
    assert units(cut) <= 4096
    assert "\n".join(lines).startswith(cut.removesuffix("\n…")) or cut == "…"
