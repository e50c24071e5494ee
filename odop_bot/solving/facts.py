"""Check what a question says against the FAQ: the entries that the stem asks for, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.solving.numbers import Number, NumberReader
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.terms import CONCEPT, TermReader
from odop_bot.understanding.understander import Understander

Teller = Callable[[str, str], str]
"""Returns the answer of an FAQ entry in a language, with its figures."""
MOST_ENTRIES = 4
LEAST = 0.03
"""Probability from which on an entry is looked at."""
_SENTENCE = re.compile(r"(?<=[.!?।;])\s+|\n+")
_GENERAL = frozenset(f"{CONCEPT}{name}" for name in (
    "odop", "scheme", "product", "district", "india", "government", "number", "who", "when", "state", "meaning", "year",
    "list", "exam",
))  # fmt: skip
"""Concepts that say little of which sentence is meant."""
_LITTLE = 0.3
_FIRST = 0.12
"""What the first sentence of an answer gains: it is the answer, the others are beside it."""
_TITLE = 0.5
"""What a word counts that stands in the title only."""
_BASE = 0.35
ENOUGH = 0.3
AHEAD = 1.3
"""How much better than the next best an option must be told."""
_MOST_WORDS = 2
"""Words of an option that must all stand in the sentence; of more, most of them."""
_SHARE = 0.75
_AGREES, _ABOUT = 0.55, 0.5
"""Shares of a statement's words that a sentence must have to say it, or to be about it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer."""

    entry: str
    chance: float
    """Probability of the entry, the likeliest being 1."""
    text: str
    terms: frozenset[str]
    words: frozenset[str]
    """Stems and consonant skeletons."""
    title: frozenset[str]
    """Terms of the title."""
    numbers: tuple[Number, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What an option says that the others do not."""

    numbers: tuple[Number, ...]
    words: tuple[tuple[str, ...], ...]
    """Each word as the forms under which it may stand in a sentence."""
    ratio: str | None
    """`60:40`, which must stand as it is."""


class FactReader:
    """Reads facts; one object serves all questions."""

    def __init__(self, knowledge: Knowledge, understander: Understander, tell: Teller) -> None:
        self._knowledge = knowledge
        self._understander = understander
        self._tell = tell
        self._terms = TermReader(knowledge)
        self._numbers = NumberReader(knowledge.words.exams)
        self._texts = lru_cache(maxsize=512)(self._sentences)

    def options(self, stem: str, options: Sequence[str], language: str, negative: bool) -> list[Finding]:
        """Return what the FAQ says of each option as the answer to a stem; all open where it tells none of them."""
        told = list(self._entries(stem, language))
        values = self._values(options, stem)
        stem_terms = self._content(stem)
        findings: list[Finding] = []
        for value in values:
            best, score = None, 0.0
            for sentence in told:
                if value is not None and self._stands(value, sentence):
                    strength = sentence.chance * (_BASE + (1 - _BASE) * self._overlap(stem_terms, sentence))
                    if strength > score:
                        best, score = sentence, strength
            findings.append(
                Finding(truth=Truth.YES, entry=best.entry, sentence=best.text, score=score) if best else UNKNOWN
            )
        return findings

    def statement(self, text: str, context: str, language: str) -> Finding:
        """Return what the FAQ says of a statement that stands under a stem."""
        told = list(self._entries(f"{context} {text}" if context else text, language))
        content = self._content(self._numbers.without(text))
        numbers = self._numbers.read(text)
        best: tuple[float, Finding] = (0.0, UNKNOWN)
        for sentence in told:
            overlap = self._overlap(content, sentence) * sentence.chance
            if overlap < _ABOUT or overlap <= best[0] - 0.15:
                continue
            truth = self._compared(numbers, sentence)
            if truth is Truth.YES and overlap < _AGREES:
                continue
            if truth is not Truth.OPEN and (overlap > best[0] or best[1].truth is Truth.NO):
                best = overlap, Finding(truth=truth, entry=sentence.entry, sentence=sentence.text, score=overlap)
        return best[1]

    def is_ours(self, text: str) -> bool:
        """Whether a text most likely asks for an FAQ entry."""
        evidence = self._understander.annotate(text)
        ranking = self._understander.ranking(evidence)
        return sum(h.probability for h in ranking if isinstance(h.request, AskFaq)) > 0.5

    def _compared(self, numbers: Sequence[Number], sentence: Sentence) -> Truth:
        if not numbers:
            return Truth.OPEN
        theirs = {(n.value, n.share) for n in sentence.numbers}
        if all((n.value, n.share) in theirs for n in numbers):
            return Truth.YES
        missing = [n for n in numbers if (n.value, n.share) not in theirs]
        alike = [n for n in sentence.numbers if n.share == missing[0].share]
        return Truth.NO if len(missing) == 1 and missing[0].share and alike else Truth.OPEN

    # What the entries say

    def _entries(self, text: str, language: str) -> Iterable[Sentence]:
        evidence = self._understander.annotate(text)
        entry = self._understander.entries.exact(text)
        ranked = [
            (h.request.entries[0], h.probability) for h in self._understander.ranking(evidence)
            if isinstance(h.request, AskFaq) and h.probability >= LEAST
        ]  # fmt: skip
        if entry:
            ranked = [(entry, 1.0), *((e, p) for e, p in ranked if e != entry)]
        top = ranked[0][1] if ranked else 1.0
        for found, chance in ranked[:MOST_ENTRIES]:
            for code in dict.fromkeys((language, ENGLISH)):
                for sentence in self._texts(found, code):
                    yield Sentence(
                        found, (chance / top) ** 0.5, sentence.text, sentence.terms, sentence.words, sentence.title,
                        sentence.numbers, sentence.first,
                    )  # fmt: skip

    def _sentences(self, entry: str, language: str) -> tuple[Sentence, ...]:
        title_text = self._knowledge.faq[entry].title.get(language) or self._knowledge.faq[entry].title[ENGLISH]
        title = frozenset(self._terms.terms(tokenise(normalise(title_text))))
        out = []
        parts = [part for part in _SENTENCE.split(self._tell(entry, language)) if part.strip(" -•")]
        for number, part in enumerate(parts):
            text = part.strip(" -•")
            tokens = tokenise(normalise(text))
            words = {form for t in tokens for form in (t.stem, t.skeleton) if len(form) > 1}
            out.append(Sentence(
                entry, 1.0, text, frozenset(self._terms.terms(tokens)), frozenset(words), title,
                tuple(self._numbers.read(text)), number == 0,
            ))  # fmt: skip
        return tuple(out)

    def _content(self, text: str) -> frozenset[str]:
        terms = self._terms.terms(tokenise(normalise(text)))
        return frozenset(term for term in terms if not self._terms.is_empty(term))

    def _overlap(self, content: frozenset[str], sentence: Sentence) -> float:
        """Return which share of some words a sentence has, its title counted in part."""
        total = got = 0.0
        for term in content:
            weight = _LITTLE if term in _GENERAL else 1.0
            total += weight
            if term in sentence.terms or term.partition(":")[2] in sentence.words:
                got += weight
            elif term in sentence.title:
                got += weight * _TITLE
        return min(1.0, (got / total if total else 0.0) + (_FIRST if sentence.first else 0.0))

    # What an option says

    def _values(self, options: Sequence[str], stem: str) -> list[Value | None]:
        """Return what each option says beyond the words that all of them, or the stem, have."""
        forms = [self._forms(self._numbers.without(option)) for option in options]
        common = set.intersection(*(set(found) for found in forms)) if forms else set()
        stem_forms = set(self._forms(stem))
        out: list[Value | None] = []
        for option, found in zip(options, forms, strict=True):
            numbers = tuple(self._numbers.read(option))
            words = tuple(form for form in found if form not in common)
            if not numbers and all(form in stem_forms for form in words):
                words = ()
            ratio = re.search(r"\d+\s*:\s*\d+", option)
            value = Value(numbers, words, re.sub(r"\s", "", ratio.group()) if ratio else None)
            out.append(value if numbers or words else None)
        return out

    def _forms(self, text: str) -> list[tuple[str, ...]]:
        tokens = tokenise(normalise(text))
        concepts = {i: name for start, end, name in self._terms.concepts(tokens) for i in range(start, end)}
        out = []
        for i, token in enumerate(tokens):
            term = f"w:{token.stem}"
            if i not in concepts and (self._terms.is_empty(term) or token.text.isdigit() or len(token.text) < 2):
                continue
            concept = (f"{CONCEPT}{concepts[i]}",) if i in concepts and concepts[i] not in _GENERIC else ()
            out.append((*concept, token.stem, *((token.skeleton,) if len(token.skeleton) > 2 else ())))
        return list(dict.fromkeys(out))

    def _stands(self, value: Value, sentence: Sentence) -> bool:
        if value.ratio:
            return value.ratio in re.sub(r"\s", "", sentence.text)
        theirs = [(n.value, n.share) for n in sentence.numbers]
        for number in value.numbers:
            if not any(v == number.value and (share or not number.share) for v, share in theirs):
                return False
        if not value.words:
            return bool(value.numbers)
        have = sum(any(form in sentence.terms or form in sentence.words for form in word) for word in value.words)
        if value.numbers:
            return have >= 0.5 * len(value.words)
        return have == len(value.words) if len(value.words) <= _MOST_WORDS else have >= _SHARE * len(value.words)


_GENERIC = frozenset({"ministry", "government", "scheme", "number", "money", "district", "product", "state", "india"})
"""Concepts that say too little to stand for a word of an option."""
