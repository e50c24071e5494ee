"""Put the quiz of a bot together."""

from __future__ import annotations

from typing import Any

from telegram.ext import Application

from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.quiz import QuizHandlers
from odop_bot.channels.telegram.quiz_clock import QuizClock
from odop_bot.channels.telegram.rounds import Rounds
from odop_bot.conversation.quiz_files import QuizFiles
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.desk import QuizDesk
from odop_bot.storage import Store


class Quiz:
    """The quiz of one bot: who conducts the rounds, and who looks at the clock."""

    rounds: Rounds
    clock: QuizClock

    def __init__(self, desk: QuizDesk, talk: Talk, store: Store) -> None:
        self._desk = desk
        self._store = store
        self._talk = talk

    def desk(self) -> QuizDesk:
        """Return the desk for the knowledge in use."""
        self._desk = self._desk.renewed(self._talk.answerer)
        return self._desk

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any], handlers: Handlers) -> None:
        """Register the handlers of the quiz; to be called before the general ones are."""
        store, now = self._store, self._talk.clock
        self.rounds = Rounds(app.bot, self.desk, store, now)
        self.clock = QuizClock(self.rounds, self.desk, store, now)
        QuizHandlers(handlers, self.desk, self.rounds, QuizFiles(self.desk, TEMPLATES, now)).add_to(app)
