"""In which language a person has written of late, and when to offer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SPOKEN = "spoken"
"""Under this name stands in what is kept of a chat how many messages were in which language."""
OFFERED_AT = 2
"""Messages in a language after which it is offered, once."""


def spoken_in(context: Mapping[str, object]) -> dict[str, int]:
    """Return how many messages of a chat were in which language, as far as that is kept."""
    spoken = context.get(SPOKEN)
    return (
        {str(code): count for code, count in spoken.items() if isinstance(count, int)}
        if isinstance(spoken, dict)
        else {}
    )


def with_spoken(context: Mapping[str, Any], kept: Mapping[str, object], language: str | None = None) -> dict[str, Any]:
    """Return what is kept of a chat with the counts that were there, and one message more in a language."""
    counts = spoken_in(kept)
    if language is not None:
        counts[language] = counts.get(language, 0) + 1
    return {**context, SPOKEN: counts}
