"""A strict stand-in for the Bot API: it refuses what Telegram refuses, in Telegram's words."""

from tests.standin.request import StandInRequest
from tests.standin.server import StandIn
from tests.standin.telegram import TOKEN, Call, FakeTelegram, Fault

__all__ = ["TOKEN", "Call", "FakeTelegram", "Fault", "StandIn", "StandInRequest"]
