"""Tell how well a listing is what a text speaks of, by the annotators' products and the list's own words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.language.tokens import known_words
from odop_bot.understanding.evidence import PRODUCT, Evidence, span_of

SURE = 0.6
"""From this match on a listing is what the text speaks of."""
NONE = 0.3
"""Up to this match it is surely something else."""
SAME_FAMILY = 0.7
"""The match of a listing that has the family but none of the words."""
LITERAL = 0.75
"""Share of the words that must stand in a listing that the annotators found no product for."""
_NEAR = 0.45
"""The match of a listing of a broader family: it may be the same."""
_UMBRELLAS = frozenset(
    "handicraft handloom textile food-processing agro-products engineering marine-products dairy home-decor".split()
)
"""Families as wide as a sector: that both products belong to one says nothing."""
_WORN = 0.02
"""A word that a greater share of the wordings has ("art", "products") says little."""


@dataclass(frozen=True, slots=True)
class Named:
    """One product that a text names."""

    wordings: frozenset[str]
    families: frozenset[str]
    stems: frozenset[str]
    """Of the words that name it."""


@dataclass(frozen=True, slots=True)
class Products:
    """What a text says of products."""

    named: tuple[Named, ...]
    stems: frozenset[str]
    """Of all words that may be part of a product's name."""

    def __bool__(self) -> bool:
        return bool(self.named or self.stems)


class ProductReader:
    """Reads the products of texts, and matches listings with them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def read(self, evidence: Evidence, ignore: Iterable[int] = ()) -> Products:
        """Return the products of a text, tokens to be ignored (those of a place that was asked for) left out."""
        left_out = set(ignore)
        named = tuple(
            Named(
                frozenset(v.removeprefix(PRODUCT) for v in hit.values if v.startswith(PRODUCT)),
                frozenset(v for v in hit.values if not v.startswith(PRODUCT)),
                frozenset(evidence.tokens[i].stem for i in range(hit.start, hit.end)),
            )
            for hit in evidence.products
        )  # fmt: skip
        spans = span_of(evidence.products)
        flags = evidence.flags
        empty = flags.filler | flags.cue | span_of(evidence.lists) | evidence.programme | left_out
        empty |= {i for hits in evidence.intents.values() for i in span_of(hits)}
        stems = frozenset(
            token.stem for i, token in enumerate(evidence.tokens)
            if token.stem in self._rarity and (i in spans or (i not in empty and not token.text.isdigit()))
            and i not in left_out
        )  # fmt: skip
        return Products(named, stems)

    def match(self, products: Products, listing: Listing) -> float:
        """Return how well a listing is what a text names, from 0 to 1."""
        if not products.named:
            return self._literal(products.stems, listing) if products.stems else 0.0
        return sum(self._one(named, products.stems, listing) for named in products.named) / len(products.named)

    def best(self, products: Products, listings: Sequence[Listing]) -> tuple[float, tuple[Listing, ...]]:
        """Return how well some listings together are all that a text names, and which of them are."""
        if not listings:
            return 0.0, ()
        literal = max(listings, key=lambda x: self._literal(products.stems, x))
        share = self._literal(products.stems, literal)
        if not products.named:
            return (share, (literal,)) if share >= LITERAL else (min(share, _NEAR) if share > _NEAR else 0.0, ())
        found: dict[int, Listing] = {}
        total = 0.0
        for named in products.named:
            scores = [(self._one(named, products.stems, listing), listing) for listing in listings]
            score, listing = max(scores, key=lambda item: item[0])
            total += score
            if score >= SURE:
                found[id(listing)] = listing
        total /= len(products.named)
        if share >= LITERAL and share > total:
            return share, (literal,)
        return total, tuple(found.values())

    def _one(self, named: Named, stems: frozenset[str], listing: Listing) -> float:
        if listing.product in named.wordings:
            return 1.0
        words = self._words(listing)
        share = self._share(named.stems, words)
        broader = {b for f in listing.families for b in self._knowledge.broader(f)}
        if named.families & broader:
            exactly = 0.05 if named.families & set(listing.families) else 0.0
            return SAME_FAMILY + (0.95 - SAME_FAMILY) * self._share(named.stems | stems, words) + exactly
        wider = {b for f in named.families for b in self._knowledge.broader(f)} - _UMBRELLAS
        if wider & broader:
            return max(_NEAR, 0.5 * share)
        if not named.families or not listing.families:
            return share if share >= LITERAL else 0.5 * share
        return 0.5 * share if share < 1 else _NEAR

    def _literal(self, stems: frozenset[str], listing: Listing) -> float:
        return self._share(stems, self._words(listing))

    def _share(self, stems: Iterable[str], words: frozenset[str]) -> float:
        """Return which share of the weight of some words stands among those of a listing."""
        weights = {stem: self._rarity.get(stem, 1.0) for stem in stems}
        total = sum(weights.values())
        return sum(weight for stem, weight in weights.items() if stem in words) / total if total else 0.0

    def _words(self, listing: Listing) -> frozenset[str]:
        return self._wordings[listing.product, listing.hi]

    @cached_property
    def _wordings(self) -> dict[tuple[str, str | None], frozenset[str]]:
        """The stems of each wording, in every language."""
        out: dict[tuple[str, str | None], frozenset[str]] = {}
        for district in self._knowledge.districts.values():
            for listing in district.listings:
                key = listing.product, listing.hi
                if key not in out:
                    names = [listing.product, listing.reading, listing.hi]
                    names += [self._knowledge.product_name(listing, code) for code in self._knowledge.translations]
                    out[key] = frozenset(t.stem for name in names if name for t in known_words(name) if t.stem)
        return out

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """How much each word of a wording says, from 0 to 1."""
        count = Counter(stem for stems in self._wordings.values() for stem in stems)
        most = math.log(len(self._wordings) + 1)
        return {
            stem: (math.log((len(self._wordings) + 1) / n) / most) * (0.4 if n > _WORN * len(self._wordings) else 1.0)
            for stem, n in count.items()
        }  # fmt: skip
