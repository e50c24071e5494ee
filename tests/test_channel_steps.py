"""What each channel makes of single messages and taps: who is answered and where, what staff may do, forged values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import decode, encode, packed, unpacked
from odop_bot.channels.telegram.handlers import deep_link
from odop_bot.channels.telegram.helpdesk.setup import Helpdesk
from odop_bot.channels.telegram.helpdesk.staff import QUEUE, SHOWN, SNIPPETS
from odop_bot.channels.terminal.talking import ME, Terminal
from odop_bot.channels.web import codec as web
from odop_bot.channels.web.visitor import visitor_of
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
    Picture,
    QuizAction,
    QuizStep,
    Speak,
    Translate,
)
from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.talk import Incoming, Said
from odop_bot.engine import TEMPLATES
from odop_bot.settings import Settings
from odop_bot.storage import CaseStore, GapStore, LessonStore, Store
from odop_bot.understanding.requests import Choice
from tests.harness import ADMIN, Harness, play
from tests.process import buttons
from tests.standin.telegram import NAME
from tests.test_edge import STICKER

GROUP, ASHA, RAVI, ANITA, BALA = -500, 7, 8, 21, 22
HERE = -50
"""Some other group."""


async def says(bot: Harness, text: str, chat: int = ASHA, person: int | None = None, **more: Any) -> list[str]:
    """Write something; return what the bot writes into that chat then."""
    before = len(bot.telegram.sent(chat))
    bot.telegram.say(text, chat, person=person, **more)
    await bot.take_all()
    return [message["text"] for message in bot.telegram.sent(chat)[before:]]


async def taps(bot: Harness, data: str, chat: int = ASHA, person: int | None = None, **more: Any) -> str:
    """Tap a button; return what is said in passing."""
    before = len(bot.telegram.made("answerCallbackQuery"))
    bot.telegram.tap(data, chat, person=person, **more)
    await bot.take_all()
    return "".join(str(call.parameters.get("text", "")) for call in bot.telegram.made("answerCallbackQuery")[before:])


def last(bot: Harness, chat: int = ASHA) -> dict[str, Any]:
    return bot.telegram.sent(chat)[-1]


# Telegram: who is answered


def test_in_a_group_only_a_reply_to_the_bot_is_a_question(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        assert await says(bot, "moradabad", HERE, ASHA) == []
        [answer] = await says(bot, "/district moradabad", HERE, ASHA)
        assert answer.startswith("Moradabad")
        ours = last(bot, HERE)
        theirs = {**ours, "from": {"id": RAVI, "is_bot": False, "first_name": "Ravi"}}
        assert await says(bot, "agra", HERE, ASHA, reply_to_message=theirs) == []
        nobodys = {key: value for key, value in ours.items() if key != "from"}
        assert await says(bot, "agra", HERE, ASHA, reply_to_message=nobodys) == []
        [answer] = await says(bot, "agra", HERE, ASHA, reply_to_message=ours)
        assert answer.startswith("Agra")

    play(answerer, tmp_path, scene)


def test_the_bot_says_hello_where_it_is_added_and_nobody_else_is(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        me = {"id": bot.bot.id, "is_bot": True, "first_name": "ODOP"}
        other = {"id": 99, "is_bot": False, "first_name": "Ravi"}
        for chat, members, greeted in ((HERE, [other], 0), (HERE, [other, me], 1), (GROUP, [me], 0)):
            before = len(bot.telegram.sent(chat))
            bot.telegram.send({"new_chat_members": members}, chat, ASHA)
            await bot.take_all()
            assert len(bot.telegram.sent(chat)) - before == greeted, (chat, members)
        assert f"@{bot.bot.username}" in last(bot, HERE)["text"]

    play(answerer, tmp_path, scene, GROUP)


def test_what_is_no_text_is_told_by_its_kind(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        strings = bot.talk.strings["en"]
        for content, told in (
            ({"contact": {"phone_number": "123", "first_name": "x"}}, strings.no_contact),
            ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, strings.not_text),
        ):
            bot.telegram.send(content)
            await bot.take_all()
            assert last(bot)["text"] == told
            assert list(buttons(last(bot)).values()) == ["m:"]

    play(answerer, tmp_path, scene)


def test_an_edited_question_edits_its_answer_or_is_answered_anew(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        number = bot.telegram.say("moradabad")
        await bot.take_all()
        answer = last(bot)
        bot.telegram.edit(number, "agra")
        await bot.take_all()
        assert len(bot.telegram.sent()) == 1
        assert bot.telegram.messages[ASHA, answer["message_id"]]["text"].startswith("Agra")
        # What was edited is what the chat speaks of.
        assert (await bot.talk.recollection.recall(ASHA, ASHA)).context["trail"][0]["districts"] == [118]
        before = len(bot.telegram.sent())
        bot.telegram.edit(number + 900, "jaipur")
        await bot.take_all()
        assert len(bot.telegram.sent()) == before + 1
        assert last(bot)["text"].startswith("Jaipur")

    play(answerer, tmp_path, scene)


def test_a_link_opens_what_it_names_and_a_menu_takes_words(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        for argument, begin in (("d171", "Moradabad"), ("s30", "Goa"), ("p-dari", "Dari"), ("f-first-launch", "When")):
            assert (await says(bot, f"/start {argument}"))[0].startswith(begin), argument
        for argument in ("", " inline"):
            assert (await says(bot, f"/start{argument}"))[0].startswith("Namaste"), argument
        assert "Choose a state or union territory" in (await says(bot, "/district"))[0]
        assert (await says(bot, "/district moradabad"))[0].startswith("Moradabad")
        assert (await says(bot, "/language hindi"))[0] == bot.talk.strings["hi"].language_fixed
        [told] = await says(bot, "/forget")
        assert re.search(r"\d+", told)
        assert await bot.talk.language_of(ASHA) == "en"

    play(answerer, tmp_path, scene)


def test_a_tap_is_answered_in_passing_or_in_its_message(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        await says(bot, "moradabad")
        message = last(bot)
        strings = bot.talk.strings["en"]
        assert await taps(bot, "y:d171", message_id=message["message_id"]) == strings.thanks_right
        assert await taps(bot, "n:d171/old", message_id=message["message_id"]) == strings.thanks_wrong
        assert await taps(bot, "n:gone", message_id=message["message_id"]) == strings.thanks_wrong
        assert await taps(bot, "zz:1", message_id=message["message_id"]) == strings.old_button
        assert await taps(bot, "d:118", message_id=message["message_id"]) == ""
        assert len(bot.telegram.sent()) == 1
        assert last(bot)["text"].startswith("Agra")
        # The own place is asked for in a private chat only.
        await taps(bot, "w:", message_id=message["message_id"])
        assert last(bot)["text"] == strings.send_location
        await says(bot, "/district agra", HERE, ASHA)
        await taps(bot, "w:", HERE, ASHA, message_id=last(bot, HERE)["message_id"])
        assert last(bot, HERE)["text"] == strings.no_location

    play(answerer, tmp_path, scene)


# Telegram: the helpdesk


async def handed_over(bot: Harness, person: int = ASHA, text: str = "how do I insure my loom") -> dict[str, Any]:
    """Hand a question over; return the message that opens its case in the group."""
    await says(bot, f"/human {text}", person)
    send = next(data for data in buttons(last(bot, person)).values() if data.startswith("hs:"))
    await taps(bot, send, person, message_id=last(bot, person)["message_id"])
    return last(bot, GROUP)


def test_the_queue_shows_who_has_what_since_when(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        assert await says(bot, "/queue", GROUP, ANITA) == ["Open cases (0)\nNone."]
        await handed_over(bot, ASHA, "a " * SHOWN)
        head = await handed_over(bot, RAVI, "second")
        await taps(bot, "ht:2", GROUP, ANITA, message_id=head["message_id"])
        [queue] = await says(bot, "/queue", GROUP, ANITA)
        lines = queue.splitlines()
        assert lines[0] == "Open cases (2)"
        assert [line.split(" · ")[:3] for line in lines[1:]] == [["1", "0 min", "nobody"], ["2", "0 min", NAME]]
        assert len(lines[1].split(" · ")[3]) <= SHOWN
        assert QUEUE == 20

    play(answerer, tmp_path, scene, GROUP)


def test_a_case_is_taken_and_closed_by_commands_in_its_thread_or_by_number(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        head = await handed_over(bot)
        [taken] = await says(bot, "/take", GROUP, ANITA, reply_to_message=head)
        assert taken == f"{NAME} has case 1."
        [mine] = await says(bot, "/take #1", GROUP, ANITA)
        assert mine == "You have case 1 already."
        [held] = await says(bot, "/take 1", GROUP, BALA)
        assert held == f"{NAME} has case 1. Nothing was sent."
        assert list(buttons(last(bot, GROUP)).values()) == ["ho:1"]
        [held] = await says(bot, "/close 1", GROUP, BALA)
        assert held == f"{NAME} has case 1. Nothing was sent."
        [none] = await says(bot, "/take", GROUP, ANITA)
        assert "as a reply to a message of a case" in none
        await taps(bot, "ho:1", GROUP, BALA, message_id=last(bot, GROUP)["message_id"])
        row = await CaseStore(bot.store).case(1)
        assert row is not None
        assert row.holder == BALA
        [closed] = await says(bot, "/close", GROUP, BALA, reply_to_message=head)
        assert closed == "Case 1 is closed. The person was told."
        assert "The helpdesk has closed case 1" in last(bot)["text"]
        [again] = await says(bot, "/close 1", GROUP, BALA)
        assert again == "Case 1 is closed. Nothing was sent."
        assert buttons(bot.telegram.messages[GROUP, head["message_id"]]) == {}

    play(answerer, tmp_path, scene, GROUP)


def test_a_reply_reaches_the_person_but_what_stays_inside_does_not(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        head = await handed_over(bot)
        before = len(bot.telegram.sent())
        shown = len(bot.telegram.sent(GROUP))
        bot.telegram.send({"text": "// ask Bala", "reply_to_message": head}, GROUP, ANITA)
        await bot.take_all()
        assert len(bot.telegram.sent(GROUP)) == shown
        assert await says(bot, "nice weather", GROUP, ANITA) == []
        assert len(bot.telegram.sent()) == before
        assert await says(bot, "At the DIC", GROUP, ANITA, reply_to_message=head) == []
        answer = last(bot)
        assert answer["text"] == "From the helpdesk (case 1)\nAt the DIC"
        assert list(buttons(answer).values()) == ["hx:1"]
        assert f"{NAME} has it." in bot.telegram.messages[GROUP, head["message_id"]]["text"]
        [held] = await says(bot, "me too", GROUP, BALA, reply_to_message=head)
        assert held.endswith("Nothing was sent.")
        # What the person adds by a reply is passed on, and they are told so.
        assert await says(bot, "which papers?", reply_to_message=answer) == ["Passed on to the helpdesk."]
        assert last(bot, GROUP)["text"] == "Case 1, the person writes:\nwhich papers?"
        bot.telegram.send({"sticker": STICKER, "reply_to_message": answer})
        await bot.take_all()
        assert "cannot be passed on" in last(bot)["text"]
        # The person closes it; nothing more can be added.
        await taps(bot, "hx:1", message_id=answer["message_id"])
        assert last(bot)["text"] == "Case 1 is closed. Thank you."
        assert last(bot, GROUP)["text"] == "The person has closed case 1."
        assert await says(bot, "one more", reply_to_message=answer) == [
            "This case is closed. For a new question write /human."
        ]
        [late] = await says(bot, "too late", GROUP, ANITA, reply_to_message=head)
        assert late == "Case 1 is closed. Nothing was sent."

    play(answerer, tmp_path, scene, GROUP)


def test_answers_of_the_knowledge_base_are_found_and_sent_with_one_tap(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        head = await handed_over(bot)
        [how] = await says(bot, "/canned", GROUP, ANITA, reply_to_message=head)
        assert how.startswith("Write what it is about")
        [found] = await says(bot, "/canned subsidy of PMFME", GROUP, ANITA, reply_to_message=head)
        keys = buttons(last(bot, GROUP))
        assert list(keys) == [f"Send {number}" for number in range(1, len(keys) + 1)]
        assert 1 < len(keys) <= SNIPPETS
        assert found.startswith("1. ")
        before = len(bot.telegram.sent())
        message = last(bot, GROUP)["message_id"]
        await taps(bot, "hk:1.f.gone", GROUP, ANITA, message_id=message)
        await taps(bot, "hk:99.f.first-launch", GROUP, ANITA, message_id=message)
        assert len(bot.telegram.sent()) == before
        for _ in range(2):
            await taps(bot, keys["Send 1"], GROUP, ANITA, message_id=message)
        assert len(bot.telegram.sent()) == before + 1
        assert bot.telegram.messages[GROUP, message]["text"].startswith("Sent: ")
        [why] = await says(bot, "/why moradabad", GROUP, ANITA)
        assert why.startswith("moradabad\nAnswer: district")
        [why] = await says(bot, "/why", GROUP, ANITA, reply_to_message=head)
        assert why.startswith("how do I insure my loom\n")
        [how] = await says(bot, "/why", GROUP, ANITA)
        assert how.startswith("Write a question behind /why")

    play(answerer, tmp_path, scene, GROUP)


def test_a_case_is_nobodys_but_its_persons(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        strings = bot.talk.strings["en"]
        await says(bot, "/human how do I insure my loom")
        asked = last(bot)
        for data in ("hs:1", "hn:1", "hx:1", "hs:9", "hs:x"):
            assert await taps(bot, data, RAVI, RAVI, message_id=asked["message_id"]) == strings.old_button, data
        assert bot.telegram.sent(GROUP) == []
        await taps(bot, "hn:1", message_id=asked["message_id"])
        assert last(bot)["text"] == "All right, nothing was passed on."
        head = await handed_over(bot)
        assert head["text"].startswith("Case 2")
        assert list(buttons(last(bot)).values()) == ["hx:2"]
        assert "Case 2 of yours is open already" in (await says(bot, "/human more"))[0]
        await taps(bot, "hn:2", message_id=last(bot)["message_id"])
        assert not last(bot)["text"].startswith("All right")

    play(answerer, tmp_path, scene, GROUP)


def test_a_person_gets_all_that_is_kept_in_private_only(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        assert await says(bot, "/export_me") == ["Nothing is kept about you."]
        await says(bot, "moradabad")
        await taps(bot, "o:171", message_id=last(bot)["message_id"])
        before = len(bot.telegram.made("sendDocument"))
        bot.telegram.say("/export_me")
        await bot.take_all()
        [sent] = bot.telegram.made("sendDocument")[before:]
        assert sent.parameters["caption"] == "All that is kept about you."
        assert "private chat" in (await says(bot, "/export_me", HERE, ASHA))[0]

    play(answerer, tmp_path, scene, GROUP)


def test_a_lesson_is_offered_for_a_gap_and_only_admins_accept(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        await says(bot, "xyzzy insurance of looms")
        [gap] = await GapStore(bot.store).top(5)
        assert gap["count"] == 1
        [listed] = await says(bot, "/gaps", GROUP, ANITA)
        assert "What the bot did not know" in listed
        await taps(bot, f"tg:{gap['number']}", GROUP, ANITA, message_id=last(bot, GROUP)["message_id"])
        shown = last(bot, GROUP)
        assert f"td:{gap['number']}" in buttons(shown).values()
        await taps(bot, f"td:{gap['number']}", GROUP, ANITA, message_id=shown["message_id"])
        assert list(await GapStore(bot.store).top(5)) == []

    play(answerer, tmp_path, scene, GROUP)


def test_a_lesson_is_refused_by_an_admin_only_and_once(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        lessons = LessonStore(bot.store)
        who = {"by_id": ANITA, "by_name": "Anita", "made_at": bot.talk.clock(), "why": '{"against": []}'}
        await lessons.add(
            {"gap": 1, "kind": "ask", "target": "contact", "language": "en", "line": "x", "stage": "proposed", **who}
        )
        await says(bot, "/gaps", GROUP, ANITA)
        message = last(bot, GROUP)
        assert await taps(bot, "tr:1", GROUP, ANITA, message_id=message["message_id"]) == (
            "Only the bot's admins can do this."
        )
        for data, person, chat in (("tr:9", ADMIN, GROUP), ("tr:x", ADMIN, GROUP), ("tr:1", RAVI, RAVI)):
            await taps(bot, data, chat, person, message_id=message["message_id"])
        assert [row["stage"] for row in await lessons.all()] == ["proposed"]
        await taps(bot, "tr:1", GROUP, ADMIN, message_id=message["message_id"])
        assert "Refused." in last(bot, GROUP)["text"]
        assert [row["stage"] for row in await lessons.all()] == ["refused"]
        assert "1 · refused · contact + x" in (await says(bot, "/lessons", ADMIN))[0]

    play(answerer, tmp_path, scene, GROUP)


def test_notices_are_chosen_by_people_and_written_by_admins_in_private(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        await says(bot, "/notices")
        message = last(bot)
        assert list(buttons(message).values()) == ["ng:all"]
        await taps(bot, "ng:gone", message_id=message["message_id"])
        assert last(bot)["text"] == message["text"]
        await taps(bot, "ng:all", message_id=message["message_id"])
        assert last(bot)["text"] == "You will get notices: all of India. /notices stops them."
        [preview] = await says(bot, "/notice The fair", ADMIN)
        assert "The fair" in preview
        assert list(buttons(last(bot, ADMIN)).values()) == ["nx:1", "nd:1"]
        [refused] = await says(bot, "/notice The fair", HERE, ADMIN)
        assert "private chat" in refused
        await taps(bot, "nd:1", ADMIN, message_id=last(bot, ADMIN)["message_id"])
        assert "nx:1" not in buttons(last(bot, ADMIN)).values()

    play(answerer, tmp_path, scene, GROUP)


@pytest.mark.parametrize("group", [None, GROUP])
def test_people_see_the_commands_of_the_helpdesk_that_there_is(group: int | None, tmp_path: Path) -> None:
    texts = read_helpdesk_texts(TEMPLATES)
    desk = Helpdesk(Settings(odop_data_dir=tmp_path, helpdesk_chat_id=group), Store("sqlite://"), None, texts)  # type: ignore[arg-type] # nobody talks
    seen = desk.commands()
    assert list(seen) == ["en", "hi", "te"]
    for language, commands in seen.items():
        assert set(commands) == {"notices", "export_me"} | ({"human"} if group else set())
        assert all(texts.people[language].commands[name] == text for name, text in commands.items())


# Links and buttons


def test_a_link_is_read_by_its_sign() -> None:
    for argument, opened in (
        ("d171", Choice("district", "171")),
        ("s9", Choice("state", "9")),
        ("f-x", Choice("faq", "x")),
        ("p-x", Choice("family", "x")),
        ("p-", Choice("family", "")),
    ):
        assert deep_link("".join(list(argument))) == Open(opened)
    for wrong in ("", "d", "s", "d-171", "f171", "p171", "g-x", "q-x", "e171", "a-x", "c9", "f", "p"):
        assert deep_link(wrong) is None, wrong


def test_parts_of_buttons_are_packed_and_read() -> None:
    for opened, text in (
        (Open(Choice("district", "171")), "d.171"),
        (Open(Choice("state", "9"), 2, "up"), "s.9/up"),
        (Open(Choice("family", "rice"), 0, "up"), "p.rice/up"),
        (Open(Choice("support", "loan//rice"), 1), "a.loan//rice"),
    ):
        assert packed(opened) == text
        assert unpacked(text, opened.page) == opened
    for wrong in ("", "x.1", "171", ".171"):
        assert unpacked(wrong) is None
    assert decode("a:loan/woman/rice") == Open(Choice("support", "loan/woman/rice"))
    assert decode("n:d171/") == Judge("d171", right=False)
    assert decode("c:s.9") == Picture(Choice("state", "9"))
    for wrong in ("c:d.171", "c:f.x", "c:a.x", "c:t.9", "t:hi", "r:", "yy:1", "d:171:0001"):
        assert decode(wrong) is None, wrong
    assert decode("d:171:0") == Open(Choice("district", "171"))
    assert encode(Open(Choice("district", "171"), 1)) == "d:171:1"
    assert decode("d:" + "1" * 63) is None


# A page in a browser

ON_THE_PAGE = (
    Open(Choice("district", "171")),
    Open(Choice("state", "9"), 999, "up"),
    Translate("hi", Open(Choice("faq", "first-launch"))),
    Detail(Open(Choice("gi", "list////9"), 4)),
    Browse(Menu.DISTRICTS, "9", 1),
    Judge("d171", right=False, what="old"),
    Speak(None),
    Own("171"),
    Picture(Choice("family", "rice")),
    Locate(),
    QuizAction(QuizStep.BEGIN, "gi_5"),
    DeskAction(DeskStep.ASK),
)


@pytest.mark.parametrize("action", ON_THE_PAGE, ids=str)
def test_a_button_of_the_page_comes_back_and_says_no_more_than_it_must(action: Any) -> None:
    data = web.encode(action)
    assert web.decode(json.loads(json.dumps(data))) == action
    assert data["does"] == type(action).__name__.lower()
    assert None not in data.values() or isinstance(action, Speak)


def test_a_forged_button_of_the_page_is_none() -> None:
    there = {"does": "open", "choice": {"kind": "district", "id": "171"}}
    assert web.decode(there) == Open(Choice("district", "171"))
    assert web.encode(Open(Choice("district", "171"))) == there
    for page in (0, 1, 999):
        assert web.decode({**there, "page": page}) == Open(Choice("district", "171"), page)
    forged: tuple[object, ...] = (
        None,
        [],
        "open",
        {},
        {"does": "gone"},
        {**there, "does": 1},
        {**there, "page": -1},
        {**there, "page": 1000},
        {**there, "page": 1.5},
        {**there, "page": [1]},
        {"does": "open", "choice": {"kind": "gone", "id": "171"}},
        {"does": "open", "choice": {"kind": ["district"], "id": "171"}},
        {"does": "open", "choice": {"kind": "district", "id": "x" * 61}},
        {"does": "open", "choice": {"kind": "district", "id": "a b"}},
        {"does": "open", "choice": {"kind": "district"}},
        {"does": "own", "district": "x" * 61},
        {"does": "own", "district": "171", "é": "x"},
        {**there, "deep": {"a": {"b": {"c": {"d": {"e": 1}}}}}},
    )
    for wrong in forged:
        assert web.decode(wrong) is None, wrong
    assert web.decode({"does": "own", "district": "x" * 60}) == Own("x" * 60)


def test_a_visitor_is_known_by_their_cookie_and_by_a_number_of_the_web() -> None:
    token = "Ab0_-" * 6 + "xy"
    known = visitor_of(token)
    assert known.token == token
    assert known.number == visitor_of(token).number != visitor_of(token[::-1]).number
    for number in (known.number, visitor_of(None).number):
        assert 2**62 <= number < 2**63
    sender = known.sender("hi")
    assert (sender.person_id, sender.chat_id, sender.app_language) == (known.number, known.number, "hi")
    assert sender.chat is not None
    assert (sender.chat.channel, sender.chat.group) == ("web", False)
    for cookie in (None, "", token[:-1], token + "x", token[:-1] + "!"):
        fresh = visitor_of(cookie)
        assert fresh.token not in (cookie, token)
        assert len(fresh.token) == 32
        assert visitor_of(fresh.token) == fresh


# A terminal


class Echo:
    """A talk that shows what it hears, with two buttons and one that shares."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    async def hear(self, sender: object, incoming: Incoming) -> Said:
        assert sender is ME
        self.heard.append(incoming)
        keys = (Key("Share", share="x"), Key("One", Own("1")), Key("Two", Own("2")))
        return Said(Screen("<b>said</b>", ((keys[0], keys[1]), (keys[2],)) if incoming != "bare" else ()))


def test_in_a_terminal_buttons_are_numbered_and_typed() -> None:
    echo: Any = Echo()
    lines = ["moradabad", "/1", " /2 ", "/3", "/0", "/state", "/STATE", "/state goa", "/", "bare", "/1"]
    said = list(Terminal(echo, buttons=True).replies(lines))
    assert said[0] == "said\n\n/1 One  /2 Two"
    assert said[9] == "said"
    states = Browse(Menu.STATE_LISTS)
    assert echo.heard == [
        "moradabad", Own("1"), Own("2"), "/3", "/0", states, states, "/state goa", "/", "bare", "/1"
    ]  # fmt: skip
    assert list(Terminal(Echo(), buttons=False).replies(["x"])) == ["said"]  # type: ignore[arg-type] # it hears
