"""The sentences of FAQ answers, with their words and numbers; the figures of an entry are sentences too."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.sound import fold, stem
from odop_bot.language.tokens import known_words, normalise, tokenise
from odop_bot.solving.numbers import Number, NumberReader
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.understanding.terms import TermReader

Teller = Callable[[str, str], str]
"""Returns the answer of an FAQ entry in a language, with its figures."""
_SENTENCE = re.compile(r"(?<=[.?!।;])(?<!రూ\.)(?<!रु\.)(?<!रू\.)(?<!\bRs\.)\s+|\n+")
_CLAUSE = re.compile(r",\s+(?!\d{4}\b)|\(|[:–—]\s+|\s+(?:and|और|तथा|మరియు)\s+")
LIMITS = ("only", "every")
"""Words that allow no exception."""
_FIGURE = re.compile(r"figure\('([\w-]+)'\)")
_FIGURE_CALL = re.compile(r"\{\{.*?\}\}")
_LEAST = 0.2
"""What the commonest term counts."""
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_SPOKEN = """
e bi si di i ef ji ech ai je ke el em en o pi kyu ar es ti yu vi dablyu eks vai jed
"""
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _SPOKEN.split(), strict=True))
"""Letters of the alphabet as India says them: डीपीआईआईटी is DPIIT."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence."""

    text: str
    terms: frozenset[str]
    words: frozenset[str]
    """Stems and consonant skeletons."""
    numbers: tuple[Number, ...]
    negative: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer."""

    entry: str
    text: str
    whole: Clause
    clauses: tuple[Clause, ...]
    title: frozenset[str]
    """Terms of the title."""
    first: bool
    limits: frozenset[str]
    """What it says of those: `only`, `every`."""
    old: bool = False
    """Whether it is an earlier value of a figure."""


class SentenceReader:
    """Reads the sentences of entries; one object serves all."""

    def __init__(self, knowledge: Knowledge, tell: Teller, phrases: PhraseReader) -> None:
        self._knowledge = knowledge
        self._tell = tell
        self._phrases = phrases
        self.terms = TermReader(knowledge)
        self.numbers = NumberReader(knowledge.words)
        self.of = lru_cache(maxsize=512)(self._of)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How much each term of the answers says, from 0 to 1: the fewer entries have it, the more."""
        count: Counter[str] = Counter()
        for entry in self._knowledge.faq.values():
            text = f"{entry.title[ENGLISH]}. {_FIGURE_CALL.sub(' ', entry.answer[ENGLISH])}"
            count.update(set(self.terms.terms(known_words(text))))
        most = math.log(len(self._knowledge.faq) + 1)
        return {term: max(_LEAST, math.log((len(self._knowledge.faq) + 1) / n) / most) for term, n in count.items()}

    def _of(self, entry: str, language: str) -> tuple[Sentence, ...]:
        """Return the sentences of an entry in a language; in English its figures as well."""
        faq = self._knowledge.faq[entry]
        title = frozenset(self._terms_of(faq.title.get(language) or faq.title[ENGLISH]))
        parts = [part.strip(" -•") for part in _SENTENCE.split(self._tell(entry, language))]
        out = [self._sentence(entry, part, title, number == 0) for number, part in enumerate(filter(None, parts))]
        if language == ENGLISH:
            out += self._figures(entry, title)
        return tuple(out)

    def _figures(self, entry: str, title: frozenset[str]) -> Iterator[Sentence]:
        for key in dict.fromkeys(_FIGURE.findall(self._knowledge.faq[entry].answer[ENGLISH])):
            figure = self._knowledge.figures[key]
            yield self._sentence(entry, f"{figure.what}: {figure.value}", title, first=False)
            for earlier in figure.was:
                text = f"{figure.what}: {earlier.value} ({earlier.as_of})"
                yield self._sentence(entry, text, title, first=False, old=True)

    def _sentence(self, entry: str, text: str, title: frozenset[str], first: bool, old: bool = False) -> Sentence:
        found = self._phrases.read(text)
        return Sentence(
            entry,
            text,
            self._clause(text),
            tuple(self._clause(part) for part in _CLAUSE.split(text) if part.strip()),
            title,
            first,
            limits=frozenset(kind for kind in LIMITS if found.says(kind)),
            old=old,
        )

    def _clause(self, text: str) -> Clause:
        tokens = tokenise(normalise(text))
        words = {form for t in tokens for form in (t.stem, t.skeleton) if len(form) > 1}
        words |= {stem(fold("".join(_LETTERS[c] for c in found))) for found in _ACRONYM.findall(text)}
        negative = self._phrases.read(text).says("not", "none", "denial")
        return Clause(
            text, frozenset(self.terms.terms(tokens)), frozenset(words), tuple(self.numbers.read(text)), negative
        )

    def _terms_of(self, text: str) -> list[str]:
        return self.terms.terms(tokenise(normalise(text)))
