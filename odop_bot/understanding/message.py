"""Take a message apart: the names, products, lists and intents that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.gazetteer import DISTRICT, STATE, Gazetteer
from odop_bot.understanding.phrases import Hit, PhraseIndex
from odop_bot.understanding.places import POSSIBLE, Flags, Mention, PlaceFinder, choose, with_cues
from odop_bot.understanding.reading import Context

LIKELY_ALONE = 0.2
"""From this score on a place is asked about that is all of the message."""
SHORT = 4
"""Words of a message that may be one name and little else."""
SHORT_WORD = 4
"""Letters of a word that shows an intent only as we have it written (GI is not ghee)."""
PRODUCT = "product:"
"""Prefix of the value of a phrase that is a product's official wording."""


@dataclass(slots=True)
class Message:
    """One message while it is being read."""

    tokens: list[Token]
    flags: Flags
    context: Context
    text: str
    language: str | None
    """Language that it is written in, if it shows one."""
    intents: dict[str, list[Hit]]
    lists: list[Hit]
    families: list[Hit]
    mentions: list[Mention]
    names: frozenset[int]
    """Tokens that belong to a district's name."""
    residue: tuple[int, ...]
    """Tokens with content that nothing explains."""
    own: bool
    """Whether it says ODOP, product, PMFME or the like: it is surely meant for us."""
    foreign: bool
    """Whether it speaks of a subject that is none of our business."""

    def wants(self, *intents: str) -> bool:
        """Whether the message shows one of these intents."""
        return any(intent in self.intents for intent in intents)

    @property
    def half_read(self) -> bool:
        """Whether it is short and a word that is not an everyday one is left: part of a misspelt name?"""
        return len(self.tokens) <= SHORT and len(self.residue) == 1 and self.residue[0] not in self.flags.everyday

    @property
    def around_names(self) -> list[Token]:
        """The tokens that are no part of a district's name."""
        return [token for i, token in enumerate(self.tokens) if i not in self.names]

    @property
    def list_id(self) -> str | None:
        """The list that the message names."""
        return self.lists[0].values[0] if self.lists else None

    @property
    def quotes_product(self) -> bool:
        """Whether it quotes a product's official wording."""
        return any(value.startswith(PRODUCT) for hit in self.families for value in hit.values)


