"""Find and label what a message holds; annotators never reject, they label."""

from odop_bot.understanding.annotators.annotator import Annotator

__all__ = ["Annotator"]
