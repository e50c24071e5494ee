"""What the storage of the quiz gives and takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from odop_bot.errors import OdopError

RUNNING, ENDING, ENDED = "running", "ending", "ended"
"""Status of a round: it runs, its result is to be told, it is told."""


class TooEarlyError(OdopError):
    """An answer has come while the poll that asks for it is not written down yet; it is to be tried again."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round."""

    round_id: int
    chat_id: int
    person_id: int
    plan: dict[str, Any]
    status: str
    ends_at: dt.datetime | None
    begun_at: dt.datetime
    touched_at: dt.datetime

    @property
    def alone(self) -> bool:
        """Whether one person plays it, in the chat that is theirs; else a group does."""
        return self.chat_id == self.person_id


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of a round."""

    round_id: int
    number: int
    question: dict[str, Any]
    poll_id: str | None
    message_id: int | None
    asked_at: dt.datetime | None
    closes_at: dt.datetime | None
    closed: bool


@dataclass(frozen=True, slots=True)
class VoteRow:
    """An answer."""

    number: int
    person_id: int
    name: str
    choice: int
    right: bool
    voted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DailyRow:
    """Who wants a set of questions each day."""

    person_id: int
    minute: int
    language: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How an answer is marked: whether it is right, and what is remembered of its subject then."""

    right: bool
    subject: str
    card: dict[str, Any]
    due: dt.datetime
    day: dt.date


Marker = Callable[[dict[str, Any], dict[str, Any] | None], Mark]
"""Marks an answer from the question and the card of its subject; pure."""


def round_of(row: Any) -> RoundRow:
    """Return a round from a row of the database."""
    values = dict(row._mapping)
    return RoundRow(**values | {name: _utc(values[name]) for name in ("ends_at", "begun_at", "touched_at")})


def vote_of(row: Any) -> VoteRow:
    """Return an answer from a row of the database."""
    values = dict(row._mapping)
    return VoteRow(**values | {"voted_at": _utc(values["voted_at"])})


def question_of(row: Any) -> QuestionRow:
    """Return a question from a row of the database."""
    values = dict(row._mapping)
    return QuestionRow(**values | {name: _utc(values[name]) for name in ("asked_at", "closes_at")})


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Return a moment with its zone, which SQLite does not keep."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)
