"""Who speaks, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation on one channel."""

    channel: str
    id: int
    group: bool = False
    """Whether several people write in it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, and where."""

    person_id: int | None
    chat: Chat | None
    """None for a button on a message of ours in a chat that the bot cannot see."""
    app_language: str | None = None
    """Language of the person's app, such as `en-GB`."""

    @property
    def chat_id(self) -> int | None:
        """The id of the chat on its channel."""
        return self.chat.id if self.chat else None
