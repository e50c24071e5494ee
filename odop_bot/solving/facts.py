"""Check what a question says against the FAQ: the entries that the stem asks for, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.solving.numbers import Number
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.reading import Reading
from odop_bot.solving.sentences import Clause, Sentence, SentenceReader, Teller
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.understanding.gazetteer import STATE
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.terms import CONCEPT, WORD

_ASKED = 0.5
"""From this probability on a text asks for an FAQ entry."""
MOST_ENTRIES = 6
LEAST = 0.02
"""Probability from which on an entry is looked at."""
_SISTER = 0.7
"""What an entry on the same subject is worth, where the one that is asked for tells no option."""
_LEAST_OF_SISTER = 0.45
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
_BASE, _RECALL, _PRECISION = 0.35, 0.5, 0.15
"""What a sentence is worth in which an option stands: at all, with all words of the stem, with no other words."""
_LEAST, _LEAST_WITH_NUMBERS = 0.2, 0.12
"""Shares of the stem's words that a sentence must have to tell an option, without and with numbers."""
ENOUGH = 0.3
AHEAD = 1.12
"""How much better than the next best an option must be told."""
ALONE, FAR = 0.22, 3.0
"""What is enough, too, where the next best is worse by this much."""
_UNNAMED = 0.6
"""What is left of that where the thing counted is not named."""
_OLD = 0.85
_ELSEWHERE = 0.7
"""What is left where the place that the stem names is not named."""
_MOST_WORDS = 2
"""Words of an option that must all stand in the sentence; of more, most of them."""
_SHARE = 0.7
_ABOUT, _SAYS, _NEARLY = 0.5, 0.55, 0.75
"""Shares of a statement's words that a sentence must have: to be about it; to say it with its numbers; without any."""
_TOP, _DENIED = 0.9, 2
"""The entry that a statement asks for, as chance, and how many of its words a clause must have to deny it."""
_PART = 0.9
"""What an entry is worth that a part of the question, or what stands around it, asks for."""
_HALF = 0.5
"""Share of a value's words that must stand beside its number."""
_EQUAL = 1e-9
"""Ratios that differ by less are one: they are quotients of written numbers."""
_LONGER = 3
"""Letters by which a word of the answer may be longer: rail, railway."""
_SPLIT = re.compile(r"(?<=[.?!।:;])\s+|\.{2,}\s*")


@dataclass(frozen=True, slots=True)
class Value:
    """What an option says that the others do not."""

    numbers: tuple[Number, ...]
    words: tuple[tuple[str, ...], ...]
    """Each word as the forms under which it may stand in a sentence."""
    common: tuple[tuple[str, ...], ...]
    """Words that all options have: what is counted."""
    ratio: str | None
    """`60:40`, which must stand as it is."""


