"""No screen can break a limit of Telegram, for everything that the knowledge base holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.answering import Answerer, Question
from odop_bot.channels.telegram.codec import MAX_BYTES, decode, encode
from odop_bot.channels.telegram.fitting import fitting, units
from odop_bot.channels.telegram.showing import buttons
from odop_bot.conversation import recollection
from odop_bot.conversation.actions import Browse, Menu, Open, Translate
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.sharing import LONGEST
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.suggestions import InlineCards
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.rehearsal import replies
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import (
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Request,
)
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
    plain(fitting(screen.html), "HTML")
    check_keyboard(buttons(screen) if screen.rows else None)
    for row in screen.rows:
        for key in row:
            assert len(key.label) <= 60, (what, key.label)
            if key.action:
                data = encode(key.action)
                assert data.isascii(), (what, data)
                assert len(data) <= MAX_BYTES, (what, data)
                assert decode(data) == key.action, (what, data)
            elif key.url:
                assert key.url.startswith("https://wa.me/?text="), what
                assert len(key.url) <= LONGEST, what
            else:
                assert 0 < len(key.share or "") <= 256, what


def requests(answerer: Answerer) -> Iterator[Request]:
    """Yield every question that a button can ask, with every page."""
    knowledge = answerer.knowledge
    for code in knowledge.districts:
        yield AskDistricts(districts=(code,))
    for code in knowledge.states:
        for page in range(8):
            yield AskState(states=(code,), page=page)
    for key in knowledge.families:
        for page in range(3):
            yield AskProduct(families=(key,), page=page)
    for entry in knowledge.faq:
        yield AskFaq(entries=(entry,))
    for need in knowledge.words.needs_of_makers:
        yield AskSupport(needs=(need,))


OPENED = {
    AskDistricts(districts=(171,)): Open(Choice("district", "171")),
    AskFaq(entries=("first-launch",)): Open(Choice("faq", "first-launch")),
    AskProduct(families=("rice",)): Open(Choice("family", "rice")),
    AskProduct(families=("rice",), page=1): Open(Choice("family", "rice"), 1),
    AskState(states=(9,), page=2): Open(Choice("state", "9"), 2),
    AskSupport(needs=("loan",), groups=("woman",), families=("dari",), districts=(183,)): Open(
        Choice("support", "loan/woman/dari/183")
    ),
}
"""What is asked, and the button that opens the same again."""


@pytest.mark.parametrize("asked", OPENED, ids=str)
def test_an_answer_in_another_language_can_be_had_in_english(screens: Screens, asked: Request) -> None:
    screen = screens.reply(screens.answerer.reply(asked, language=screens.language))
    offered = [key for key in screen.keys if key.action == Translate("en", OPENED[asked])]
    assert len(offered) == (screens.language != "en")


def test_every_answer_is_a_good_message(screens: Screens) -> None:
    long = {}
    for request in requests(screens.answerer):
        screen = screens.reply(screens.answerer.reply(request, language=screens.language))
        assert_shown(screen, request)
        if units(screen.html) > COMFORTABLE:
            long[request] = units(screen.html)
    assert long == {}


def test_every_menu_is_a_good_message_and_leads_to_every_district_family_and_question(screens: Screens) -> None:
    seen: set[object] = set()
    todo: list[object] = [Browse(Menu.START)]
    while todo:
        action = todo.pop()
        if action in seen:
            continue
        seen.add(action)
        if isinstance(action, Browse):
            screen = screens.menu(action)
            assert screen is not None, action
            assert_shown(screen, action)
            todo += [key.action for key in screen.keys if key.action]
    knowledge = screens.answerer.knowledge
    named = {action.choice for action in seen if isinstance(action, Open)}
    assert {Choice("district", str(d.lgd)) for d in knowledge.districts.values() if not d.abolished} <= named
    assert {Choice("faq", entry) for entry in knowledge.faq} <= named


def test_every_tap_of_an_answer_leads_somewhere(screens: Screens, talk: Talk) -> None:
    for request in requests(screens.answerer):
        for key in screens.reply(screens.answerer.reply(request, language=screens.language)).keys:
            assert key.share or key.url or key.action is not None
            if isinstance(key.action, Open):
                assert talk.request(key.action) is not None, (request, key)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("bilaspur", 2),
        ("odop of moradabad and of bilaspur", 2),
    ],
)
def test_what_is_asked_back_can_be_tapped_alone_and_below_an_answer(text: str, count: int, screens: Screens) -> None:
    reply = screens.answerer.answer(Question(text=text))
    screen = screens.reply(reply)
    assert_shown(screen, text)
    assert [row[0].action for row in screen.rows[:count]] == [Open(button.choice) for button in reply.open]
    assert [button.choice.kind for button in reply.open] == ["district"] * count


def test_a_tap_asks_what_was_asked_before_the_choice(talk: Talk) -> None:
    choice = Choice("district", "171")
    asked = Shown(kind="district", aspects=frozenset({"earlier"}), list_id="pmfme")
    memory = Memory().offering((choice,), asked)
    plain = AskDistricts(districts=(171,))
    assert talk.request(Open(Choice("district", "171")), memory) == AskDistricts(
        districts=(171,), aspects=frozenset({"earlier"}), list_id="pmfme"
    )
    assert talk.request(Open(Choice("district", "171"))) == plain
    # Of a district that was not among them nothing was asked.
    assert talk.request(Open(Choice("district", "172")), memory) == AskDistricts(districts=(172,))


def test_a_need_is_tapped_for_the_maker_who_was_spoken_of(talk: Talk) -> None:
    family = next(iter(talk.answerer.knowledge.families))
    memory = Memory().showing(Shown(kind="support", families=(family,), districts=(171,)))
    wanted = AskSupport(needs=("loan",), families=(family,), districts=(171,))
    assert talk.request(Open(Choice("support", "loan")), memory) == wanted
    assert talk.request(Open(Choice("support", "loan"))) == AskSupport(needs=("loan",))
    assert talk.request(Open(Choice("support", "no-such-need"))) is None


def test_a_page_is_of_what_is_shown(talk: Talk) -> None:
    memory = Memory().showing(Shown(kind="state", states=(9,), list_id="pmfme"))
    assert talk.request(Open(Choice("state", "9"), 1), memory) == AskState(states=(9,), list_id="pmfme", page=1)
    assert talk.request(Open(Choice("state", "10"), 1), memory) == AskState(states=(10,), page=1)


def test_a_button_on_gis_turns_its_pages_and_outlives_none_of_its_names(talk: Talk) -> None:
    reply = talk.answerer.reply(AskGi(states=(9,)))
    turns = [key.action for key in talk.screens("en").reply(reply).keys if key.label.endswith("›")]
    assert turns == [Open(Choice("gi", "list////9"), 1)]
    assert talk.request(Open(Choice("gi", "list////9"), 1)) == AskGi(states=(9,), page=1)
    assert talk.request(Open(Choice("gi", "named/no-such-name"))) is None
    assert talk.request(Open(Choice("gi", "list////999"))) is None
    assert talk.request(Open(Choice("gi", "nonsense"))) is None


def test_a_district_picked_for_its_gis_is_asked_for_them(talk: Talk) -> None:
    memory = Memory().offering((Choice("district", "171"),), Shown(kind="gi", gi=AskGi(districts=(171,)).code))
    assert talk.request(Open(Choice("district", "171")), memory) == AskGi(districts=(171,))


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"kind": "district", "districts": [171], "choices": [{"kind": "district", "id": "1"}], "language": "hi"},
        {"trail": 3},
        {"trail": [{"kind": "district", "districts": [99999]}]},
        {"trail": [{"kind": "support", "needs": ["gone"]}], "asked": {"kind": "faq", "entry": "gone"}},
        {"trail": [], "choices": [{"kind": "faq", "id": "gone"}], "asked": {"kind": "district"}},
    ],
)
def test_what_was_kept_in_an_older_form_or_names_what_is_gone_is_forgotten(
    saved: dict[str, object], talk: Talk
) -> None:
    assert recollection.recalled(talk.answerer.knowledge, saved) == Memory()  # what a database may hand in


def test_what_is_kept_of_a_chat_comes_back(talk: Talk) -> None:
    memory = talk.answerer.answer(Question(text="bilaspur pmfme list")).memory
    assert memory.choices
    assert recollection.recalled(talk.answerer.knowledge, recollection.saved(memory)) == memory


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


def test_the_screen_of_every_example_can_be_sent_and_its_buttons_lead_on(screens: Screens, talk: Talk) -> None:
    tapped: set[str] = set()
    for reply in replies(talk.answerer, screens.language):
        screen = screens.reply(reply)
        assert_shown(screen, reply)
        for key in screen.keys:
            if isinstance(key.action, Open):
                assert talk.request(key.action) is not None, key
                tapped.add(key.action.choice.id)
    assert any("/" in argument for argument in tapped), "no button knows more of a maker than the need"


def test_inline_cards_begin_with_what_is_typed(talk: Talk) -> None:
    cards = InlineCards(talk)
    assert cards.cards("morad", "en")[0].title.startswith("Moradabad")
    assert cards.cards("I love +Jaipur+ most", "en")[0].html.startswith("I love Jaipur: Gems &amp; Jewellery")


@given(st.text())
def test_what_a_forged_button_carries_is_read_or_refused(data: str) -> None:
    action = decode(data)
    assert action is None or decode(encode(action)) == action


@given(st.lists(st.text(alphabet="ab <>&\U0001f600", max_size=300), max_size=60))
def test_a_text_is_cut_at_a_line_and_fits(lines: list[str]) -> None:
    cut = fitting("\n".join(lines))
    assert units(cut) <= 4096
    assert "\n".join(lines).startswith(cut.removesuffix("\n…")) or cut == "…"
