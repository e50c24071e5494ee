"""Look the words of a message up for several indexes of phrases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from odop_bot.language.tokens import Token
from odop_bot.understanding.phrases import NEVER, REMEMBERED, Hit, Looked, Met, PhraseIndex


@dataclass(slots=True)
class Page:
    """A message whose words have been looked up."""

    tokens: Sequence[Token]
    met: Mapping[PhraseIndex, Sequence[Met]]

    def find(self, index: PhraseIndex, exact_only: Collection[int] = ()) -> list[Hit]:
        """Return the phrases of an index, as `PhraseIndex.find` does."""
        met = self.met.get(index)
        return index.find(self.tokens, exact_only=exact_only, met=met) if met else []


class PhraseBook:
    """Indexes that look for phrases in the same messages; most words of a message stand in few of them."""

    def __init__(self, indexes: Sequence[PhraseIndex]) -> None:
        self._indexes = indexes
        self._met: dict[str, list[tuple[PhraseIndex, Looked]]] = {}
        """By word: the indexes in which it may stand, with what it may be there."""

    def open(self, tokens: Sequence[Token]) -> Page:
        """Look the words of a message up."""
        met: defaultdict[PhraseIndex, list[Met]] = defaultdict(list)
        for i, token in enumerate(tokens):
            found = self._met.get(token.text)
            if found is None:
                if len(self._met) > REMEMBERED:
                    self._met.clear()
                looked = [(index, index.look(token)) for index in self._indexes]
                found = self._met[token.text] = [item for item in looked if item[1] is not NEVER]
            for index, word in found:
                met[index].append((i, word))
        return Page(tokens, met)
