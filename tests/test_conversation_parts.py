"""The small parts of the conversation one by one: what is read from a button, cut, paged, opened, remembered."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from odop_bot.answering import Reply
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Browse, Menu, Open
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.commands import command
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.media import Media
from odop_bot.conversation.openings import gi_code, needs_of, opening
from odop_bot.conversation.personal import MOST_WORDS, Personal
from odop_bot.conversation.phone import LETTERS, lines_on_phone
from odop_bot.conversation.rate_limiter import PERIOD, RateLimiter
from odop_bot.conversation.recollection import exists, recalled, saved
from odop_bot.conversation.screen import LABEL, Key, Screen, in_rows, page_of, shortened, shortened_text
from odop_bot.conversation.screens import subject_of
from odop_bot.conversation.sharing import LONGEST, whatsapp_link
from odop_bot.conversation.spoken import spoken_in, with_spoken
from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import LONGEST_CODE, AskGi, AskSupport, Choice

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
LONG = "an-entry-whose-id-is-longer-than-a-button-holds"
OTHER_KINDS = ("a", "dis", "e", "faq", "g", "sta", "support", "t", "z", "")
"""Signs and kinds before, between and behind those that are known."""


def fresh(text: str) -> str:
    """Return an equal text that is another object, as what comes from a network or a database is."""
    return "".join(list(text))


# What is read from a button


def test_a_choice_names_a_thing_of_its_kind_and_of_no_other(knowledge: Knowledge) -> None:
    district, state, family = knowledge.districts[171], knowledge.states[9], knowledge.families["rice"]
    assert arguments.thing(knowledge, Choice(fresh("district"), "171")) is district
    assert arguments.thing(knowledge, Choice(fresh("state"), "9")) is state
    assert arguments.thing(knowledge, Choice(fresh("family"), "rice")) is family
    for kind in OTHER_KINDS:
        for name in ("171", "9", "rice", "first-launch", "loan"):
            assert arguments.thing(knowledge, Choice(kind, name)) is None, (kind, name)
    assert arguments.thing(knowledge, Choice("district", "9999")) is None
    assert arguments.thing(knowledge, Choice("family", "171")) is None


def test_what_an_answer_is_about_is_read_with_and_without_a_dot(knowledge: Knowledge) -> None:
    for text, found in (
        ("d171", knowledge.districts[171]),
        ("d.171", knowledge.districts[171]),
        ("s9", knowledge.states[9]),
        ("f.first-launch", knowledge.faq["first-launch"]),
        ("p.rice", knowledge.families["rice"]),
        ("a.loan", "loan"),
        ("aloan", "loan"),
    ):
        assert arguments.subject(knowledge, fresh(text)) == found, text
    for kind in "bcegoqrtz":
        for name in ("171", "9", ".first-launch", ".rice", ".loan"):
            assert arguments.subject(knowledge, f"{kind}{name}") is None, (kind, name)
    for wrong in ("a.gone", "d.rice", "p.first-launch", "f.rice", "f.loan", "s171x"):
        assert arguments.subject(knowledge, wrong) is None, wrong


def test_an_id_that_was_cut_to_fit_a_button_is_found_whole_and_a_shorter_one_only_by_itself(
    knowledge: Knowledge,
) -> None:
    entry = replace(knowledge.faq["first-launch"], id=LONG)
    known = replace(knowledge, faq={LONG: entry, **knowledge.faq})
    assert arguments.subject(known, f"f.{LONG[: arguments.CUT]}") is entry
    assert arguments.subject(known, f"f.{LONG}") is entry
    assert arguments.subject(known, f"f.{LONG[: arguments.CUT - 1]}") is None
    assert arguments.subject(known, "f." + "x" * arguments.CUT) is None


@pytest.mark.parametrize("room", [LONGEST_CODE, LONGEST_CODE + 1])
def test_a_code_is_as_long_as_a_button_holds_and_no_longer(room: int, knowledge: Knowledge) -> None:
    # Signs that say nothing fill it.
    needs = "loan,".ljust(room, ",")
    assert (arguments.support(knowledge, needs) is not None) == (room == LONGEST_CODE)
    named = "list//rice".ljust(room, ",")
    assert (arguments.gi(knowledge, named) is not None) == (room == LONGEST_CODE)


def test_a_button_on_gis_may_ask_for_any_class_of_goods_or_for_none(knowledge: Knowledge) -> None:
    goods = {item.goods for item in knowledge.gi.values()}
    assert len(goods) > 1
    for wanted in (None, *goods):
        assert arguments.gi(knowledge, AskGi(goods=wanted).code) == AskGi(goods=wanted)
    assert arguments.gi(knowledge, AskGi(goods="gone").code) is None
    assert exists(knowledge, Choice(fresh("gi"), "list"))
    assert not exists(knowledge, Choice("gi", "list/gone"))


def test_what_a_choice_names_is_there_or_not(knowledge: Knowledge) -> None:
    there = {"district": "171", "state": "9", "family": "rice", "faq": "first-launch", "support": "loan/woman/dari/183"}
    for kind in there:
        for other, foreign in there.items():
            # The code of a State is that of some district too.
            there_too = other == kind or (kind, foreign) == ("district", "9")
            assert exists(knowledge, Choice(fresh(kind), foreign)) == there_too, (kind, foreign)
    assert not exists(knowledge, Choice("district", "x"))


# What is shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("x" * LETTERS, 1),
        ("x" * (LETTERS + 1), 2),
        ("x" * (LETTERS * 2), 2),
        ("x" * (LETTERS * 3 + 1), 4),
        ("x" * (LETTERS - 4) + " yyy", 1),
        ("x" * (LETTERS - 4) + " yyyy", 2),
        ("x" * (LETTERS - 1) + " y", 2),
        ("x" * (LETTERS - 4) + " yyyy " + "z" * (LETTERS - 4), 3),
        ("x" * (LETTERS - 4) + " yyyy " + "z" * (LETTERS - 5), 2),
        ("x" * (LETTERS - 3) + " y", 1),
        ("x " + "y" * LETTERS, 2),
        ("xx yy " + "z" * (LETTERS * 2), 3),
        ("x" * (LETTERS + 4) + " " + "y" * (LETTERS - 5), 2),
        ("x" * (LETTERS + 4) + " " + "y" * (LETTERS - 4), 3),
        (" ".join(["abcde"] * 6), 1),
        (" ".join(["abcde"] * 7), 2),
        (" ".join(["abcde"] * 12), 2),
        (" ".join(["abcde"] * 13), 3),
        (" ".join(["क"] * 18), 1),
        (" ".join(["क"] * 19), 2),
        ("\u200d" * LETTERS * 3 + "x", 1),
        ("a\nb", 2),
        ("<b>" + "x" * LETTERS + "</b>", 1),
        ("&amp;" * LETTERS, 1),
        ("&lt;b&gt;" + "x" * (LETTERS - 3), 1),
        ("&lt;b&gt;" + "x" * (LETTERS - 2), 2),
    ],
)
def test_a_text_takes_as_many_lines_as_its_words_need(text: str, lines: int) -> None:
    assert lines_on_phone(text) == lines


@pytest.mark.parametrize(
    ("count", "size", "wanted", "shown"),
    [
        (0, 8, 0, (0, 1, [])),
        (0, 8, 5, (0, 1, [])),
        (8, 8, 0, (0, 1, list(range(8)))),
        (8, 8, 1, (0, 1, list(range(8)))),
        (9, 8, 0, (0, 2, list(range(8)))),
        (9, 8, 1, (1, 2, [8])),
        (9, 8, 99, (1, 2, [8])),
        (20, 8, 1, (1, 3, list(range(8, 16)))),
        (20, 8, 2, (2, 3, list(range(16, 20)))),
    ],
)
def test_a_page_holds_so_many_and_there_is_no_page_behind_the_last(
    count: int, size: int, wanted: int, shown: tuple[int, int, list[int]]
) -> None:
    page, pages, items = page_of(range(count), wanted, size)
    assert (page, pages, list(items)) == shown


def test_buttons_stand_in_rows_of_a_width() -> None:
    keys = [Key(str(number)) for number in range(5)]
    assert [[key.label for key in row] for row in in_rows(keys, 2)] == [["0", "1"], ["2", "3"], ["4"]]
    assert [len(row) for row in in_rows(keys, 5)] == [5]
    assert in_rows([], 2) == ()


def test_a_label_is_cut_where_a_phone_would_cut_it() -> None:
    assert shortened("x" * LABEL) == "x" * LABEL
    assert shortened("x" * (LABEL + 1)) == "x" * (LABEL - 1) + "…"
    assert shortened_text("one two three", 8) == "one two…"
    assert shortened_text("one two three", 9) == "one two…"
    assert shortened_text("one", 3) == "one"


def test_a_screen_as_plain_text_keeps_its_lines_and_addresses() -> None:
    html = '<b>A &amp; B</b>\n<i>1 &lt; 2</i> <a href="https://x.in/?a=1&amp;b=2">there</a> and <a href="u">v</a>'
    assert Screen(html).text == "A & B\n1 < 2 there (https://x.in/?a=1&b=2) and v (u)"
    assert Screen("", ((Key("a"), Key("b")), (Key("c"),))).keys == (Key("a"), Key("b"), Key("c"))


def test_a_file_is_a_picture_by_its_name() -> None:
    assert Media("odop-d171.png", b"", "").is_picture
    assert not Media("odop-up-en.csv", b"", "").is_picture


# What is shared


def shared(text: str, address: str | None) -> tuple[str, str]:
    """Return the address of a text for WhatsApp, and the text in it."""
    link = whatsapp_link(text, address)
    return link, unquote(link, errors="strict").removeprefix("https://wa.me/?text=")


def test_what_is_shared_is_whole_as_long_as_it_fits() -> None:
    bare = len(whatsapp_link("", None))
    assert shared("one\n\n  \ntwo", None)[1] == "one\ntwo"
    assert shared("one", "https://x.in/")[1] == "one\nhttps://x.in/"
    link, text = shared("x" * (LONGEST - bare), None)
    assert (len(link), text) == (LONGEST, "x" * (LONGEST - bare))
    # One letter too many, and no space at which it could be cut: only that there is more.
    assert shared("x" * (LONGEST - bare + 1), None)[1] == " …"
    room = LONGEST - bare - len("%20%E2%80%A6")
    for words in ("x" * room + " " + "y" * 99, "x" * room + "\n" + "y" * 99):
        link, text = shared(words, None)
        assert (len(link), text) == (LONGEST, "x" * room + " …")
    assert shared("x" * (room + 1) + " " + "y" * 99, None)[1] == " …"
    assert shared("xx yy\n" + "z" * LONGEST, None)[1] == "xx yy …"
    assert shared("xx\nyy " + "z" * LONGEST, None)[1] == "xx\nyy …"
    link, text = shared("word " * 900, "https://x.in/" + "p" * 40)
    assert LONGEST - len("word%20") < len(link) <= LONGEST
    assert text.endswith("word …\nhttps://x.in/" + "p" * 40)


# What opens the subject of a reply again


def reply(kind: str, last: Shown | None = None, **more: Any) -> Reply:
    memory = Memory(trail=(last,) if last else ())
    return Reply(**{"kind": kind, "language": "en", "template": "x", "data": {}, "memory": memory, **more})


SHOWN = Shown(
    kind="support", needs=("loan", "training"), groups=("woman",), families=("dari",), districts=(183,), gi="list"
)


@pytest.mark.parametrize(
    ("told", "opened", "about"),
    [
        (reply("district", districts=(171, 118)), Open(Choice("district", "171")), "d171"),
        (reply("pin", districts=(171,), states=(9,)), Open(Choice("district", "171")), "d171"),
        (reply("mcq", districts=(171,), faqs=("first-launch",)), None, "d171"),
        (reply("mcq", faqs=("first-launch",)), None, "f.first-launch"),
        (reply("faq", faqs=("first-launch", "contact")), Open(Choice("faq", "first-launch")), "f.first-launch"),
        (reply("faq", faqs=(LONG,)), Open(Choice("faq", LONG)), f"f.{LONG[:32]}"),
        (reply("product", families=("rice", "dari"), data={"page": 3}), Open(Choice("family", "rice"), 2), "p.rice"),
        (reply("product", families=("rice",)), Open(Choice("family", "rice"), 0), "p.rice"),
        (reply("product", families=(LONG,)), Open(Choice("family", LONG)), f"p.{LONG[:32]}"),
        (reply("product", states=(9,), data={"page": 2}), None, "s9"),
        (reply("product"), None, None),
        (reply("count", families=("rice",)), None, "p.rice"),
        (reply("count", states=(9, 10)), None, "s9"),
        (reply("compare", families=("rice",), states=(9,)), None, "s9"),
        (reply("compare", families=("rice",), districts=(171,)), None, None),
        (reply("state", states=(9,), data={"page": 2}), Open(Choice("state", "9"), 1), "s9"),
        (reply("support", SHOWN), Open(Choice("support", "loan,training/woman/dari/183")), "a.loan"),
        (reply("support", Shown(kind="support")), Open(Choice("support", "")), None),
        (reply("support"), None, None),
        (reply("gi", SHOWN, data={"page": 4}, families=("rice",)), Open(Choice("gi", "list"), 3), "p.rice"),
        (reply("gi", Shown(kind="gi", gi="named/x"), families=()), Open(Choice("gi", "named/x"), 0), None),
        (reply("gi"), Open(Choice("gi", AskGi().code), 0), None),
        (reply("unknown", SHOWN, states=(9,)), None, "s9"),
        (reply("smalltalk"), None, None),
    ],
    ids=str,
)
def test_a_reply_is_opened_again_and_judged_by_what_it_is_about(
    told: Reply, opened: Open | None, about: str | None
) -> None:
    told = replace(told, kind=fresh(told.kind))
    assert opening(told) == opened
    assert subject_of(told) == about


def test_what_was_asked_is_read_from_the_newest_screen() -> None:
    assert needs_of(reply("support", SHOWN)) == ("loan", "training")
    assert needs_of(reply("support")) == ()
    assert gi_code(reply("gi", Shown(kind="gi", gi="named/x"))) == "named/x"
    assert gi_code(reply("gi", Shown(kind="gi"))) == gi_code(reply("gi")) == "list"


# What is remembered


def test_what_is_kept_until_the_program_ends_is_kept_for_each_chat_and_person() -> None:
    async def scene() -> None:
        store = InMemory()
        await store.save_context(1, 5, {"a": 1}, NOW)
        await store.save_language(5, "hi", NOW)
        await store.save_district(5, 171, NOW)
        await store.save_feedback(5, "d171", True, NOW)
        kept = await store.recall(1, 5)
        assert (kept.context, kept.language, kept.district) == ({"a": 1}, "hi", 171)
        for other in (await store.recall(2, 6), await store.recall(2, None)):
            assert (other.context, other.language, other.district) == ({}, None, None)
        assert (await store.recall(1, None)).context == {"a": 1}
        assert (await store.recall(0, 5)).context == {}
        # What is said where nobody is known is nobody's.
        await store.save_language(0, "te", NOW)
        await store.save_district(0, 9, NOW)
        assert ((await store.recall(1, None)).language, (await store.recall(1, None)).district) == ("te", 9)
        assert (await store.recall(1, 6)).language is None
        assert (await store.recall(1, 1)).district is None

    asyncio.run(scene())


def test_messages_are_counted_in_their_languages() -> None:
    assert spoken_in({}) == spoken_in({"spoken": 3}) == spoken_in({"spoken": None}) == {}
    assert spoken_in({"spoken": {"hi": 2, "te": "x"}}) == {"hi": 2}
    kept = {"spoken": {"hi": 2}}
    assert with_spoken({"a": 1}, kept) == {"a": 1, "spoken": {"hi": 2}}
    assert with_spoken({}, kept, "hi") == {"spoken": {"hi": 3}}
    assert with_spoken({}, kept, "te") == {"spoken": {"hi": 2, "te": 1}}
    assert kept == {"spoken": {"hi": 2}}


WHOLE = Shown(
    kind="support",
    districts=(171,),
    states=(9,),
    families=("rice",),
    needs=("loan",),
    list_id="dpiit",
    entry="first-launch",
    gi="list//rice",
)


@pytest.mark.parametrize(
    "gone",
    [
        {"districts": (171, 99999)},
        {"states": (9, 999)},
        {"families": ("rice", "gone")},
        {"needs": ("loan", "gone")},
        {"list_id": "gone"},
        {"entry": "gone"},
        {"gi": "list/gone"},
    ],
    ids=str,
)
def test_of_what_was_shown_only_what_names_something_that_is_gone_is_forgotten(
    gone: dict[str, Any], knowledge: Knowledge
) -> None:
    choices = (Choice("district", "171"),)
    bare = Shown(kind="help")
    memory = Memory(trail=(WHOLE, bare), choices=choices, asked=WHOLE, language="hi", latin=True)
    assert recalled(knowledge, saved(memory)) == memory
    lost = replace(WHOLE, **gone)
    assert recalled(knowledge, saved(replace(memory, trail=(lost, WHOLE)))).trail == (WHOLE,)
    assert recalled(knowledge, saved(replace(memory, asked=lost))) == replace(memory, asked=None)
    # What was asked goes with the choices of which one is gone; what was shown stays.
    some = replace(memory, choices=(*choices, Choice("faq", "gone")))
    assert recalled(knowledge, saved(some)) == replace(memory, choices=(), asked=None)


def test_what_is_kept_in_another_form_is_nothing(knowledge: Knowledge) -> None:
    data = saved(Memory(trail=(WHOLE,), language="hi"))
    assert recalled(knowledge, data).language == "hi"
    assert recalled(knowledge, {key: value for key, value in data.items() if key != "trail"}) == Memory()
    assert recalled(knowledge, {**data, "trail": 3}) == Memory()


# Who writes, how often, and what about themselves


def test_a_sender_without_a_chat_has_no_number_of_one() -> None:
    assert Sender(1, Chat("test", 5)).chat_id == 5
    assert Sender(1, None).chat_id is None


def test_a_command_opens_its_menu() -> None:
    assert command("state") == Browse(Menu.STATE_LISTS)
    assert command("district") == Browse(Menu.STATES)
    assert command("nonsense") is None
    assert command("") is None


def test_who_waits_a_whole_period_may_ask_again_and_is_told_of_one_second_at_least() -> None:
    now = [0.0]
    limiter = RateLimiter(lambda: now[0], asks=2)
    assert limiter.wait(1) is None
    now[0] = 1.0
    assert limiter.wait(1) is None
    told = limiter.wait(1)
    assert told is not None
    assert (told.seconds, told.tell) == (PERIOD - 1, True)
    now[0] = 10.9
    again = limiter.wait(1)
    assert again is not None
    assert not again.tell
    now[0] = 11.0
    again = limiter.wait(1)
    assert again is not None
    assert again.tell
    now[0] = PERIOD - 0.001
    last = limiter.wait(1)
    assert last is not None
    assert last.seconds == 1
    # The first one is a period ago: one more is allowed, and no second one.
    now[0] = PERIOD
    assert limiter.wait(1) is None
    assert limiter.wait(1) is not None


def test_who_asked_last_is_forgotten_last() -> None:
    now = [0.0]
    limiter = RateLimiter(lambda: now[0], asks=2)
    limiter.wait(1)
    limiter.wait(2)
    now[0] = 5.0
    limiter.wait(1)
    now[0] = PERIOD - 0.1
    assert limiter.wait(3) is None
    assert len(limiter) == 3
    now[0] = PERIOD
    limiter.wait(3)
    assert len(limiter) == 2
    now[0] = PERIOD + 5.0
    limiter.wait(3)
    assert len(limiter) == 1


@pytest.fixture(scope="module")
def personal() -> Personal:
    return Personal(read_strings(TEMPLATES))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hindi me batao", "hi"),
        (fresh("Speak, Telugu!"), "te"),
        ("hindi", None),
        ("hindi telugu speak", None),
        ("hindi hindi speak", None),
        ("speak to me", None),
        ("", None),
        ("? hindi ?", None),
        ("please answer to me in hindi", "hi"),
        ("please please answer to me in hindi", None),
        ("speak hindi books", None),
    ],
)
def test_a_message_asks_for_one_language_and_nothing_else(text: str, code: str | None, personal: Personal) -> None:
    assert len(["please", "answer", "to", "me", "in", "hindi"]) == MOST_WORDS
    assert personal.language(text) == code


def test_a_language_is_called_by_its_name_or_code(personal: Personal) -> None:
    assert [personal.named_language(text) for text in ("Hindi", " te. ", "EN", "fr", "")] == [
        "hi",
        "te",
        "en",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("what is my district known for", "what is Agra known for"),
        ("My District?", "Agra?"),
        ("my districts", None),
        ("amy district", None),
        ("my district2", "Agra2"),
        ("mere zile ka product", "Agra product"),
    ],
)
def test_ones_own_district_is_a_word_of_its_own(text: str, filled: str | None, personal: Personal) -> None:
    assert personal.means_own_district(text) == (filled is not None)
    if filled is not None and "zile" not in text:
        assert personal.with_name(text, "Agra") == filled


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("i am from agra", True),
        ("I live in Uttar Kannada", True),
        ("i am from", False),
        ("hi am from agra", False),
        ("who lives in agra", False),
        ("my district is agra, is it not", True),
    ],
)
def test_who_says_where_from_names_a_place(text: str, says: bool, personal: Personal) -> None:
    assert personal.says_where_from(text) == says


def test_a_button_on_what_helps_is_read_as_it_was_made(knowledge: Knowledge) -> None:
    whole = AskSupport(needs=("loan", "training"), groups=("woman",), families=("dari",), districts=(183,))
    assert arguments.support(knowledge, fresh(whole.code)) == whole
    assert arguments.support(knowledge, "loan/////9") is None
    assert arguments.support(knowledge, "loan////9") == AskSupport(needs=("loan",), states=(9,))
