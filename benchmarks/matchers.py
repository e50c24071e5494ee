"""Ways of finding the district of a message: ours and the yardsticks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from rapidfuzz import fuzz, process

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.understander import Understander

Matcher = Callable[[str], int | None]
"""From a message to the LGD code of a district, or None."""


def names_of(knowledge: Knowledge) -> Iterator[tuple[str, int]]:
    """Yield every name of every district: the same for all matchers."""
    for district in knowledge.districts.values():
        for name in (district.name, *district.names.values(), *district.also, *district.former, *district.towns):
            yield name.lower(), district.lgd


def ours(understander: Understander) -> Matcher:
    """Return the engine: the first district that it answers for; a question back is no answer."""

    def find(text: str) -> int | None:
        decision = understander.read(text)
        if decision.kind in ("unknown", "smalltalk", "help"):
            return None
        # A product or FAQ answer to a message that is none of our business is as wrong as a district.
        return (
            decision.districts[0]
            if decision.districts
            else (0 if decision.kind in ("product", "faq", "state", "count", "compare", "support") else None)
        )

    return find


def extract_one(knowledge: Knowledge, cutoff: float = 86) -> Matcher:
    """Return `rapidfuzz.process.extractOne` with WRatio over all names, as most bots do it."""
    names, codes = map(list, zip(*names_of(knowledge), strict=True))

    def find(text: str) -> int | None:
        best = process.extractOne(text.lower(), names, scorer=fuzz.WRatio, score_cutoff=cutoff)
        return int(codes[best[2]]) if best else None

    return find


def trigrams(knowledge: Knowledge) -> Matcher:
    """Return a SQLite FTS5 index of trigrams over all names, ranked by bm25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE names USING fts5(name, code UNINDEXED, tokenize='trigram')")
    database.executemany("INSERT INTO names VALUES (?, ?)", names_of(knowledge))

    def find(text: str) -> int | None:
        lower = "".join(c for c in text.lower() if c.isalnum() or c == " ")
        grams = {word[i : i + 3] for word in lower.split() for i in range(len(word) - 2)}
        if not grams:
            return None
        query = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        row = database.execute(
            "SELECT code, bm25(names) AS rank FROM names WHERE names MATCH ? ORDER BY rank LIMIT 1", (query,)
        ).fetchone()
        return int(row[0]) if row and row[1] < -18 else None

    return find


def whoosh(knowledge: Knowledge) -> Matcher | None:
    """Return a fuzzy search with whoosh-reloaded, the best peer on PyPI; None if it is not installed."""
    try:
        from whoosh.fields import STORED, TEXT, Schema
        from whoosh.filedb.filestore import RamStorage
        from whoosh.qparser import FuzzyTermPlugin, OrGroup, QueryParser
    except ImportError:
        return None
    index: Any = RamStorage().create_index(Schema(name=TEXT, code=STORED))
    writer = index.writer()
    for name, code in names_of(knowledge):
        writer.add_document(name=name, code=code)
    writer.commit()
    parser = QueryParser("name", index.schema, group=OrGroup)
    parser.add_plugin(FuzzyTermPlugin())
    searcher = index.searcher()

    def find(text: str) -> int | None:
        words = ["".join(c for c in word if c.isalnum()) for word in text.lower().split()]
        query = " ".join(f"{word}~1/2" if len(word) > 4 else word for word in words if word)
        hits = searcher.search(parser.parse(query), limit=1)
        return int(hits[0]["code"]) if len(hits) and hits[0].score > 9 else None

    return find
