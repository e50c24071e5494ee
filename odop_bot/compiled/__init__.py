"""Keep between starts what takes long to make: plain data in one file, checked before it is used.

This room knows nothing of what it keeps, and nothing in the file can run code.
"""

from odop_bot.compiled.copies import Copies
from odop_bot.compiled.digests import Digests
from odop_bot.compiled.files import Section, digest, read_sections, write_sections
from odop_bot.compiled.rows import Packed, Rows, Shards, scattered
from odop_bot.compiled.shelf import Later, Shelf

__all__ = [
    "Copies",
    "Digests",
    "Later",
    "Packed",
    "Rows",
    "Section",
    "Shards",
    "Shelf",
    "digest",
    "read_sections",
    "scattered",
    "write_sections",
]
