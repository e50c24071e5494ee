"""Say what an error is without the words of anybody: its own may be those of a person."""

from __future__ import annotations

import re
import traceback

from telegram.error import TelegramError

from odop_bot.storage import StoreError

_QUOTED = re.compile(r'"[^"]*"')


def described(error: BaseException) -> str:
    """Return the type of an error and where it came up; the words too where they are the database's or Telegram's."""
    if isinstance(error, StoreError):
        return str(error)
    name = type(error).__name__
    if isinstance(error, TelegramError):
        return f"{name}: {_QUOTED.sub('…', str(error))[:200]}"
    place = kind_of(error)
    return f"{name} in {place}" if place else name


def kind_of(error: BaseException) -> str:
    """Return where in our code an error came up, which tells one kind from another."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "odop_bot" in frame.filename] or list(frames)
    if not ours:
        return ""
    return f"{ours[-1].filename.rpartition('odop_bot/')[2]}:{ours[-1].lineno} ({ours[-1].name})"
