"""Find the FAQ entries that a question asks for, and how much of it their sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.solving.reading import Reading
from odop_bot.solving.sentences import Clause, Sentence, SentenceReader
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.terms import CONCEPT

MOST_ENTRIES = 6
LEAST = 0.02
"""Probability from which on an entry is looked at."""
_SISTER = 0.7
"""What an entry on the same subject is worth, where the one that is asked for tells no option."""
_FLAT = 0.3
"""Power of the probability: an entry that is less likely may still be the one that tells."""
_GENERAL = frozenset(
    f"{CONCEPT}{name}"
    for name in (
        "odop",
        "scheme",
        "product",
        "district",
        "india",
        "government",
        "number",
        "who",
        "when",
        "state",
        "meaning",
        "year",
        "list",
        "exam",
    )
)
"""Concepts that say little of which sentence is meant."""
_LITTLE, _UNHEARD = 0.2, 0.8
"""What such a word counts, and one that no answer in English has."""
_FIRST = 0.12
"""What the first sentence of an answer gains: it is the answer, the others are beside it."""
_TITLE = 0.5
"""What a word counts that stands in the title only."""
_PART = 0.95
"""What an entry is worth that a part of the question, or what stands around it, asks for."""
_SPLIT = re.compile(r"(?<=[.?!।:;])\s+|\.{2,}\s*")


class EntryFinder:
    """Finds entries; one object serves all questions."""

    def __init__(self, knowledge: Knowledge, reading: Reading, reader: SentenceReader) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._reader = reader

    def entries(self, text: str, language: str, alone: Sequence[str] = ()) -> Iterable[tuple[Sentence, float]]:
        """Yield the sentences of the entries that a text asks for, or one of its parts that may stand alone."""
        chances: dict[str, float] = {}
        for asked, weight in _asks(text, alone):
            exact = self._reading.entry(asked)
            ranking = self._reading.ranking(asked)
            ranked = [
                (h.request.entries[0], h.probability)
                for h in ranking
                if isinstance(h.request, AskFaq) and h.probability >= LEAST
            ]
            if exact:
                ranked = [(exact, 1.0), *((entry, chance) for entry, chance in ranked if entry != exact)]
            top = ranked[0][1] if ranked else 1.0
            for entry, chance in ranked[:MOST_ENTRIES]:
                chances[entry] = max(chances.get(entry, 0.0), weight * (chance / top) ** _FLAT)
        for entry, chance in sorted(chances.items(), key=lambda item: -item[1]):
            for code in dict.fromkeys((language, ENGLISH)):
                for sentence in self._reader.of(entry, code):
                    yield sentence, chance

    def subjects(self, text: str, context: str) -> tuple[str, ...]:
        """Return the subjects of entries that a text names, or that its context names where it names none itself."""
        own, around = (self._reading.annotate(part).about for part in (text, context))
        return own or around

    def is_of(self, entry: str, subjects: Sequence[str]) -> bool:
        """Whether an entry is about one of some subjects; without any it may be about everything."""
        return not subjects or self._knowledge.faq[entry].subject in subjects

    def sisters(self, entry: str, language: str) -> Iterator[tuple[Sentence, float]]:
        """Yield the sentences of the entries on the subject of one that tells nothing of what is asked."""
        return self.about(self._knowledge.faq[entry].subject, language, entry)

    def about(self, subject: str, language: str, but: str = "") -> Iterator[tuple[Sentence, float]]:
        """Yield the sentences of the entries on a subject, one of them left out."""
        for other in self._knowledge.faq.values():
            if other.subject == subject and other.id != but:
                for code in dict.fromkeys((language, ENGLISH)):
                    for sentence in self._reader.of(other.id, code):
                        yield sentence, _SISTER

    def content(self, text: str) -> frozenset[str]:
        """Return the terms of a text that say something."""
        terms = self._reader.terms
        return frozenset(term for term in terms.terms(tokenise(normalise(text))) if not terms.is_empty(term))

    def says(self, term: str) -> bool:
        """Return whether a term says which sentence is meant."""
        return term not in _GENERAL and not self._reader.terms.is_empty(term)

    def recall(
        self, content: frozenset[str], clause: Clause, of: frozenset[str], title: float = _TITLE, first: bool = False
    ) -> float:
        """Return which share of some words a clause has, those of the entry's title counted in part."""
        total = got = 0.0
        for term in content:
            weight = _LITTLE if term in _GENERAL else self._reader.rarity.get(term, _UNHEARD)
            total += weight
            if term in clause.terms or term.partition(":")[2] in clause.words:
                got += weight
            elif term in of:
                got += weight * title
        return min(1.0, (got / total if total else 0.0) + (_FIRST if first else 0.0))

    def precision(self, content: frozenset[str], clause: Clause) -> float:
        """Return which share of the terms of a clause some words have."""
        said = [term for term in clause.terms if not self._reader.terms.is_empty(term)]
        return sum(term in content for term in said) / len(said) if said else 0.0


def _asks(text: str, alone: Sequence[str]) -> list[tuple[str, float]]:
    """Return what may be asked for an entry, with what an entry found by it is worth."""
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    own = dict.fromkeys((parts[-1] if len(parts) > 1 else "", *alone))
    return [(text, 1.0), *((part, _PART) for part in own if part and part != text)]
