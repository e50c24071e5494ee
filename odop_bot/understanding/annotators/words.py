"""Label the words of a message that are no names: what is asked, which list, whose business it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token
from odop_bot.understanding.evidence import span_of
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.phrase_book import PhraseBook
from odop_bot.understanding.phrases import Hit, PhraseIndex
from odop_bot.understanding.terms import TermReader

_NAME = 3
"""Words from which on a word of ours is the programme's name written out."""
SHORT_WORD = 4
"""Letters of a word that shows an intent only as we have it written (GI is not ghee)."""


@dataclass(slots=True)
class WordLabels:
    """What the words of a message show."""

    intents: dict[str, list[Hit]]
    lists: list[Hit]
    in_domain: bool
    ours: bool
    """Whether it says so, or names one of the schemes."""
    abroad: bool
    idioms: set[int]
    """Tokens of phrases in which a State's code is another word."""
    foreign: PhraseIndex
    everyday: frozenset[int]
    concepts: list[tuple[int, int, str]]
    types: frozenset[str]
    needs: tuple[str, ...]
    need_tokens: set[int]
    """Tokens that name a need by themselves."""
    groups: tuple[str, ...]
    small: dict[str, list[Hit]]
    about: tuple[str, ...]
    """Ids of the schemes and topics that it names."""
    programme: set[int]
    """Tokens of the programme's name written out."""
    corrections: set[int]
    """Tokens that say that something else was meant."""

    def out_of_domain(self, tokens: Sequence[Token], named: Collection[int]) -> bool:
        """Whether words outside names speak of a subject that is none of our business."""
        return not self.ours and bool(self.foreign.find(tokens, named, self.everyday))


class WordAnnotator:
    """Finds the words that are no names; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._terms = TermReader(knowledge)
        self._lists = PhraseIndex.kept(knowledge, "lists", _list_phrases, of=("lists",))
        index = partial(PhraseIndex.of_words, knowledge)
        self._intents = index("intents", lambda words: words.intents)
        self._own = index("own words", lambda words: {"own": words.in_domain_words})
        self._schemes = index("schemes", lambda words: {name: words.concepts[name] for name in words.schemes})
        self.subjects = PhraseIndex.kept(knowledge, "names of subjects", _subject_phrases, of=("subjects",))
        self._idioms = index("idioms", lambda words: {"idiom": words.idioms})
        self._foreign_places = index("foreign places", lambda words: {"place": words.foreign_places})
        self._out_of_domain_topics = index("foreign topics", lambda words: {"topic": words.out_of_domain_topics})
        self._small = index("small talk", lambda words: words.smalltalk)
        self._corrections = index("words that correct", lambda words: {"correction": words.corrections})
        self._needs = index("needs", lambda words: words.needs_of_makers)
        self._groups = index("groups", lambda words: words.groups)
        self._book = PhraseBook(
            (
                self._intents,
                self._lists,
                self._own,
                self._needs,
                self._small,
                self._schemes,
                self._foreign_places,
                self._idioms,
                self._groups,
                self.subjects,
                self._corrections,
            )
        )

    def read(self, tokens: Sequence[Token], flags: Flags) -> WordLabels:
        """Return what the words of a message show."""
        intents: dict[str, list[Hit]] = {}
        page = self._book.open(tokens)
        everyday, all_words = flags.everyday, range(len(tokens))
        brief = {i for i, token in enumerate(tokens) if len(token.roman) <= SHORT_WORD}
        short = {i for i in brief if tokens[i].script == "Latn"}
        for hit in page.find(self._intents, everyday | short):
            for intent in hit.values:
                intents.setdefault(intent, []).append(hit)
        lists = page.find(self._lists)
        named = page.find(self._own, everyday)
        # "One District One Product" is a name: it asks for no districts and no products.
        name = {i for hit in named if hit.end - hit.start >= _NAME for i in range(hit.start, hit.end)}
        intents = {
            intent: left
            for intent, hits in intents.items()
            if (left := [hit for hit in hits if name.isdisjoint(range(hit.start, hit.end))])
        }
        own = bool(lists) or bool(named)
        small: dict[str, list[Hit]] = {}
        needs = page.find(self._needs, everyday)
        surely = page.find(self._needs, all_words)
        for hit in page.find(self._small, all_words):
            if hit.start in brief and hit.end - hit.start == 1 and not self._small.literally(hit, tokens):
                continue  # "hai" only sounds like "hi", "bhai" like "bye"
            for kind in hit.values:
                small.setdefault(kind, []).append(hit)
        concepts, types = self._terms.read(tokens)
        return WordLabels(
            intents=intents,
            lists=lists,
            in_domain=own,
            ours=own or bool(page.find(self._schemes, everyday)),
            abroad=bool(page.find(self._foreign_places, everyday)),
            idioms=span_of(page.find(self._idioms, everyday)) | span_of(lists),
            foreign=self._out_of_domain_topics,
            everyday=flags.everyday,
            concepts=concepts,
            types=types,
            needs=_values(needs),
            need_tokens={hit.start for hit in surely if hit.end - hit.start == 1},
            groups=_values(page.find(self._groups, everyday)),
            small=small,
            programme=name,
            about=_values(page.find(self.subjects)),
            corrections=span_of(page.find(self._corrections, all_words)),
        )


def _list_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for item in knowledge.lists.values():
        for phrases in item.also.values():
            yield from ((phrase, item.id) for phrase in phrases)


def _subject_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for key, subject in knowledge.subjects.items():
        yield from ((phrase, key) for phrase in subject.called)


def _values(hits: Sequence[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for hit in hits for value in hit.values))
