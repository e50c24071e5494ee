"""Notices: chosen, previewed, sent once to each, also through a power cut; who has blocked the bot is dropped."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from odop_bot.storage import NoticeStore, Store
from tests.process import Start, Starter, answered
from tests.standin import FakeTelegram, StandIn
from tests.test_helpdesk_cases import tap, to_person

ADMIN = 9
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
UP, MORADABAD, AGRA = 9, 171, 118


def readers(path: Path, people: list[tuple[int, int, int]]) -> None:
    """Write people who want notices of a state and district."""

    async def write() -> None:
        store = Store(f"sqlite:///{path / 'odop.db'}")
        await store.open()
        for person, state, district in people:
            await NoticeStore(store).subscribe(person, state, district, NOW)
        await store.close()

    asyncio.run(write())


def test_people_choose_and_a_notice_reaches_those_it_is_for(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    readers(tmp_path, [(31, 0, 0), (32, UP, 0), (33, UP, AGRA), (34, 10, 0)])
    start(ADMIN_IDS=str(ADMIN))
    telegram.say("moradabad")
    answered(telegram, 1)
    telegram.say("/notices")
    choice = to_person(telegram, "You get none now")
    tap(telegram, choice, "Moradabad")
    to_person(telegram, "You will get notices: Moradabad")
    telegram.say("/notice [Moradabad] The <b>fair</b> opens & all are welcome.", chat=ADMIN)
    preview = to_person(telegram, "The <b>fair</b> opens & all are welcome.", chat=ADMIN)
    assert "Moradabad, Uttar Pradesh, 3 people" in preview["text"]
    assert telegram.sent(31) == []
    for _ in range(2):
        tap(telegram, preview, "Send to 3")
    to_person(telegram, "Notice 1: 3 delivered, 0 have blocked the bot, 0 failed.", chat=ADMIN)
    for chat in (7, 31, 32):
        assert "The <b>fair</b> opens" in to_person(telegram, "Notice", chat=chat)["text"]
    assert telegram.sent(33) == telegram.sent(34) == []
    telegram.say("/notices")
    tap(telegram, to_person(telegram, "You get them now: Moradabad"), "No notices")
    to_person(telegram, "You will get no notices")


def test_who_is_no_admin_sends_nothing(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    readers(tmp_path, [(31, 0, 0)])
    start(ADMIN_IDS=str(ADMIN))
    telegram.say("/notice Buy my carpets")
    telegram.tap("nx:1")
    telegram.say("/notice [Atlantis] Hello", chat=ADMIN)
    to_person(telegram, 'called "Atlantis"', chat=ADMIN)
    assert telegram.sent(31) == []


def test_a_power_cut_in_a_notice_to_2000_people(tmp_path: Path, compiled: Path) -> None:
    # Two thousand calls need no second opinion on their fields.
    standin = StandIn(checked=False)
    starter = Starter(standin, tmp_path, compiled)
    try:
        _cut_power(standin.telegram, starter.start, tmp_path)
    finally:
        starter.stop()
        standin.close()


def _cut_power(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    people = range(1001, 3001)
    readers(tmp_path, [(person, 0, 0) for person in people])
    telegram.blocked |= {1005, 2005}
    pace = {"ODOP_NOTICE_PACE": "0.001"}
    bot = start(ADMIN_IDS=str(ADMIN), **pace)
    telegram.say("/notice The list has changed.", chat=ADMIN)
    tap(telegram, to_person(telegram, "2000 people", chat=ADMIN), "Send to 2000")
    for enough in (300, 900):
        telegram.wait(lambda enough=enough: len(telegram.messages) > enough)  # type: ignore[misc] # mypy infers no type for a default
        bot.killed()
        bot = start(ADMIN_IDS=str(ADMIN), **pace)
    done = to_person(telegram, "have blocked the bot", chat=ADMIN)
    assert done["text"] == "Notice 1: 1998 delivered, 2 have blocked the bot, 0 failed."
    counts = {person: len(telegram.sent(person)) for person in people}
    # Of a message that was on its way nobody knows whether it arrived; it is not sent again.
    assert sum(count == 0 for person, count in counts.items() if person not in telegram.blocked) <= 2
    assert max(counts.values()) == 1
    telegram.say("/notice Once more.", chat=ADMIN)
    to_person(telegram, "1998 people", chat=ADMIN)
