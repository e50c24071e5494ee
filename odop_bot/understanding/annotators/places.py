"""Label the places of a message: which mentions may stand, which district each names, what speaks against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, words_of
from odop_bot.understanding.annotators.doubting import MentionDoubter
from odop_bot.understanding.annotators.faint import is_faint_place
from odop_bot.understanding.annotators.settling import SURE_BESIDE, contradicted, names_state, settle
from odop_bot.understanding.annotators.words import WordLabels
from odop_bot.understanding.evidence import span_of
from odop_bot.understanding.gazetteer import DISTRICT, STATE, Gazetteer
from odop_bot.understanding.mentions import Candidate, Flags, Mention, choose, with_cues
from odop_bot.understanding.phrases import Hit
from odop_bot.understanding.places import MAX_TOKENS, POSSIBLE, SURE, PlaceFinder
from odop_bot.understanding.word_flags import WordFlags
from odop_bot.understanding.word_kinds import WordKinds

LIKELY_ALONE = 0.2
"""From this score on a place may be meant that is all of the message."""
SURE_STATE = 0.85
_MOST_BEFORE_NOT = 2
"""Words that may stand between a name and the word that says that it is not meant: "ज़िले का"."""


@dataclass(slots=True)
class PlaceLabels:
    """The places of a message."""

    mentions: list[Mention]
    doubted: list[Mention]
    sure: list[Candidate]
    unsure: list[Mention]
    states: tuple[int, ...]
    not_in: tuple[int, ...]
    denied: set[int]
    """Tokens of a place that is not meant, and of the words around it that say so."""


class PlaceAnnotator:
    """Finds places; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        gazetteer = Gazetteer(knowledge)
        kinds = WordKinds(gazetteer, knowledge)
        self._flags = WordFlags(gazetteer, kinds)
        self._finder = PlaceFinder(gazetteer, kinds, knowledge)
        self._doubter = MentionDoubter(knowledge)
        self._joints = frozenset(knowledge.words.joints)
        self._small_codes = frozenset(knowledge.words.small_codes)
        self._near = frozenset(knowledge.words.near)
        self._not_before, self._not_behind = (frozenset(knowledge.words.denials[at]) for at in ("before", "behind"))
        self._origins = frozenset(
            " ".join(word.text for word in words_of(phrase)) for phrase in knowledge.words.origins
        )
        self._weak = frozenset(knowledge.words.weak_cues)
        self._district_words = frozenset(knowledge.words.concepts["district"])

    def flags(self, tokens: Sequence[Token]) -> Flags:
        """Return what each word is."""
        return self._flags.read(tokens)

    def is_district(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether there is a word at this place that says that a district's name stands before it."""
        return i < len(tokens) and tokens[i].text in self._district_words

    def find(
        self, tokens: Sequence[Token], flags: Flags, products: Sequence[Hit], words: WordLabels, talking: bool = False
    ) -> PlaceLabels:
        """Return the places of a message, those in doubt apart; `talking`: a talk about districts goes on."""
        found = self._finder.find(tokens, flags)
        named_states = [m for m in found if m.best.place.kind == STATE and m.best.exact]
        states = frozenset(
            m.best.place.id
            for m in named_states
            if m.best.score > SURE_STATE
            and m.text not in self._small_codes
            and not (m.best.rule == "state code" and len(tokens) == 1)
        )
        state_tokens = {i for m in named_states for i in range(m.start, m.end)}
        kept: list[Mention] = []
        doubted: list[Mention] = []
        for mention in found:
            others = set(range(len(tokens))) - set(range(mention.start, mention.end)) - state_tokens
            told = words.in_domain or bool(flags.cue & others) or "difference" in words.intents
            told = told or self._from(tokens, mention) or self._joined(tokens, mention, found)
            listed = mention.best.place.kind == STATE and any(
                intent in words.intents for intent in ("all", "districts", "products", "count", "gi", "most", "least")
            )
            if is_faint_place(tokens, mention) or self._doubter.doubts(
                mention, products, words, told or listed, others, states, flags, talking
            ):
                doubted.append(mention)
                continue
            span = set(range(mention.start, mention.end))
            surely = told or any(hit.rule == "exact" and not span & span_of([hit]) for hit in products)
            alone = all(i in flags.filler or i in flags.cue for i in others)
            kept.append(with_cues(mention, strong=surely, alone=alone, states=states))
        chosen = self._without_words(tokens, choose(kept), states)
        # A message that is nothing but this word is most likely a name.
        least = LIKELY_ALONE if len(chosen) == 1 and len(tokens) <= 2 else POSSIBLE
        doubted += [mention for mention in chosen if mention.best.score < least]
        chosen = [mention for mention in chosen if mention.best.score >= least]
        blurred = self._blurred(tokens, chosen)
        doubted += blurred
        chosen = [mention for mention in chosen if mention not in blurred]
        meant = self._meant(tokens, chosen)
        denied = {i for m in chosen if m not in meant for i in range(max(m.start - 1, 0), m.end + 1)}
        chosen = self._addressed(tokens, meant)
        sure, unsure, said_states = settle(chosen, words)
        sure, unsure = self._within(tokens, chosen, sure, unsure, said_states)
        return PlaceLabels(
            chosen,
            choose(doubted),
            sure,
            unsure,
            said_states,
            contradicted(tokens, chosen, sure, words, self._joints),
            denied,
        )

    def _joined(self, tokens: Sequence[Token], mention: Mention, others: Sequence[Mention]) -> bool:
        """Whether a joint stands between this and another district's name: "Kutch or Surat"."""
        for other in others:
            left, right = sorted((mention, other), key=lambda m: m.start)
            between = [token.text for token in tokens[left.end : right.start]]
            if other.best.exact and not other.also_word and len(between) == 1 and between[0] in self._joints:
                return True
        return False

    def _blurred(self, tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
        """Return what only sounds like a district beside a name, as it is written, that several districts share.

        It is most likely a village of the one that is meant: "Lakhimpur, towards Paliya" speaks of no Pali.
        """
        shared = [m for m in mentions if [c.exact for c in m.candidates[:2]] == [True, True]]
        return [m for m in mentions if shared and not m.best.exact and not self._joined(tokens, m, shared)]

    def _without_words(self, tokens: Sequence[Token], mentions: list[Mention], states: frozenset[int]) -> list[Mention]:
        """Return the mentions without everyday words that stand apart from a district named: "पूछा गया, संत कबीर नगर".

        One whose State is named too is a name: "Puri in Odisha and Paschim Medinipur in Bengal".
        """
        sure = [m for m in mentions if m.best.exact and not m.also_word and m.best.place.kind == DISTRICT]
        called = _called(tokens, mentions, self._district_words) if sure else []
        return [
            m
            for m in mentions
            if not m.also_word
            or m.best.place.kind != DISTRICT
            or m.best.place.state in states
            or not sure
            or m in called
            or any(
                {token.text for token in tokens[left.end : right.start]} <= self._joints
                for other in sure
                for left, right in (sorted((m, other), key=lambda x: x.start),)
            )
        ]

    def _from(self, tokens: Sequence[Token], mention: Mention) -> bool:
        """Whether somebody is said to be from there."""
        before = " ".join(token.text for token in tokens[max(mention.start - 2, 0) : mention.start])
        behind = [token.text for token in tokens[mention.end : mention.end + 3]]
        return any(before == words or before.endswith(f" {words}") for words in self._origins) or any(
            " ".join(behind[:size]) in self._origins for size in (1, 2, 3)
        )

    def _meant(self, tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
        """Return the mentions without the one that is not meant: "not Mysuru, Mandya", "सीतापुर नहीं सीतामढ़ी"."""
        if len(mentions) < 2:
            return mentions
        denied = [
            m
            for m in mentions
            if " ".join(t.text for t in tokens[max(m.start - 1, 0) : m.start]) in self._not_before
            or self._denied_behind(tokens, m.end)
        ]
        return [m for m in mentions if m not in denied] if len(denied) == 1 else mentions

    def _denied_behind(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether it is said behind a name that it is not meant: "गया नहीं", "गया ज़िले का नहीं"."""
        words = [token.text for token in tokens[end : end + _MOST_BEFORE_NOT + 1]]
        while words and (words[0] in self._district_words or words[0] in self._weak):
            del words[0]
        return bool(words) and words[0] in self._not_behind

    def _addressed(self, tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
        """Return the mentions without the villages and towns of an address: its district stands beside the word.

        "Village Rampur, Distt. Sitapur" is Sitapur; Kheri (Lakhimpur) is one district, called by two names.
        """
        places = [m for m in mentions if not names_state(m)]
        if len(places) < 2:
            return mentions
        called = _called(tokens, places, self._district_words)
        between = {token.text for m in places for token in tokens[m.end : m.end + 1]}
        if called and len(called) < len(places) and not between & self._joints:
            return [m for m in mentions if m in called or names_state(m)]
        aside = [m for m in places if _beside_only(tokens, m, self._near)]
        if len(aside) < len(places):
            mentions = [m for m in mentions if m not in aside]
            places = [m for m in places if m not in aside]
        for left, right in pairwise(places):
            both = {c.place.id for c in left.candidates} & {c.place.id for c in right.candidates}
            if _adjoins(tokens, left, (right,)) and len(both) == 1:
                # Two names of one place beside each other: "Garhwal Tehri", "Lakhimpur Kheri".
                chosen = next(c for c in (*right.candidates, *left.candidates) if c.place.id in both)
                surely = replace(chosen, score=max(chosen.score, SURE_BESIDE), exact=True)
                one = replace(right, start=left.start, candidates=(surely,))
                return [one if m is right else m for m in mentions if m is not left]
        best = {m.best.place.id for m in places if m.best.exact}
        return [
            m
            for m in mentions
            if not any(c.place.id in best - {m.best.place.id} for c in m.candidates[1:])
            or not _adjoins(tokens, m, places)
        ]

    def _within(
        self,
        tokens: Sequence[Token],
        mentions: Sequence[Mention],
        sure: list[Candidate],
        unsure: list[Mention],
        states: tuple[int, ...],
    ) -> tuple[list[Candidate], list[Mention]]:
        """Look in the one State that is named for a district of nearly the name that lies elsewhere."""
        if len(states) != 1 or len(sure) != 1 or unsure or sure[0].place.state == states[0]:
            return sure, unsure
        mention = next((m for m in mentions if sure[0] in m.candidates), None)
        found = mention and self._finder.matcher.like(tokens[mention.start : mention.end], states[0])
        if not mention or not found or found.score < POSSIBLE:
            return sure, unsure
        if found.score >= SURE and sure[0].rule != "exact":
            return [found], unsure
        return [], [replace(mention, candidates=(replace(found, score=sure[0].score), sure[0]))]


def _called(tokens: Sequence[Token], places: Sequence[Mention], words: frozenset[str]) -> list[Mention]:
    """Return the places that a word for district calls so, before the name or right behind it.

    Between two names it belongs to the second one, "Rampur, Distt. Sitapur", unless one stands behind that as well.
    """
    marks = {i for i, token in enumerate(tokens) if token.text in words}
    behind_all = max(mention.end for mention in places) in marks
    # "Baikunthpur (Korea zila) gaya" says where somebody went.
    back = {left.end for left in places if left.end in marks and _leans_back(tokens, left.end)}
    between = {left.end for left, right in pairwise(places) if left.end in marks and right.start == left.end + 1} - back
    behind = {mention.end for mention in places} & marks - (set() if behind_all else between)
    before = {mention.start - 1 for mention in places} & marks - (between if behind_all else set()) - back
    return [
        m for m in places if m.end in behind or m.start - 1 in before or not marks.isdisjoint(range(m.start, m.end))
    ]


def _leans_back(tokens: Sequence[Token], i: int) -> bool:
    """Whether only a space parts a word from the one before, and more from the one behind: "(Korea zila) gaya"."""
    behind = tokens[i + 1].start - tokens[i].end if i + 1 < len(tokens) else 0
    return tokens[i].start - tokens[i - 1].end == 1 < behind


def _beside_only(tokens: Sequence[Token], mention: Mention, words: frozenset[str]) -> bool:
    """Whether a name only tells what another place is near to, or was part of: "X ke paas", "separated from X"."""
    before = [token.text for token in tokens[max(mention.start - 2, 0) : mention.start]]
    behind = [token.text for token in tokens[mention.end : mention.end + 2]]
    # "se alag", "separated from": the word itself, or with the small word that joins it to the name.
    return bool(words & {*before[-1:], *behind, " ".join(before), " ".join(behind)})


def _adjoins(tokens: Sequence[Token], mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a mention stands beside another with nothing but a space between them."""
    pairs = [sorted((mention, other), key=lambda m: m.start) for other in others if other is not mention]
    return any(
        left.end == right.start and tokens[right.start].start - tokens[left.end - 1].end == 1 for left, right in pairs
    )


__all__ = ["MAX_TOKENS", "PlaceAnnotator", "PlaceLabels"]
