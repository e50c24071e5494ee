"""Match a question to the FAQ entry that answers it, by the meanings of its words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import FaqEntry
from odop_bot.language.tokens import Token, key_of, normalise, tokenise
from odop_bot.understanding.phrases import PhraseIndex, deletes

_UNKNOWN_SHARE = 0.8
"""Weight of a word that no entry has, against the rarest known one."""
_COMMON = 0.3
"""Terms in more than this share of the entries say little; no entry is looked up by them."""
_TYPICAL = 0.5
"""A subject belongs to an entry if this share of its questions name it."""
_ONLY_SUBJECT = 0.5
"""How far to trust a question that names nothing but a subject: `toll free number?`"""
_MIN_TERMS = 2
"""Known words that a question must have if it names no scheme."""
_MIN_TYPO = 5
"""Letters that a word must have before a typo in it is forgiven."""

# Fitted by logistic regression on the project's own questions, each left out of the entries in turn:
# which entry is the nearest, and whether to trust that it is right at all (with messages that are none
# of our business).
_RANKING = (5.8, 6.76, 3.35, 0.17, 3.02, 3.3, 1.54, 1.39, -2.43, -1.12)
_TRUST = (-6.92, 0.09, 3.74, 0.09, 0.12, 0.37, 0.88, 2.2, 2.02, -6.74)
_FIGURE = re.compile(r"\{\{\s*figure\('([\w-]+)'\)\s*\}\}")


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


@dataclass(frozen=True, slots=True)
class _Line:
    """One known way to ask."""

    entry: str
    text: str
    terms: frozenset[str]
    types: frozenset[str]
    mass: float


@dataclass(slots=True)
class _Entry:
    """What an entry's questions and answer speak of."""

    lines: list[int]
    counts: Counter[str]
    """In how many of its questions a term stands."""
    title: frozenset[str]
    answer: frozenset[str]
    types: Counter[str]


