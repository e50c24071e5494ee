"""What Telegram carries: texts that fit, buttons and links that come back as what they were made for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from telegram import InlineKeyboardMarkup

from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.addresses import Addresses, deep_link_to
from odop_bot.channels.telegram.codec import DESK, KINDS, MAX_BYTES, MENUS, QUIZ, VERBS, decode, encode, pattern
from odop_bot.channels.telegram.fitting import MAX_TEXT, fitting, units
from odop_bot.channels.telegram.handlers import deep_link
from odop_bot.channels.telegram.sending import (
    keyboard,
)
from odop_bot.conversation.actions import (
    Browse,
    Choice,
    DeskAction,
    DeskStep,
    Detail,
    Judge,
    Locate,
    Menu,
    Open,
    Own,
    Picture,
    QuizAction,
    QuizStep,
    Speak,
    Translate,
)
from odop_bot.conversation.screen import Key, Screen


@pytest.mark.parametrize("letter", ["a", "क", "😀"])
def test_a_text_of_just_the_length_of_a_message_is_whole_and_a_longer_one_ends_at_a_line(letter: str) -> None:
    line = letter * (1000 // units(letter))
    whole = "\n".join([line] * 4) + "b" * (MAX_TEXT - 4003)
    assert units(whole) == MAX_TEXT
    assert fitting(whole) == whole
    cut = fitting(whole + "b")
    assert cut == "\n".join([line] * 3) + "\n…"
    # The mark takes a line of its own, for which there is room.
    short = "\n".join(["x" * (MAX_TEXT - 3), "y", "z" * 9])
    assert fitting(short) == "x" * (MAX_TEXT - 3) + "\n…"
    assert units(fitting(short)) <= MAX_TEXT
    assert fitting("\n".join(["x" * (MAX_TEXT - 2), "yy"])) == "…"


ACTIONS = (
    Open(Choice("district", "171")),
    Open(Choice("state", "9"), 2, "odop-up"),
    Open(Choice("family", "brassware"), 0, "odop-up"),
    Open(Choice("faq", "pmfme-subsidy"), 999),
    Translate("hi", Open(Choice("state", "9"), 3, "odop-up")),
    Detail(Open(Choice("gi", "x"), 4)),
    Browse(Menu.DISTRICTS, "9", 1),
    Judge("d171", right=True),
    Judge("d171", right=False),
    Judge("d171", right=False, what="old"),
    Speak(None),
    Speak("te"),
    Picture(Choice("district", "171")),
    Picture(Choice("state", "9")),
    Picture(Choice("family", "carpet")),
    Own("171"),
    Locate(),
    QuizAction(QuizStep.BEGIN, "gi.9_10", 0),
    DeskAction(DeskStep.TAKE, "7", 2),
)


@pytest.mark.parametrize("action", ACTIONS, ids=str)
def test_a_button_carries_each_action_there_and_back(action: Any) -> None:
    data = encode(action)
    assert decode(data) == action
    assert len(data) <= 64
    assert data.partition(":")[0] in VERBS


def test_every_verb_is_of_one_table_and_comes_back() -> None:
    tables: list[tuple[Any, Callable[[Any], Any]]] = [
        (MENUS, lambda menu: Browse(menu, "", 0)),
        (QUIZ, lambda step: QuizAction(step, "", 0)),
        (DESK, lambda step: DeskAction(step, "", 0)),
        (KINDS, lambda kind: Open(Choice(kind, "x"))),
    ]
    for table, make in tables:
        for verb, value in table.items():
            made = make(value)
            assert encode(made).partition(":")[0] == verb
            assert decode(encode(made)) == made
    assert set(MENUS.values()) == set(Menu)
    assert set(QUIZ.values()) == set(QuizStep)
    assert set(DESK.values()) == set(DeskStep)


def test_what_is_too_long_or_not_plain_is_no_button() -> None:
    longest = Own("x" * 60)
    assert decode(encode(longest)) == longest
    for wrong in (Own("x" * 61), Own("x y"), Own("é"), DeskAction(DeskStep.TAKE, "x" * 60, 12)):
        with pytest.raises(ValueError, match="cannot be a button's data"):
            encode(wrong)
    for forged in ("", "d", "d:171:1234", "d:171:", "zz:1", "t:hi", "t:hi.z.1", "r:z.1", "c:x.1", "ddd:1", "d:171\n"):
        assert decode(forged) is None, forged
    assert decode("c:171") == Picture(Choice("district", "171"))
    assert decode("s:9/") == Open(Choice("state", "9"))
    assert pattern(DeskStep.TAKE, DeskStep.CLOSE) == "^(?:hc|ht):"


def test_a_deep_link_opens_what_it_was_made_for() -> None:
    for kind, key in (("district", "171"), ("state", "9"), ("family", "brassware"), ("faq", "pmfme-subsidy")):
        argument = deep_link_to(Choice(kind, key))
        assert argument is not None
        assert deep_link(argument) == Open(Choice(kind, key))
    assert deep_link_to(Choice("family", "x" * 62)) == f"p-{'x' * 62}"
    assert deep_link_to(Choice("family", "x" * 63)) is None
    assert deep_link_to(Choice("gi", "x")) is None
    for wrong in ("", "d", "dx", "x171", "s-9", "quiz"):
        assert deep_link(wrong) is None


def test_a_thing_is_found_on_its_page_or_else_in_the_bot() -> None:
    district, gi = Choice("district", "171"), Choice("gi", "x")
    bare = Addresses()
    assert bare(district, "en") is bare.picture(district, "en") is None
    bare.username = "odop_bot"
    assert bare(district, "en") == "https://t.me/odop_bot?start=d171"
    assert bare(gi, "en") is None

    class Pages:
        def __call__(self, choice: Choice, language: str) -> str | None:
            return f"https://x/{language}/{choice.id}" if choice.kind == "gi" else None

        def picture(self, choice: Choice, language: str) -> str | None:
            return f"https://x/{choice.id}.png"

    both = Addresses(cast(Any, Pages()))
    both.username = "odop_bot"
    assert both(gi, "hi") == "https://x/hi/x"
    assert both(district, "hi") == "https://t.me/odop_bot?start=d171"
    assert both.picture(district, "hi") == "https://x/171.png"


def test_buttons_open_act_or_share_and_none_are_no_keyboard() -> None:
    rows = ((Key("A", action=Own("1")), Key("B", url="https://x/")), (Key("C", share="brass"), Key("D", share="")))
    shown = showing.buttons(Screen("x", rows))["inline_keyboard"]
    assert shown[0] == [{"text": "A", "callback_data": "o:1"}, {"text": "B", "url": "https://x/"}]
    assert [key["switch_inline_query_chosen_chat"]["query"] for key in shown[1]] == ["brass", ""]
    assert keyboard(Screen("x")) is None
    made = keyboard(Screen("x", rows))
    assert isinstance(made, InlineKeyboardMarkup)
    assert [len(row) for row in made.inline_keyboard] == [2, 2]


def test_a_button_may_be_as_long_as_telegram_carries_and_no_longer() -> None:
    verb = next(verb for verb, step in QUIZ.items() if step is QuizStep.BEGIN)
    argument = "m" * (MAX_BYTES - len(f"{verb}::999"))
    longest = QuizAction(QuizStep.BEGIN, argument, 999)
    assert decode(encode(longest)) == longest
    assert len(encode(longest)) == MAX_BYTES
    assert decode(f"{verb}:{argument}m:999") is None
    with pytest.raises(ValueError, match="cannot be a button's data"):
        encode(QuizAction(QuizStep.BEGIN, f"{argument}m", 999))
