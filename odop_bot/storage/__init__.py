"""What is remembered: settings, places in a talk, feedback."""

from odop_bot.storage.store import LEASE, NO_CHAT, Memory, Store, Turn

__all__ = ["LEASE", "NO_CHAT", "Memory", "Store", "Turn"]
