"""A case from asking to closing, with the real bot: in a plain group, in a forum, through power cuts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.process import Start, answered, buttons
from tests.standin import FakeTelegram, Fault

GROUP, FORUM = -500, -1001
ANITA, BALA = 21, 22
QUESTION = "who repairs a broken window pane"


def in_group(telegram: FakeTelegram, group: int, words: str, count: int = 1) -> dict[str, Any]:
    """Wait until the group shows a message with these words; return the newest, and that there are so many."""
    found: list[dict[str, Any]] = []

    def there() -> bool:
        found[:] = [m for m in telegram.sent(group) if words in (m.get("text") or m.get("caption") or "")]
        return len(found) >= count

    telegram.wait(there)
    assert len(found) == count, [m.get("text") for m in found]
    return found[-1]


def to_person(telegram: FakeTelegram, words: str, count: int = 1, chat: int = 7) -> dict[str, Any]:
    """Wait until the person sees a message with these words; return it."""
    return in_group(telegram, chat, words, count)


def tap(telegram: FakeTelegram, message: dict[str, Any], label: str, person: int | None = None) -> None:
    """Tap the button of a message whose label begins so."""
    data = next(data for text, data in buttons(message).items() if text.startswith(label))
    telegram.tap(data, message["chat"]["id"], message["message_id"], person=person)


def staff_says(telegram: FakeTelegram, head: dict[str, Any], text: str, person: int = ANITA) -> int:
    """Someone of the staff writes into the thread of a case."""
    where: dict[str, Any] = {"reply_to_message": head}
    if head.get("message_thread_id"):
        where = {"message_thread_id": head["message_thread_id"], "is_topic_message": True}
    return telegram.say(text, head["chat"]["id"], person=person, **where)


def open_case(telegram: FakeTelegram, group: int) -> dict[str, Any]:
    """Ask what the bot does not know, and hand it over; return the message in the group that opens the case."""
    telegram.say("agra")
    answered(telegram, 1)
    telegram.say(QUESTION)
    tap(telegram, to_person(telegram, "I do not know that"), "Ask a person")
    consent = to_person(telegram, "This is passed on, and nothing else")
    assert QUESTION in consent["text"]
    assert telegram.sent(group) == []
    tap(telegram, consent, "Send it")
    return in_group(telegram, group, QUESTION)


@pytest.mark.parametrize("group", [GROUP, FORUM])
def test_the_life_of_a_case(telegram: FakeTelegram, start: Start, group: int) -> None:
    if group == FORUM:
        telegram.forums[FORUM] = {}
    bot = start(HELPDESK_CHAT_ID=str(group), ADMIN_IDS="9")
    head = open_case(telegram, group)
    assert "Agra" in head["text"]
    assert "Nobody has it yet" in head["text"]
    assert ("message_thread_id" in head) == (group == FORUM)
    to_person(telegram, "Your question is with the helpdesk")
    # A note stays inside, a reply goes to the person and takes the case.
    staff_says(telegram, head, "// who knows this?")
    staff_says(telegram, head, "Ask at the DIC for the <weavers> scheme")
    reply = to_person(telegram, "From the helpdesk")
    assert "Ask at the DIC for the <weavers> scheme" in reply["text"]
    assert not any("who knows" in m.get("text", "") for m in telegram.sent())
    telegram.wait(lambda: NAME_HAS_IT in telegram.messages[group, head["message_id"]]["text"])
    # A follow-up stays in the thread, an ordinary question goes to the bot alone.
    telegram.say("which papers?", reply_to_message=reply)
    follow = in_group(telegram, group, "which papers?")
    if group == FORUM:
        assert follow["message_thread_id"] == head["message_thread_id"]
    else:
        assert follow["_reply_to"] == head["message_id"]
    to_person(telegram, "Passed on")
    telegram.say("moradabad")
    to_person(telegram, "Moradabad Metal Craft")
    assert not any("moradabad" in m.get("text", "") for m in telegram.sent(group))
    # Somebody else is told who has it, and what they write is not sent.
    staff_says(telegram, follow if group == GROUP else head, "me too", person=BALA)
    in_group(telegram, group, "Nothing was sent")
    tap(telegram, to_person(telegram, "From the helpdesk"), "Close")
    in_group(telegram, group, "The person has closed case 1")
    to_person(telegram, "is closed")
    if group == FORUM:
        telegram.wait(lambda: not telegram.forums[FORUM][head["message_thread_id"]])
    assert not any("me too" in m.get("text", "") for m in telegram.sent())
    bot.stopped()
    assert [c for c in telegram.complaints if "not modified" not in c] == []


NAME_HAS_IT = "has it."


def test_staff_take_look_up_send_and_close(telegram: FakeTelegram, start: Start) -> None:
    start(HELPDESK_CHAT_ID=str(GROUP))
    head = open_case(telegram, GROUP)
    telegram.say("/queue", GROUP, person=ANITA)
    assert "nobody" in in_group(telegram, GROUP, "Open cases (1)")["text"]
    tap(telegram, head, "Take it", person=ANITA)
    in_group(telegram, GROUP, "has case 1.")
    staff_says(telegram, head, "/take", person=BALA)
    held = in_group(telegram, GROUP, "Nothing was sent")
    tap(telegram, held, "Take it over", person=BALA)
    in_group(telegram, GROUP, "has case 1.", count=3)
    staff_says(telegram, head, "/canned subsidy under pmfme", person=BALA)
    offer = in_group(telegram, GROUP, "35 per cent")
    assert "Source:" in offer["text"]
    for _ in range(2):
        telegram.tap(buttons(offer)["Send 1"], GROUP, offer["message_id"], person=BALA)
    assert "35 per cent" in to_person(telegram, "From the helpdesk")["text"]
    staff_says(telegram, head, "/why", person=BALA)
    told = in_group(telegram, GROUP, "confidence")["text"]
    assert "Answer: unknown" in told
    assert re.search(r"It may ask:\n• [01]\.\d\d unknown; for: \S.* [+]\d", told), told
    telegram.say("/close 1", GROUP, person=BALA)
    to_person(telegram, "The helpdesk has closed case 1")
    staff_says(telegram, head, "too late", person=BALA)
    in_group(telegram, GROUP, "Case 1 is closed. Nothing was sent")
    assert len([m for m in telegram.sent() if "From the helpdesk" in m.get("text", "")]) == 1
    assert [c for c in telegram.complaints if "not modified" not in c] == []


def test_a_picture_goes_both_ways_and_a_sticker_does_not(telegram: FakeTelegram, start: Start) -> None:
    start(HELPDESK_CHAT_ID=str(GROUP))
    head = open_case(telegram, GROUP)
    photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": "the form"}
    telegram.send({**photo, "reply_to_message": head}, GROUP, person=ANITA)
    reply = to_person(telegram, "the form")
    telegram.send({**photo, "caption": "filled in", "reply_to_message": reply})
    assert in_group(telegram, GROUP, "filled in")["_copy_of"][0] == 7
    sticker = {
        "file_id": "s",
        "file_unique_id": "s",
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    }
    telegram.send({"sticker": sticker, "reply_to_message": reply})
    to_person(telegram, "cannot be passed on")


def test_a_person_can_ask_by_command_say_no_and_is_told_of_an_open_case(telegram: FakeTelegram, start: Start) -> None:
    start(HELPDESK_CHAT_ID=str(GROUP))
    telegram.say("/human")
    to_person(telegram, "Write your question behind the command")
    telegram.say("/human my number is 9876543210, please call")
    consent = to_person(telegram, "9876543210")
    tap(telegram, consent, "Not now")
    to_person(telegram, "nothing was passed on")
    telegram.tap("hs:1", message_id=consent["message_id"], chat=8)
    telegram.say("/human help")
    tap(telegram, to_person(telegram, "Your question: help"), "Send it")
    in_group(telegram, GROUP, "help")
    telegram.say("/human again")
    has = to_person(telegram, "is open already")
    telegram.say("one thing more", reply_to_message=has)
    in_group(telegram, GROUP, "one thing more")
    assert not any("9876543210" in m.get("text", "") for m in telegram.sent(GROUP))


def test_without_a_helpdesk_nobody_is_promised_one(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say(QUESTION)
    assert "Ask a person" not in buttons(answered(telegram, 1)[0])


STEPS: dict[str, Callable[[FakeTelegram, dict[str, Any]], object]] = {
    "hand over": lambda telegram, m: tap(telegram, m["consent"], "Send it"),
    "reply": lambda telegram, m: staff_says(telegram, m["head"], "the answer"),
    "follow up": lambda telegram, m: telegram.say("one more thing", reply_to_message=m["reply"]),
    "close": lambda telegram, m: tap(telegram, m["reply"], "Close"),
}
SEEN = {
    "hand over": (FORUM, QUESTION),
    "reply": (7, "the answer"),
    "follow up": (FORUM, "one more thing"),
    "close": (FORUM, "has closed"),
}


@pytest.mark.parametrize("step", list(STEPS))
def test_a_power_cut_loses_nothing_and_sends_nothing_twice(telegram: FakeTelegram, start: Start, step: str) -> None:
    telegram.forums[FORUM] = {}
    bot = start(HELPDESK_CHAT_ID=str(FORUM))
    made: dict[str, Any] = {}
    telegram.say(f"/human {QUESTION}")
    made["consent"] = to_person(telegram, "This is passed on")
    for name, act in STEPS.items():
        if name == step:
            # The power fails as the bot is about to send; then everything comes again.
            telegram.faults["sendMessage"] = [Fault(delay=2)]
            act(telegram, made)
            telegram.wait(lambda: not telegram.faults["sendMessage"])
            bot.killed()
            bot = start(HELPDESK_CHAT_ID=str(FORUM))
        else:
            act(telegram, made)
        chat, words = SEEN[name]
        message = in_group(telegram, chat, words)
        made |= {"head": message} if name == "hand over" else {"reply": message} if name == "reply" else {}
        if name == step:
            break
    bot.stopped()  # what was to be sent has been sent then
    chat, words = SEEN[step]
    assert len([m for m in telegram.sent(chat) if words in m.get("text", "")]) == 1
    assert len(telegram.forums[FORUM]) == 1
