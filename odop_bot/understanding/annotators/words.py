"""Label the words of a message that are no names: what is asked, which list, whose business it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token
from odop_bot.understanding.evidence import span_of
from odop_bot.understanding.mentions import Flags
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
        self._subjects = PhraseIndex.kept(knowledge, "names of subjects", _subject_phrases, of=("subjects",))
        self._idioms = index("idioms", lambda words: {"idiom": words.idioms})
        self._foreign_places = index("foreign places", lambda words: {"place": words.foreign_places})
        self._out_of_domain_topics = index("foreign topics", lambda words: {"topic": words.out_of_domain_topics})
        self._small = index("small talk", lambda words: words.smalltalk)
        self._corrections = index("words that correct", lambda words: {"correction": words.corrections})
        self._needs = index("needs", lambda words: words.needs_of_makers)
        self._groups = index("groups", lambda words: words.groups)

    def read(self, tokens: Sequence[Token], flags: Flags) -> WordLabels:
        """Return what the words of a message show."""
        intents: dict[str, list[Hit]] = {}
        brief = {i for i, token in enumerate(tokens) if len(token.roman) <= SHORT_WORD}
        short = {i for i in brief if tokens[i].script == "Latn"}
        for hit in self._intents.find(tokens, exact_only=flags.everyday | short):
            for intent in hit.values:
                intents.setdefault(intent, []).append(hit)
        lists = self._lists.find(tokens)
        named = self._own.find(tokens, exact_only=flags.everyday)
        # "One District One Product" is a name: it asks for no districts and no products.
        name = {i for hit in named if hit.end - hit.start >= _NAME for i in range(hit.start, hit.end)}
        intents = {
            intent: left
            for intent, hits in intents.items()
            if (left := [hit for hit in hits if name.isdisjoint(range(hit.start, hit.end))])
        }
        own = bool(lists) or bool(named)
        small: dict[str, list[Hit]] = {}
        needs = self._needs.find(tokens, exact_only=flags.everyday)
        surely = self._needs.find(tokens, exact_only=range(len(tokens)))
        for hit in self._small.find(tokens, exact_only=range(len(tokens))):
            if hit.start in brief and hit.end - hit.start == 1 and not self._small.literally(hit, tokens):
                continue  # "hai" only sounds like "hi", "bhai" like "bye"
            for kind in hit.values:
                small.setdefault(kind, []).append(hit)
        concepts, types = self._terms.read(tokens)
        return WordLabels(
            intents=intents,
            lists=lists,
            in_domain=own,
            ours=own or bool(self._schemes.find(tokens, exact_only=flags.everyday)),
            abroad=bool(self._foreign_places.find(tokens, exact_only=flags.everyday)),
            idioms=span_of(self._idioms.find(tokens, exact_only=flags.everyday)) | span_of(lists),
            foreign=self._out_of_domain_topics,
            everyday=flags.everyday,
            concepts=concepts,
            types=types,
            needs=_values(needs),
            need_tokens={hit.start for hit in surely if hit.end - hit.start == 1},
            groups=_values(self._groups.find(tokens, exact_only=flags.everyday)),
            small=small,
            programme=name,
            about=_values(self._subjects.find(tokens)),
            corrections=span_of(self._corrections.find(tokens, exact_only=range(len(tokens)))),
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
