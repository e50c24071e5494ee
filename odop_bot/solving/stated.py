"""Tell whether a statement is so by the FAQ: what it says, with which numbers and names, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from odop_bot.solving.details import MINISTRY, MONEY, SHARE, Details
from odop_bot.solving.entries import EntryFinder
from odop_bot.solving.known import Known, KnownReader
from odop_bot.solving.numbers import Number
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.reading import Reading
from odop_bot.solving.sentences import LIMITS, Clause, Sentence, SentenceReader
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.solving.values import ValueReader, has
from odop_bot.understanding.terms import CONCEPT

_ASKED = 0.5
"""From this probability on a text asks for an FAQ entry."""
_ABOUT, _WITH_NUMBERS, _SAYS, _NEARLY = 0.4, 0.4, 0.55, 0.75
"""Shares of a statement's words that a sentence must have: to be about it; to say it with its very numbers; to gainsay
a share; to say or gainsay anything else."""
_NAMED, _UNNAMED_SHARE = (0.5, 0.5), (0.6, 0.45)
"""Share of the words, and that times the entry's chance, with which a sentence says what a statement says without
numbers: where it has all names of the statement, of which there are some; where the statement has none."""
_CONTRARY = 0.65
"""The share with which a sentence that denies something gainsays a statement that does not, or the other way round."""
_CONTRARY_WORDS = 3
"""Words that a statement without names must have to be gainsaid so."""
_TOP, _DENIED = 0.9, 2
"""The entry that a statement asks for, as chance, and how many of its words a clause must have to deny it."""
_GI = "gi"
_AND = re.compile(r"\s+(?:and|but|और|तथा|एवं|మరియు)\s+|,\s+")
_BESIDE_MINISTRY = 2
"""Words before and behind "ministry" that may say which one."""
_LEAST_PART = 3
"""Words of a part of a statement that is one of its own."""


class StatementReader:
    """Checks statements; one object serves all questions."""

    def __init__(
        self,
        reading: Reading,
        phrases: PhraseReader,
        reader: SentenceReader,
        finder: EntryFinder,
        values: ValueReader,
        known: KnownReader,
    ) -> None:
        self._reading = reading
        self._phrases = phrases
        self._reader = reader
        self._finder = finder
        self._values = values
        self._known = known

    def statement(self, text: str, context: str, language: str) -> Finding:
        """Return what the FAQ says of a statement that stands under a stem."""
        parts = [part for part in _AND.split(text) if len(part.split()) >= _LEAST_PART]
        found = self._stated(text, context, language)
        if found.truth is not Truth.OPEN or len(parts) < 2:
            return found
        # A statement of two is wrong when one of them is.
        wrong = (self._stated(part, context, language) for part in parts if self._reader.numbers.read(part))
        return next((finding for finding in wrong if finding.truth is Truth.NO), found)

    def _stated(self, text: str, context: str, language: str) -> Finding:
        content = self._finder.content(self._reader.numbers.without(text)) - {f"{CONCEPT}who"}
        numbers = self._reader.numbers.read(text)
        said = self._phrases.read(text)
        negative = said.says("not", "none", "denial")
        limits = {kind for kind in LIMITS if said.says(kind)}
        if any("one" in hit.values and hit.end - hit.start > 1 for hit in said.hits):
            limits.add("only")
        names = self._names(text)
        details = self._known.read(text)
        detailed = UNKNOWN if negative else self._by_details(details, context, language)
        if detailed.truth is not Truth.OPEN:
            return detailed
        subjects = self._finder.subjects(text, context)
        best, most = UNKNOWN, 0.0
        told = self._finder.entries(f"{context} {text}".strip(), language, (context, text))
        # A statement on GIs may be one on the Registry itself, for which nobody would ask an answer.
        of_gi = self._finder.about(_GI, language) if self._reading.annotate(text).wants(_GI) else ()
        sentences = [*told, *of_gi]
        had = {(sentence.entry, n.value, n.share) for sentence, _ in sentences for n in sentence.whole.numbers}
        for sentence, chance in sentences:
            share = self._finder.recall(content, sentence.whole, sentence.title)
            score = share * chance
            if not negative and any(self._denies(content, c) for c in sentence.clauses) and chance > _TOP:
                return Finding(truth=Truth.NO, entry=sentence.entry, sentence=sentence.text, score=1.0)
            if score < _ABOUT or score <= most or sentence.old or not self._finder.is_of(sentence.entry, subjects):
                continue
            limited = False
            named = all(has(sentence.whole, name) for name in names)
            truth = _compared(numbers, sentence, score) if numbers else _worded(share, score, bool(names), named)
            inexact = details.inexact or self._known.read(sentence.text).inexact
            if truth is Truth.NO and (inexact or any((sentence.entry, n.value, n.share) in had for n in numbers)):
                truth = Truth.OPEN  # more than 770 is not said of the 75 of one State, nor 8 per cent of the 5 one pays
            if negative != sentence.whole.negative:
                sure = bool(names) or len(content) >= _CONTRARY_WORDS
                truth = Truth.NO if score >= _CONTRARY and not numbers and named and sure else Truth.OPEN
            elif not limits <= sentence.limits:
                limited = truth is not Truth.NO and self._lists_more(content, sentence)
                truth = Truth.NO if truth is Truth.NO or limited else Truth.OPEN
            elif truth is Truth.YES and not named:
                truth = Truth.OPEN
            if truth is not Truth.OPEN:
                best = Finding(truth=truth, entry=sentence.entry, sentence=sentence.text, score=score, limited=limited)
                most = score
        return best

    def _by_details(self, details: Details, context: str, language: str) -> Finding:
        """Return that a statement is wrong where it has another date, count, ministry, … than the one that is known."""
        if self._reading.faq_chance(f"{context} {details.text}".strip()) < _ASKED:
            return UNKNOWN
        for kind in () if details.inexact else dict.fromkeys(detail.kind for detail in details.found):
            known = self._known.known(kind, details, context, language)
            mine = details.of(kind)
            # What the answer names as well may be right in another way: the interest paid, and the part that is borne.
            named = (
                kind in (MINISTRY, MONEY, SHARE) and known is not None and any(d.value in known.values for d in mine)
            )
            if known and known.alone and not known.inexact and not named and known.is_other(mine):
                return _told(Truth.NO, known)
            if known and kind == MINISTRY and known.score >= _NEARLY and not known.is_other(mine):
                return _told(Truth.YES, known)
        states = self._reading.annotate(details.text).states if details.first else ()
        if len(states) == 1:
            known = self._known.first_state(details, context, language)
            if known:
                return _told(Truth.YES if known.value == states[0] else Truth.NO, known)
        return UNKNOWN

    def _names(self, text: str) -> list[tuple[str, ...]]:
        """Return the names of a statement, each as the forms under which it may stand: places, ministries, ACRONYMS.

        What is said of one ministry, State or office is wrong of the next: a sentence must have them all.
        """
        evidence = self._reading.annotate(text)
        tokens = evidence.tokens
        spans = {i for m in evidence.mentions for i in range(m.start, m.end)}
        concepts = {i: f"{CONCEPT}{name}" for a, b, name in self._reader.terms.concepts(tokens) for i in range(a, b)}
        ministries = [i for i, concept in concepts.items() if concept == f"{CONCEPT}ministry"]
        out = []
        for i, token in enumerate(tokens):
            written = text[token.start : token.end]
            capital = token.script == "Latn" and (written.isupper() or (i > 0 and written.istitle()))
            strict = any(0 < abs(i - at) <= _BESIDE_MINISTRY for at in ministries)
            if (i in spans or strict or capital) and len(token.text) > 1:
                out += [
                    (*((concepts[i],) if i in concepts else ()), *forms) for forms in self._values.forms(token.text)
                ]
        return out

    def _denies(self, content: frozenset[str], clause: Clause) -> bool:
        """Whether a clause says of what a statement says, and of nothing else, that it is not so."""
        said = [term for term in clause.terms if self._finder.says(term)]
        return clause.negative and len(said) >= _DENIED and all(term in content for term in said)

    def says_something(self, text: str) -> bool:
        """Whether a stem has words that say what its statements are about."""
        exams = {term for hit in self._phrases.read(text).hits for term in self._finder.content(hit.text)}
        return any(self._finder.says(term) for term in self._finder.content(text) - exams)

    def is_asked(self, text: str) -> bool:
        """Whether a text most likely asks for an FAQ entry."""
        return self._reading.faq_chance(text) > _ASKED

    def _lists_more(self, content: frozenset[str], sentence: Sentence) -> bool:
        """Whether a sentence tells of other things beside what a statement says is all."""
        other = [c for c in sentence.clauses if any(self._finder.says(t) for t in c.terms) and not c.terms & content]
        return len(other) > 0 and len(sentence.clauses) > 1


def _told(truth: Truth, known: Known) -> Finding:
    return Finding(truth=truth, entry=known.sentence.entry, sentence=known.sentence.text, score=known.score)


def _compared(numbers: Sequence[Number], sentence: Sentence, score: float) -> Truth:
    """Return whether a sentence has the numbers of a statement, or others of their kind instead."""
    theirs = {(n.value, n.share) for n in sentence.whole.numbers}
    missing = [n for n in numbers if (n.value, n.share) not in theirs]
    if not missing:
        return Truth.YES if score >= _WITH_NUMBERS else Truth.OPEN
    asked = {(n.value, n.share) for n in numbers}
    other = [n for n in sentence.whole.numbers if not n.day and (n.value, n.share) not in asked]
    alike = [[n for n in other if n.share == number.share] for number in missing]
    if any(len(found) != 1 for found in alike) or len({n.share for n in missing}) < len(missing):
        return Truth.OPEN
    return Truth.NO if score >= (_SAYS if any(n.share for n in missing) else _NEARLY) else Truth.OPEN


def _worded(share: float, score: float, has_names: bool, named: bool) -> Truth:
    """Return whether a sentence has so much of a statement without numbers that it says the same."""
    least_share, least_score = _NAMED if has_names else _UNNAMED_SHARE
    return Truth.YES if named and share >= least_share and score >= least_score else Truth.OPEN
