"""The known questions of one language, and what speaks for each FAQ entry when a question is asked."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import FaqEntry
from odop_bot.language.endings import bare_forms
from odop_bot.language.tokens import Token
from odop_bot.understanding.phrases import deletes
from odop_bot.understanding.terms import WORD, TermReader

_UNKNOWN_SHARE = 0.8
"""Weight of a word that no entry has, against the rarest known one."""
_COMMON = 0.3
"""Terms in more than this share of the entries say little; no entry is looked up by them."""
_TYPICAL = 0.5
"""A subject belongs to an entry if this share of its questions name it."""
_CANDIDATES = 24
"""Entries that are compared in full."""
_TOLD = 0.5
"""How much a word counts that stands in an entry's answer only, for being compared at all."""
_MIN_TYPO = 5
"""Letters that a word must have before a typo in it is forgiven."""
_FIGURE = re.compile(r"\{\{\s*figure\('([\w-]+)'\)\s*\}\}")


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One known way to ask."""

    entry: str
    language: str
    text: str
    terms: frozenset[str]
    types: frozenset[str]
    mass: float = 1.0


class Entry(msgspec.Struct, array_like=True):
    """What an entry's questions, title and answer speak of."""

    numbers: list[int]
    """Of its questions."""
    title: frozenset[str]
    answer: frozenset[str]
    terms: frozenset[str]
    """What its questions hold."""
    usual: frozenset[str]
    """What most of its questions hold."""
    typical: dict[str, float]
    """How usual a term is, from 0 to 1, in the language where it is most so: others would drown it."""
    typical_types: dict[str, float]
    """How usual it is to ask for a kind of thing, likewise."""

    @classmethod
    def of(cls, lines: Mapping[int, Line], title: frozenset[str], answer: frozenset[str]) -> Entry:
        """Count what the questions of an entry (by their numbers) have in common."""
        terms = Counter(term for line in lines.values() for term in line.terms)
        return cls(
            list(lines), title, answer, frozenset(terms),
            frozenset(term for term, count in terms.items() if count >= _TYPICAL * len(lines)),
            _typical(lines.values(), lambda line: line.terms), _typical(lines.values(), lambda line: line.types),
        )  # fmt: skip

    def without(self, left_out: Line, lines: Sequence[Line]) -> Entry:
        """Return the entry as it would be if one of all questions were not known."""
        kept = {number: lines[number] for number in self.numbers if lines[number] is not left_out}
        return Entry.of(kept, self.title, self.answer)


def _typical(lines: Collection[Line], parts: Callable[[Line], frozenset[str]]) -> dict[str, float]:
    sizes = Counter(line.language for line in lines)
    counts = Counter((line.language, part) for line in lines for part in parts(line))
    out: dict[str, float] = {}
    for (language, part), count in counts.items():
        out[part] = max(out.get(part, 0.0), min(1.0, 2 * count / sizes[language]))
    return out


def _told(entry: FaqEntry, knowledge: Knowledge) -> dict[str, str]:
    """Return an entry's answers by language with its figures filled in."""
    return {
        language: _FIGURE.sub(lambda match: knowledge.figures[match.group(1)].value, text)
        for language, text in entry.answer.items()
    }


def _terms(read: Reads, texts: Mapping[str, str], languages: Sequence[str]) -> frozenset[str]:
    return frozenset(term for language, text in texts.items() if language in languages for term in read(text)[0])


Reads = Callable[[str], tuple[frozenset[str], frozenset[str]]]
"""Returns terms and types of a text."""


class QuestionTables(msgspec.Struct, array_like=True):
    """What is kept of one language's questions in the compiled copy."""

    lines: list[Line]
    idf: dict[str, float]
    highest: float
    postings: dict[str, list[int]]
    plain: list[int]
    """Questions of common words only."""
    entries: dict[str, Entry]
    told: dict[str, list[str]]
    near: dict[str, str]
    bare: dict[str, str]
    """Known words by what is left of them without case and plural."""


