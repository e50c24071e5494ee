"""Find known words and phrases in a message by the sound of their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odop_bot.language.tokens import Token, normalise, tokenise

MAX_WORDS = 5
"""Words of the longest phrase that is looked for."""
MIN_FUZZY = 5
"""Letters that a word must have before a typo in it is forgiven."""


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


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
        self._fuzzy: dict[str, set[str]] = {}
        self._sounds: dict[str, set[str]] = {}
        self._prefixes: set[tuple[str, ...]] = set()
        self._words: set[str] = set()
        self._letters: set[str] = set()
        self._native: set[str] = set()
        for phrase, value in phrases:
            tokens = tokenise(normalise(phrase))[: MAX_WORDS + 1]
            key = tuple(token.stem for token in tokens)
            if not key:
                continue
            self._phrases.setdefault(key, {}).setdefault(value, phrase)
            for size in range(1, len(key)):
                self._prefixes.add(key[:size])
            for token, word in zip(tokens, key, strict=True):
                self._words.add(word)
                if token.script == "Latn":
                    self._letters.add(_singular(token.roman))
                else:
                    self._native.add(token.text)
                if fuzzy and len(word) >= MIN_FUZZY:
                    for variant in deletes(word):
                        self._fuzzy.setdefault(variant, set()).add(word)
                if fuzzy and len(token.skeleton) >= 3:
                    self._sounds.setdefault(token.skeleton, set()).add(word)

    def words(self) -> set[str]:
        """Return the stems of all words of all phrases."""
        return set(self._words)

    def find(self, tokens: Sequence[Token], skip: Iterable[int] = (), exact_only: Iterable[int] = ()) -> list[Hit]:
        """Return the longest phrases in a message, left to right, not overlapping.

        `skip` are token indexes that no phrase may touch; `exact_only` are those that must be
        written as we have them (everyday words).
        """
        if not self._fuzzy and self._words.isdisjoint([token.stem for token in tokens]):
            return []
        blocked, strict = set(skip), set(exact_only)
        options = [[] if i in blocked else self._readings(token, i in strict) for i, token in enumerate(tokens)]
        hits: list[Hit] = []
        start = 0
        while start < len(tokens):
            best: Hit | None = None
            if options[start]:
                best = self._longest(options, start)
            if best is None:
                start += 1
            else:
                hits.append(best)
                start = best.end
        return hits

    def _longest(self, options: list[list[tuple[str, str]]], start: int) -> Hit | None:
        best: Hit | None = None
        paths: list[tuple[tuple[str, ...], str]] = [((), "exact")]
        for end in range(start, min(start + MAX_WORDS, len(options))):
            longer: list[tuple[tuple[str, ...], str]] = []
            for key, rule in paths:
                for word, how in options[end]:
                    path = (*key, word)
                    worse = how if how != "exact" else rule
                    found = self._phrases.get(path)
                    if found and (best is None or best.end < end + 1 or (worse == "exact" and best.rule != "exact")):
                        best = Hit(start, end + 1, tuple(found), worse, next(iter(found.values())))
                    if path in self._prefixes:
                        longer.append((path, worse))
            paths = longer
            if not paths:
                break
        return best

    def _written_so(self, token: Token) -> bool:
        if token.script == "Latn":
            return _singular(token.roman) in self._letters
        return token.text in self._native

    def _readings(self, token: Token, strict: bool) -> list[tuple[str, str]]:
        word = token.stem
        if word in self._words:
            # An everyday word must be written as we have it: "make" only sounds like makai, maize.
            if strict and not self._written_so(token):
                return []
            return [(word, "exact")]
        if strict or not self._fuzzy:
            return []
        out: list[tuple[str, str]] = []
        if len(token.skeleton) >= 3:
            out += [
                (w, "sound") for w in sorted(self._sounds.get(token.skeleton, ())) if w[0] == word[0] or len(word) > 4
            ]
        if len(word) >= MIN_FUZZY:
            near: set[str] = set()
            for variant in deletes(word):
                near |= self._fuzzy.get(variant, set())
            out += [(w, "typo") for w in sorted(near) if abs(len(w) - len(word)) <= 1]
        return out[:4]
