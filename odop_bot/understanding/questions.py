"""Match a question to the FAQ entry that answers it, by the meanings of its words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, key_of, normalise, tokenise
from odop_bot.understanding.phrases import PhraseIndex, deletes

_ANSWER_WEIGHT = 0.4
"""How much a word counts that stands in an answer only, against one in a title or question."""
_UNKNOWN_SHARE = 0.8
"""Weight of a word that no entry has, against the rarest known one."""
_COMMON = 0.3
"""Terms in more than this share of the entries say little; no entry is looked up by them."""


@dataclass(frozen=True, slots=True)
class FaqMatch:
    """An FAQ entry with its score."""

    id: str
    score: float
    """From 0 to 1; 1 is an exact question."""
    line: str
    """The question of the entry that is nearest."""
    rule: str
    """`exact question` or `meaning`."""


class FaqMatcher:
    """Questions of all FAQ entries, by concept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._concepts = PhraseIndex(
            (word, f"c:{concept}")
            for concept, words in knowledge.words.concepts.items()
            for word in (concept.replace("_", " "), *words)
        )
        self._stop = {t.stem for w in knowledge.words.fillers for t in tokenise(normalise(w))}
        self._exact: dict[str, str] = {}
        self._lines: list[tuple[str, str, frozenset[str]]] = []
        self._mass: list[float] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._entry_terms: dict[str, dict[str, float]] = {}
        self._vocabulary: set[str] = set()
        self._near: dict[str, str] = {}
        self._read(knowledge)

    def _read(self, knowledge: Knowledge) -> None:
        raw: list[tuple[str, str, frozenset[str]]] = []
        for entry in knowledge.faq.values():
            terms: dict[str, float] = {}
            lines = [*entry.title.values(), *(line for lines in entry.asks.values() for line in lines)]
            for line in lines:
                self._exact.setdefault(key_of(line), entry.id)
                own = frozenset(self._terms(tokenise(normalise(line))))
                raw.append((entry.id, line, own))
                terms.update(dict.fromkeys(own, 1.0))
            for text in entry.answer.values():
                for term in self._terms(tokenise(normalise(text))):
                    terms.setdefault(term, _ANSWER_WEIGHT)
            self._entry_terms[entry.id] = terms
        frequency = Counter(term for terms in self._entry_terms.values() for term, w in terms.items() if w == 1.0)
        everywhere = Counter(term for terms in self._entry_terms.values() for term in terms)
        total = len(self._entry_terms) or 1
        self._idf = {
            term: math.log(1 + total / (0.5 + frequency.get(term, 0) + 0.3 * (count - frequency.get(term, 0))))
            for term, count in everywhere.items()
        }
        self._highest = max(self._idf.values(), default=1.0)
        for number, (entry_id, line, own) in enumerate(raw):
            self._lines.append((entry_id, line, own))
            self._mass.append(sum(self._idf[term] for term in own) or 1.0)
            for term in own:
                if frequency[term] <= max(_COMMON * total, 3):
                    self._postings[term].append(number)
        self._vocabulary = {term[2:] for term in self._idf if term.startswith("w:")}
        for word in sorted(self._vocabulary):
            if len(word) >= 5:
                for variant in deletes(word):
                    self._near.setdefault(variant, word)

    def exact(self, text: str) -> str | None:
        """Return the entry one of whose questions this is, up to case and punctuation."""
        return self._exact.get(key_of(text))

    def _terms(self, tokens: Sequence[Token], correct: bool = False) -> list[str]:
        out: list[str] = []
        hits = self._concepts.find(tokens)
        covered: set[int] = set()
        for hit in hits:
            out += hit.values
            covered.update(range(hit.start, hit.end))
        for i, token in enumerate(tokens):
            word = token.stem
            if i in covered or word in self._stop or not word:
                continue
            if correct and word not in self._vocabulary and len(word) >= 5:
                near = next((self._near[v] for v in sorted(deletes(word)) if v in self._near), word)
                word = near
            out.append(f"w:{word}")
        return out

    def match(self, tokens: Sequence[Token], skip: Collection[int] = (), limit: int = 5) -> list[FaqMatch]:
        """Return the entries nearest to a question, best first; `skip` are tokens that are names."""
        kept = [token for i, token in enumerate(tokens) if i not in skip]
        terms = Counter(self._terms(kept, correct=True))
        if not terms:
            return []
        unknown = self._highest * _UNKNOWN_SHARE
        weights = {term: self._idf.get(term, unknown) for term in terms}
        mass = sum(weights.values())
        overlap: dict[int, float] = defaultdict(float)
        for term in terms:
            for number in self._postings.get(term, ()):
                overlap[number] += weights[term]
        common = [term for term in terms if term not in self._postings]
        best: dict[str, tuple[float, int]] = {}
        lines = self._lines
        for number, shared in overlap.items():
            entry_id, _, own = lines[number]
            for term in common:
                if term in own:
                    shared += weights[term]
            near = 2 * shared / (mass + self._mass[number])
            if entry_id not in best or near > best[entry_id][0]:
                best[entry_id] = (near, number)
        out: list[FaqMatch] = []
        for entry_id, (near, number) in best.items():
            own_terms = self._entry_terms[entry_id]
            known = sum(weights[term] * own_terms.get(term, 0.0) for term in terms) / mass
            out.append(FaqMatch(entry_id, 0.55 * known + 0.45 * near, lines[number][1], "meaning"))
        out.sort(key=lambda match: (-match.score, match.id))
        return out[:limit]
