"""Where a thing is found from outside: on its page of the web, or else in the bot, by a deep link."""

from __future__ import annotations

from odop_bot.conversation.actions import Choice
from odop_bot.conversation.sharing import AddressOf

_LINKS = {"district": "d", "state": "s", "family": "p-", "faq": "f-"}
LONGEST_START = 64
"""Characters of a deep link's argument, a limit of Telegram."""


class Addresses:
    """Tells addresses; those of the bot once it knows its name."""

    def __init__(self, page: AddressOf | None = None) -> None:
        self._page = page
        self.username: str | None = None

    def __call__(self, choice: Choice, language: str) -> str | None:
        """Return the address of a thing; None where it has none."""
        page = self._page(choice, language) if self._page else None
        start = deep_link_to(choice)
        return page or (f"https://t.me/{self.username}?start={start}" if self.username and start else None)

    def picture(self, choice: Choice, language: str) -> str | None:
        """Return the address of the picture of a thing; None where it has none."""
        return self._page.picture(choice, language) if self._page else None


def deep_link_to(choice: Choice) -> str | None:
    """Return the argument of the deep link to a thing; None where there is none."""
    argument = f"{_LINKS[choice.kind]}{choice.id}" if choice.kind in _LINKS else ""
    return argument if 0 < len(argument) <= LONGEST_START else None
