"""What we know: models, the YAML loader, the editorial checks.

The loader is not imported here: a compiled copy of the knowledge base needs no YAML.
"""

from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.faults import Fault, KnowledgeError
from odop_bot.knowledge.models import ENGLISH, District, Family, FaqEntry, Figure, Listing, ProductList, State

__all__ = [
    "ENGLISH",
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
]