def question_tables(knowledge: Knowledge, languages: Sequence[str], read: Reads) -> QuestionTables:
    """Index the questions that are written in some languages (`hi`, `hi-Latn`, `en`).

    `read` may know texts by heart, since English ones stand in every index.
    """
    drafts = [
        Line(entry.id, language, text, *read(text))
        for entry in knowledge.faq.values() for language in languages for text in entry.asks.get(language, ())
    ]  # fmt: skip
    asked: Counter[str] = Counter()
    told: Counter[str] = Counter()
    titles, answers = {}, {}
    for entry in knowledge.faq.values():
        titles[entry.id] = _terms(read, entry.title, languages)
        answers[entry.id] = _terms(read, _told(entry, knowledge), languages)
    terms: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        terms[draft.entry] |= draft.terms
    for entry_id in knowledge.faq:
        asked.update(terms[entry_id] | titles[entry_id])
        told.update(answers[entry_id] - terms[entry_id])
    total = len(knowledge.faq) or 1
    idf = {term: math.log(1 + total / (0.5 + asked[term] + 0.3 * told[term])) for term in asked.keys() | told.keys()}
    common = max(_COMMON * total, 3)
    lines: list[Line] = []
    postings: dict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        lines.append(msgspec.structs.replace(draft, mass=sum(idf[term] for term in draft.terms) or 1.0))
        for term in draft.terms:
            if asked[term] <= common:
                postings[term].append(number)
    plain = [
        number for number, line in enumerate(lines)
        if line.terms and postings.keys().isdisjoint(line.terms)
    ]  # fmt: skip
    numbers: dict[str, dict[int, Line]] = defaultdict(dict)
    for number, line in enumerate(lines):
        numbers[line.entry][number] = line
    entries = {key: Entry.of(numbers[key], titles[key], answers[key]) for key in knowledge.faq}
    tellers: dict[str, list[str]] = defaultdict(list)
    for entry_id, mine in entries.items():
        for term in mine.answer - mine.terms:
            if asked[term] + told[term] <= common / 3:
                tellers[term].append(entry_id)
    near: dict[str, str] = {}
    bare: dict[str, str] = {}
    for word in sorted(term.removeprefix(WORD) for term in idf if term.startswith(WORD)):
        if len(word) >= _MIN_TYPO:
            for form in bare_forms(word):
                bare.setdefault(form, word)
            for variant in deletes(word):
                near.setdefault(variant, word)
    return QuestionTables(
        lines, idf, max(idf.values(), default=1.0), dict(postings), plain, entries, dict(tellers), near, bare
    )


class QuestionIndex:
    """Known questions by their terms.

    A language has an index of its own, with the English questions beside its own ones: what is
    usual in one language says nothing of another.
    """

    def __init__(self, tables: QuestionTables, reader: TermReader) -> None:
        """Take what `question_tables` has made."""
        self._reader = reader
        self._lines = tables.lines
        self._idf = tables.idf
        self._highest = tables.highest
        self._postings = tables.postings
        self._plain = tables.plain
        self._entries = tables.entries
        self._told = tables.told
        self._near = tables.near
        self._bare = tables.bare

    def read(self, tokens: Sequence[Token]) -> set[str]:
        """Return the terms of a question, typos and endings that hide a known word taken off."""
        return {
            self._known(term) for term in self._reader.terms(tokens)
            if self.knows(term) or not self._reader.is_empty(term)
        }  # fmt: skip

    def knows(self, term: str) -> bool:
        """Whether a term stands in a known question or its answer."""
        return term in self._idf

    def line(self, number: int) -> str:
        """Return a known question as it is written."""
        return self._lines[number].text

    def usual(self, entry_id: str, terms: Collection[str]) -> set[str]:
        """Return those of some terms that most questions of an entry hold."""
        return set(terms) & self._entries[entry_id].usual

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
        subjects = asked & self._reader.subjects
        out: dict[str, tuple[list[float], int]] = {}
        for entry_id in self._candidates(weights, lines):
            entry = self._entries[entry_id]
            if left_out is not None and left_out.entry == entry_id:
                entry = entry.without(left_out, self._lines)
            first = second = contained = alike = 0.0
            nearest = next(iter(entry.numbers), 0)
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
                if term in entry.terms or term in entry.title:
                    in_questions += weight
                    typical += weight * entry.typical.get(term, 0.0)
                elif term in entry.answer:
                    in_answer += weight
                elif term in subjects:
                    foreign += 1
            same = max([entry.typical_types.get(kind, 0.0) for kind in types], default=0.5)
            missing = len((entry.usual & self._reader.subjects) - asked)
            out[entry_id] = (
                [
                    in_questions / mass, in_answer / mass, typical / mass, first, contained, second,
                    same, alike if types else first, float(foreign), float(missing),
                ],
                nearest,
            )  # fmt: skip
        return out

    def _candidates(
        self, weights: Mapping[str, float], lines: Mapping[str, list[tuple[int, float]]]
    ) -> list[str]:  # fmt: skip
        """Return the entries that share most with a question: those far behind are never the nearest."""
        strength: dict[str, float] = {
            entry_id: max(together for _, together in found) for entry_id, found in lines.items() if found
        }
        for term, weight in weights.items():
            for entry_id in self._told.get(term, ()):
                strength[entry_id] = strength.get(entry_id, 0.0) + _TOLD * weight
        if len(strength) <= _CANDIDATES:
            return list(strength)
        return sorted(strength, key=lambda entry_id: (-strength[entry_id], entry_id))[:_CANDIDATES]

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
