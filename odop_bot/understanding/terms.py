"""Turn a question into terms: concepts where a word stands for one, else the stems of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.phrases import Hit, PhraseIndex

CONCEPT, WORD = "c:", "w:"
"""Prefixes of terms: `c:loan` is a concept, `w:samosa` a word that no concept covers."""


PARTS = ("words", "fillers", "everyday_words")
"""Parts of the knowledge base on which terms depend."""


class _Fillers(msgspec.Struct, array_like=True):
    """Words of `language/` that carry no content."""

    small: set[str]
    """As written."""
    stems: set[str]


class TermReader:
    """Reads the terms of questions in every language; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._concepts = PhraseIndex.kept(knowledge, "concepts", _concept_phrases, of=("words",))
        self._types = PhraseIndex.kept(knowledge, "types", _type_phrases, of=("words",))
        self._fillers = knowledge.later("fillers", _Fillers, _filler_words, of=("words",))
        self._empty = knowledge.later("empty terms", set[str], _empty_terms, of=("words", "fillers"))
        """Terms of the words of every language that carry no content."""
        self._knowledge = knowledge

    def terms(self, tokens: Sequence[Token]) -> list[str]:
        """Return the terms of a question, in the order of its words; fillers have none."""
        out: list[str] = []
        covered: set[int] = set()
        for hit in self._concepts.find(tokens, exact_only=self._common(tokens)):
            out += hit.values
            covered.update(range(hit.start, hit.end))
        stop = self._fillers().stems
        out += [
            f"{WORD}{token.stem}"
            for i, token in enumerate(tokens)
            if i not in covered and token.stem and token.stem not in stop
        ]
        return out

    def read(self, tokens: Sequence[Token]) -> tuple[list[tuple[int, int, str]], frozenset[str]]:
        """Return the words that mean one thing, and what kind of thing is asked for: a time, a person, a number, …

        The words are given as first token, behind the last, concept without prefix.
        """
        common = self._common(tokens)
        return self._named(tokens, common), self._kinds(self._types.find(tokens, exact_only=common))

    def concepts(self, tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
        """Return the words that mean one thing, as `read` does."""
        return self._named(tokens, self._common(tokens))

    def _named(self, tokens: Sequence[Token], common: set[int]) -> list[tuple[int, int, str]]:
        hits = self._concepts.find(tokens, exact_only=common)
        return [(hit.start, hit.end, value.removeprefix(CONCEPT)) for hit in hits for value in hit.values]

    def is_empty(self, term: str) -> bool:
        """Whether a term says nothing unless a known question has it: "would", "करवाना"."""
        return term in self._empty()

    @staticmethod
    def _kinds(hits: Sequence[Hit]) -> frozenset[str]:
        kinds = {kind for hit in hits for kind in hit.values} - {"yes-no"}
        if kinds:
            return frozenset(kinds)
        return frozenset({"yes-no"} if any(hit.start == 0 and "yes-no" in hit.values for hit in hits) else ())

    def _common(self, tokens: Sequence[Token]) -> set[int]:
        """Return the everyday words: they must be written as we have them ("the" only sounds like Thai)."""
        small = self._fillers().small
        return {
            i
            for i, token in enumerate(tokens)
            if token.text in small or (token.script == "Latn" and self._knowledge.is_everyday(token.roman))
        }


def all_fillers(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the words of every language that carry no content."""
    return (*knowledge.words.fillers, *(word for words in knowledge.fillers.values() for word in sorted(words)))


def _concept_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for concept, group in knowledge.words.concepts.items():
        for word in (concept.replace("_", " "), *group):
            yield word, f"{CONCEPT}{concept}"


def _type_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    return ((word, kind) for kind, group in knowledge.words.question_types.items() for word in group)


def _filler_words(knowledge: Knowledge) -> _Fillers:
    small = [token for word in knowledge.words.fillers for token in known_words(word)]
    return _Fillers({token.text for token in small}, {token.stem for token in small})


def _empty_terms(knowledge: Knowledge) -> set[str]:
    return {f"{WORD}{token.stem}" for word in all_fillers(knowledge) for token in known_words(word)}
