"""What the quiz does by the clock. It remembers nothing itself, so a restart changes nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from odop_bot.conversation.quiz.channel import ChannelError, UnreachableError
from odop_bot.conversation.quiz.plans import daily_plan
from odop_bot.conversation.quiz.rounds import Rounds
from odop_bot.conversation.quiz.spelled import day_and_minute
from odop_bot.quiz.rounds import LENGTHS
from odop_bot.storage import StoreError
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import DailyRow

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
TROUBLE_SECONDS = 5.0
"""How long the clock stands after a trouble."""


class QuizClock:
    """Closes questions when their time is over, ends rounds, sends the daily sets."""

    def __init__(
        self, rounds: Rounds, desk: Callable[[], QuizDesk], store: QuizStore, now: Callable[[], dt.datetime]
    ) -> None:
        self._rounds = rounds
        self._desk = desk
        self._store = store
        self._now = now
        self._minute: tuple[dt.date, int] | None = None

    async def run(self) -> None:
        """Go on with what was interrupted, then look at the clock until cancelled."""
        resumed = False
        while True:
            try:
                if not resumed:
                    await self._rounds.resume()
                    resumed = True
                await self._rounds.tick()
                await self._daily()
            except (ChannelError, StoreError) as error:
                log.warning("The quiz could not go on (%s); trying again.", error)
                await asyncio.sleep(TROUBLE_SECONDS)
            await asyncio.sleep(TICK_SECONDS)

    async def _daily(self) -> None:
        minute = day_and_minute(self._now())
        if minute == self._minute:
            return
        for row in await self._store.daily_due(*minute):
            await self._serve(row, minute[0])
        self._minute = minute

    async def _serve(self, row: DailyRow, day: dt.date) -> None:
        """Send the set of a day; not where another round runs, that is enough for the day."""
        origin = f"daily.{row.person_id}.{day}"
        language = self._desk().language(row.language)
        subjects = await self._store.due_subjects(row.person_id, self._now(), LENGTHS[0])
        plan = daily_plan(language, origin, tuple(subjects))
        opening = self._desk().texts(language).daily_begun
        try:
            await self._rounds.begin(origin, row.person_id, row.person_id, plan, opening)
        except UnreachableError:
            log.info("A person does not want to hear from the bot; the daily set ends.")
            await self._store.set_daily(row.person_id, None, language, None, self._now())
            return
        await self._store.daily_served(row.person_id, day)
