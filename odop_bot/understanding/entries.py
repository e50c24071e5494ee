"""The FAQ entries that a message may ask for, and how they hang together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.terms import TermReader

ALIKE = 0.6
"""From this likeness on a question is one that was taught after the weights were fitted."""


class EntryIndex:
    """Known questions by their letters, and those that the weights have not seen by their words."""

    def __init__(self, knowledge: Knowledge, fitted: Collection[str]) -> None:
        """Index the known questions; `fitted` are the keys (`line_key`) of those that the weights have seen."""
        self._terms = TermReader(knowledge)
        self._exact: dict[str, str] = {}
        self._new: list[tuple[str, frozenset[str]]] = []
        for entry in knowledge.faq.values():
            for line in (*entry.title.values(), *(line for lines in entry.asks.values() for line in lines)):
                key = key_of(line)
                self._exact.setdefault(key, entry.id)
                if line_key(key) not in fitted:
                    self._new.append((entry.id, self._read(line)))

    def exact(self, text: str) -> str | None:
        """Return the entry one of whose questions this is, up to case and punctuation."""
        return self._exact.get(key_of(text))

    def taught(self, text: str) -> dict[str, float]:
        """Return the entries whose newly taught questions a text is like, with the likeness from 0 to 1."""
        if not self._new:
            return {}
        asked = self._read(text)
        out: dict[str, float] = {}
        for entry, terms in self._new:
            likeness = 2 * len(asked & terms) / ((len(asked) + len(terms)) or 1)
            if likeness >= ALIKE:
                out[entry] = max(out.get(entry, 0.0), likeness)
        return out

    def meaning(self, text: str) -> tuple[str, ...]:
        """Return the concepts and other words of content of a message, each once, sorted."""
        return tuple(sorted({term.partition(":")[2] for term in self._read(text)}))

    def _read(self, text: str) -> frozenset[str]:
        terms = self._terms.terms(tokenise(normalise(text)))
        return frozenset(term for term in terms if not self._terms.is_empty(term))


def line_key(key: str) -> str:
    """Return the short name under which the weights remember a known question."""
    return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
