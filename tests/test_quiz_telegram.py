"""Rounds of the quiz as people see them, with the real bot process."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE
from tests.process import Start, answered, buttons
from tests.standin import FakeTelegram, Fault

PNG = b"\x89PNG"


def polls(telegram: FakeTelegram, count: int, chat: int = 7) -> list[dict[str, Any]]:
    """Wait until a chat shows that many polls; return their messages."""
    telegram.wait(lambda: len(_polls(telegram, chat)) >= count)
    return _polls(telegram, chat)


def _polls(telegram: FakeTelegram, chat: int) -> list[dict[str, Any]]:
    return [message for message in telegram.sent(chat) if "poll" in message]


def right_of(telegram: FakeTelegram, message: dict[str, Any]) -> int:
    """Return the right choice of a quiz poll."""
    return telegram.polls[message["poll"]["id"]].right[0]


def last_text(telegram: FakeTelegram, part: str, chat: int = 7) -> dict[str, Any]:
    """Wait for a message with some words in it; return the newest one."""

    def found() -> list[dict[str, Any]]:
        return [m for m in telegram.sent(chat) if part in m.get("text", "") or part in m.get("caption", "")]

    telegram.wait(lambda: bool(found()))
    return found()[-1]


def with_button(telegram: FakeTelegram, message: dict[str, Any], label: str, chat: int = 7) -> dict[str, Any]:
    """Wait until a message has a button; return the message as it is then."""
    telegram.wait(lambda: label in buttons(telegram.messages[chat, message["message_id"]]))
    return telegram.messages[chat, message["message_id"]]


def go_on(telegram: FakeTelegram, message: dict[str, Any], chat: int = 7) -> None:
    """Ask for the next question, as somebody does who has read the explanation; the last one has no such button."""
    data = buttons(message).get("Next")
    if data is not None:
        telegram.tap(data, chat, message_id=message["message_id"])


def play(telegram: FakeTelegram, count: int, wrong: set[int], chat: int = 7, done: int = 0) -> None:
    """Answer the questions of a round, those of `wrong` wrongly; `done` polls are in the chat already."""
    for number in range(count):
        message = polls(telegram, done + number + 1, chat)[-1]
        right = right_of(telegram, message)
        options = len(message["poll"]["options"])
        choice = (right + 1) % options if number in wrong else right
        assert telegram.vote(message["poll"]["id"], choice, chat)
        go_on(telegram, message, chat)


def test_a_round_from_the_menu_to_the_missed_ones_again(telegram: FakeTelegram, start: Start) -> None:
    bot = start()
    telegram.say("/quiz")
    menu = answered(telegram, 1)[-1]
    telegram.tap(buttons(menu)["My state"], message_id=menu["message_id"])
    telegram.wait(lambda: "Andhra Pradesh" in buttons(telegram.sent()[0]))
    telegram.tap(buttons(telegram.sent()[0])["Andhra Pradesh"])
    telegram.wait(lambda: "5" in buttons(telegram.sent()[0]))
    telegram.tap(buttons(telegram.sent()[0])["5"])
    last_text(telegram, "Andhra Pradesh, 5 questions")
    play(telegram, 5, wrong={1, 3})
    result = last_text(telegram, "3 of 5 right")
    assert all(message["poll"]["type"] == "quiz" for message in polls(telegram, 5))
    assert all(not message["poll"]["is_anonymous"] for message in polls(telegram, 5))
    assert all(message["poll"]["explanation"] for message in polls(telegram, 5))
    assert not any("…" in message["poll"]["explanation"] for message in polls(telegram, 5))

    telegram.tap(buttons(result)["Review"], message_id=result["message_id"])
    review = last_text(telegram, "(you)")
    # Three questions a page, each with all its options, what is right and what was chosen.
    for marks, page in (((3, 1), "Next"), ((2, 1), "Back")):
        shown = with_button(telegram, review, page)
        assert (shown["text"].count("✓"), shown["text"].count("✗")) == marks
        assert shown["text"].count("(you)") == marks[0]
        asked = [message["poll"] for message in polls(telegram, 5)][: marks[0]] if page == "Next" else []
        assert all(option["text"] in shown["text"] for poll in asked for option in poll["options"])
        telegram.tap(buttons(shown)[page], message_id=review["message_id"])
    telegram.tap(buttons(result)["Card to share"], message_id=result["message_id"])
    telegram.wait(lambda: len(telegram.photos) == 1)

    telegram.tap(buttons(result)["Again the ones I missed"], message_id=result["message_id"])
    last_text(telegram, "Andhra Pradesh, 2 questions")
    play(telegram, 2, wrong=set(), done=5)
    last_text(telegram, "2 of 2 right")
    bot.stopped()
    assert telegram.complaints == []


def test_skipping_stopping_and_old_buttons(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("/start quiz")
    telegram.tap(buttons(answered(telegram, 1)[-1])["Start at once"])
    first = polls(telegram, 1)[0]
    telegram.tap(buttons(first)["Next"], message_id=first["message_id"])
    second = polls(telegram, 2)[1]
    # The poll that was skipped takes no more answers, and its button does nothing any more.
    assert not telegram.vote(first["poll"]["id"], 0)
    old = [
        "qk:1.0",
        "qk:99.0",
        "qx:99",
        "qg:cricket_5",
        "qg:mixed_6",
        "qg:mixed.99_5",
        "qr:99",
        "qd:7",
        "qo:99",
        "qh:1",
    ]
    old += ["qy:1-0", "qy:1", "qv:1.0.0", "qv:1.9.0", "qv:x", "qn:ssc_10"]
    for data in old:
        telegram.tap(data, message_id=second["message_id"])
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == len(old) + 2)
    assert len(polls(telegram, 2)) == 2
    telegram.tap(buttons(second)["Stop"], message_id=second["message_id"])
    assert "0 of 1 right" in last_text(telegram, "right")["text"]
    # A new round while another runs: the old one is ended first.
    telegram.tap("qg:gi_5")
    polls(telegram, 3)
    telegram.tap("qg:schemes_5")
    last_text(telegram, "Schemes and facts, 5 questions")
    assert "poll" in polls(telegram, 4)[-1]
    assert telegram.complaints == []


def test_votes_that_come_twice_late_or_from_strangers_do_no_harm(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    start()
    telegram.tap("qg:mixed_5")
    first = polls(telegram, 1)[0]
    poll_id = first["poll"]["id"]
    # A stranger, to whom the poll was forwarded.
    assert telegram.vote(poll_id, 0, person=8)
    assert telegram.vote(poll_id, right_of(telegram, first), person=7)
    vote = telegram.updates[-1]["poll_answer"]
    go_on(telegram, first)
    polls(telegram, 2)
    telegram.update("poll_answer", vote)
    telegram.update("poll_answer", vote | {"poll_id": "no poll of ours"})
    telegram.update("poll_answer", vote | {"option_ids": [9], "option_persistent_ids": ["x"]})
    play(telegram, 4, wrong=set(), done=1)
    last_text(telegram, "5 of 5 right")
    telegram.update("poll_answer", vote)
    telegram.say("agra")
    last_text(telegram, "Agra, Uttar Pradesh")
    with sqlite3.connect(tmp_path / "odop.db") as database:
        assert database.execute("SELECT count(*), sum(right) FROM quiz_votes").fetchone() == (5, 5)
        assert database.execute("SELECT answered, right FROM quiz_days").fetchone() == (5, 5)
    assert telegram.complaints == []


def test_a_group_has_a_timer_a_leaderboard_and_an_end(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    start()
    telegram.say("/quiz@odop_test_bot", chat=-5, person=1)
    menu = answered(telegram, 1, chat=-5)[-1]
    telegram.tap("ql:india", chat=-5, message_id=menu["message_id"])
    telegram.wait(lambda: "20 seconds for each" in telegram.sent(-5)[0]["text"])
    telegram.tap(buttons(telegram.sent(-5)[0])["5"], chat=-5)
    first = polls(telegram, 1, chat=-5)[0]
    (call,) = telegram.made("sendPoll")
    assert call.parameters["open_period"] == 20
    right = right_of(telegram, first)
    wrong = (right + 1) % len(first["poll"]["options"])
    for person, name, choice in ((1, "Asha", right), (2, "<b>Bo", wrong), (3, "Chi", right)):
        telegram.vote(first["poll"]["id"], choice, person=person, name=name)
    telegram.wait(lambda: not telegram.updates or len(_votes(tmp_path)) == 3)
    # Only who began the round may stop it.
    telegram.tap(buttons(first)["Stop"], chat=-6, message_id=None)
    telegram.tap(buttons(first)["Stop"], chat=-5, message_id=first["message_id"])
    telegram.wait(
        lambda: any("somebody else" in c.parameters.get("text", "") for c in telegram.made("answerCallbackQuery"))
    )


def _votes(folder: Path) -> list[tuple[int, int]]:
    with sqlite3.connect(folder / "odop.db") as database:
        return database.execute("SELECT person_id, right FROM quiz_votes").fetchall()


def test_a_mock_test_shows_its_answers_at_the_end_with_marks(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    start()
    telegram.say("/mock")
    menu = answered(telegram, 1)[-1]
    for label in ("UPSC", "UPSC Prelims GS-I"):
        telegram.tap(buttons(menu)[label], message_id=menu["message_id"])
        menu = with_button(telegram, menu, "UPSC Prelims GS-I" if label == "UPSC" else "All India: 10")
        assert "0.67 off for a wrong one" in menu["text"]
    telegram.tap(buttons(menu)["All India: 10"], message_id=menu["message_id"])
    last_text(telegram, "10 questions, 12 minutes")
    for number in range(4):
        message = polls(telegram, number + 1)[-1]
        assert message["poll"]["type"] == "regular"
        telegram.vote(message["poll"]["id"], 0)
    stop = polls(telegram, 5)[-1]
    telegram.tap(buttons(stop)["Stop"], message_id=stop["message_id"])
    result = last_text(telegram, "of 20 marks")
    assert "not answered 6" in result["text"]
    telegram.tap(buttons(result)["Review"], message_id=result["message_id"])
    assert "Source: " in last_text(telegram, "(you)")["text"]
    # Another one, whose time runs out.
    telegram.tap("qn:ssc.cgl.9_10")
    last_text(telegram, "SSC CGL Tier-I: Uttar Pradesh")
    telegram.vote(polls(telegram, 6)[-1]["poll"]["id"], 0)
    polls(telegram, 7)
    with sqlite3.connect(tmp_path / "odop.db", timeout=PATIENCE) as database:
        database.execute("UPDATE quiz_rounds SET ends_at = '2020-01-01 00:00:00.000000' WHERE status = 'running'")
    last_text(telegram, "not answered 9")
    assert telegram.complaints == []


def test_practice_progress_and_the_daily_set(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    bot = start()
    telegram.say("/progress")
    last_text(telegram, "Nothing to show yet")
    telegram.say("/practice")
    last_text(telegram, "Nothing to repeat yet")
    telegram.tap("qg:india_5")
    play(telegram, 5, wrong={0, 1, 2})
    last_text(telegram, "2 of 5 right")
    telegram.say("/practice")
    last_text(telegram, "Nothing is due now. Next: ")
    telegram.say("/progress")
    assert " of 786 districts. Days in a row: 1." in last_text(telegram, "Known: ")["caption"]
    assert all(picture.startswith(PNG) for picture in telegram.photos.values())
    telegram.say("/daily")
    menu = last_text(telegram, "only if you want them")
    telegram.tap(buttons(menu)["8:00"], message_id=menu["message_id"])
    last_text(telegram, "each day at 8:00 IST")
    bot.stopped()
    with sqlite3.connect(tmp_path / "odop.db") as database:
        # A day later: everything is due, and today's set has not gone out.
        database.execute("UPDATE quiz_cards SET due = '2020-01-01 00:00:00'")
        database.execute("UPDATE quiz_daily SET last_day = '2020-01-01', minute = 0")
    start()
    last_text(telegram, "Today's five questions")
    play(telegram, 5, wrong=set(), done=5)
    last_text(telegram, "5 of 5 right")
    telegram.say("/daily")
    menu = last_text(telegram, "You get five questions each day")
    telegram.tap(buttons(menu)["Stop the daily questions"], message_id=menu["message_id"])
    last_text(telegram, "There will be no daily questions")
    with sqlite3.connect(tmp_path / "odop.db") as database:
        assert database.execute("SELECT count(*) FROM quiz_daily").fetchone() == (0,)
        # The set asked what was due.
        assert database.execute("SELECT count(*) FROM quiz_cards").fetchone() == (5,)
    telegram.say("/forget")
    last_text(telegram, "Everything about you is deleted")
    with sqlite3.connect(tmp_path / "odop.db") as database:
        for table in ("quiz_rounds", "quiz_questions", "quiz_votes", "quiz_cards", "quiz_days", "quiz_daily"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608 - our names
    assert telegram.complaints == []


def test_a_poll_whose_answer_is_lost_on_the_way_is_asked_again_and_either_counts(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    start()
    telegram.faults["sendPoll"] = [Fault(after=True), Fault()]
    telegram.tap("qg:mixed_5")
    orphan, twin = polls(telegram, 2)
    assert orphan["poll"]["question"] == twin["poll"]["question"]
    telegram.wait(lambda: not telegram.updates)
    telegram.vote(orphan["poll"]["id"], right_of(telegram, orphan))
    go_on(telegram, twin)
    polls(telegram, 3)
    assert _votes(tmp_path) == [(7, 1)]
    play(telegram, 4, wrong=set(), done=2)
    last_text(telegram, "5 of 5 right")


def test_a_state_is_taken_along_as_cards_table_and_sheet(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("/export")
    menu = answered(telegram, 1)[-1]
    telegram.tap(buttons(menu)["Goa"], message_id=menu["message_id"])
    telegram.wait(lambda: "Table (CSV)" in buttons(telegram.sent()[0]))
    for form in ("Anki cards", "Table (CSV)", "To print (PDF)", "Anki cards"):
        count = len(telegram.documents)
        telegram.tap(buttons(telegram.sent()[0])[form])
        telegram.wait(lambda: len(telegram.documents) == count + 1)  # noqa: B023 - waited for at once
    one, table, sheet, again = telegram.documents.values()
    assert _notes(one) == _notes(again)
    assert len(_notes(one)) > 2
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert {row["district"] for row in rows} == {"North Goa", "South Goa"}
    assert all(row["as_of"] and row["source"] for row in rows)
    assert sheet.startswith(b"%PDF")
    assert telegram.complaints == []


def _notes(deck: bytes) -> dict[str, str]:
    """Return the notes of an Anki deck: contents by id."""
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        content = archive.read("collection.anki2")
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    return dict(database.execute("SELECT guid, flds FROM notes"))


def test_a_round_in_hindi_is_asked_in_hindi(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("/quiz", language="hi")
    menu = answered(telegram, 1)[-1]
    telegram.tap(buttons(menu)["तुरंत शुरू करें"], language="hi", message_id=menu["message_id"])
    assert "।" in polls(telegram, 1)[0]["poll"]["explanation"]


def test_a_double_tap_does_it_once(telegram: FakeTelegram, start: Start) -> None:
    bot = start()
    telegram.say("/quiz")
    menu = answered(telegram, 1)[-1]
    for _ in range(2):
        telegram.tap(buttons(menu)["Start at once"], message_id=menu["message_id"])
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == 2)
    assert len(polls(telegram, 1)) == 1
    telegram.say("moradabad")
    district = last_text(telegram, "Moradabad, Uttar Pradesh")
    for _ in range(2):
        telegram.tap("c:171", message_id=district["message_id"])
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == 4)
    # Another button is no double, and another person's tap is not either.
    telegram.tap("c:118", message_id=district["message_id"])
    telegram.wait(lambda: len(telegram.photos) == 2)
    bot.stopped()
    assert len(telegram.photos) == 2
    assert len(polls(telegram, 1)) == 1
    assert telegram.complaints == []
