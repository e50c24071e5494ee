"""The cases of the helpdesk: their steps, who passes on what, how they look; on any channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.helpdesk.texts import PeopleTexts, Texts
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.screen import Key, Screen
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step, after
from odop_bot.storage import NOBODY, CaseStore, Relay, Turn, aware

TRIES = 5
"""How often a change is tried anew that another worker was faster with."""
ROOM = 3500
"""Letters of a message that are passed on in one, with room for the heading."""


class CaseBook:
    """The cases of one helpdesk."""

    def __init__(self, cases: CaseStore, texts: Texts, clock: Callable[[], dt.datetime]) -> None:
        self.cases = cases
        self.texts = texts
        self.clock = clock

    async def case(self, number: int) -> Case | None:
        """Return one case."""
        return case_of(await self.cases.case(number))

    async def open_case_of(self, person_id: int) -> Case | None:
        """Return the case of a person that is not closed."""
        return case_of(await self.cases.open_case_of(person_id))

    async def step(self, number: int, step: Step, actor: Actor, **more: Any) -> tuple[Case, Refusal | None] | None:
        """Make a step of a case and return it, with the reason if it is not made; None without such a case.

        `more` are fields that change with the step. Of two steps at once, one is made after the other.
        """
        for _ in range(TRIES):
            case = await self.case(number)
            if case is None:
                return None
            moved = after(case, step, actor, self.clock())
            if isinstance(moved, Refusal):
                return case, moved
            moved = replace(moved, **more)
            if moved == case or await self.cases.change(number, case.version, _values(moved)):
                return replace(moved, version=case.version + 1), None
        raise RuntimeError(f"case {number} changes too fast")

    async def once(self, relay: Relay, person_id: int, send: Callable[[], Awaitable[int]]) -> bool:
        """Pass a message on once, whoever else may have been given it; return whether it is done now."""
        turn = await self.cases.begin(relay, person_id, self.clock())
        if turn is not Turn.MINE:
            if turn is Turn.OTHERS:
                unfinished.set(True)
            return False
        try:
            sent = await send()
        except BaseException:
            await self.cases.give_up(relay)
            raise
        await self.cases.finish(replace(relay, to_message=sent))
        return True

    def people(self, case: Case) -> PeopleTexts:
        """Return what the person of a case reads."""
        return self.texts.of(case.language)

    def head(self, case: Case) -> Screen:
        """Return how a case looks to the staff: what is asked, who has it."""
        staff = self.texts.staff
        if case.person_id == NOBODY:
            return Screen(staff.fill("gone", number=case.number))
        html = staff.fill(
            "case",
            **self.shown(case),
            holder=case.holder_name,
            closed=case.state is State.CLOSED,
            topic=case.topic_id is not None,
            understood=case.understood,
        )
        if case.state is State.CLOSED:
            return Screen(html)
        take = Key(staff.button("take"), DeskAction(DeskStep.TAKE, str(case.number)))
        close = Key(staff.button("close"), DeskAction(DeskStep.CLOSE, str(case.number)))
        return Screen(html, ((close,),) if case.holder is not None else ((take, close),))

    def shown(self, case: Case) -> dict[str, Any]:
        """Return what the staff's texts on a case tell of it."""
        return {
            "number": case.number,
            "language": case.language,
            "district": case.district,
            "question": case.question[:ROOM],
            "visitor": self.texts.staff.visitors.get(case.channel),
        }

    def close_row(self, case: Case) -> tuple[tuple[Key, ...], ...]:
        """Return the button with which the person closes a case."""
        texts = self.people(case)
        return ((Key(texts.buttons["close"], DeskAction(DeskStep.CLOSE_OWN, str(case.number))),),)

    def answer(self, case: Case, text: str) -> Screen:
        """Return an answer of the staff as the person reads it; HTML must be marked as such."""
        return Screen(self.people(case).fill("answer", number=case.number, text=text), self.close_row(case))


def case_of(row: Any) -> Case | None:
    """Return a case as the database has it."""
    if row is None:
        return None
    fields = dict(row._mapping)
    for name in ("opened_at", "answered_at", "closed_at"):
        fields[name] = aware(fields[name])
    return Case(**{**fields, "state": State(fields["state"])})


def _values(case: Case) -> dict[str, Any]:
    """Return the fields of a case that a step may change."""
    fields = asdict(case)
    names = (
        "state",
        "holder",
        "holder_name",
        "group_id",
        "topic_id",
        "head_id",
        "opened_at",
        "answered_at",
        "closed_at",
    )
    return {name: fields[name] for name in names} | {"state": str(case.state)}
