"""Who writes from a browser: known by a random cookie, of which only a number that it leads to is kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import blake2b

from odop_bot.conversation.chat import Chat, Sender

CHANNEL = "web"
COOKIE = "odop_chat"
KEPT = 90 * 24 * 3600
"""Seconds after the last message for which a browser keeps the cookie, as long as the talk is remembered."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_FROM = 1 << 62
"""People of the web have numbers from here on; Telegram's people have less than 2**52, its groups negative ones."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser with its cookie."""

    token: str

    @property
    def number(self) -> int:
        """The number under which what is remembered is kept; it does not lead back to the cookie."""
        digest = blake2b(self.token.encode(), digest_size=8, person=b"web visitor").digest()
        return _FROM | (int.from_bytes(digest, "big") >> 2)

    def sender(self, language: str | None) -> Sender:
        """Return who writes, in a page of this language."""
        return Sender(self.number, Chat(CHANNEL, self.number), language)


def visitor_of(cookie: str | None) -> Visitor:
    """Return who has a cookie; a new visitor where there is none, or none of ours."""
    return Visitor(cookie if cookie and _TOKEN.fullmatch(cookie) else secrets.token_urlsafe(24))
