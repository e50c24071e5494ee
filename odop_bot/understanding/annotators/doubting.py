"""Tell what speaks against a mention of a place: a product of the same words, an everyday word, another meaning."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.annotators.words import WordLabels
from odop_bot.understanding.evidence import span_of
from odop_bot.understanding.gazetteer import DISTRICT, STATE
from odop_bot.understanding.mentions import Flags, Mention
from odop_bot.understanding.phrases import Hit

LIKELY_WHOLE = 0.88
"""From this score on a misspelt name of several words outweighs a product that is one of them."""


class MentionDoubter:
    """Tells whether a mention may stand; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._small_codes = frozenset(knowledge.words.small_codes)

    def doubts(
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
        """Whether something speaks against a mention.

        `told`: the message is one of ours; `others` are the tokens that do not belong to it or to a State;
        `talking`: a talk about districts goes on.
        """
        span = set(range(mention.start, mention.end))
        if span & span_of(words.intents.get("gi", ())):
            return True  # "paan GI" is not Pangi
        if len(span) == 1 and mention.best.place.kind == STATE and mention.text in self._small_codes:
            return True
        if not mention.best.exact and span <= {i for first, end, _ in words.concepts for i in range(first, end)}:
            return True  # "udyam" and "mudra" are what they are, no misspelt Udham and Muttra
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
