"""Read what Telegram says has happened."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, Update

DRAIN_SECONDS = 8.0
"""How long a stop waits for the updates in work; containers are killed ten seconds after they are told to stop."""
log = logging.getLogger(__name__)


def read_update(data: dict[str, Any], bot: Bot) -> Update | None:
    """Return an update; an empty one, which nobody handles, where the library cannot read what it holds.

    A newer Telegram may send what this library does not know. That one update is lost then, no other.
    None for what has no number.
    """
    try:
        return Update.de_json(data, bot)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        number = data.get("update_id") if isinstance(data, dict) else None
        if not isinstance(number, int):
            return None
        # The error's own words may be those of a person.
        log.error("Update %s cannot be read (%s); it is left out.", number, type(error).__name__)
        return Update(number)
