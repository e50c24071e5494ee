"""The room in which staff read cases and answer them, as channels need it that are not the room's own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar, NamedTuple

from odop_bot.conversation.helpdesk.casebook import CaseBook
from odop_bot.helpdesk.cases import Actor, Case, Refusal
from odop_bot.storage import Letter


class Origin(NamedTuple):
    """What a person has written or tapped: passed on once, however often it comes."""

    chat_id: int
    message_id: int


class StaffRoom(CaseBook, ABC):
    """A case book whose cases stand in a room of the staff."""

    failures: ClassVar[tuple[type[Exception], ...]]
    """What the methods raise where the room is out of reach."""

    @abstractmethod
    async def hand_over(self, case: Case, consent: Origin) -> bool:
        """Open a case in the room, once; return whether it is open there now."""

    @abstractmethod
    async def pass_on(self, case: Case, text: str, origin: Origin) -> None:
        """Bring what the person adds to a case into the room, once."""

    @abstractmethod
    async def close(self, number: int, actor: Actor) -> tuple[Case, Refusal | None] | None:
        """Close a case and tell the other side; None without such a case."""

    @abstractmethod
    async def part(self, person_id: int) -> tuple[int, Callable[[], Coroutine[Any, Any, None]]]:
        """Take a person out of their cases; return how many rows that changed, and what tells the room of it."""

    @abstractmethod
    async def tell_read(self, letters: Sequence[Letter]) -> None:
        """Show in the room that letters have been read; a failure harms nobody."""
