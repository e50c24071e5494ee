"""A message while it is masked: its words, which of them are hidden, where phrases stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from odop_bot.language.tokens import Word, key_of, words_of

HIDDEN = "•••"
"""Stands for what is hidden; no word of any language, so that it adds no meaning."""
_BREAK = re.compile(r"[,;!?।\n|]|[.:]\s")
_ABBREVIATIONS = frozenset(
    (
        "mohd",
        "smt",
        "shri",
        "sri",
        "prof",
        "adv",
        "स्व",
        "श्री",
        "श्रीमती",
        "सुश्री",
        "कु",
        "डॉ",
        "प्रो",
        "नं",
        "సం",
        "నం",
        "శ్రీ",
        "శ్రీమతి",
        "కీ",
        "శే",
        "డా",
    )
)
"""Words before names and numbers whose point ends nothing."""
_ELIDED = re.compile(rf"(?<!\w)[^\W\d_]['’]{HIDDEN}")
"""D'•••: the letter belongs to the name."""
_RUN = re.compile(rf"{HIDDEN}(?:[\s,.;:/()@+*'\"_–—-]*{HIDDEN})+")


def is_number(word: Word) -> bool:
    """Whether a word is written in digits."""
    return word.script == "Zyyy"


class Phrases:
    """Phrases of a word list, looked up word by word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        keys = {tuple(key_of(phrase).split()) for phrase in phrases}
        by_first: dict[str, set[tuple[str, ...]]] = {}
        for key in filter(None, keys):
            by_first.setdefault(key[0], set()).add(key)
        # My begins hundreds of phrases: each length is looked up once, the longest first.
        self._by_first = {
            first: (sorted({len(key) for key in keys}, reverse=True), keys) for first, keys in by_first.items()
        }

    def at(self, page: Page, start: int) -> int:
        """Return of how many words the longest phrase is that begins at a word; 0 for none."""
        if start >= len(page.texts):
            return 0
        found = self._by_first.get(page.texts[start])
        if found is None:
            return 0
        sizes, keys = found
        last = len(page.texts) - start
        return next((s for s in sizes if s <= last and tuple(page.texts[start : start + s]) in keys), 0)

    def starts(self, page: Page) -> list[int]:
        """Return the words at which one of the phrases may begin."""
        return [i for i, text in enumerate(page.texts) if text in self._by_first]


class Page:
    """A normalised message with its words; marks are set on words and never taken back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = words_of(text)
        self.texts = [word.text for word in self.words]
        self.gaps = [
            text[before.end : word.start] if before else text[: word.start]
            for before, word in zip([None, *self.words], self.words, strict=False)
        ]
        """What stands before each word."""
        self.hidden = [False] * len(self.words)
        self._breaks = [self._ends_before(index) for index in range(len(self.words))]

    def hide(self, indexes: Iterable[int]) -> None:
        """Hide words."""
        for index in indexes:
            self.hidden[index] = True

    def breaks(self, index: int) -> bool:
        """Whether a part of a sentence ends before a word; the point of an initial or of `no.` ends nothing."""
        return index >= len(self.words) or self._breaks[index]

    def _ends_before(self, index: int) -> bool:
        if self.gaps[index] == " ":  # nearly all are
            return False
        before = self.words[index - 1].text if index else ""
        short = 0 < len(before) <= 2 or before in _ABBREVIATIONS
        return bool(_BREAK.search(self.gaps[index].replace(".", "", 1) if short else self.gaps[index]))

    def parted(self, first: int, last: int) -> bool:
        """Whether a part of a sentence ends between two words."""
        return any(self._breaks[first + 1 : last + 1])

    def is_capital(self, index: int) -> bool:
        """Whether a word is written as a name is, in a message that is not all capitals."""
        return self.text[self.words[index].start].isupper() and not self.text.isupper()

    def is_title(self, index: int) -> bool:
        """Whether a word within a sentence is written as a name is, and not as an abbreviation."""
        word = self.words[index]
        return index > 0 and self.is_capital(index) and not self.text[word.start : word.end].isupper()

    def kept(self) -> str:
        """Return the message with every hidden word, and what is no word of ours, as `HIDDEN`."""
        parts: list[str] = []
        end = 0
        for word, hidden in zip(self.words, self.hidden, strict=True):
            parts += [_without_letters(self.text[end : word.start])]
            parts += [HIDDEN if hidden else self.text[word.start : word.end]]
            end = word.end
        parts.append(_without_letters(self.text[end:]))
        return " ".join(_RUN.sub(HIDDEN, _ELIDED.sub(HIDDEN, "".join(parts))).split())


def _without_letters(gap: str) -> str:
    """Return what stands between two words, without letters, marks and numbers of scripts that we cannot read."""
    return gap if gap.isascii() else "".join(HIDDEN if unicodedata.category(c)[0] in "LMN" else c for c in gap)
