"""Read the texts of one question with the engine's own understanding, each text once."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.understanding.decision import Hypothesis
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import Place
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.understander import Understander


class Reading:
    """Reads texts; remembers what it read until the question is solved."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._evidence: dict[str, Evidence] = {}
        self._ranking: dict[str, Sequence[Hypothesis]] = {}

    def annotate(self, text: str) -> Evidence:
        """Return what was found in a text; it must not be changed."""
        found = self._evidence.get(text)
        if found is None:
            found = self._evidence[text] = self._understander.annotate(text)
        return found

    def places(self, text: str) -> frozenset[Place]:
        """Return the places that a text names as they are written."""
        mentions = self.annotate(text).mentions
        return frozenset(c.place for mention in mentions for c in mention.candidates if c.exact)

    def ranking(self, text: str) -> Sequence[Hypothesis]:
        """Return all that a text may ask, the likeliest first."""
        found = self._ranking.get(text)
        if found is None:
            found = self._ranking[text] = self._understander.ranking(self.annotate(text))
        return found

    def faq_chance(self, text: str) -> float:
        """Return how likely a text asks for an FAQ entry."""
        return sum(h.probability for h in self.ranking(text) if isinstance(h.request, AskFaq))

    def entry_chance(self, text: str) -> float:
        """Return how likely a text asks for that FAQ entry for which it asks most likely."""
        return max((h.probability for h in self.ranking(text) if isinstance(h.request, AskFaq)), default=0.0)

    def entry(self, text: str) -> str | None:
        """Return the FAQ entry one of whose questions a text is, up to case and punctuation."""
        return self._understander.entries.exact(text)

    def forget(self) -> None:
        """Forget what was read: it is the words of a person."""
        self._evidence.clear()
        self._ranking.clear()
