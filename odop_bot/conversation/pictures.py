"""The picture of a district, a State or a product."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from odop_bot.cards import CardPainter, MissingFontError
from odop_bot.conversation import arguments
from odop_bot.conversation.media import Media
from odop_bot.conversation.screens import Screens
from odop_bot.knowledge import NATIONAL
from odop_bot.knowledge.models import District, State
from odop_bot.understanding.requests import Choice

log = logging.getLogger(__name__)


class Pictures:
    """Paints pictures outside of the loop that serves everybody, one at a time."""

    def __init__(self, painter: Callable[[], CardPainter]) -> None:
        """Take a function that makes a painter for the knowledge in use."""
        self._painter = painter
        self._busy = asyncio.Semaphore(1)

    async def of(self, choice: Choice, screens: Screens, link: Callable[[str], str | None]) -> Media | str:
        """Return the picture of a district, a State or a product family, or in words why there is none.

        `link` makes of a deep link's argument an address that stands in the picture, or none.
        """
        knowledge, wording, strings = screens.answerer.knowledge, screens.wording, screens.strings
        thing = arguments.thing(knowledge, choice)
        if thing is None:
            return strings.old_button
        if isinstance(thing, District):
            argument, name = f"d{thing.lgd}", f"{wording.place(thing)}, {wording.place(knowledge.state_of(thing))}"
        elif isinstance(thing, State):
            argument, name = f"s{thing.lgd}", wording.place(thing)
        else:
            argument, name = f"p-{thing.id}", wording.text(thing.name)
        try:
            async with self._busy:
                content = await asyncio.to_thread(self._painter().paint, thing, screens.language, link(argument))
        except MissingFontError as error:
            log.error("No picture: %s", error)
            return strings.no_card
        item = knowledge.lists[NATIONAL]
        caption = strings.fill(
            "card_caption",
            name=name,
            list=wording.text(item.name),
            as_of=wording.date(item.as_of),
            source=wording.cite(item.source),
        )
        return Media(f"odop-{argument}.png", content, caption)
