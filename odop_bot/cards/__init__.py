"""Pictures to share: a card for a district, a State, a product; a map."""

from odop_bot.cards.card import CardPainter
from odop_bot.cards.content import Thing
from odop_bot.cards.fonts import MissingFontError

__all__ = ["CardPainter", "MissingFontError", "Thing"]