class FactReader:
    """Reads facts; one object serves all questions."""

    def __init__(self, knowledge: Knowledge, reading: Reading, tell: Teller, phrases: PhraseReader) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._phrases = phrases
        self._reader = SentenceReader(knowledge, tell, phrases)

    def options(self, stem: str, options: Sequence[str], language: str, *, denied: bool = False) -> list[Finding]:
        """Return what the FAQ says of each option as the answer to a stem; all open where it tells none of them.

        `denied`: only sentences that deny something are read.
        """
        told = [(s, c) for s, c in self._entries(stem, language) if s.whole.negative or not denied]
        found = self._all_told(stem, options, told)
        if told and not denied and all(finding is UNKNOWN for finding in found):
            found = self._all_told(stem, options, list(self._sisters(told[0][0].entry, language)), _LEAST_OF_SISTER)
        return found

    def _all_told(
        self, stem: str, options: Sequence[str], told: Sequence[tuple[Sentence, float]], least: float = 0.0
    ) -> list[Finding]:
        content = self._content(stem)
        evidence = self._reading.annotate(stem)
        places = frozenset(
            evidence.tokens[i].stem
            for m in evidence.mentions
            if m.best.place.kind != STATE
            for i in range(m.start, m.end)
        )
        values = self._values(options, stem)
        return [self._told(value, told, content, places, least) if value else UNKNOWN for value in values]

    def _told(
        self,
        value: Value,
        told: Sequence[tuple[Sentence, float]],
        content: frozenset[str],
        places: frozenset[str],
        least: float,
    ) -> Finding:
        best: Finding = UNKNOWN
        for sentence, chance in told:
            share = self._stands(value, sentence.whole)
            if not share:
                continue
            clause = max(
                (
                    self._recall(content, c, sentence.title, title=0.0)
                    for c in sentence.clauses
                    if self._stands(value, c)
                ),
                default=0.0,
            )
            recall = self._recall(content, sentence.whole, sentence.title, first=sentence.first)
            if recall < max(least, _LEAST_WITH_NUMBERS if value.numbers else _LEAST):
                continue
            worth = _BASE + _RECALL * recall
            worth += _PRECISION * self._precision(content, sentence.whole)
            score = chance * share * worth * (_OLD if sentence.old else 1.0)
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

    def statement(self, text: str, context: str, language: str) -> Finding:
        """Return what the FAQ says of a statement that stands under a stem."""
        content = self._content(self._reader.numbers.without(text)) - {f"{CONCEPT}who"}
        numbers = self._reader.numbers.read(text)
        said = self._phrases.read(text)
        negative, limits = said.says("not", "none", "denial"), said.says("only")
        best = UNKNOWN
        for sentence, chance in self._entries(f"{context} {text}".strip(), language, context):
            share = self._recall(content, sentence.whole, sentence.title)
            clause = max((self._recall(content, c, sentence.title) for c in sentence.clauses), default=0.0)
            score = share * chance
            if not negative and any(self._denies(content, c) for c in sentence.clauses) and chance > _TOP:
                return Finding(truth=Truth.NO, entry=sentence.entry, sentence=sentence.text, score=1.0)
            if score < _ABOUT or score <= best.score or sentence.old:
                continue
            truth = _compared(numbers, sentence, score)
            if negative != sentence.whole.negative:
                truth = Truth.NO if clause >= _NEARLY and not numbers else Truth.OPEN
            elif limits and not sentence.limits:
                truth = Truth.NO if truth is Truth.NO or self._lists_more(content, sentence) else Truth.OPEN
            if truth is not Truth.OPEN:
                best = Finding(truth=truth, entry=sentence.entry, sentence=sentence.text, score=score)
        return best

    def _denies(self, content: frozenset[str], clause: Clause) -> bool:
        """Whether a clause says of what a statement says, and of nothing else, that it is not so."""
        said = [term for term in clause.terms if self._says(term)]
        return clause.negative and len(said) >= _DENIED and all(term in content for term in said)

    def says_something(self, text: str) -> bool:
        """Whether a stem has words that say what its statements are about."""
        exams = {term for hit in self._phrases.read(text).hits for term in self._content(hit.text)}
        return any(self._says(term) for term in self._content(text) - exams)

    def is_asked(self, text: str) -> bool:
        """Whether a text most likely asks for an FAQ entry."""
        return self._reading.faq_chance(text) > _ASKED

    def _lists_more(self, content: frozenset[str], sentence: Sentence) -> bool:
        """Whether a sentence tells of other things beside what a statement says is all."""
        other = [c for c in sentence.clauses if any(self._says(t) for t in c.terms) and not c.terms & content]
        return len(other) > 0 and len(sentence.clauses) > 1

    # What the entries say

    def _entries(self, text: str, language: str, context: str = "") -> Iterable[tuple[Sentence, float]]:
        chances: dict[str, float] = {}
        for asked, weight in _asks(text, context):
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

    def _sisters(self, entry: str, language: str) -> Iterable[tuple[Sentence, float]]:
        """Yield the sentences of the entries on the subject of one that tells nothing of what is asked."""
        subject = self._knowledge.faq[entry].subject
        for other in self._knowledge.faq.values():
            if other.subject == subject and other.id != entry:
                for code in dict.fromkeys((language, ENGLISH)):
                    for sentence in self._reader.of(other.id, code):
                        yield sentence, _SISTER

    def _content(self, text: str) -> frozenset[str]:
        terms = self._reader.terms
        return frozenset(term for term in terms.terms(tokenise(normalise(text))) if not terms.is_empty(term))

    def _says(self, term: str) -> bool:
        return term not in _GENERAL and not self._reader.terms.is_empty(term)

    def _recall(
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

    def _precision(self, content: frozenset[str], clause: Clause) -> float:
        said = [term for term in clause.terms if not self._reader.terms.is_empty(term)]
        return sum(term in content for term in said) / len(said) if said else 0.0

    # What an option says

    def _values(self, options: Sequence[str], stem: str) -> list[Value | None]:
        """Return what each option says beyond the words that all of them, or the stem, have."""
        numbers = self._reader.numbers
        forms = [self._forms(numbers.without(option)) for option in options]
        common = set.intersection(*(set(found) for found in forms)) if forms else set()
        known = {form for word in (*self._forms(stem), *common) for form in word if not form.startswith(CONCEPT)}
        asked = {(n.value, n.share) for n in numbers.read(stem)}
        out: list[Value | None] = []
        for option, found in zip(options, forms, strict=True):
            own = tuple(numbers.read(option))
            words = tuple(form for form in found if form not in common)
            if words and all(known.intersection(form) for form in words):
                words = ()  # it says nothing but what the stem says
            if own and all((n.value, n.share) in asked for n in own) and len(own) == 1:
                own = ()
            ratio = re.search(r"\d+\s*:\s*\d+", option)
            value = Value(own, words, tuple(common), re.sub(r"\s", "", ratio.group()) if ratio else None)
            out.append(value if own or words else None)
        return out

    def _forms(self, text: str) -> list[tuple[str, ...]]:
        """Return the words of a text that say something, each as the forms under which it may stand elsewhere."""
        tokens = tokenise(normalise(text))
        concepts = {i: name for start, end, name in self._reader.terms.concepts(tokens) for i in range(start, end)}
        out = []
        for i, token in enumerate(tokens):
            if token.text.isdigit() or len(token.text) < 2 or f"{CONCEPT}{concepts.get(i)}" in _EMPTY:
                continue
            if i not in concepts and self._reader.terms.is_empty(f"{WORD}{token.stem}"):
                continue
            # The words of one script are compared as they are; those of others by what they mean as well.
            meaning = (f"{CONCEPT}{concepts[i]}",) if i in concepts and token.script != "Latn" else ()
            out.append((*meaning, token.stem, *((token.skeleton,) if len(token.skeleton) > 3 else ())))
        return list(dict.fromkeys(out))

    def _counts(self, number: Number) -> bool:
        """Whether a number of an option says how many of something there are, so that it is no year."""
        if not number.year:
            return True
        words = tokenise(normalise(number.behind))
        return any(not self._reader.terms.is_empty(f"{WORD}{word.stem}") for word in words)

    def _stands(self, value: Value, clause: Clause) -> float:
        """Return whether, and how fully, what an option says stands in a clause: from 0 to 1."""
        if value.ratio:
            return float(
                any(
                    abs(a.value / b.value - _ratio(value.ratio)) < _EQUAL and b.value == _second(value.ratio)
                    for a, b in zip(clause.numbers, clause.numbers[1:], strict=False)
                    if b.value
                )
            )
        for number in value.numbers:
            counts = self._counts(number)
            if not any(
                n.value == number.value
                and (n.share or not number.share)
                and (number.day or not n.day)
                and not (counts and n.year)
                for n in clause.numbers
            ):
                return 0.0
        have = sum(_has(clause, word) for word in value.words)
        if value.numbers:
            if value.words and have < _HALF * len(value.words):
                return 0.0
            named = not value.common or any(_has(clause, word) for word in value.common)
            return 1.0 if named else _UNNAMED
        share = have / len(value.words)
        return share**2 if share >= (1.0 if len(value.words) <= _MOST_WORDS else _SHARE) else 0.0


def _compared(numbers: Sequence[Number], sentence: Sentence, score: float) -> Truth:
    theirs = {(n.value, n.share) for n in sentence.whole.numbers}
    if all((n.value, n.share) in theirs for n in numbers):
        return Truth.YES if score >= (_SAYS if numbers else _NEARLY) else Truth.OPEN
    missing = [n for n in numbers if (n.value, n.share) not in theirs]
    alike = [n for n in sentence.whole.numbers if n.share == missing[0].share and not n.day]
    if len(missing) != 1 or len(alike) != 1 or score < _SAYS:
        return Truth.OPEN
    return Truth.NO if missing[0].share or score >= _NEARLY else Truth.OPEN


def _asks(text: str, context: str) -> list[tuple[str, float]]:
    """Return what may be asked for an entry, with what an entry found by it is worth."""
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    return [(text, 1.0), *((part, _PART) for part in (parts[-1] if len(parts) > 1 else "", context) if part)]


def _has(clause: Clause, word: tuple[str, ...]) -> bool:
    """Whether a word stands in a clause, perhaps with an ending."""
    if any(form in clause.terms or form in clause.words for form in word):
        return True
    form = next((form for form in word if not form.startswith(CONCEPT)), "")
    return len(form) >= _LONGER and any(
        other.startswith(form) and len(other) - len(form) <= _LONGER for other in clause.words
    )


def _ratio(text: str) -> float:
    first, second = text.split(":")
    return float(first) / float(second) if float(second) else 0.0


def _second(text: str) -> float:
    return float(text.split(":")[1])


_EMPTY = frozenset(f"{CONCEPT}{name}" for name in ("ministry", "government", "scheme", "number", "money", "who"))
"""Concepts that no option is told apart by."""
