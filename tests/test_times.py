"""How times are told: the day and minute of a daily set, the age of a case."""

from __future__ import annotations

import datetime as dt

import pytest

from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.conversation.quiz.spelled import day_and_minute
from odop_bot.engine import TEMPLATES


@pytest.mark.parametrize(
    ("utc", "day", "minute"),
    [
        ((2026, 11, 1, 2, 30), 1, 8 * 60),
        ((2026, 11, 1, 13, 7), 1, 18 * 60 + 37),
        ((2026, 11, 1, 18, 29), 1, 23 * 60 + 59),
        ((2026, 11, 1, 18, 30), 2, 0),
    ],
)
def test_a_day_begins_at_midnight_in_india(utc: tuple[int, ...], day: int, minute: int) -> None:
    year, month, date, hour, part = utc
    now = dt.datetime(year, month, date, hour, part, tzinfo=dt.UTC)
    assert day_and_minute(now) == (dt.date(2026, 11, day), minute)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0 min"), (119, "119 min"), (120, "2 h"), (47 * 60 + 59, "47 h"), (48 * 60, "2 days"), (30 * 1440, "30 days")],
)
def test_the_age_of_a_case_is_told_in_one_unit(minutes: int, told: str) -> None:
    assert read_helpdesk_texts(TEMPLATES).staff.age(dt.timedelta(minutes=minutes)) == told


def test_the_age_of_a_case_is_told_in_the_language_of_the_helpdesk() -> None:
    assert read_helpdesk_texts(TEMPLATES, "hi").staff.age(dt.timedelta(hours=3)) == "3 घंटे"
    assert read_helpdesk_texts(TEMPLATES, "te").staff.age(dt.timedelta(days=4)) == "4 రోజులు"
