"""What a channel does for the quiz: show a question, close it, show a screen. All else is no matter of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from odop_bot.conversation.screen import Rows, Screen
from odop_bot.quiz.question import QuizQuestion


class ChannelError(Exception):
    """A channel could not do what it was asked for; its own error is the cause."""


class UnreachableError(ChannelError):
    """Nobody in a chat wants to hear from the bot any more, or it may not write there."""


class UncertainError(ChannelError):
    """The channel could not be reached, or it may have shown what it was given: nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question of a round, with all that a channel needs to show it."""

    round_id: int
    number: int
    """Counted from 0."""
    length: int
    """Questions of the round."""
    question: QuizQuestion
    language: str
    reveals: bool
    """Whether the right answer is shown after each answer; a mock test shows it at its end."""
    seconds: int | None
    """Time to answer, where the question closes by itself."""
    keys: Rows
    """Buttons to go on and to stop."""
    picture: bytes | None = None
    """A PNG that the question asks about."""

    @property
    def id(self) -> str:
        """What the question is known by on a channel that gives it no id of its own."""
        return f"{self.round_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a channel shows a question."""

    question_id: str
    """By which answers name it: unique on the channel."""
    message_id: int | None


class QuizChannel(Protocol):
    """A channel on which quizzes are played. Its methods raise ChannelError and what is below it."""

    pictures: bool
    """Whether it shows pictures; without them no question is about one."""

    async def show_question(self, chat_id: int, shown: Shown) -> Placed:
        """Show a question; `text.question_screen` makes one of words and buttons."""

    async def close_question(self, chat_id: int, message_id: int) -> None:
        """Take no more answers to a question, as far as the channel can."""

    async def show_screen(self, chat_id: int, screen: Screen, about: int | None = None) -> None:
        """Show a screen in a message of its own; `about` is the message of the question that it points to."""
