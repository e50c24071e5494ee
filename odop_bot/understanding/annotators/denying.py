"""Leave out of a message the schemes that it names only to say that they are not meant: "mudra nahi", "not PMEGP"."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token
from odop_bot.understanding.phrases import Hit, PhraseIndex

_LEAST = 4
"""Words that must be left: "no, not PMEGP" says nothing else."""
_BREAKS = frozenset(",;.!?।:–—-()\n")
"""Signs that end what is denied: "mudra nahi, …" is not "mudra nahi mila", which complains."""


class SchemeDenier:
    """Finds the schemes that are not meant; one object serves all messages."""

    def __init__(self, knowledge: Knowledge, subjects: PhraseIndex) -> None:
        words = knowledge.words
        self._before, self._behind = (frozenset(words.denials[at]) for at in ("before", "behind"))
        self._wanting = frozenset(words.wanting)
        self._subjects = subjects

    def meant(self, text: str, tokens: Sequence[Token]) -> Sequence[Token]:
        """Return the tokens of a message without the schemes that are not meant and the words that say so."""
        said = self._before | self._behind
        if all(token.text not in said for token in tokens):
            return tokens
        denied: set[int] = set()
        for hit in self._subjects.find(tokens):
            denied |= self._denied(text, tokens, hit)
        return tokens if len(tokens) - len(denied) < _LEAST else [t for i, t in enumerate(tokens) if i not in denied]

    def _denied(self, text: str, tokens: Sequence[Token], hit: Hit) -> set[int]:
        first, last = hit.start, hit.end
        if last < len(tokens) and tokens[last].text in self._behind:
            wanted = last + 1 < len(tokens) and tokens[last + 1].text in self._wanting
            if wanted or self._breaks(text, tokens, last):
                return set(range(first, last + 1 + wanted))
        if first and tokens[first - 1].text in self._before and (first == 1 or self._breaks(text, tokens, first - 2)):
            return set(range(first - 1, last))
        return set()

    def _breaks(self, text: str, tokens: Sequence[Token], i: int) -> bool:
        """Whether a part of the message ends behind a token."""
        end = tokens[i + 1].start if i + 1 < len(tokens) else len(text)
        return i + 1 >= len(tokens) or not _BREAKS.isdisjoint(text[tokens[i].end : end])


__all__ = ["SchemeDenier"]
