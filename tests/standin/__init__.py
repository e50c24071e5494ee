"""A strict stand-in for the Bot API: it refuses what Telegram refuses, in Telegram's words."""

from tests.standin.server import StandIn
from tests.standin.telegram import TOKEN, FakeTelegram, Fault

__all__ = ["TOKEN", "FakeTelegram", "Fault", "StandIn"]
