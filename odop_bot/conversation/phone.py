"""How many lines a text takes on a small phone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape

LETTERS = 36
"""Letters of a line on a phone of 360 pixels, at Telegram's usual size; vowel signs take no room of their own."""
_TAG = re.compile(r"</?[a-z][^>]*>")


def lines_on_phone(html: str) -> int:
    """Return how many lines a text takes; blank ones count as well."""
    return sum(_wrapped(line) for line in unescape(_TAG.sub("", html)).split("\n"))


@cache
def _takes_room(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Mn", "Cf")


def _wrapped(line: str) -> int:
    lines, used = 1, 0
    for word in line.split():
        size = len(word) if word.isascii() else sum(map(_takes_room, word))
        if used and used + 1 + size > LETTERS:
            lines, used = lines + 1, 0
        used += size + (1 if used else 0)
        while used > LETTERS:
            lines, used = lines + 1, used - LETTERS
    return lines
