"""Put the quiz of a channel together."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING

from odop_bot.answering.texts import StringsError
from odop_bot.conversation.quiz.channel import QuizChannel
from odop_bot.conversation.quiz.clock import QuizClock
from odop_bot.conversation.quiz.files import QuizFiles
from odop_bot.conversation.quiz.play import Play
from odop_bot.conversation.quiz.rounds import Rounds
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.storage import Store

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

log = logging.getLogger(__name__)
WARM_UP = 3.0
"""Seconds after a start in which those who wait for an answer come first."""


class Quiz:
    """The quiz of one channel: who conducts the rounds, who does what people ask, who looks at the clock.

    A channel hands commands and taps to `play` and votes to `rounds.vote`, shows what comes back, and lets
    `clock.run` go on beside it.
    """

    rounds: Rounds
    play: Play
    clock: QuizClock

    def __init__(self, talk: Talk, store: Store) -> None:
        self._desk: QuizDesk | None = None
        """Made when somebody wants to play: most starts have someone waiting for an answer, and it takes a while."""
        self._store = store
        self._talk = talk

    def desk(self) -> QuizDesk:
        """Return the desk for the knowledge in use. Raises StringsError when a file of it is missing or wrong."""
        # What makes questions is thirty modules; nobody who waits for an answer should wait for them.
        from odop_bot.quiz.desk import QuizDesk

        answerer = self._talk.answerer
        self._desk = self._desk.renewed(answerer) if self._desk else QuizDesk.read(answerer, TEMPLATES)
        return self._desk

    async def warm_up(self) -> None:
        """Make ready what the first player would wait for, once those who wait now are served."""
        await asyncio.sleep(WARM_UP)
        try:
            await asyncio.to_thread(self.desk)
        except StringsError as error:
            log.error("The quiz cannot be played: %s", error)

    def on(self, channel: QuizChannel) -> None:
        """Play on a channel; to be called once."""
        store = self._store.quiz

        def now() -> dt.datetime:
            # What is remembered is kept without its zone.
            return self._talk.clock().astimezone(dt.UTC)

        files = QuizFiles(self.desk, TEMPLATES, now)
        self.rounds = Rounds(channel, self.desk, store, now, files.map)
        self.clock = QuizClock(self.rounds, self.desk, store, now)
        self.play = Play(
            self.desk, self.rounds, store, files, now, lambda code: self._talk.screens(code).strings.language
        )
