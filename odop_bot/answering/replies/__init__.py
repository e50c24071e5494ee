"""Make replies: one file for each kind; a new kind is one more file, its template and its examples."""

from odop_bot.answering.replies.maker import ReplyMaker

__all__ = ["ReplyMaker"]
