"""Put everything that a message may ask on one scale of probability."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.understanding.decision import Hypothesis, Why
from odop_bot.understanding.entries import EntryIndex
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.features import features_of
from odop_bot.understanding.linear import LinearModel, probabilities
from odop_bot.understanding.recognisers import RECOGNISERS
from odop_bot.understanding.requests import AskFaq, NotForUs

FAQ = "faq "
NONE = "none"
SHOWN = 5
"""Hypotheses that carry what spoke for and against them."""
_TAUGHT = 9.0
"""What the likeness to a question that was taught lately adds to an entry, at most: more than words can say against."""
_SAME_SUBJECT = 1.5
"""What an entry of the subject spoken of gains when a message goes on from it."""
_LEAST = 0.01
"""Hypotheses below this probability are not kept."""


class Scorer:
    """Ranks what a message may ask."""

    def __init__(self, knowledge: Knowledge, weights: LinearModel, entries: EntryIndex) -> None:
        self._knowledge = knowledge
        self._weights = weights
        self._entries = entries
        self._number = {name: i for i, name in enumerate(weights.classes)}
        self._recognisers = [recogniser(knowledge) for recogniser in RECOGNISERS]
        self._known = [
            (number, name.removeprefix(FAQ)) for number, name in enumerate(weights.classes)
            if name.startswith(FAQ) and name.removeprefix(FAQ) in knowledge.faq
        ]  # fmt: skip
        self._new = tuple(entry for entry in knowledge.faq if f"{FAQ}{entry}" not in self._number)

    def rank(self, evidence: Evidence) -> list[Hypothesis]:
        """Return all that a message may ask, the likeliest first; their probabilities add up to 1."""
        words, message = features_of(evidence)
        scores = self._weights.scores(words, message)
        scores += [min(scores)] * len(self._new)
        number = dict(self._number) | {f"{FAQ}{e}": len(self._number) + i for i, e in enumerate(self._new)}
        for entry, likeness in self._entries.taught(evidence.text).items():
            at = number[f"{FAQ}{entry}"]
            scores[at] = max(scores[at], max(scores) + _TAUGHT * (likeness - 0.75))
        if evidence.referred_entry:
            for entry in self._sisters(evidence.referred_entry):
                scores[number[f"{FAQ}{entry}"]] += _SAME_SUBJECT
        chances = probabilities(scores)
        out: list[Hypothesis] = []
        for recogniser in self._recognisers:
            chance = chances[number[recogniser.kind]]
            if chance < _LEAST:
                continue
            for p in recogniser.propose(evidence):
                out.append(Hypothesis(p.request, chance * p.share, p.why, p.rest, shared=p.shared))
        for at, entry in (*self._known, *((number[f"{FAQ}{e}"], e) for e in self._new)):
            if chances[at] >= _LEAST:
                title = self._knowledge.faq[entry].title[ENGLISH]
                why = (Why(evidence.text, title, "meaning", round(chances[at], 3)),)
                out.append(Hypothesis(AskFaq(entries=(entry,)), chances[at], why))
        left = max(0.0, 1.0 - sum(h.probability for h in out))
        out.append(Hypothesis(NotForUs(pin=evidence.pins[0] if evidence.pins else None), left))
        out.sort(key=lambda h: -h.probability)
        return [*(self._explained(h, words, message) for h in out[:SHOWN]), *out[SHOWN:]]

    def _explained(self, hypothesis: Hypothesis, words: set[str], message: set[str]) -> Hypothesis:
        request = hypothesis.request
        name = (
            f"{FAQ}{request.entries[0]}" if isinstance(request, AskFaq)
            else NONE if isinstance(request, NotForUs) else request.kind
        )  # fmt: skip
        if name not in self._number:
            return hypothesis
        return replace(
            hypothesis, contributions=lambda: self._weights.contributions(words, message, self._number[name])
        )

    def _sisters(self, entry: str) -> list[str]:
        subject = self._knowledge.faq[entry].topic if entry in self._knowledge.faq else None
        return [e.id for e in self._knowledge.faq.values() if e.topic == subject]
