"""Send a district's picture."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import InputFile, Message

from odop_bot.cards import CardPainter, MissingFontError
from odop_bot.knowledge import NATIONAL
from odop_bot.telegram import arguments
from odop_bot.telegram.screens import Screens

log = logging.getLogger(__name__)


class Pictures:
    """Paints pictures outside of the loop that serves everybody, one at a time."""

    def __init__(self, painter: Callable[[], CardPainter]) -> None:
        """Take a function that makes a painter for the knowledge in use."""
        self._painter = painter
        self._busy = asyncio.Semaphore(1)

    async def send(self, code: str, message: Message, screens: Screens) -> Message:
        """Send the picture of a district (an LGD code), or say why not; return what was sent."""
        knowledge, wording, strings = screens.answerer.knowledge, screens.wording, screens.strings
        district = arguments.district(knowledge, code)
        if district is None:
            return await message.reply_text(strings.old_button)
        link = f"https://t.me/{message.get_bot().username}?start=d{district.lgd}"
        try:
            async with self._busy:
                picture = await asyncio.to_thread(self._painter().paint, district, screens.language, link)
        except MissingFontError as error:
            log.error("No picture: %s", error)
            return await message.reply_text(strings.no_card)
        item = knowledge.lists[NATIONAL]
        caption = strings.fill(
            "card_caption", district=wording.place(district), state=wording.place(knowledge.state_of(district)),
            list=wording.text(item.name), as_of=wording.date(item.as_of),
            source=wording.cite(item.source),
        )  # fmt: skip
        return await message.reply_photo(InputFile(picture, f"odop-{district.lgd}.png"), caption=caption)
