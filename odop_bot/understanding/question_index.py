"""The known questions of one language, and what speaks for each FAQ entry when a question is asked."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import FaqEntry
from odop_bot.language.endings import bare_forms
from odop_bot.language.tokens import Token, normalise, tokenise
from odop_bot.understanding.phrases import deletes
from odop_bot.understanding.terms import WORD, TermReader

_UNKNOWN_SHARE = 0.8
"""Weight of a word that no entry has, against the rarest known one."""
_COMMON = 0.3
"""Terms in more than this share of the entries say little; no entry is looked up by them."""
_TYPICAL = 0.5
"""A subject belongs to an entry if this share of its questions name it."""
_MIN_TYPO = 5
"""Letters that a word must have before a typo in it is forgiven."""
_FIGURE = re.compile(r"\{\{\s*figure\('([\w-]+)'\)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Line:
    """One known way to ask."""

    entry: str
    language: str
    text: str
    terms: frozenset[str]
    types: frozenset[str]
    mass: float = 1.0


@dataclass(slots=True)
class Entry:
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

    def add(self, number: int, line: Line) -> None:
        """Count one of its questions."""
        self.lines.append(number)
        self.counts.update(line.terms)
        self.by_language.setdefault(line.language, Counter()).update(line.terms)
        self.types.setdefault(line.language, Counter()).update(line.types)
        self.sizes[line.language] += 1

    def share(self, term: str, left_out: Line | None) -> float:
        """Return how usual a term is in the questions, in the language where it is most so."""
        lost = left_out if left_out is not None and term in left_out.terms else None
        return self._most(self.by_language, term, lost, left_out)

    def share_of_types(self, types: frozenset[str], left_out: Line | None) -> float:
        """Return how usual it is to ask for one of some kinds of thing, in the language where it is most so."""
        return max(
            (
                self._most(self.types, kind, left_out if left_out and kind in left_out.types else None, left_out)
                for kind in types
            ),
            default=0.0,
        )

    def _most(
        self, counts: Mapping[str, Counter[str]], key: str, lost: Line | None, left_out: Line | None
    ) -> float:  # fmt: skip
        best = 0.0
        for language, counter in counts.items():
            count = counter.get(key, 0) - (lost is not None and lost.language == language)
            if count > 0:
                size = self.sizes[language] - (left_out is not None and left_out.language == language)
                best = max(best, count / max(size, 1))
        return best


class QuestionIndex:
    """Known questions by their terms.

    A language has an index of its own, with the English questions beside its own ones: what is
    usual in one language says nothing of another.
    """

    def __init__(self, knowledge: Knowledge, reader: TermReader, languages: Sequence[str]) -> None:
        """Index the questions that are written in some languages (`hi`, `hi-Latn`, `en`)."""
        self._reader = reader
        self._lines: list[Line] = []
        self._entries: dict[str, Entry] = {}
        self._read(knowledge, languages)

    def _read(self, knowledge: Knowledge, languages: Sequence[str]) -> None:
        drafts: list[Line] = []
        for entry in knowledge.faq.values():
            mine = self._entries[entry.id] = self._entry(entry, knowledge, languages)
            for language in languages:
                for text in entry.asks.get(language, ()):
                    line = self._line(entry.id, language, text)
                    mine.add(len(drafts), line)
                    drafts.append(line)
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
        self._near: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        """Known words by what is left of them without case and plural."""
        for word in sorted(term.removeprefix(WORD) for term in self._idf if term.startswith(WORD)):
            if len(word) >= _MIN_TYPO:
                for form in bare_forms(word):
                    self._bare.setdefault(form, word)
                for variant in deletes(word):
                    self._near.setdefault(variant, word)

    def _line(self, entry_id: str, language: str, text: str) -> Line:
        tokens = tokenise(normalise(text))
        return Line(entry_id, language, text, frozenset(self._reader.terms(tokens)), self._reader.types(tokens))

    def _entry(self, entry: FaqEntry, knowledge: Knowledge, languages: Sequence[str]) -> Entry:
        def terms(texts: Collection[str]) -> frozenset[str]:
            return frozenset(t for text in texts for t in self._reader.terms(tokenise(normalise(text))))

        titles = [text for language, text in entry.title.items() if language in languages]
        answers = [
            _FIGURE.sub(lambda m: knowledge.figures[m.group(1)].value, text)
            for language, text in entry.answer.items() if language in languages
        ]  # fmt: skip
        return Entry([], Counter(), {}, Counter(), {}, terms(titles), terms(answers))

    def read(self, tokens: Sequence[Token]) -> set[str]:
        """Return the terms of a question, typos and endings that hide a known word taken off."""
        return {self._known(term) for term in self._reader.terms(tokens)}

    def knows(self, term: str) -> bool:
        """Whether a term stands in a known question or its answer."""
        return term in self._idf

    def line(self, number: int) -> str:
        """Return a known question as it is written."""
        return self._lines[number].text

    def usual(self, entry_id: str, terms: Collection[str]) -> set[str]:
        """Return those of some terms that most questions of an entry hold."""
        entry = self._entries[entry_id]
        return {term for term in terms if entry.counts[term] >= _TYPICAL * len(entry.lines)}

    def _known(self, term: str) -> str:
        word = term.removeprefix(WORD)
        if term in self._idf or word == term or len(word) < _MIN_TYPO:
            return term
        for form in bare_forms(word):
            if form in self._bare:
                return WORD + self._bare[form]
        return WORD + next((self._near[v] for v in sorted(deletes(word)) if v in self._near), word)

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
        subjects = asked & self._reader.subjects
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
                1 for term in self._reader.subjects & entry.counts.keys()
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

    def _shared_lines(self, weights: Mapping[str, float], left_out: Line | None) -> dict[str, list[tuple[int, float]]]:
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
