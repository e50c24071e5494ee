"""Settle which district each mention names, which could be several, and which States are said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from odop_bot.language.tokens import Token
from odop_bot.understanding.annotators.words import WordLabels
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE
from odop_bot.understanding.mentions import Candidate, Mention
from odop_bot.understanding.places import POSSIBLE, SURE

MAX_RIVALS = 6
CLOSE = 0.18
"""Districts whose scores differ by less are too close to call."""
EQUALLY_EXACT = 0.88
"""A name that matches exactly is a rival of a better one from this share of its score on."""
SURE_BESIDE = 0.93
"""From this score on a misspelt name counts beside one that is written to the letter."""


def settle(mentions: Sequence[Mention], words: WordLabels) -> tuple[list[Candidate], list[Mention], tuple[int, ...]]:
    """Split the mentions into sure districts, mentions that could be several, and States."""
    sure: list[Candidate] = []
    unsure: list[Mention] = []
    states: list[int] = []
    whole = "all" in words.intents or "districts" in words.intents
    mentions = [_as_state(mention, mentions) for mention in mentions]
    for mention in mentions:
        if mention.best.place.kind == STATE and mention.best.score >= SURE:
            twin = _twin(mention)
            if twin and not whole:
                sure.append(twin)
            else:
                states.append(mention.best.place.id)
    exactly = [m for m in mentions if m.best.exact and m.best.place.kind != STATE]
    for mention in mentions:
        if mention.best.place.kind == STATE:
            continue
        if exactly and not mention.best.exact and mention.best.score < SURE_BESIDE:
            continue  # beside a name to the letter, a word that is only like one is another word
        rivals = _rivals(mention, states)
        if not rivals:
            continue  # a State, but not surely
        best = rivals[0]
        if len(rivals) == 1 and best.place.kind == DISTRICT and best.score >= SURE:
            if all(best.place.id != c.place.id for c in sure):
                sure.append(best)
        else:
            unsure.append(replace(mention, candidates=tuple(rivals)))
    return sure, unsure, tuple(dict.fromkeys(states))


def contradicted(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    sure: Sequence[Candidate],
    words: WordLabels,
    joints: frozenset[str],
) -> tuple[int, ...]:
    """Return the States that stand beside the name of a district in which it does not lie.

    A word of `joints` between the two says that they do not belong together.
    """
    if "difference" in words.intents:
        return ()
    mine = {candidate.place.id: candidate.place.state for candidate in sure}
    out: list[int] = []
    for left, right in pairwise(mentions):
        between = {token.text for token in tokens[left.end : right.start]}
        for state, place in ((left, right), (right, left)):
            # "Khandwa (East Nimar), Uttarakhand": it may be called by two names.
            candidate = next((c for c in place.candidates if c.place.kind == DISTRICT and c.place.id in mine), None)
            if not names_state(state) or candidate is None or between & joints:
                continue
            code = next(c.place.id for c in state.candidates if c.place.kind == STATE)
            if mine[candidate.place.id] != code:
                out.append(code)
    twins = {id(c) for m in mentions if names_state(m) for c in m.candidates}
    held = {state for state in out if not any(c.place.state == state for c in sure if id(c) not in twins)}
    return tuple(state for state in dict.fromkeys(out) if state in held)


def names_state(mention: Mention) -> bool:
    """Whether a mention is surely a State's name, if a district's as well."""
    return any(c.place.kind == STATE and c.score >= SURE for c in mention.candidates)


def _as_state(mention: Mention, others: Sequence[Mention]) -> Mention:
    """Return a mention as the State's where it stands beside a district of that State: "Mahe (Puducherry)"."""
    state = next((c for c in mention.candidates if c.place.kind == STATE and c.score >= SURE), None)
    if state is None or len(mention.candidates) == 1:
        return mention
    within = any(
        m is not mention
        and m.best.exact
        and m.best.place.kind == DISTRICT
        and m.best.place.state == state.place.id
        and not names_state(m)
        for m in others  # "Chandigarh district in Chandigarh" is both
    )
    return replace(mention, candidates=(state,)) if within else mention


def _twin(mention: Mention) -> Candidate | None:
    """Return the district that has the same name as a State."""
    return next(
        (c for c in mention.candidates if c.place.kind == DISTRICT and c.score >= mention.best.score - 0.02), None
    )


def _rivals(mention: Mention, states: Sequence[int]) -> list[Candidate]:
    """Return the candidates too close to call, narrowed by a State that the message names."""
    candidates = [c for c in mention.candidates if c.place.kind != STATE]
    if not candidates:
        return []
    fitting = [c for c in candidates if c.place.kind in (DISTRICT, SHARED) and c.place.state in states]
    if fitting and fitting[0].score >= POSSIBLE:
        candidates = fitting
    best = candidates[0]
    if best.exact:
        return [c for c in candidates if (c.exact and c.score >= EQUALLY_EXACT * best.score) or c is best][:MAX_RIVALS]
    return [c for c in candidates if c.score >= max(best.score - CLOSE, POSSIBLE - 0.1)][:MAX_RIVALS]
