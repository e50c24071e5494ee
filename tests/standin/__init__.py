"""A strict stand-in for the Bot API: it refuses what Telegram refuses, in Telegram's words."""

from tests.standin.request import StandInRequest
from tests.standin.server import StandIn
from tests.standin.telegram import Call, FakeTelegram, Fault

__all__ = ["Call", "FakeTelegram", "Fault", "StandIn", "StandInRequest"]
