"""Tell which script a text is written in, by Unicode block."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

INDIC_BLOCKS = {
    0x0900: "Deva",
    0x0980: "Beng",
    0x0A00: "Guru",
    0x0A80: "Gujr",
    0x0B00: "Orya",
    0x0B80: "Taml",
    0x0C00: "Telu",
    0x0C80: "Knda",
    0x0D00: "Mlym",
}
"""First code point of each parallel 128-code-point Brahmic block, with its ISO 15924 code."""

SCRIPT_OF_LANGUAGE = {
    "en": "Latn",
    "hi": "Deva",
    "mr": "Deva",
    "ne": "Deva",
    "kok": "Deva",
    "bn": "Beng",
    "as": "Beng",
    "mni": "Beng",
    "pa": "Guru",
    "gu": "Gujr",
    "or": "Orya",
    "ta": "Taml",
    "te": "Telu",
    "kn": "Knda",
    "ml": "Mlym",
    "ur": "Arab",
    "lus": "Latn",
    "bo": "Tibt",
    "hi-Latn": "Latn",
    "te-Latn": "Latn",
}
"""The script in which each language of the knowledge base is written."""


@lru_cache(maxsize=4096)
def script_of(char: str) -> str | None:
    """Return the ISO 15924 code of a letter or mark, or None for what belongs to no script.

    Digits, punctuation, joiners and the dandas, which several scripts share, are None.
    """
    code = ord(char)
    if code < 0x80:
        return "Latn" if char.isalpha() else None
    if char in "।॥‌‍" or unicodedata.category(char)[0] not in "LM":
        return None
    if 0x0900 <= code < 0x0D80:
        return INDIC_BLOCKS[code & ~0x7F]
    if 0x0600 <= code < 0x0780 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
        return "Arab"
    if 0x0F00 <= code < 0x1000:
        return "Tibt"
    if 0x1C50 <= code < 0x1C80:
        return "Olck"
    if 0xABC0 <= code < 0xAC00 or 0xAAE0 <= code < 0xAB00:
        return "Mtei"
    if unicodedata.category(char)[0] == "M":
        return None
    name = unicodedata.name(char, "")
    if name.startswith("LATIN"):
        return "Latn"
    return name.split(" ")[0].title()[:4] or None


def scripts_in(text: str) -> set[str]:
    """Return the scripts whose letters occur in a text."""
    return {script for char in text if (script := script_of(char))}
