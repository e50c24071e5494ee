"""Where a person is: the district of a place on the map."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.requests import AskDistricts, NotForUs, Request

if TYPE_CHECKING:
    from odop_bot.understanding.locations import Locator


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map."""

    latitude: float
    longitude: float


class Whereabouts:
    """Finds districts on the map; its library is loaded when the first place comes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._locator: Locator | None = None

    async def decision(self, place: Place) -> Decision:
        """Return what a place asks for: its district; that it is not for us, where none is near."""
        if self._locator is None:
            self._locator = await asyncio.to_thread(self._load)
        location = self._locator.locate(place.latitude, place.longitude)
        mention = f"{place.latitude:.3f}, {place.longitude:.3f}"
        why = (Why(mention, str(location and location.district), "location", 1.0),)
        request: Request = (
            AskDistricts(districts=(location.district,), location=location) if location else NotForUs(elsewhere=True)
        )
        return Decision(requests=(request,), why=why)

    def _load(self) -> Locator:
        # Loading its library takes a sixth of a second, and most people write where they are.
        from odop_bot.understanding.locations import Locator

        return Locator(self._knowledge)
