"""Propose what a message may ask: one recogniser for each kind of request."""

from odop_bot.understanding.recognisers.all import RECOGNISERS, Recogniser
from odop_bot.understanding.recognisers.proposal import Proposal

__all__ = ["RECOGNISERS", "Proposal", "Recogniser"]
