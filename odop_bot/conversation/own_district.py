"""The district that a person calls their own: taken from what they say or tap, and read where they mean it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from odop_bot.answering import Answerer, Reply
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Own
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.keeping import Keeping
from odop_bot.conversation.personal import Personal
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.screens import Screens


class OwnDistrict:
    """Knows when a person's own district is meant, and has it remembered."""

    def __init__(self, personal: Personal, store: Keeping, clock: Callable[[], dt.datetime]) -> None:
        self._personal = personal
        self._store = store
        self._clock = clock

    def named(self, text: str, own: int | None, answerer: Answerer) -> str | None:
        """Return a message with the district's name where a person speaks of their own; None: which is that?

        `own` is its LGD code, if it is known.
        """
        if not self._personal.means_own_district(text) or self._personal.says_where_from(text):
            return text
        district = answerer.knowledge.districts.get(own or 0)
        if district is not None:
            return self._personal.with_name(text, district.name)
        return text if answerer.understander.read(text).districts else None

    async def take(self, code: str, sender: Sender, screens: Screens) -> str | None:
        """Remember a district as a person's own; return a notice of it, None where that cannot be."""
        district = arguments.district(screens.answerer.knowledge, code)
        if district is None or sender.person_id is None:
            return None
        await self._store.save_district(sender.person_id, district.lgd, self._clock())
        return screens.strings.fill("own_district", district=screens.wording.place(district))

    async def noted(self, screen: Screen, reply: Reply, sender: Sender, screens: Screens) -> Screen:
        """Take the district that a person says to be from as their own, if there is one; say so on the screen."""
        alone = sender.chat is not None and not sender.chat.group and sender.person_id is not None
        if not alone or len(reply.districts) != 1:
            return screen
        notice = await self.take(str(reply.districts[0]), sender, screens)
        rows = tuple(row for row in screen.rows if not any(isinstance(key.action, Own) for key in row))
        return replace(screen, html=f"{screen.html}\n\n{notice}", rows=rows)