class FaqMatcher:
    """Questions of all FAQ entries, by concept."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words
        self._concepts = PhraseIndex(
            (word, f"c:{concept}")
            for concept, group in words.concepts.items()
            for word in (concept.replace("_", " "), *group)
        )
        self._types = PhraseIndex((word, kind) for kind, group in words.question_types.items() for word in group)
        self._subjects = frozenset(f"c:{concept}" for concept in words.subjects)
        self._schemes = frozenset(f"c:{concept}" for concept in words.schemes)
        self._needs = frozenset(f"c:{concept}" for concept in words.needs)
        self._stop = {t.stem for w in words.fillers for t in tokenise(normalise(w))}
        self._knowledge = knowledge
        self._exact: dict[str, str] = {}
        self._lines: list[_Line] = []
        self._entries: dict[str, _Entry] = {}
        self._read(knowledge)

    def _read(self, knowledge: Knowledge) -> None:
        drafts: list[tuple[str, str, frozenset[str], frozenset[str]]] = []
        for entry in knowledge.faq.values():
            mine = self._entries[entry.id] = self._entry(entry, knowledge)
            for line in entry.title.values():
                self._exact.setdefault(key_of(line), entry.id)
            for line in (line for lines in entry.asks.values() for line in lines):
                self._exact.setdefault(key_of(line), entry.id)
                tokens = tokenise(normalise(line))
                terms, types = frozenset(self._terms(tokens)), self._types_of(tokens)
                mine.lines.append(len(drafts))
                mine.counts.update(terms)
                mine.types.update(types)
                drafts.append((entry.id, line, terms, types))
        asked = Counter(term for mine in self._entries.values() for term in mine.counts.keys() | mine.title)
        told = Counter(term for mine in self._entries.values() for term in mine.answer - mine.counts.keys())
        total = len(self._entries) or 1
        self._idf = {
            term: math.log(1 + total / (0.5 + asked[term] + 0.3 * told[term])) for term in asked.keys() | told.keys()
        }
        self._highest = max(self._idf.values(), default=1.0)
        common = max(_COMMON * total, 3)
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, (entry_id, line, terms, types) in enumerate(drafts):
            mass = sum(self._idf[term] for term in terms) or 1.0
            self._lines.append(_Line(entry_id, line, terms, types, mass))
            for term in terms:
                if asked[term] <= common:
                    self._postings[term].append(number)
        self._told: dict[str, list[str]] = defaultdict(list)
        for entry_id, mine in self._entries.items():
            for term in mine.answer - mine.counts.keys():
                if asked[term] + told[term] <= common / 3:
                    self._told[term].append(entry_id)
        self._vocabulary = {term[2:] for term in self._idf if term.startswith("w:")}
        self._near: dict[str, str] = {}
        for word in sorted(self._vocabulary):
            if len(word) >= _MIN_TYPO:
                for variant in deletes(word):
                    self._near.setdefault(variant, word)

    def _entry(self, entry: FaqEntry, knowledge: Knowledge) -> _Entry:
        def terms(texts: Collection[str]) -> frozenset[str]:
            return frozenset(t for text in texts for t in self._terms(tokenise(normalise(text))))

        answers = [_FIGURE.sub(lambda m: knowledge.figures[m.group(1)].value, text) for text in entry.answer.values()]
        return _Entry([], Counter(), terms(entry.title.values()), terms(answers), Counter())

    def asks_for_help(self, tokens: Sequence[Token]) -> bool:
        """Whether a message holds a maker's need: a loan, training, a form."""
        return not self._needs.isdisjoint(self._terms(tokens))

    def schemes_of(self, entry_id: str) -> set[str]:
        """Return the terms of the schemes that an entry speaks of."""
        entry = self._entries[entry_id]
        return {term for term in self._schemes if entry.counts[term] >= _TYPICAL * len(entry.lines)}

    def exact(self, text: str) -> str | None:
        """Return the entry one of whose questions this is, up to case and punctuation."""
        return self._exact.get(key_of(text))

    def meaning(self, text: str) -> tuple[str, ...]:
        """Return the concepts and other words of content of a message, each once, sorted."""
        terms = self._terms(tokenise(normalise(text)), correct=True)
        return tuple(sorted({term.partition(":")[2] for term in terms}))

    def _common(self, tokens: Sequence[Token]) -> list[int]:
        """Return the everyday words: they must be written as we have them ("the" only sounds like Thai)."""
        return [
            i for i, token in enumerate(tokens) if token.script == "Latn" and self._knowledge.is_everyday(token.roman)
        ]

    def _terms(self, tokens: Sequence[Token], correct: bool = False) -> list[str]:
        out: list[str] = []
        covered: set[int] = set()
        for hit in self._concepts.find(tokens, exact_only=self._common(tokens)):
            out += hit.values
            covered.update(range(hit.start, hit.end))
        for i, token in enumerate(tokens):
            word = token.stem
            if i in covered or word in self._stop or not word:
                continue
            if correct and word not in self._vocabulary and len(word) >= _MIN_TYPO:
                word = next((self._near[v] for v in sorted(deletes(word)) if v in self._near), word)
            out.append(f"w:{word}")
        return out

    def _types_of(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Return what kind of thing is asked for: a time, a person, a number, …"""
        hits = self._types.find(tokens, exact_only=self._common(tokens))
        kinds = {kind for hit in hits for kind in hit.values} - {"yes-no"}
        if kinds:
            return frozenset(kinds)
        return frozenset({"yes-no"} if any(hit.start == 0 and "yes-no" in hit.values for hit in hits) else ())

    def match(
        self, tokens: Sequence[Token], skip: Collection[int] = (), limit: int = 5, *,
        implied: Collection[str] = (), in_place: bool = False, without: str | None = None,
    ) -> list[FaqMatch]:  # fmt: skip
        """Return the entries nearest to a question, best first.

        `skip` are tokens that are names; `implied` are the terms that the chat implies where the
        question names no scheme (`in_place`: only a maker's need implies one); `without` is a known
        question to leave out, for measuring.
        """
        kept = [token for i, token in enumerate(tokens) if i not in skip]
        asked = set(self._terms(kept, correct=True))
        if asked and self._schemes.isdisjoint(asked) and not (in_place and self._needs.isdisjoint(asked)):
            asked |= {term for term in implied if term in self._idf}
        rows = self.features(asked, self._types_of(kept), without)
        named = not (self._schemes | self._subjects).isdisjoint(asked)
        if not rows or not (named or sum(term in self._idf for term in asked) >= _MIN_TERMS):
            return []
        ranked = sorted(
            ((sum(w * x for w, x in zip(_RANKING, row, strict=True)), entry_id) for entry_id, (row, _) in rows.items()),
            key=lambda item: (-item[0], item[1]),
        )
        top = ranked[0][0]
        total = sum(math.exp(score - top) for score, _ in ranked)
        shares = [(math.exp(score - top) / total, entry_id) for score, entry_id in ranked[:limit]]
        trust = self._trust([share for share, _ in shares], rows[shares[0][1]][0], asked)
        if asked <= self._subjects:
            trust = max(trust, _ONLY_SUBJECT)
        return [
            FaqMatch(entry_id, trust * share / shares[0][0], self._lines[rows[entry_id][1]].text, "meaning")
            for share, entry_id in shares
        ]

    def _trust(self, shares: Sequence[float], row: Sequence[float], asked: set[str]) -> float:
        """Return how likely the best entry is right, from its share of the votes and its features."""
        values = self.doubts(shares, row, asked)
        return 1 / (1 + math.exp(-sum(w * x for w, x in zip(_TRUST, values, strict=True))))

    def doubts(self, shares: Sequence[float], row: Sequence[float], asked: set[str]) -> tuple[float, ...]:
        """Return what speaks for and against trusting the best entry at all."""
        share = min(max(shares[0], 1e-4), 1 - 1e-4)
        return (
            1.0,
            math.log(share / (1 - share)),
            share - (shares[1] if len(shares) > 1 else 0.0),
            row[0],
            row[0] + row[1],
            row[3],
            row[4],
            math.log(1 + len(asked)),
            float(not self._schemes.isdisjoint(asked)),
            sum(1 for term in asked if term not in self._idf) / max(len(asked), 1),
        )

    def features(
        self, asked: set[str], types: frozenset[str], without: str | None = None
    ) -> dict[str, tuple[list[float], int]]:
        """Return what speaks for each entry, with the number of its nearest question.

        In order: the share of the question's weight that stands in the entry's questions, only in
        its answer, typically in its questions; the likeness to the nearest question, how far that
        is contained, the likeness to the second; how often its questions ask for the same kind of
        thing, the likeness to the nearest of those; subjects named that are not the entry's, and
        the entry's that are not named.
        """
        if not asked:
            return {}
        unknown = self._highest * _UNKNOWN_SHARE
        weights = {term: self._idf.get(term, unknown) for term in asked}
        mass = sum(weights.values())
        shared: dict[int, float] = defaultdict(float)
        candidates: set[str] = set()
        for term in asked:
            for number in self._postings.get(term, ()):
                shared[number] += weights[term]
            candidates.update(self._told.get(term, ()))
        candidates.update(self._lines[number].entry for number in shared)
        common = [term for term in asked if term not in self._postings and term in self._idf]
        subjects = asked & self._subjects
        out: dict[str, tuple[list[float], int]] = {}
        for entry_id in candidates:
            entry = self._entries[entry_id]
            first = second = contained = alike = 0.0
            nearest = entry.lines[0] if entry.lines else 0
            left_out: frozenset[str] = frozenset()
            total = len(entry.lines)
            same = 0
            for number in entry.lines:
                line = self._lines[number]
                if line.text == without:
                    left_out = line.terms
                    total -= 1
                    continue
                together = shared.get(number, 0.0)
                for term in common:
                    if term in line.terms:
                        together += weights[term]
                likeness = 2 * together / (mass + line.mass)
                if likeness > first:
                    first, second, nearest = likeness, first, number
                elif likeness > second:
                    second = likeness
                contained = max(contained, together / line.mass * math.sqrt(together / mass))
                if types and not types.isdisjoint(line.types):
                    same += 1
                    alike = max(alike, likeness)
            total = max(total, 1)
            in_questions = in_answer = typical = 0.0
            foreign = 0
            for term, weight in weights.items():
                count = entry.counts.get(term, 0) - (term in left_out)
                if count > 0 or term in entry.title:
                    in_questions += weight
                    typical += weight * min(1.0, 2 * count / total)
                elif term in entry.answer:
                    in_answer += weight
                elif term in subjects:
                    foreign += 1
            missing = sum(
                1 for term in self._subjects & entry.counts.keys()
                if term not in asked and entry.counts[term] >= _TYPICAL * total
            )  # fmt: skip
            out[entry_id] = (
                [
                    in_questions / mass, in_answer / mass, typical / mass, first, contained, second,
                    min(1.0, 2 * same / total) if types else 0.5, alike if types else first,
                    float(foreign), float(missing),
                ],
                nearest,
            )  # fmt: skip
        return out
