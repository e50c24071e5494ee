"""Question in, reply out. Knows no files (templates are handed in), clocks or edges."""

from odop_bot.answering.answerer import Answerer
from odop_bot.answering.rendering import Renderer
from odop_bot.answering.reply import Button, Question, Reply

__all__ = ["Answerer", "Button", "Question", "Renderer", "Reply"]
