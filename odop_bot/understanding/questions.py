"""Match a question to the FAQ entry that answers it, by the meanings of its words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import FaqEntry
from odop_bot.language.endings import bare_forms
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
_TELLING = 2
"""Words of known questions that show together that a message with a district's name asks one of them."""
_MIN_TYPO = 5
"""Letters that a word must have before a typo in it is forgiven."""

# Fitted by logistic regression on the project's own questions, each left out of the entries in turn:
# which entry is the nearest, and whether to trust that it is right at all (with messages that are none
# of our business).
_RANKING = (5.72, 7.16, 5.32, 3.23, 1.98, 3.15, 1.38, 2.95, -2.39, -0.91)
_TRUST = (-8.73, 0.27, 2.59, 0.51, 0.09, 0.5, 1.98, 2.88, 1.85, -9.44)
_WHAT_IT_IS = frozenset({"meaning"})
"""What a message asks that is nothing but the name of a scheme."""
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
    language: str
    text: str
    terms: frozenset[str]
    types: frozenset[str]
    mass: float = 1.0


@dataclass(slots=True)
class _Entry:
    """What an entry's questions and answer speak of."""

    lines: list[int]
    counts: Counter[str]
    """In how many of its questions a term stands."""
    by_language: dict[str, Counter[str]]
    """The same, among the questions of each language: its words would drown among those of the others."""
    sizes: Counter[str]
    """How many questions of each language there are."""
    types: dict[str, Counter[str]]
    """How many questions of each language ask for each kind of thing."""
    title: frozenset[str]
    answer: frozenset[str]

    def share(self, term: str, left_out: _Line | None) -> float:
        """Return how usual a term is in the questions, in the language where it is most so."""
        lost = left_out if left_out is not None and term in left_out.terms else None
        return self._most(self.by_language, term, lost, left_out)

    def share_of_types(self, types: frozenset[str], left_out: _Line | None) -> float:
        """Return how usual it is to ask for one of some kinds of thing, in the language where it is most so."""
        return max(
            (
                self._most(self.types, kind, left_out if left_out and kind in left_out.types else None, left_out)
                for kind in types
            ),
            default=0.0,
        )

    def _most(
        self, counts: Mapping[str, Counter[str]], key: str, lost: _Line | None, left_out: _Line | None
    ) -> float:  # fmt: skip
        best = 0.0
        for language, counter in counts.items():
            count = counter.get(key, 0) - (lost is not None and lost.language == language)
            if count > 0:
                size = self.sizes[language] - (left_out is not None and left_out.language == language)
                best = max(best, count / max(size, 1))
        return best


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
        self._of_places = frozenset(f"c:{concept}" for concept in words.of_places)
        self._small = {t.text for w in words.fillers for t in tokenise(normalise(w))}
        self._stop = {t.stem for w in words.fillers for t in tokenise(normalise(w))}
        self._knowledge = knowledge
        self._exact: dict[str, str] = {}
        self._lines: list[_Line] = []
        self._entries: dict[str, _Entry] = {}
        self._read(knowledge)

    def _read(self, knowledge: Knowledge) -> None:
        drafts: list[_Line] = []
        for entry in knowledge.faq.values():
            mine = self._entries[entry.id] = self._entry(entry, knowledge)
            for line in entry.title.values():
                self._exact.setdefault(key_of(line), entry.id)
            for language, line in ((code, line) for code, lines in entry.asks.items() for line in lines):
                self._exact.setdefault(key_of(line), entry.id)
                tokens = tokenise(normalise(line))
                terms = frozenset(self._terms(tokens))
                mine.lines.append(len(drafts))
                mine.counts.update(terms)
                mine.by_language.setdefault(language, Counter()).update(terms)
                mine.sizes[language] += 1
                types = self._types_of(tokens)
                mine.types.setdefault(language, Counter()).update(types)
                drafts.append(_Line(entry.id, language, line, terms, types))
        asked = Counter(term for mine in self._entries.values() for term in mine.counts.keys() | mine.title)
        told = Counter(term for mine in self._entries.values() for term in mine.answer - mine.counts.keys())
        total = len(self._entries) or 1
        self._idf = {
            term: math.log(1 + total / (0.5 + asked[term] + 0.3 * told[term])) for term in asked.keys() | told.keys()
        }
        self._highest = max(self._idf.values(), default=1.0)
        common = max(_COMMON * total, 3)
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, draft in enumerate(drafts):
            self._lines.append(replace(draft, mass=sum(self._idf[term] for term in draft.terms) or 1.0))
            for term in draft.terms:
                if asked[term] <= common:
                    self._postings[term].append(number)
        self._plain = [
            number for number, line in enumerate(self._lines)
            if line.terms and self._postings.keys().isdisjoint(line.terms)
        ]  # fmt: skip
        """Questions of common words only."""
        self._told: dict[str, list[str]] = defaultdict(list)
        for entry_id, mine in self._entries.items():
            for term in mine.answer - mine.counts.keys():
                if asked[term] + told[term] <= common / 3:
                    self._told[term].append(entry_id)
        self._vocabulary = {term[2:] for term in self._idf if term.startswith("w:")}
        self._near: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        """Known words by what is left of them without case and plural."""
        for word in sorted(self._vocabulary):
            if len(word) >= _MIN_TYPO:
                for form in bare_forms(word):
                    self._bare.setdefault(form, word)
                for variant in deletes(word):
                    self._near.setdefault(variant, word)

    def _entry(self, entry: FaqEntry, knowledge: Knowledge) -> _Entry:
        def terms(texts: Collection[str]) -> frozenset[str]:
            return frozenset(t for text in texts for t in self._terms(tokenise(normalise(text))))

        answers = [_FIGURE.sub(lambda m: knowledge.figures[m.group(1)].value, text) for text in entry.answer.values()]
        return _Entry([], Counter(), {}, Counter(), {}, terms(entry.title.values()), terms(answers))

    def asks_for_help(self, tokens: Sequence[Token]) -> bool:
        """Whether a message holds a maker's need: a loan, training, a form."""
        return not self._needs.isdisjoint(self._terms(tokens))

    def asks_of_place(self, tokens: Sequence[Token]) -> bool:
        """Whether the words around a district's name ask nothing that a district has no answer to."""
        telling = [term for term in self._terms(tokens) if term in self._idf and term not in self._of_places]
        return len(telling) < _TELLING and not any(term.startswith("c:") for term in telling)

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
            i
            for i, token in enumerate(tokens)
            if (token.script == "Latn" and self._knowledge.is_everyday(token.roman)) or token.text in self._small
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
                word = self._nearest(word)
            out.append(f"w:{word}")
        return out

    def _nearest(self, word: str) -> str:
        """Return the known word that a word is a form of, or a misspelling, or the word itself."""
        for form in bare_forms(word):
            if form in self._bare:
                return self._bare[form]
        return next((self._near[v] for v in sorted(deletes(word)) if v in self._near), word)

    def _types_of(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Return what kind of thing is asked for: a time, a person, a number, …"""
        hits = self._types.find(tokens, exact_only=self._common(tokens))
        kinds = {kind for hit in hits for kind in hit.values} - {"yes-no"}
        if kinds:
            return frozenset(kinds)
        return frozenset({"yes-no"} if any(hit.start == 0 and "yes-no" in hit.values for hit in hits) else ())

    def read(self, tokens: Sequence[Token]) -> tuple[set[str], frozenset[str]]:
        """Return the terms of a question, typos corrected, and what kind of thing it asks for."""
        return set(self._terms(tokens, correct=True)), self._types_of(tokens)

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
        asked, types = self.read(kept)
        if not types and asked and asked <= self._subjects | self._schemes:
            types = _WHAT_IT_IS
        if asked and self._schemes.isdisjoint(asked) and not (in_place and self._needs.isdisjoint(asked)):
            asked |= {term for term in implied if term in self._idf}
        rows = self.features(asked, types, without)
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
        if asked <= self._subjects | self._schemes:
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
        left_out = next((line for line in self._lines if line.text == without), None) if without else None
        lines = self._shared_lines(weights, left_out)
        candidates = {entry_id for term in asked for entry_id in self._told.get(term, ())} | lines.keys()
        subjects = asked & self._subjects
        out: dict[str, tuple[list[float], int]] = {}
        for entry_id in candidates:
            entry = self._entries[entry_id]
            mine = left_out if left_out is not None and left_out.entry == entry_id else None
            first = second = contained = alike = 0.0
            nearest = entry.lines[0] if entry.lines else 0
            for number, together in lines.get(entry_id, ()):
                line = self._lines[number]
                likeness = 2 * together / (mass + line.mass)
                if likeness > first:
                    first, second, nearest = likeness, first, number
                elif likeness > second:
                    second = likeness
                contained = max(contained, together / line.mass * math.sqrt(together / mass))
                if types and likeness > alike and not types.isdisjoint(line.types):
                    alike = likeness
            in_questions = in_answer = typical = 0.0
            foreign = 0
            for term, weight in weights.items():
                if entry.counts.get(term, 0) > (mine is not None and term in mine.terms) or term in entry.title:
                    in_questions += weight
                    typical += weight * min(1.0, 2 * entry.share(term, mine))
                elif term in entry.answer:
                    in_answer += weight
                elif term in subjects:
                    foreign += 1
            total = max(len(entry.lines) - (mine is not None), 1)
            missing = sum(
                1 for term in self._subjects & entry.counts.keys()
                if term not in asked and entry.counts[term] >= _TYPICAL * total
            )  # fmt: skip
            out[entry_id] = (
                [
                    in_questions / mass, in_answer / mass, typical / mass, first, contained, second,
                    min(1.0, 2 * entry.share_of_types(types, mine)) if types else 0.5, alike if types else first,
                    float(foreign), float(missing),
                ],
                nearest,
            )  # fmt: skip
        return out

    def _shared_lines(self, weights: Mapping[str, float], left_out: _Line | None) -> dict[str, list[tuple[int, float]]]:
        """Return the known questions that share a telling word, by entry, with the weight that they share."""
        shared: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._postings.get(term, ()):
                shared[number] += weight
        if not shared:
            # "What is ODOP?": every word is one of very many questions, so those with no other word are meant.
            shared = {number: 0.0 for number in self._plain if self._lines[number].terms <= weights.keys()}
        common = [(term, weight) for term, weight in weights.items() if term not in self._postings]
        out: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, together in shared.items():
            line = self._lines[number]
            if line is left_out:
                continue
            for term, weight in common:
                if term in line.terms:
                    together += weight
            out[line.entry].append((number, together))
        return out
