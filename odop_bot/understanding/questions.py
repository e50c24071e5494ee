"""Match a question to the FAQ entry that answers it, by the meanings of its words."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial

from odop_bot.compiled import Later
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.knowledge.translations import latin
from odop_bot.language.tokens import Token, key_of, known_words, normalise, tokenise
from odop_bot.understanding.question_index import QuestionIndex, QuestionTables, question_tables
from odop_bot.understanding.terms import CONCEPT, TermReader

_ONLY_SUBJECT, _ONLY_SCHEME = 0.5, 0.7
"""How far to trust a question that names nothing but a subject (`toll free number?`), and one that names one of our
schemes, nothing else but subjects, and clearly leads to one entry."""
_LEAD = 0.5
"""By how much of the votes the best entry must lead to be clear."""
_MIN_TERMS = 2
"""Known words that a question must have if it names no scheme."""
_TELLING = 2
"""Words of known questions that show together that a message with a district's name asks one of them."""
_WHAT_IT_IS = frozenset({"meaning"})
"""What a message asks that is nothing but the name of a scheme."""

# Fitted by benchmarks/fitting.py on the project's own questions: which entry is the nearest, and
# whether to trust that it is right at all.
_RANKING = (7.01, 8.13, 5.01, 0.37, 4.64, 2.05, 1.22, 1.83, -2.68, -0.86)
_TRUST = (-9.23, 0.24, 2.69, 0.0, 0.65, 1.01, 1.42, 3.14, 1.92, -7.27)


@dataclass(frozen=True, slots=True)
class FaqMatch:
    """An FAQ entry with its score."""

    id: str
    score: float
    """From 0 to 1: how likely this entry answers the question."""
    line: str
    """The question of the entry that is nearest."""
    rule: str
    """`exact question` or `meaning`."""


class FaqMatcher:
    """Questions of all FAQ entries, by concept, with an index for each language of answers."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._reader = TermReader(knowledge)
        self._exact = knowledge.later("questions/exact", dict[str, str], _exact, of=("faq",))
        languages = {ENGLISH: (ENGLISH,)} | {code: (code, latin(code), ENGLISH) for code in knowledge.languages}
        read = cache(self._reader.read)
        self._indexes = {
            code: Later(partial(self._index, knowledge.later(
                f"questions/{code}", QuestionTables, partial(question_tables, languages=group, read=read),
                of=("faq", "figures", "words", "fillers", "everyday_words"),
            )))
            for code, group in languages.items()
        }  # fmt: skip

    def _index(self, tables: Later[QuestionTables]) -> QuestionIndex:
        return QuestionIndex(tables(), self._reader)

    def exact(self, text: str) -> str | None:
        """Return the entry one of whose questions this is, up to case and punctuation."""
        return self._exact().get(key_of(text))

    def meaning(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """Return the concepts and other words of content of a message, each once, sorted."""
        terms = self.index(language).read(tokenise(normalise(text)))
        return tuple(sorted({term.partition(":")[2] for term in terms}))

    def index(self, language: str | None) -> QuestionIndex:
        """Return the known questions for messages in a language; English ones where it shows none."""
        return (self._indexes.get(language or ENGLISH) or self._indexes[ENGLISH])()

    def asks_for_help(self, tokens: Sequence[Token]) -> bool:
        """Whether a message holds a maker's need: a loan, training, a form."""
        return not self._reader.needs.isdisjoint(self._reader.terms(tokens))

    def asks_of_place(self, tokens: Sequence[Token], language: str | None) -> bool:
        """Whether the words around a district's name ask nothing that a district has no answer to."""
        index = self.index(language)
        telling = [t for t in self._reader.terms(tokens) if index.knows(t) and t not in self._reader.of_places]
        return len(telling) < _TELLING and not any(term.startswith(CONCEPT) for term in telling)

    def schemes_of(self, entry_id: str) -> set[str]:
        """Return the terms of the schemes that an entry speaks of."""
        return self.index(ENGLISH).usual(entry_id, self._reader.schemes)

    def match(
        self, tokens: Sequence[Token], skip: Collection[int] = (), limit: int = 5, *,
        language: str | None = None, implied: Collection[str] = (), in_place: bool = False,
        without: str | None = None,
    ) -> list[FaqMatch]:  # fmt: skip
        """Return the entries nearest to a question, best first.

        `skip` are tokens that are names; `language` is that of the question; `implied` are the
        terms that the chat implies where the question names no scheme (`in_place`: only a maker's
        need implies one); `without` is a known question to leave out, for measuring.
        """
        reader, index = self._reader, self.index(language)
        kept = [token for i, token in enumerate(tokens) if i not in skip]
        asked, types = index.read(kept), reader.types(kept)
        only_named = bool(asked) and asked <= reader.subjects | reader.schemes
        if only_named and not types:
            types = _WHAT_IT_IS
        if asked and reader.schemes.isdisjoint(asked) and not (in_place and reader.needs.isdisjoint(asked)):
            asked |= {term for term in implied if index.knows(term)}
        rows = index.features(asked, types, without)
        named = not (reader.schemes | reader.subjects).isdisjoint(asked)
        if not rows or not (named or sum(map(index.knows, asked)) >= _MIN_TERMS):
            return []
        ranked = sorted(
            ((sum(w * x for w, x in zip(_RANKING, row, strict=True)), entry_id) for entry_id, (row, _) in rows.items()),
            key=lambda item: (-item[0], item[1]),
        )
        top = ranked[0][0]
        total = sum(math.exp(score - top) for score, _ in ranked)
        shares = [(math.exp(score - top) / total, entry_id) for score, entry_id in ranked[:limit]]
        trust = self._trust([share for share, _ in shares], rows[shares[0][1]][0], asked, language)
        if only_named:
            clear = shares[0][0] - (shares[1][0] if len(shares) > 1 else 0.0) >= _LEAD
            trust = max(trust, _ONLY_SCHEME if clear and asked & reader.schemes else _ONLY_SUBJECT)
        return [
            FaqMatch(entry_id, trust * share / shares[0][0], index.line(rows[entry_id][1]), "meaning")
            for share, entry_id in shares
        ]

    def _trust(self, shares: Sequence[float], row: Sequence[float], asked: set[str], language: str | None) -> float:
        """Return how likely the best entry is right, from its share of the votes and its features."""
        values = self.doubts(shares, row, asked, language)
        return 1 / (1 + math.exp(-sum(w * x for w, x in zip(_TRUST, values, strict=True))))

    def doubts(
        self, shares: Sequence[float], row: Sequence[float], asked: set[str], language: str | None
    ) -> tuple[float, ...]:
        """Return what speaks for and against trusting the best entry at all."""
        share = min(max(shares[0], 1e-4), 1 - 1e-4)
        index = self.index(language)
        return (
            1.0,
            math.log(share / (1 - share)),
            share - (shares[1] if len(shares) > 1 else 0.0),
            row[0],
            row[0] + row[1],
            row[3],
            row[4],
            math.log(1 + len(asked)),
            float(not self._reader.schemes.isdisjoint(asked)),
            sum(1 for term in asked if not index.knows(term)) / max(len(asked), 1),
        )

    def types(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Return what kind of thing a question asks for."""
        return self._reader.types(tokens)


def _exact(knowledge: Knowledge) -> dict[str, str]:
    """Return the entry of each known question and title, by its words."""
    out: dict[str, str] = {}
    for entry in knowledge.faq.values():
        for line in (*entry.title.values(), *(line for lines in entry.asks.values() for line in lines)):
            out.setdefault(" ".join(token.text for token in known_words(line)), entry.id)
    return out
