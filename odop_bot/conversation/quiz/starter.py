"""Begin the rounds that people ask for: by a button, by a friend's challenge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.quiz import plans
from odop_bot.conversation.quiz.asker import Asker, Done
from odop_bot.conversation.quiz.played import challenged
from odop_bot.conversation.quiz.rounds import Rounds
from odop_bot.conversation.quiz.screens import QuizScreens
from odop_bot.quiz.rounds import RoundPlan, plan_from
from odop_bot.storage.quiz import QuizStore

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

SAME_ROUND = dt.timedelta(seconds=30)
"""How long after its begin a round that nobody has answered is taken for the one that is asked for again."""


class Starter:
    """Begins rounds, in the place of one's own round that still runs."""

    def __init__(
        self, desk: Callable[[], QuizDesk], rounds: Rounds, store: QuizStore, now: Callable[[], dt.datetime]
    ) -> None:
        """Take a function that returns the desk in use."""
        self._desk = desk
        self._rounds = rounds
        self._store = store
        self._now = now

    async def begin(self, asker: Asker, plan: RoundPlan) -> bool:
        """Begin a round; a person's own round that still runs ends first.

        A round that is just begun and asked for once more stays as it is.
        """
        if await self._rounds.begin(asker.origin, asker.chat_id, asker.person_id, plan):
            return True
        running = await self._store.running_in(asker.chat_id)
        if not asker.alone or running is None:
            return False
        fresh = self._now() - running.begun_at < SAME_ROUND
        if fresh and _alike(plan_from(running.plan), plan) and not await self._store.votes(running.round_id):
            return False
        await self._rounds.end(running, quietly=True)
        return await self._rounds.begin(asker.origin, asker.chat_id, asker.person_id, plan)

    async def by_button(self, asker: Asker, tap: QuizAction, screens: QuizScreens) -> Done:
        """Begin the round that a button promises."""
        asked = plans.asked_of(tap.argument, self._desk(), tap.step is QuizStep.BEGIN_MOCK)
        if asked is None:
            return Done(notice=screens.texts.stale)
        topic, length, exam = asked
        if exam and not asker.alone:
            return Done(notice=screens.texts.private_only)
        plan = plans.plan_of(asker.origin, topic, screens.language, length, exam=exam, group=not asker.alone)
        return Done() if await self.begin(asker, plan) else Done(notice=screens.texts.running)

    async def take_up(self, asker: Asker, code: str, screens: QuizScreens) -> Done:
        """Begin the round that asks the same as a friend's did."""
        found = await challenged(self._store, code)
        if found is None or not asker.alone:
            return Done(notice=screens.texts.challenge_over)
        if found.row.person_id == asker.person_id:
            return Done(notice=screens.texts.challenge_own)
        plan = plans.taken_up(found.plan, found.row.round_id, len(found.answers))
        return Done() if await self.begin(asker, plan) else Done(notice=screens.texts.running)


def _alike(one: RoundPlan, other: RoundPlan) -> bool:
    """Whether two plans ask for the same, whatever the questions."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("topic", "length", "exam", "challenge", "subjects")
    )
