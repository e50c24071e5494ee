"""How times are told: the day and minute of a daily set, the age of a case."""

from __future__ import annotations

import datetime as dt

import pytest

from odop_bot.channels.telegram.helpdesk.staff import _age
from odop_bot.conversation.quiz.spelled import day_and_minute


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
    [(0, "0 min"), (119, "119 min"), (120, "2 h"), (47 * 60 + 59, "47 h"), (48 * 60, "2 d"), (30 * 1440, "30 d")],
)
def test_the_age_of_a_case_is_told_in_one_unit(minutes: int, told: str) -> None:
    assert _age(dt.timedelta(minutes=minutes)) == told
