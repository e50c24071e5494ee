"""What an English question calls a product that a list words in an office's way: `Nuts - Groundnut`, `Teracotta`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BASED = re.compile(r"([\w)]+?)(s?)[ -]based products?\b", re.IGNORECASE)
_NO_PLURAL = frozenset({"citru"})
"""Words that end in an s of their own, without it."""
_EXAMPLES = re.compile(r"\s*\((?:[^()]*\betc\b\.?|eg\. [^()]*|Ex\. [^()]*)\)", re.IGNORECASE)
_SLASH = re.compile(r"\s*/\s*")


def spelled(wording: str, table: Mapping[str, str]) -> str:
    """Return a product's name as a question prints it: by the table where it stands there, else by rule.

    Examples in brackets go, and so does `based`: `Millets based products (Hill Millet etc.)` are `Millet products`.
    """
    known = table.get(wording)
    if known is not None:
        return known
    text = _EXAMPLES.sub("", wording)
    text = _BASED.sub(_products, text)
    return _SLASH.sub("/", text).strip()


def _products(match: re.Match[str]) -> str:
    """Return `Millet products` for `Millets based products`."""
    own = match[2] if match[1].casefold() in _NO_PLURAL else ""
    return f"{match[1]}{own} products"
