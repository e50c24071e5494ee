"""Write the dates and sources of the knowledge base for people."""

from __future__ import annotations

import re

from odop_bot.knowledge.models import Source

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def readable_date(text: str) -> str:
    """Return `2025-07-07` as `7 July 2025` and `2025-07` as `July 2025`; other text stays as it is."""
    match = _ISO.match(text)
    if not match:
        return text
    year, month, day = match.groups()
    rest = text[match.end() :]
    if rest.startswith("/") or (rest and not rest.startswith(" ")):
        rest = ""
    if month is None or not 1 <= int(month) <= 12:
        return year if month is None and not rest else text
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def cite(source: Source) -> str:
    """Return a source as replies name it: its publisher, without asides, and its date."""
    if source.cite:
        return source.cite
    publisher = source.publisher.partition(";")[0].strip()
    date = readable_date(source.date.partition(" (")[0].strip()) if source.date else ""
    return f"{publisher} ({date})" if date else publisher
