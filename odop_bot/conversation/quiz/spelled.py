"""Times and numbers as the quiz writes them."""

from __future__ import annotations

import datetime as dt

from odop_bot.quiz.memory import INDIA_TIME


def spent(seconds: float) -> str:
    """Return a length of time as `2:31`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def clock(moment: dt.datetime) -> str:
    """Return the time of day of a moment in India."""
    return f"{moment.astimezone(INDIA_TIME):%H:%M}"


def of_day(minute: int | None) -> str:
    """Return a minute of the day as `6:00`, nothing for none."""
    return "" if minute is None else f"{minute // 60}:{minute % 60:02}"


def plain(number: float) -> str:
    """Return a number without needless decimals."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def day_and_minute(now: dt.datetime) -> tuple[dt.date, int]:
    """Return the day in India and the minute of it."""
    local = now.astimezone(INDIA_TIME)
    return local.date(), local.hour * 60 + local.minute
