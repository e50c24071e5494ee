"""The life of a case: who may do what, and what it is then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    """The person has been told what will be passed on, and has not said yes."""
    WAITING = "waiting"
    """Nobody of the staff has it."""
    TAKEN = "taken"
    CLOSED = "closed"


class Step(StrEnum):
    """What happens to a case."""

    SEND = "send"
    """The person hands it over."""
    TAKE = "take"
    TAKE_OVER = "take over"
    """Someone else takes it, knowing who has it."""
    REPLY = "reply"
    FOLLOW_UP = "follow up"
    CLOSE = "close"


class Refusal(StrEnum):
    """Why a step is not made."""

    CLOSED = "closed"
    HELD = "held"
    """Someone else has it."""
    MINE = "mine"
    """Whoever wants to take it has it already."""
    NOT_SENT = "not sent"
    NOT_STAFF = "not staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question that a person has handed to the helpdesk."""

    number: int
    state: State
    person_id: int
    chat_id: int
    channel: str
    """Where the person writes."""
    language: str
    question: str
    """As it is passed on."""
    district: str | None = None
    """What the chat spoke of, as the staff read it."""
    understood: str | None = None
    """What the bot understood, as the staff read it."""
    holder: int | None = None
    """Who of the staff has it."""
    holder_name: str | None = None
    group_id: int | None = None
    topic_id: int | None = None
    """The forum topic, in a group that has them."""
    head_id: int | None = None
    """The message in the group that opens the case."""
    opened_at: dt.datetime
    answered_at: dt.datetime | None = None
    """When a person first answered."""
    closed_at: dt.datetime | None = None
    version: int = 0
    """Counts the changes, so that of two at once only one is made."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a step: the person (`staff` is None) or someone of the staff."""

    staff: int | None = None
    name: str | None = None


def after(case: Case, step: Step, actor: Actor, now: dt.datetime) -> Case | Refusal:
    """Return a case after a step, or why the step is not made. A reply takes a case that nobody has."""
    if case.state is State.CLOSED:
        return Refusal.CLOSED
    if (case.state is State.DRAFT) != (step is Step.SEND):
        # Only a draft is handed over, and nothing else can happen to one.
        return Refusal.NOT_SENT if case.state is State.DRAFT else Refusal.MINE
    mine = case.holder is not None and case.holder == actor.staff
    others = case.holder is not None and actor.staff is not None and not mine
    if step is Step.SEND:
        return replace(case, state=State.WAITING, opened_at=now)
    if step is Step.CLOSE:
        return Refusal.HELD if others else replace(case, state=State.CLOSED, closed_at=now)
    if step is Step.FOLLOW_UP:
        return case
    if actor.staff is None:
        return Refusal.NOT_STAFF
    if step in (Step.TAKE, Step.TAKE_OVER) and mine:
        return Refusal.MINE
    if others and step is not Step.TAKE_OVER:
        return Refusal.HELD
    taken = replace(case, state=State.TAKEN, holder=actor.staff, holder_name=actor.name)
    if step is Step.REPLY and case.answered_at is None:
        return replace(taken, answered_at=now)
    return taken
