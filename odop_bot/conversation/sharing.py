"""Share an answer outside of the channel on which it was given."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from odop_bot.understanding.requests import Choice


class AddressOf(Protocol):
    """Tells where things are found on the web, in a language; None where they are not."""

    def __call__(self, choice: Choice, language: str) -> str | None:
        """Return the address of the page of a thing."""

    def picture(self, choice: Choice, language: str) -> str | None:
        """Return the address of the picture of a thing."""


PAGES = ("district", "state", "family", "faq")
"""Kinds of things that have pages."""
LONGEST = 1500
"""Characters of an address that every messenger takes."""
_WHATSAPP = "https://wa.me/?text="


def whatsapp_link(text: str, address: str | None) -> str:
    """Return the address that opens WhatsApp with a text and the address of its page: whole lines, as many as fit."""
    lines = [line for line in text.splitlines() if line.strip()]
    while True:
        link = _WHATSAPP + quote("\n".join([*lines, address] if address else lines), safe="")
        if len(link) <= LONGEST or len(lines) <= 1:
            return link
        lines.pop()