class MessageReader:
    """Takes messages apart; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._places = PlaceFinder(Gazetteer(knowledge), knowledge)
        kept = partial(PhraseIndex.kept, knowledge)
        self._families = kept("families", _family_phrases, of=("families",), fuzzy=True)
        self._products = kept("products", _product_phrases, of=("districts", "families"))
        self._lists = kept("lists", _list_phrases, of=("lists",))
        words = partial(kept, of=("words",))
        self._intents = words("intents", lambda k: _grouped(k.words.intents))
        self._own = words("own", lambda k: [(phrase, "own") for phrase in k.words.own_words])
        self._schemes = words(
            "schemes", lambda k: [(phrase, name) for name in k.words.schemes for phrase in k.words.concepts[name]]
        )
        self._idioms = words("idioms", lambda k: [(phrase, "idiom") for phrase in k.words.idioms])
        self._foreign_places = words("foreign places", lambda k: [(text, "place") for text in k.words.foreign_places])
        self._foreign_topics = words("foreign topics", lambda k: [(text, "topic") for text in k.words.foreign_topics])

    def read(self, text: str, tokens: list[Token], context: Context, language: str | None = None) -> Message:
        """Return what a normalised message holds."""
        flags = self._places.flags(tokens)
        intents: dict[str, list[Hit]] = {}
        short = {i for i, token in enumerate(tokens) if token.script == "Latn" and len(token.roman) <= SHORT_WORD}
        for hit in self._intents.find(tokens, exact_only=flags.everyday | short):
            for intent in hit.values:
                intents.setdefault(intent, []).append(hit)
        where = "where_made" in intents
        lists = self._lists.find(tokens)
        inside_list = _span(lists)
        own_words = self._own.find(tokens, exact_only=flags.everyday)
        taken = inside_list | _span(intents.get("gi", []))
        families = self._products.find(tokens, taken)
        common = flags.everyday | flags.cue | flags.homonym
        families += self._families.find(tokens, taken | _span(families), common, flags.filler)
        own = bool(lists) or bool(own_words)
        abroad = bool(self._foreign_places.find(tokens, exact_only=flags.everyday))
        blocked = inside_list | _span(self._idioms.find(tokens, exact_only=flags.everyday))
        mentions = self._mentions(
            tokens, flags, families, blocked, own, abroad, where, "all" in intents, "gi" in intents
        )
        named = {i for mention in mentions for i in range(mention.start, mention.end)}
        families = [
            hit for hit in families
            if named.isdisjoint(range(hit.start, hit.end)) and (hit.rule == "exact" or not (abroad or named))
        ]  # fmt: skip
        explained = named | inside_list | _span(families) | flags.filler | flags.cue
        explained |= {i for i, token in enumerate(tokens) if token.text.isdigit()}
        explained |= {i for hits in intents.values() for i in _span(hits)}
        exact = _span(hit for hit in families if hit.rule == "exact" and (where or hit.end - hit.start > 1))
        ours = own or bool(self._schemes.find(tokens, exact_only=flags.everyday))
        foreign = not ours and bool(self._foreign_topics.find(tokens, named | exact, flags.everyday))
        return Message(
            tokens=tokens, flags=flags, context=context, text=text, language=language, intents=intents, lists=lists,
            families=families, mentions=mentions, own=own, foreign=foreign,
            names=frozenset(
                i for mention in mentions if mention.best.place.kind != STATE
                for i in range(mention.start, mention.end)
            ),
            residue=tuple(i for i in range(len(tokens)) if i not in explained),
        )  # fmt: skip

    def _mentions(
        self, tokens: list[Token], flags: Flags, families: list[Hit], blocked: set[int], own: bool,
        abroad: bool, where: bool, listing: bool, asks_gi: bool,
    ) -> list[Mention]:  # fmt: skip
        found = self._places.find(tokens, flags)
        named_states = [m for m in found if m.best.place.kind == STATE and m.best.exact]
        states = frozenset(
            m.best.place.id for m in named_states
            if m.best.score > 0.85 and not (m.best.rule == "state code" and len(tokens) == 1)
        )  # fmt: skip
        state_tokens = {i for m in named_states for i in range(m.start, m.end)}
        kept: list[Mention] = []
        for mention in found:
            span = set(range(mention.start, mention.end))
            if span & blocked or self._product_wins(mention, families, where, asks_gi):
                continue
            others = set(range(len(tokens))) - span - state_tokens
            told = own or bool(flags.cue & others)
            surely = told or any(hit.rule == "exact" and not span & _span([hit]) for hit in families)
            alone = all(i in flags.filler or i in flags.cue for i in others)
            if abroad and not mention.best.exact:
                continue
            if listing and others and not states and len(span) > 1 and span <= flags.direction:
                continue  # "list of the north east" is a part of India, not a district of Delhi
            if self._credible(mention, told, others, states, flags):
                kept.append(with_cues(mention, strong=surely, alone=alone, states=states))
        chosen = choose(kept)
        # A message that is nothing but this word is most likely a name.
        least = LIKELY_ALONE if len(chosen) == 1 and len(tokens) <= 2 else POSSIBLE
        return [mention for mention in chosen if mention.best.score >= least]

    def _product_wins(self, mention: Mention, families: list[Hit], where: bool, gi: bool) -> bool:
        """Whether the words of a mention are a product rather.

        `where`: the message asks who makes one; `gi`: it asks for the GI tag, which is one of a
        district's product (Guntur chilli).
        """
        if gi and mention.best.exact and mention.best.place.kind == DISTRICT and not mention.homonym:
            return False
        span = set(range(mention.start, mention.end))
        for hit in families:
            product = set(range(hit.start, hit.end))
            if span & product:
                if len(product) > len(span):
                    return True
                if where and hit.rule == "exact" and mention.best.rule != "exact":
                    return True
                # A nickname (Pital Nagri) of which the message has the product only.
                if hit.rule == "exact" and len(mention.best.name.split()) > len(span):
                    return True
                if hit.rule == "exact" and not (mention.best.exact and span >= product):
                    return True
        return False

    def _credible(self, mention: Mention, told: bool, others: set[int], states: frozenset[int], flags: Flags) -> bool:
        """Whether a mention may stand, given what is around it: an everyday word needs more."""
        best = mention.best
        if mention.start in flags.after_name and not told:
            return False
        if best.rule == "state code":
            return told and bool(others)
        if mention.homonym:
            if not best.exact or (mention.end in flags.address and not told):
                return False
            fits = best.place.kind == DISTRICT and best.place.state in states
            if states and not fits:
                return False  # "up ki puri list": the whole list of UP, not Puri
            beside = others <= flags.beside and best.rule in ("exact", "sound", "script", "alias")
            return told or not others or fits or beside
        return True


def _span(hits: Iterable[Hit]) -> set[int]:
    return {i for hit in hits for i in range(hit.start, hit.end)}


def _grouped(groups: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    return ((phrase, name) for name, phrases in groups.items() for phrase in phrases)


def _list_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    for item in knowledge.lists.values():
        for phrases in item.also.values():
            for phrase in phrases:
                yield phrase, item.id


def _family_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    for family in knowledge.families.values():
        yield family.id.replace("-", " "), family.id
        for text in family.name.values():
            yield text, family.id
        for texts in family.also.values():
            for text in texts:
                yield text, family.id


def _product_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Yield official wordings that are long enough to stand for themselves."""
    known = {_key(phrase) for phrase, _ in _family_phrases(knowledge)}
    for district in knowledge.districts.values():
        for listing in district.listings:
            if not listing.families:
                continue
            for text in filter(None, (listing.product, listing.reading)):
                if 2 <= len(known_words(text)) <= 5 and _key(text) not in known:
                    yield text, f"{PRODUCT}{listing.product}"


def _key(text: str) -> str:
    return " ".join(token.text for token in known_words(text))
