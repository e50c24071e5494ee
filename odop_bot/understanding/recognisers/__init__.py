"""Propose what a message may ask: one recogniser for each kind of request."""

from odop_bot.understanding.recognisers.all import RECOGNISERS, Proposal, Recogniser

__all__ = ["RECOGNISERS", "Proposal", "Recogniser"]
