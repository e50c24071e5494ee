"""Find known words and phrases in a message by the sound of their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from odop_bot.language.endings import bare_forms
from odop_bot.language.tokens import Token, normalise, tokenise

MAX_WORDS = 5
"""Words of the longest phrase that is looked for."""
MIN_FUZZY = 5
"""Letters that a word must have before a typo in it is forgiven."""


def _letters_of(word: str) -> str:
    """Return a word without its English ending (makes, making: mak)."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def deletes(word: str) -> set[str]:
    """Return a word and every word that one deletion makes of it."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a message."""

    start: int
    """Index of the first token."""
    end: int
    """Index behind the last token."""
    values: tuple[str, ...]
    """What the phrase stands for."""
    rule: str
    """`exact`, `sound` or `typo`."""
    text: str
    """The phrase as the knowledge base has it."""


class PhraseIndex:
    """Phrases by the stems of their words; a word of the message may be one typo off."""

    def __init__(self, phrases: Iterable[tuple[str, str]], *, fuzzy: bool = False) -> None:
        """Index `(phrase, value)` pairs; with `fuzzy`, one edit in a word of 5 letters is forgiven."""
        self._phrases: dict[tuple[str, ...], dict[str, str]] = {}
        self._literal: dict[str, set[str]] = {}
        """What a phrase stands for letter by letter, where its sound stands for more."""
        self._fuzzy: dict[str, set[str]] = {}
        self._romans: dict[str, set[str]] = {}
        """How the words of a stem are written in Latin letters."""
        self._sounds: dict[str, set[str]] = {}
        self._prefixes: set[tuple[str, ...]] = set()
        self._words: set[str] = set()
        self._bare: dict[str, set[str]] = {}
        """Words by what is left of them without case and plural."""
        self._letters: set[str] = set()
        self._native: set[str] = set()
        for phrase, value in phrases:
            tokens = tokenise(normalise(phrase))[: MAX_WORDS + 1]
            key = tuple(token.stem for token in tokens)
            if not key:
                continue
            self._phrases.setdefault(key, {}).setdefault(value, phrase)
            self._literal.setdefault(" ".join(token.text for token in tokens), set()).add(value)
            for size in range(1, len(key)):
                self._prefixes.add(key[:size])
            for token, word in zip(tokens, key, strict=True):
                self._words.add(word)
                self._bare.setdefault(bare_forms(token.fold)[0], set()).add(word)
                if token.script == "Latn":
                    self._letters.add(_letters_of(token.roman))
                else:
                    self._native.add(token.text)
                self._romans.setdefault(word, set()).add(token.roman)
                if fuzzy:
                    for written in {word, token.roman} if len(token.roman) > MIN_FUZZY else {word}:
                        if len(written) >= MIN_FUZZY:
                            for variant in deletes(written):
                                self._fuzzy.setdefault(variant, set()).add(word)
                if fuzzy and len(token.skeleton) >= 3:
                    self._sounds.setdefault(token.skeleton, set()).add(word)

    def words(self) -> set[str]:
        """Return the stems of all words of all phrases."""
        return set(self._words)

    def find(
        self,
        tokens: Sequence[Token],
        skip: Iterable[int] = (),
        exact_only: Iterable[int] = (),
        inner: Iterable[int] = (),
    ) -> list[Hit]:
        """Return the longest phrases in a message, left to right, not overlapping.

        `skip` are token indexes that no phrase may touch; `exact_only` are those that must be
        written as we have them (everyday words); `inner` are those that may stand in the middle
        of a phrase only (`ka`, `of`).
        """
        if not self._fuzzy and not any(self._knows(token) for token in tokens):
            return []
        blocked, strict, small = set(skip), set(exact_only), set(inner)
        options = [[] if i in blocked else self._readings(token, i in strict) for i, token in enumerate(tokens)]
        hits: list[Hit] = []
        start = 0
        while start < len(tokens):
            best: Hit | None = None
            if options[start] and start not in small:
                best = self._longest(options, start, small)
            if best is None:
                start += 1
            else:
                hits.append(self._to_the_letter(best, tokens) if len(best.values) > 1 else best)
                start = best.end
        return hits

    def _to_the_letter(self, hit: Hit, tokens: Sequence[Token]) -> Hit:
        """Return a hit with only those values that are written exactly so, if there are any."""
        literal = self._literal.get(" ".join(token.text for token in tokens[hit.start : hit.end]), ())
        values = tuple(value for value in hit.values if value in literal)
        return replace(hit, values=values) if values else hit

    def _longest(self, options: list[list[tuple[str, str]]], start: int, small: set[int]) -> Hit | None:
        best: Hit | None = None
        paths: list[tuple[tuple[str, ...], str]] = [((), "exact")]
        for end in range(start, min(start + MAX_WORDS, len(options))):
            longer: list[tuple[tuple[str, ...], str]] = []
            for key, rule in paths:
                for word, how in options[end]:
                    path = (*key, word)
                    worse = how if how != "exact" else rule
                    found = None if end in small else self._phrases.get(path)
                    if found and (best is None or best.end < end + 1 or (worse == "exact" and best.rule != "exact")):
                        best = Hit(start, end + 1, tuple(found), worse, next(iter(found.values())))
                    if path in self._prefixes:
                        longer.append((path, worse))
            paths = longer
            if not paths:
                break
        return best

    def _knows(self, token: Token) -> bool:
        return token.stem in self._words or not self._bare.keys().isdisjoint(bare_forms(token.fold))

    def _written_so(self, token: Token) -> bool:
        if token.script == "Latn":
            return _letters_of(token.roman) in self._letters
        return token.text in self._native

    def _readings(self, token: Token, strict: bool) -> list[tuple[str, str]]:
        word = token.stem
        if word in self._words:
            # An everyday word must be written as we have it: "make" only sounds like makai, maize.
            if strict and not self._written_so(token):
                return []
            return [(word, "exact")]
        if strict:
            return []
        if len(token.fold) > MIN_FUZZY:
            for form in bare_forms(token.fold):
                if form in self._bare:
                    return [(candidate, "sound") for candidate in sorted(self._bare[form])]
        if not self._fuzzy:
            return []
        near: dict[str, str] = {}
        for written in (word, token.roman):
            if len(written) >= MIN_FUZZY:
                for variant in deletes(written):
                    for candidate in self._fuzzy.get(variant, ()):
                        if abs(len(candidate) - len(word)) <= 2:
                            near[candidate] = "typo"
        if len(token.skeleton) >= 3:
            for candidate in self._sounds.get(token.skeleton, ()):
                if candidate[0] == word[0] or len(word) > 4:
                    near[candidate] = "sound"
        likeness = {candidate: self._likeness(token.roman, candidate) for candidate in near}
        ranked = sorted(near, key=lambda candidate: (-likeness[candidate], candidate))
        return [(candidate, near[candidate]) for candidate in ranked[:4]]

    def _likeness(self, roman: str, word: str) -> float:
        return max(OSA.normalized_similarity(roman, written) for written in self._romans[word])
