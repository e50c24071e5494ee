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
_MORE = quote(" …", safe="")


def whatsapp_link(text: str, address: str | None) -> str:
    """Return the address that opens WhatsApp with a text and the address of its page: as much of it as fits."""
    behind = quote(f"\n{address}" if address else "", safe="")
    room = LONGEST - len(_WHATSAPP) - len(behind)
    quoted = quote("\n".join(line for line in text.splitlines() if line.strip()), safe="")
    if len(quoted) > room:
        quoted = _cut(quoted, room - len(_MORE)) + _MORE
    return _WHATSAPP + quoted + behind


def _cut(quoted: str, room: int) -> str:
    """Return the whole words of a quoted text that fit."""
    kept = quoted[: room + len("%20")]
    end = max(kept.rfind("%20"), kept.rfind("%0A"))
    return kept[:end] if end > 0 else ""
