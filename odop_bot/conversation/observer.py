"""Who wants to know what was asked."""

from __future__ import annotations

from typing import Protocol

from odop_bot.conversation.actions import Action
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.talk import Said


class Observer(Protocol):
    """Learns of what was asked."""

    async def answered(self, said: Said, sender: Sender, answer_id: int) -> None:
        """A question was answered."""

    async def tapped(self, action: Action, sender: Sender, message_id: int | None) -> None:
        """A button of an answer was tapped."""
