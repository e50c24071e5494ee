"""Tell which detail of a fact is known: the date on which a scheme was launched, the ministry that it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.solving.details import DATE, MINISTRY, MONEY, SHARE, Detail, DetailReader, Details, Value
from odop_bot.solving.entries import EntryFinder
from odop_bot.solving.reading import Reading
from odop_bot.solving.sentences import Clause, Sentence
from odop_bot.understanding.terms import CONCEPT

_LEAST = 0.35
"""Share of the words around a detail that a sentence must have to tell it."""
_AHEAD = 1.3
"""How much better than any other the detail must be told that is known."""
_MANY = frozenset({MONEY, SHARE})
"""Kinds of details of which a scheme has many: all words of what is asked must be there."""
_SAID_OTHERWISE = frozenset(f"{CONCEPT}{name}" for name in ("limit", "loan", "money"))
"""Words that an answer about amounts may leave out: "Shishu: up to Rs 50,000"."""
_OF_TITLE = 0.5
"""What a word counts that stands in the title only, where a sentence names a ministry beside others."""
_LATIN = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A detail that is known."""

    value: Value
    sentence: Sentence
    score: float
    alone: bool
    """Whether its part of the sentence has no other one of that kind."""
    inexact: bool
    """Whether that part says "about", "more than" or the like."""
    values: tuple[Value, ...]
    """All that the entries have of that kind."""

    def is_other(self, details: Sequence[Detail]) -> bool:
        """Whether it is none of some details."""
        return not any(detail.agrees(self.value) for detail in details)


@dataclass(frozen=True, slots=True)
class _Told:
    """How well a detail is told."""

    score: float
    sentence: Sentence
    alone: bool
    inexact: bool
    terms: frozenset[str]
    """What its part of the sentence, and the title, have of what is asked."""

    def says(self, term: str) -> bool:
        """Whether its part of the sentence, or the title, has a word."""
        return term in self.terms or term in self.sentence.whole.terms

    def is_ahead_of(self, other: _Told) -> bool:
        """Whether it is what is asked rather than another one: much better told, or with all its words and more."""
        return self.score >= _AHEAD * other.score or (self.score > other.score and self.terms > other.terms)


