"""One message with what can be tapped under it, on any channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import TypeVar

from odop_bot.conversation.actions import Action

T = TypeVar("T")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>')
_TAG = re.compile(r"</?[a-z][^>]*>")
LABEL = 48
"""Letters of a button's label that a small phone shows."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button: it carries an action, or shares a text with another chat, or opens an address."""

    label: str
    action: Action | None = None
    share: str | None = None
    url: str | None = None


Rows = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: its text with the few tags that every messenger has (`b`, `i`, `a`), and rows of buttons."""

    html: str
    rows: Rows = ()
    kind: str = "menu"
    """Kind of the reply that it shows."""

    @property
    def text(self) -> str:
        """The text without markup; its lines stay."""
        return unescape(_TAG.sub("", _LINK.sub(r"\2 (\1)", self.html)))

    @property
    def keys(self) -> tuple[Key, ...]:
        """All buttons, in order."""
        return tuple(key for row in self.rows for key in row)


def shortened(label: str) -> str:
    """Return a label that a small phone shows whole."""
    return shortened_text(label, LABEL)


def shortened_text(text: str, room: int) -> str:
    """Return a text of at most so many letters."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def in_rows(keys: Sequence[Key], width: int) -> Rows:
    """Return buttons in rows."""
    return tuple(tuple(keys[i : i + width]) for i in range(0, len(keys), width))


def page_of(items: Sequence[T], wanted: int, size: int) -> tuple[int, int, Sequence[T]]:
    """Return the number of a page, counted from 0, how many there are, and what is on it."""
    pages = max(1, -(-len(items) // size))
    page = min(wanted, pages - 1)
    return page, pages, items[page * size : (page + 1) * size]
