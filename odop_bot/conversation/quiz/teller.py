"""Tell the result of a round: to who played it, to a group, to the friend who has challenged."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from odop_bot.conversation.quiz.channel import QuizChannel, UnreachableError
from odop_bot.conversation.quiz.played import Played, played
from odop_bot.conversation.quiz.results import Outcome, players
from odop_bot.conversation.quiz.screens import QuizScreens
from odop_bot.conversation.screen import Screen
from odop_bot.quiz.rounds import IDLE, plan_from
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import QuestionRow, RoundRow

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

log = logging.getLogger(__name__)


class Teller:
    """Tells the results of a channel's rounds."""

    def __init__(
        self, channel: QuizChannel, desk: Callable[[], QuizDesk], store: QuizStore, now: Callable[[], dt.datetime]
    ) -> None:
        self._channel = channel
        self._desk = desk
        self._store = store
        self._now = now

    async def tell(self, row: RoundRow, questions: Sequence[QuestionRow]) -> None:
        """Tell the result of a round that has ended, and remember that it is told. Raises ChannelError."""
        votes = await self._store.votes(row.round_id)
        if votes or not row.alone or self._now() - row.touched_at < IDLE:
            # Who never began to answer need not hear of it a day later.
            this = Played(row, plan_from(row.plan), questions, votes)
            await (self._tell_one(this) if row.alone else self._tell_group(this))
        await self._store.told(row.round_id)

    async def _tell_group(self, this: Played) -> None:
        leaders = players(this.questions, this.votes)
        await self._show(this, self._screens(this).leaders(this.plan, leaders, len(this.questions)))

    async def _tell_one(self, this: Played) -> None:
        screens, mine = self._screens(this), this.outcome
        screen = screens.result(this.row.round_id, this.plan, this.answers, mine.seconds)
        friend = await played(self._store, this.plan.challenge) if this.plan.challenge is not None else None
        if friend is not None:
            screen = screens.compared(screen, mine, friend.outcome)
        await self._show(this, screen)
        if friend is not None and this.votes:
            await self._tell_friend(friend, this.votes[0].name, mine)

    async def _tell_friend(self, friend: Played, name: str, mine: Outcome) -> None:
        """Tell who has challenged how the friend did."""
        await self._show(friend, self._screens(friend).taken_up(friend.plan, name, friend.outcome, mine))

    async def _show(self, of: Played, screen: Screen) -> None:
        try:
            await self._channel.show_screen(of.row.chat_id, screen)
        except UnreachableError:
            log.info("Nobody is there to hear the result of a round.")

    def _screens(self, of: Played) -> QuizScreens:
        return QuizScreens(self._desk(), of.plan.language)
