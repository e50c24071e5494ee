"""The words of what is listed, in every language, and how much each says."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from functools import cached_property

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.language.tokens import Token, known_words

_WORN = 0.02
"""A word that a greater share of the wordings has ("art", "products") says little."""
_WORN_SAYS = 0.4
"""What is left of it."""
_LONG = 6
"""Letters from which on the end of a word is its case."""
PART = 4
"""Letters at least of each word that stands in another one."""


class Wordings:
    """Knows them; looked through once, when they are asked for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def variants(self, listing: Listing) -> tuple[frozenset[str], ...]:
        """Return the words of each wording of a listing, language by language."""
        return self._wordings[listing.product, listing.hi]

    def words(self, listing: Listing) -> frozenset[str]:
        """Return the words of all wordings of a listing."""
        return self._joined[listing.product, listing.hi]

    @cached_property
    def by_family(self) -> dict[str, frozenset[int]]:
        """The districts of each family."""
        return {
            family: frozenset(district.lgd for district, _ in listings)
            for family, listings in self._knowledge.listings_of_family.items()
        }

    @cached_property
    def families(self) -> dict[str, frozenset[str]]:
        """The families of each wording."""
        out: dict[str, set[str]] = defaultdict(set)
        for district in self._knowledge.districts.values():
            for listing in district.listings:
                out[listing.product].update(listing.families)
        return {wording: frozenset(families) for wording, families in out.items()}

    @cached_property
    def by_stem(self) -> dict[str, frozenset[int]]:
        """The districts whose wordings have a word."""
        out: dict[str, set[int]] = defaultdict(set)
        for district in self._knowledge.districts.values():
            for listing in district.listings:
                for stem in self.words(listing):
                    out[stem].add(district.lgd)
        return {stem: frozenset(codes) for stem, codes in out.items()}

    @cached_property
    def _joined(self) -> dict[tuple[str, str | None], frozenset[str]]:
        return {key: frozenset().union(*variants) for key, variants in self._wordings.items()}

    @cached_property
    def _wordings(self) -> dict[tuple[str, str | None], tuple[frozenset[str], ...]]:
        """The stems of each wording, language by language."""
        out: dict[tuple[str, str | None], tuple[frozenset[str], ...]] = {}
        for district in self._knowledge.districts.values():
            for listing in district.listings:
                key = listing.product, listing.hi
                if key not in out:
                    names = [listing.product, listing.reading, listing.hi]
                    names += [self._knowledge.product_name(listing, code) for code in self._knowledge.translations]
                    out[key] = tuple(frozenset(core(t) for t in known_words(name) if t.stem) for name in names if name)
        return out

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How much each word of a wording says, from 0 to 1."""
        count = Counter(stem for stems in self._joined.values() for stem in stems)
        most = math.log(len(self._joined) + 1)
        return {
            stem: (math.log((len(self._joined) + 1) / n) / most)
            * (_WORN_SAYS if n > _WORN * len(self._joined) else 1.0)
            for stem, n in count.items()
        }

    def spaced_otherwise(self, tokens: Sequence[Token], known: Container[int]) -> set[str]:
        """Return the words of wordings that two words make together, or that one word has in it: sea buckthorn."""
        out: set[str] = set()
        for i, token in enumerate(tokens):
            if i in known or core(token) in self.rarity or token.text.isdigit():
                continue
            near = [(k, k + 1) for k in (i - 1, i) if k >= 0 and k + 1 < len(tokens)]
            joined = [known_words(tokens[one].text + tokens[other].text) for one, other in near]
            out.update(core(words[0]) for words in joined if len(words) == 1 and core(words[0]) in self.rarity)
            cuts = range(PART, len(token.text) - PART + 1)
            for first, second in ((token.text[:cut], token.text[cut:]) for cut in cuts):
                stems = {core(word) for part in (first, second) for word in known_words(part)}
                if len(stems) == 2 and all(stem in self.rarity for stem in stems):
                    out |= stems
        return out


def core(token: Token) -> str:
    """Return the stem of a word without its case: ధాన్యాల is of ధాన్యాలు, हिमालयी of हिमालय."""
    return token.stem.rstrip("aeiou") if len(token.stem) >= _LONG else token.stem
