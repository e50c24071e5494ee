"""Who uses the quiz and where, and what their taps lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from odop_bot.conversation.media import Media
from odop_bot.conversation.screen import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who uses the quiz, and where."""

    person_id: int
    chat_id: int
    """The same as `person_id` in the chat that is theirs alone."""
    name: str
    language: str
    origin: str
    """What asks: a message or a tap by its number, so that what comes twice is done once."""
    link: Callable[[str], str]
    """Makes an address that opens the bot of a deep link's argument."""

    @property
    def alone(self) -> bool:
        """Whether it is a chat of this person alone."""
        return self.person_id == self.chat_id


@dataclass(frozen=True, slots=True)
class Done:
    """What a tap leads to."""

    screen: Screen | None = None
    """To be shown in the message that was tapped."""
    more: Screen | Media | str | None = None
    """To be sent as a message of its own."""
    notice: str | None = None
    """To be said in passing."""
