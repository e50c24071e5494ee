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

SPOKEN = frozenset({"Latn", "Deva", "Telu"})
"""Scripts of the languages that our phrases are written in; words of the others are only heard."""


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


_PARALLEL = frozenset({"Beng", "Guru", "Gujr", "Orya", "Telu", "Knda", "Mlym"})
"""Scripts whose blocks hold the same letters at the same places as Devanagari's; Tamil has too few."""
_LIKE = {0x0E: 0x0F, 0x12: 0x13, 0x46: 0x47, 0x4A: 0x4B, 0x70: 0x02, 0x01: 0x02, 0x6F: 0x2F, 0x5F: 0x2F}
"""Letters that Devanagari does not tell apart from another, by their place in the block."""
_NUKTA, _VIRAMA, _ADDAK = 0x3C, 0x4D, 0x71


@lru_cache(maxsize=4096)
def in_devanagari(text: str) -> str | None:
    """Return a word of another Indian script in Devanagari letters, or None where the letters do not correspond."""
    out: list[str] = []
    for char in text:
        if script_of(char) not in _PARALLEL:
            return None
        offset = ord(char) & 0x7F
        if offset not in (_NUKTA, _ADDAK):
            out.append(chr(0x0900 + _LIKE.get(offset, offset)))
    word = "".join(out).removesuffix(chr(0x0900 + _VIRAMA))
    return word or None
