"""Texts that fit a message of Telegram."""

from __future__ import annotations

MAX_TEXT = 4096
"""UTF-16 units of a message, a limit of Telegram."""


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(html: str) -> str:
    """Return a text that fits one message: whole lines, as many as there is room for.

    No reply that the project makes needs it (a test holds that); it guards against an edited
    knowledge base and against what people have written. Every tag that our templates use is closed on its line.
    """
    if units(html) <= MAX_TEXT:
        return html
    kept: list[str] = []
    room = MAX_TEXT - 2
    for line in html.split("\n"):
        room -= units(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])