class KnownReader:
    """Finds such details; one object serves all questions."""

    def __init__(self, knowledge: Knowledge, reading: Reading, details: DetailReader, finder: EntryFinder) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._finder = finder
        self._details = details
        self._read = lru_cache(maxsize=4096)(details.read)
        """Of the sentences of answers."""

    def read(self, text: str, *, ministry: bool = False) -> Details:
        """Return the details of a text of a question, as `DetailReader` does."""
        return self._details.read(text, ministry=ministry)

    def numbers(self, text: str) -> list[float]:
        """Return the numbers of a text."""
        return [number.value for number in self._details.numbers.read(text)]

    def known(self, kind: str, asked: Details, context: str, language: str) -> Known | None:
        """Return the one detail of a kind that answers tell of what is asked; None where they tell none, or several.

        `context`: what stands before what is asked, and may say what it is about.
        """
        told, about = self._told(asked.text, context, language)
        content = self._content(f"{about} {asked.around}", asked, told)
        best: dict[Value, _Told] = {}
        found = [(s, chance, *item) for s, chance in told for item in self._of_kind(kind, s, asked)]
        weight = _OF_TITLE if kind == MINISTRY else 1.0
        for sentence, chance, detail, part, alone in found:
            # What the title names may be what another sentence is about: "MUDRA limits: Shishu, Kishor, Tarun".
            others = {t for s, *_ in found if s.entry == sentence.entry and s is not sentence for t in s.whole.terms}
            title = sentence.title - (others - self._names(sentence.entry))
            whole = self._finder.recall(content, sentence.whole, title, weight)
            score = chance * (whole + self._finder.recall(content, part, title, weight)) / 2
            if detail.value not in best or score > best[detail.value].score:
                had = content & (part.terms | title)
                terms, inexact = frozenset(filter(self._finder.says, had)), self._read(part.text).inexact
                best[detail.value] = _Told(score, sentence, alone, inexact, terms)
        if not best:
            return None
        value, first = max(best.items(), key=lambda item: item[1].score)
        rivals = [other for v, other in best.items() if not Detail(kind, value, 0, 0).agrees(v)]
        if first.score < _LEAST or not all(first.is_ahead_of(rival) for rival in rivals):
            return None
        asking = self._finder.content(f"{about} {asked.around}") - _SAID_OTHERWISE
        if kind in _MANY and not all(map(first.says, filter(self._finder.says, asking))):
            return None
        return Known(value, first.sentence, first.score, first.alone, first.inexact, tuple(best))

    def sentence_with(self, details: Sequence[Detail], asked: Details, language: str) -> Sentence | None:
        """Return the sentence of an answer that has some details together; None where none has."""
        for sentence, _ in self._told(asked.text, "", language)[0]:
            theirs = self._read(sentence.text)
            if all(any(detail.agrees(other.value) for other in theirs.of(detail.kind)) for detail in details):
                return sentence
        return None

    def first_state(self, asked: Details, context: str, language: str) -> Known | None:
        """Return the State that was the first to do what is asked; None where no answer says so of one alone."""
        told, about = self._told(asked.text, context, language)
        content = self._content(f"{about} {asked.around}", asked, told)
        states = {t for m in self._reading.annotate(asked.text).mentions for t in self._finder.content(m.text)}
        for sentence, chance in told:
            found = self._reading.annotate(sentence.text).states if self._read(sentence.text).first else ()
            score = chance * self._finder.recall(content - states, sentence.whole, sentence.title, 1.0)
            if len(found) == 1 and score >= _LEAST:
                return Known(found[0], sentence, score, True, False, found)
        return None

    def _names(self, entry: str) -> frozenset[str]:
        """Return the terms of the names of what an entry is about."""
        names = self._knowledge.subjects[self._knowledge.faq[entry].subject].name.values()
        return frozenset().union(*map(self._finder.content, names))

    def _told(self, text: str, context: str, language: str) -> tuple[list[tuple[Sentence, float]], str]:
        """Return the sentences of the entries that a text asks for, and the name of what it is about by its context."""
        subjects = self._finder.subjects(text, context)
        found = self._finder.entries(f"{context} {text}".strip(), language, (context, text))
        told = [
            (sentence, chance)
            for sentence, chance in found
            if not sentence.old and self._finder.is_of(sentence.entry, subjects)
        ]
        unsaid = () if self._reading.annotate(text).about else subjects
        names = (self._knowledge.subjects[subject].name[ENGLISH] for subject in unsaid)
        return told, " ".join(names)

    def _content(self, text: str, asked: Details, told: Sequence[tuple[Sentence, float]]) -> frozenset[str]:
        """Return the words by which a sentence is known to tell what is asked."""
        content = self._finder.content(text)
        # Which word is used for what happened does not matter: the parts that are read say that it did.
        content -= {term for term in self._finder.content(asked.verbs) if not term.startswith(CONCEPT)}
        # What is written in another script may be called otherwise in every answer.
        foreign = self._finder.content(_LATIN.sub(" ", text))
        had = {term for sentence, _ in told for term in (*sentence.whole.terms, *sentence.title)}
        return frozenset(term for term in content if term not in foreign or term in had)

    def _of_kind(self, kind: str, sentence: Sentence, asked: Details) -> Iterator[tuple[Detail, Clause, bool]]:
        """Yield the details of a kind of a sentence, each with its part of it, and whether it is the only one there."""
        whole = self._read(sentence.text)
        if not whole.of(kind):
            return
        parts = (sentence.whole,) if kind == MINISTRY or len(whole.of(kind)) == 1 else sentence.clauses
        for part in parts:
            found = self._read(part.text)
            if kind != DATE or asked.acts & found.acts:
                yield from ((detail, part, len(found.of(kind)) == 1) for detail in found.of(kind))
