"""Spans of a message that may name a place, what each may name, and which of them stand."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from odop_bot.understanding.gazetteer import DISTRICT, STATE, Place

SPLIT = 2.0
"""What a second name in a message must outweigh."""
MIN_GLUED = 4
"""Letters of a name before a postposition that is glued to it."""
GLUED = 0.93
"""How likely a name with a glued postposition is the name."""


class Candidate(msgspec.Struct, frozen=True):
    """What a span of the message may name, and why."""

    place: Place
    score: float
    """Probability from 0 to 1."""
    rule: str
    """How it matched: `exact`, `alias`, `former name`, `town`, `sound`, `typo`, …"""
    name: str
    """The name that it matched."""
    exact: bool
    """Letters or sound are the same, up to spelling habits."""


class Mention(msgspec.Struct, frozen=True):
    """A span of the message that may name a place."""

    start: int
    """Index of the first token."""
    end: int
    """Index behind the last token."""
    text: str
    candidates: tuple[Candidate, ...]
    """Best first."""
    also_word: bool = False
    """The span is an everyday word as well."""
    directed: bool = False
    """The best candidate's name has the very directions that the span has: no shorter name inside it says as much."""

    @property
    def best(self) -> Candidate:
        """The most likely candidate."""
        return self.candidates[0]


class Flags(msgspec.Struct, frozen=True):
    """What each word of a message is, by token index."""

    filler: frozenset[int]
    cue: frozenset[int]
    everyday: frozenset[int]
    """English and Hindi words that are never a misspelt name."""
    direction: frozenset[int]
    also_word: frozenset[int]
    after_name: frozenset[int]
    """A person's name is expected here."""
    address: frozenset[int]
    """A word that stands behind a person's name."""
    beside: frozenset[int]
    """A word that may stand beside a place: `in`, `of`, `ka`."""


def choose(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that do not overlap and together say most, in order."""
    exact = [m for m in mentions if m.best.exact]

    def weight(mention: Mention) -> float:
        wide = mention.end - mention.start > 1
        # "Nagaur, Kota" is two districts to the letter before it is a misspelt Nagarkot.
        within = [m for m in exact if mention.start <= m.start and m.end <= mention.end and len(m.text) >= MIN_GLUED]
        # A part that names the same place (Manendragarh Chirimiri Bharatpur) speaks for the whole.
        confirmed = mention.directed or any(m.best.place == mention.best.place for m in within)
        inside = bool(within) and not mention.best.exact and not confirmed
        return (len(mention.text) + 2 * wide) * (mention.best.score - (0.6 if inside and wide else 0.2))

    # best[i] is the best choice among the first i words.
    best: list[tuple[float, tuple[Mention, ...]]] = [(0.0, ())]
    for end in range(1, max((m.end for m in mentions), default=0) + 1):
        options = [best[-1]]
        for mention in mentions:
            if mention.end == end and mention.best.score > 0.2:
                before, chosen = best[mention.start]
                # One long name says more than the two that it is made of.
                split = SPLIT if chosen and STATE not in (chosen[-1].best.place.kind, mention.best.place.kind) else 0.0
                options.append((before + weight(mention) - split, (*chosen, mention)))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[-1][1])


def with_cues(mention: Mention, *, strong: bool, alone: bool, states: frozenset[int]) -> Mention:
    """Return a mention with its scores moved by what else the message says.

    `strong`: the message speaks of districts or products; `alone`: it holds nothing else; `states`:
    LGD codes of states that it names.
    """
    moved: list[Candidate] = []
    for candidate in mention.candidates:
        score = candidate.score
        if candidate.exact:
            here = candidate.place.kind == DISTRICT and candidate.place.state in states
            moved.append(_scored(candidate, max(candidate.score, GLUED)) if here else candidate)
            continue
        if not strong and not alone and not states:
            score -= 0.25
        if mention.also_word:
            score -= 0.25
        if strong:
            score += 0.25 * (1 - score)
        if alone:
            score += 0.3 * (1 - score)
        if candidate.place.kind == DISTRICT and candidate.place.state in states:
            score += 0.4 * (1 - score)
        moved.append(_scored(candidate, score))
    moved.sort(key=lambda c: -c.score)
    return replace(mention, candidates=tuple(moved))


def _scored(candidate: Candidate, score: float) -> Candidate:
    return Candidate(candidate.place, score, candidate.rule, candidate.name, candidate.exact)
