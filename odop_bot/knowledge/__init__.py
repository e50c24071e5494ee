"""What we know: models, the YAML loader, the editorial checks. Imports nothing else of the project."""

from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.faults import Fault, KnowledgeError
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.knowledge.models import District, Family, FaqEntry, Figure, Listing, ProductList, State

__all__ = [
    "NATIONAL",
    "District",
    "Family",
    "FaqEntry",
    "Fault",
    "Figure",
    "Knowledge",
    "KnowledgeError",
    "Listing",
    "ProductList",
    "State",
    "load_knowledge",
]
