"""Label the places of a message: which mentions may stand, which district each names, what speaks against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, words_of
from odop_bot.understanding.annotators.words import WordLabels
from odop_bot.understanding.evidence import span_of
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE, Gazetteer
from odop_bot.understanding.mentions import Candidate, Flags, Mention, choose, with_cues
from odop_bot.understanding.phrases import Hit
from odop_bot.understanding.places import MAX_TOKENS, POSSIBLE, SURE, PlaceFinder

MAX_RIVALS = 6
CLOSE = 0.18
"""Districts whose scores differ by less are too close to call."""
EQUALLY_EXACT = 0.88
"""A name that matches exactly is a rival of a better one from this share of its score on."""
LIKELY_ALONE = 0.2
"""From this score on a place may be meant that is all of the message."""
LIKELY_WHOLE = 0.88
"""From this score on a misspelt name of several words outweighs a product that is one of them."""
SURE_STATE = 0.85
SURE_BESIDE = 0.93
"""From this score on a misspelt name counts beside one that is written to the letter."""


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
        self._finder = PlaceFinder(Gazetteer(knowledge), knowledge)
        self._knowledge = knowledge
        self._joints = frozenset(knowledge.words.joints)
        self._small_codes = frozenset(knowledge.words.small_codes)
        self._near = frozenset(knowledge.words.near)
        self._not_before, self._not_behind = (frozenset(knowledge.words.denials[at]) for at in ("before", "behind"))
        self._origins = frozenset(
            " ".join(word.text for word in words_of(phrase)) for phrase in knowledge.words.origins
        )
        self._district_words = frozenset(knowledge.words.concepts["district"])

    def flags(self, tokens: Sequence[Token]) -> Flags:
        """Return what each word is."""
        return self._finder.flags(tokens)

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
            if self._doubtful(mention, products, words, told or listed, others, states, flags, talking):
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
        sure, unsure, said_states = self._settle(chosen, words)
        sure, unsure = self._within(tokens, chosen, sure, unsure, said_states)
        return PlaceLabels(
            chosen,
            choose(doubted),
            sure,
            unsure,
            said_states,
            self._contradicted(tokens, chosen, sure, words),
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

    # What speaks against a mention

    def _doubtful(
        self,
        mention: Mention,
        products: Sequence[Hit],
        words: WordLabels,
        told: bool,
        others: set[int],
        states: frozenset[int],
        flags: Flags,
        talking: bool,
    ) -> bool:
        span = set(range(mention.start, mention.end))
        if span & span_of(words.intents.get("gi", ())):
            return True  # "paan GI" is not Pangi
        if len(span) == 1 and mention.best.place.kind == STATE and mention.text in self._small_codes:
            return True
        if span & words.idioms or self._product_wins(mention, products, words):
            return True
        if words.abroad and not mention.best.exact:
            return True
        listing = "all" in words.intents
        if listing and others and not states and len(span) > 1 and span <= flags.direction:
            return True  # "list of the north east" is a part of India, not a district of Delhi
        return not self._credible(mention, told, others, states, flags, words, talking)

    def _product_wins(self, mention: Mention, products: Sequence[Hit], words: WordLabels) -> bool:
        """Whether the words of a mention are a product rather (with GI asked, Guntur chilli is a district's)."""
        asks_gi, where = "gi" in words.intents, "where_made" in words.intents
        if asks_gi and mention.best.exact and mention.best.place.kind == DISTRICT and not mention.also_word:
            return False
        span = set(range(mention.start, mention.end))
        for hit in products:
            product = set(range(hit.start, hit.end))
            if span & product:
                if len(product) > len(span):
                    return True
                if len(span) > len(product) and mention.best.score >= LIKELY_WHOLE:
                    continue  # "rae baeli": one word of it sounds like mustard, all of it like a name
                # "చీరల", of sarees, is written as the product and only sounds like the town.
                if hit.rule == "exact" and hit.text == mention.text != mention.best.name.casefold():
                    return True
                if hit.rule == "exact" and (mention.best.rule == "sound" or (where and mention.best.rule != "exact")):
                    return True
                # A nickname (Pital Nagri) of which the message has the product only.
                if hit.rule == "exact" and len(mention.best.name.split()) > len(span):
                    return True
                if hit.rule == "exact" and not (mention.best.exact and span >= product):
                    return True
        return False

    def _credible(
        self,
        mention: Mention,
        told: bool,
        others: set[int],
        states: frozenset[int],
        flags: Flags,
        words: WordLabels,
        talking: bool,
    ) -> bool:
        """Whether a mention may stand, given what is around it: an everyday word needs more.

        `talking`: a talk about districts goes on, so that "ok then rewa" is a name.
        """
        best = mention.best
        if mention.start in flags.after_name and not told:
            return False
        if best.rule == "state code":
            return told and bool(others)
        if mention.also_word:
            if not best.exact or (mention.end in flags.address and not told):
                return False
            fits = best.place.kind == DISTRICT and best.place.state in states
            if states - {best.place.id if best.place.kind == STATE else 0} and not fits:
                return False  # "up ki puri list": the whole list of UP, not Puri
            if best.rule == "sound":
                return False  # an everyday word that only sounds like a name: शामिल is not Shamli
            around = flags.beside | flags.filler | words.corrections if talking else flags.beside
            beside = others <= around and best.rule in ("exact", "script", "alias")
            return told or not others or fits or beside
        return True

    def _meant(self, tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
        """Return the mentions without the one that is not meant: "not Mysuru, Mandya", "सीतापुर नहीं सीतामढ़ी"."""
        if len(mentions) < 2:
            return mentions
        denied = [
            m
            for m in mentions
            if " ".join(t.text for t in tokens[max(m.start - 1, 0) : m.start]) in self._not_before
            or " ".join(t.text for t in tokens[m.end : m.end + 1]) in self._not_behind
        ]
        return [m for m in mentions if m not in denied] if len(denied) == 1 else mentions

    def _addressed(self, tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
        """Return the mentions without the villages and towns of an address: its district stands beside the word.

        "Village Rampur, Distt. Sitapur" is Sitapur; Kheri (Lakhimpur) is one district, called by two names.
        """
        places = [m for m in mentions if not _names_state(m)]
        if len(places) < 2:
            return mentions
        called = _called(tokens, places, self._district_words)
        between = {token.text for m in places for token in tokens[m.end : m.end + 1]}
        if called and len(called) < len(places) and not between & self._joints:
            return [m for m in mentions if m in called or _names_state(m)]
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
        found = mention and self._finder.like(tokens[mention.start : mention.end], states[0])
        if not mention or not found or found.score < POSSIBLE:
            return sure, unsure
        if found.score >= SURE and sure[0].rule != "exact":
            return [found], unsure
        return [], [replace(mention, candidates=(replace(found, score=sure[0].score), sure[0]))]

    # Which district each names

    def _settle(
        self, mentions: Sequence[Mention], words: WordLabels
    ) -> tuple[list[Candidate], list[Mention], tuple[int, ...]]:
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

    def _contradicted(
        self, tokens: Sequence[Token], mentions: Sequence[Mention], sure: Sequence[Candidate], words: WordLabels
    ) -> tuple[int, ...]:
        """Return the States that stand beside the name of a district in which it does not lie."""
        if "difference" in words.intents:
            return ()
        mine = {candidate.place.id: candidate.place.state for candidate in sure}
        out: list[int] = []
        for left, right in pairwise(mentions):
            between = {token.text for token in tokens[left.end : right.start]}
            for state, place in ((left, right), (right, left)):
                # "Khandwa (East Nimar), Uttarakhand": it may be called by two names.
                candidate = next((c for c in place.candidates if c.place.kind == DISTRICT and c.place.id in mine), None)
                if not _names_state(state) or candidate is None or between & self._joints:
                    continue
                code = next(c.place.id for c in state.candidates if c.place.kind == STATE)
                if mine[candidate.place.id] != code:
                    out.append(code)
        twins = {id(c) for m in mentions if _names_state(m) for c in m.candidates}
        held = {state for state in out if not any(c.place.state == state for c in sure if id(c) not in twins)}
        return tuple(state for state in dict.fromkeys(out) if state in held)


def _called(tokens: Sequence[Token], places: Sequence[Mention], words: frozenset[str]) -> list[Mention]:
    """Return the places that a word for district calls so, before the name or right behind it.

    Between two names it belongs to the second one, "Rampur, Distt. Sitapur", unless one stands behind that as well.
    """
    marks = {i for i, token in enumerate(tokens) if token.text in words}
    behind_all = max(mention.end for mention in places) in marks
    between = {left.end for left, right in pairwise(places) if left.end in marks and right.start == left.end + 1}
    behind = {mention.end for mention in places} & marks - (set() if behind_all else between)
    before = {mention.start - 1 for mention in places} & marks - (between if behind_all else set())
    return [
        m for m in places if m.end in behind or m.start - 1 in before or not marks.isdisjoint(range(m.start, m.end))
    ]


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


def _names_state(mention: Mention) -> bool:
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
        and not _names_state(m)
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


__all__ = ["MAX_TOKENS", "PlaceAnnotator", "PlaceLabels"]
