"""Check the options of a question against the FAQ: the entries that the stem asks for, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.solving.entries import EntryFinder
from odop_bot.solving.reading import Reading
from odop_bot.solving.sentences import Sentence
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.solving.values import Value, ValueReader, has
from odop_bot.understanding.gazetteer import STATE

_LEAST_OF_SISTER = 0.45
_BASE, _RECALL, _PRECISION = 0.35, 0.5, 0.15
"""What a sentence is worth in which an option stands: at all, with all words of the stem, with no other words."""
_LEAST, _LEAST_WITH_NUMBERS = 0.18, 0.12
"""Shares of the stem's words that a sentence must have to tell an option, without and with numbers."""
ENOUGH = 0.3
AHEAD = 1.12
"""How much better than the next best an option must be told."""
ALONE, FAR = 0.22, 3.0
"""What is enough, too, where the next best is worse by this much."""
_OLD = 0.85
_WORDY, _MOST_WORDY = 0.06, 5
"""What each word of an option gains, up to so many: of two that stand in a sentence the fuller one is what it tells."""
_ELSEWHERE = 0.7
"""What is left where the place that the stem names is not named."""
_ANSWERS = 0.4
"""Share of a stem's words that a sentence must have to be its answer."""


class FactReader:
    """Reads facts; one object serves all questions."""

    def __init__(self, reading: Reading, finder: EntryFinder, values: ValueReader) -> None:
        self._reading = reading
        self._finder = finder
        self._values = values

    def options(self, stem: str, options: Sequence[str], language: str, *, denied: bool = False) -> list[Finding]:
        """Return what the FAQ says of each option as the answer to a stem; all open where it tells none of them.

        `denied`: only sentences that deny something are read.
        """
        told = [(s, c) for s, c in self._finder.entries(stem, language) if s.whole.negative or not denied]
        found = self._all_told(stem, options, told, denied=denied)
        if told and not denied and all(finding is UNKNOWN for finding in found):
            found = self._all_told(
                stem, options, list(self._finder.sisters(told[0][0].entry, language)), _LEAST_OF_SISTER
            )
        return found

    def otherwise(self, stem: str, options: Sequence[str], language: str, *, places: bool) -> Finding | None:
        """Return the sentence that answers a stem with something else of the kind of its options; None without one.

        `places`: all options are places. Else they are shares, days, amounts, or share words: Ministry of …
        """
        told = list(self._finder.entries(stem, language))
        values = self._values.values(options, stem)
        if not told or any(value is None for value in values):
            return None
        known = [value for value in values if value is not None]
        of_entry = [sentence for sentence, _ in told if sentence.entry == told[0][0].entry]
        if any(self._values.stands(value, sentence.whole) for value in known for sentence in of_entry):
            return None
        content = self._finder.content(stem)
        best, most = None, _ANSWERS
        for sentence in of_entry:
            recall = self._finder.recall(content, sentence.whole, sentence.title, first=sentence.first)
            if recall >= most and not sentence.old and self._is_of_kind(known, sentence, content, places=places):
                best, most = sentence, recall
        return Finding(truth=Truth.YES, entry=best.entry, sentence=best.text, score=most) if best else None

    def _is_of_kind(
        self, values: Sequence[Value], sentence: Sentence, content: frozenset[str], *, places: bool
    ) -> bool:
        """Whether a sentence has one thing of the kind of some options: a share, a day, an amount, a place, …"""
        if places:
            return len({c.place.id for c in self._reading.annotate(sentence.text).sure}) == 1
        numbers = [value.numbers for value in values]
        if all(numbers):
            first = numbers[0][0]
            kind = (first.share, first.day, first.money)
            theirs = [n for n in sentence.whole.numbers if (n.share, n.day, n.money) == kind]
            alike = all((found[0].share, found[0].day, found[0].money) == kind for found in numbers)
            counted = any(kind) or any(self._finder.content(n.behind) & content for n in theirs)
            return alike and counted and len(theirs) == 1
        common = values[0].common
        return bool(common) and not any(numbers) and all(has(sentence.whole, word) for word in common)

    def _all_told(
        self,
        stem: str,
        options: Sequence[str],
        told: Sequence[tuple[Sentence, float]],
        least: float = 0.0,
        *,
        denied: bool = False,
    ) -> list[Finding]:
        content = self._finder.content(stem)
        evidence = self._reading.annotate(stem)
        places = frozenset(
            evidence.tokens[i].stem
            for m in evidence.mentions
            if m.best.place.kind != STATE
            for i in range(m.start, m.end)
        )
        values = self._values.values(options, stem)
        found = [
            self._told(value, told, content, places, least, denied=denied) if value else UNKNOWN for value in values
        ]
        return [self._of_place(option, finding) for option, finding in zip(options, found, strict=True)]

    def _of_place(self, option: str, finding: Finding) -> Finding:
        """Return a finding unless its option is a place that its sentence does not name: one Pradesh is not another."""
        wanted = self._reading.places(option)
        if not wanted or finding.sentence is None or wanted & self._reading.places(finding.sentence):
            return finding
        return UNKNOWN

    def _told(
        self,
        value: Value,
        told: Sequence[tuple[Sentence, float]],
        content: frozenset[str],
        places: frozenset[str],
        least: float,
        *,
        denied: bool,
    ) -> Finding:
        best: Finding = UNKNOWN
        for sentence, chance in told:
            share = self._values.stands(value, sentence.whole)
            if not share:
                continue
            standing = [c for c in sentence.clauses if self._values.stands(value, c)]
            if standing and not denied and not value.numbers and all(c.negative for c in standing):
                continue  # "a textile is not what PMFME supports" makes it no scheme of the textile ministry
            clause = max((self._finder.recall(content, c, sentence.title, title=0.0) for c in standing), default=0.0)
            recall = self._finder.recall(content, sentence.whole, sentence.title, first=sentence.first)
            if recall < max(least, _LEAST_WITH_NUMBERS if value.numbers else _LEAST):
                continue
            worth = _BASE + _RECALL * recall
            worth += _PRECISION * self._finder.precision(content, sentence.whole)
            score = chance * share * worth * (_OLD if sentence.old else 1.0)
            score *= 1 + _WORDY * min(len(value.words), _MOST_WORDY)
            if places and not places & (sentence.whole.words | {t.partition(":")[2] for t in sentence.title}):
                score *= _ELSEWHERE
            if (score, clause) > (best.score, best.beside):
                best = Finding(
                    truth=Truth.YES,
                    entry=sentence.entry,
                    sentence=sentence.text,
                    score=score,
                    beside=clause,
                    old=sentence.old,
                )
        return best
