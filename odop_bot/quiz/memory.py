"""What a person remembers: FSRS says when to ask each fact again. The clock is handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from fsrs import Card, Scheduler
    from fsrs.card import CardDict

KNOWN = 0.8
"""Likelihood of remembering from which a fact counts as known."""
FORECAST_DAYS = 7
INDIA_TIME = dt.timezone(dt.timedelta(hours=5, minutes=30), "IST")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a person and a fact."""

    subject: str
    card: Mapping[str, Any]
    """The card of FSRS, as `reviewed` returns it."""


def reviewed(card: Mapping[str, Any] | None, right: bool, now: dt.datetime) -> dict[str, Any]:
    """Return the card of a fact after an answer; without a card the fact is new."""
    from fsrs import Card, Rating

    before = _card(card) if card else Card(card_id=0, due=now)
    after, _ = _scheduler().review_card(before, Rating.Good if right else Rating.Again, now)
    return dict(after.to_dict())


def due(card: Mapping[str, Any]) -> dt.datetime:
    """Return when a fact is to be asked again."""
    return dt.datetime.fromisoformat(str(card["due"]))


def recall(card: Mapping[str, Any], now: dt.datetime) -> float:
    """Return how likely a fact is still remembered."""
    return float(_scheduler().get_card_retrievability(_card(card), now))


def is_known(card: Mapping[str, Any], now: dt.datetime) -> bool:
    """Whether the last answer was right and is likely remembered still."""
    # A card begins its steps anew after a wrong answer.
    return card["step"] != 0 and recall(card, now) >= KNOWN


def known_districts(cards: Iterable[Remembered], now: dt.datetime) -> set[int]:
    """Return the LGD codes of the districts of which a person remembers a product."""
    return {
        int(code) for card in cards if (code := card.subject.partition(".")[0]).isdecimal() and is_known(card.card, now)
    }


def forecast(cards: Iterable[Remembered], now: dt.datetime) -> list[int]:
    """Return how many facts are due today (those overdue included) and on each of the days after, in IST."""
    out = [0] * FORECAST_DAYS
    today = now.astimezone(INDIA_TIME).date()
    for card in cards:
        day = max(0, (due(card.card).astimezone(INDIA_TIME).date() - today).days)
        if day < FORECAST_DAYS:
            out[day] += 1
    return out


def streak(days: Iterable[dt.date], today: dt.date) -> int:
    """Return on how many days in a row a person has answered; today need not be one of them yet."""
    answered = set(days)
    day = today if today in answered else today - dt.timedelta(days=1)
    count = 0
    while day in answered:
        count += 1
        day -= dt.timedelta(days=1)
    return count


# The library is loaded by the first who takes a quiz: a start need not wait for it.
@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    # No fuzzing: the same answers give the same dates.
    return Scheduler(enable_fuzzing=False)


def _card(card: Mapping[str, Any]) -> Card:
    from fsrs import Card

    return Card.from_dict(cast("CardDict", dict(card)))
