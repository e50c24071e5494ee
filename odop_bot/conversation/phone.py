"""How many lines a text takes on a small phone."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

LETTERS = 36
"""Letters of a line on a phone of 360 pixels, at Telegram's usual size; vowel signs take no room of their own."""
_TAG = re.compile(r"</?[a-z][^>]*>")


def lines_on_phone(html: str) -> int:
    """Return how many lines a text takes; blank ones count as well."""
    return sum(_wrapped(line) for line in unescape(_TAG.sub("", html)).split("\n"))


def _wrapped(line: str) -> int:
    lines, used = 1, 0
    for word in line.split():
        size = sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in word)
        if used and used + 1 + size > LETTERS:
            lines, used = lines + 1, 0
        used += size + (1 if used else 0)
        while used > LETTERS:
            lines, used = lines + 1, used - LETTERS
    return lines
