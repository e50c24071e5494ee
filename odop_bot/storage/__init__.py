"""What is remembered of chats and people: their place in the talk and their feedback."""

from odop_bot.storage.store import Store

__all__ = ["Store"]
