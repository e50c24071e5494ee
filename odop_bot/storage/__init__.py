"""What is remembered: settings, places in a talk, feedback."""

from odop_bot.storage.store import LEASE, Memory, Store, Turn

__all__ = ["LEASE", "Memory", "Store", "Turn"]
