"""The FAQ entries that a message may ask for, and how they hang together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence

from odop_bot.compiled import Later, Packed, Shards
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, key_of, known_words, normalise, tokenise
from odop_bot.understanding.terms import PARTS, TermReader

ALIKE = 0.6
"""From this likeness on a question is one that was taught after the weights were fitted."""
_New = list[tuple[str, list[str]]]
"""Entries with the terms of a question."""
_Line = tuple[str, str, str]
"""An entry, a question or its title, and the key of that."""


class EntryIndex:
    """Known questions by their letters, and those that the weights have not seen by their words."""

    def __init__(self, knowledge: Knowledge, fitted: Callable[[], Collection[str]]) -> None:
        """Index the known questions; `fitted` returns the keys (`line_key`) of those that the weights have seen."""
        self._terms = TermReader(knowledge)
        lines = Later(lambda: _lines(knowledge))
        exact = knowledge.later("questions", Packed, lambda _: Shards.pack(_exact(lines())), of=("faq",))
        self._exact = Shards.later(exact, str)
        new = knowledge.kept("new questions", _New, lambda _: self._unseen(lines(), fitted()), of=("faq", *PARTS))
        self._new = [(entry, frozenset(terms)) for entry, terms in new]

    def _unseen(self, lines: list[_Line], fitted: Collection[str]) -> _New:
        new = [(entry, line) for entry, line, key in lines if line_key(key) not in fitted]
        return [(entry, sorted(self._content(known_words(line)))) for entry, line in new]

    def exact(self, text: str) -> str | None:
        """Return the entry one of whose questions this is, up to case and punctuation."""
        found: str | None = self._exact().get(key_of(text))
        return found

    def asked(self, tokens: Sequence[Token]) -> str | None:
        """Return the same for the words of a message."""
        # What `key_of` returns, without cutting the message again.
        found: str | None = self._exact().get(" ".join([token.text for token in tokens]))
        return found

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
        return self._content(tokenise(normalise(text)))

    def _content(self, tokens: Sequence[Token]) -> frozenset[str]:
        terms = self._terms.terms(tokens)
        return frozenset(term for term in terms if not self._terms.is_empty(term))


def _lines(knowledge: Knowledge) -> list[_Line]:
    return [
        (entry.id, line, key_of(line))
        for entry in knowledge.faq.values()
        for line in (*entry.title.values(), *(line for lines in entry.asks.values() for line in lines))
    ]


def _exact(lines: list[_Line]) -> dict[str, str]:
    """Return the entry of each known question, by its key."""
    out: dict[str, str] = {}
    for entry, _, key in lines:
        out.setdefault(key, entry)
    return out


def line_key(key: str) -> str:
    """Return the short name under which the weights remember a known question."""
    return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
