"""Put the quiz of a channel together."""

from __future__ import annotations

import datetime as dt

from odop_bot.conversation.quiz.channel import QuizChannel
from odop_bot.conversation.quiz.clock import QuizClock
from odop_bot.conversation.quiz.files import QuizFiles
from odop_bot.conversation.quiz.play import Play
from odop_bot.conversation.quiz.rounds import Rounds
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.desk import QuizDesk
from odop_bot.storage import Store


class Quiz:
    """The quiz of one channel: who conducts the rounds, who does what people ask, who looks at the clock.

    A channel hands commands and taps to `play` and votes to `rounds.vote`, shows what comes back, and lets
    `clock.run` go on beside it.
    """

    rounds: Rounds
    play: Play
    clock: QuizClock

    def __init__(self, desk: QuizDesk, talk: Talk, store: Store) -> None:
        self._desk = desk
        self._store = store
        self._talk = talk

    def desk(self) -> QuizDesk:
        """Return the desk for the knowledge in use."""
        self._desk = self._desk.renewed(self._talk.answerer)
        return self._desk

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
