"""Answer questions about India's One District One Product lists from a curated knowledge base."""

__version__ = "0.2.0"
