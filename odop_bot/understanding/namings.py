"""Which listings of a family a message means by their own words: Bomkai among the sarees, Kani among the shawls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.language.tokens import Token, normalise, tokenise

MOST_BEARERS = 3
"""Listings that may bear a word which tells listings apart."""
_STEM = 5
"""Letters from which on a word may be the beginning of another: Madur in Madurkathi."""
_Wording = tuple[tuple[str, ...], tuple[str, ...], str]
"""The stems and the words of a name, and the wording of the listing."""


class Namings:
    """Finds listings by the words that only they have."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = lru_cache(maxsize=512)(self._words_of_family)
        self._wordings = lru_cache(maxsize=512)(self._wordings_of_family)
        self.names = lru_cache(maxsize=512)(self._names_of_family)
        """Stems of the names of a family."""

    def codes(self, families: Sequence[str], stems: Sequence[str]) -> tuple[int, ...]:
        """Return the LGD codes of the districts whose listing of a family bears a word that few others bear."""
        common = {stem for family in families for stem in self.names(family)}
        for family in families:
            words = self._words(family)
            for stem in (stem for stem in stems if stem not in common):
                found = words.get(stem) or next(
                    (codes for word, codes in words.items() if len(stem) >= _STEM and word.startswith(stem)), None
                )
                if found:
                    return found
        return ()

    def wording(self, families: Sequence[str], tokens: Sequence[Token]) -> str | None:
        """Return the wording of that listing of some families whose name, the longest, stands in a message."""
        found: list[tuple[int, bool, str]] = []
        for family in families:
            wordings = self._wordings(family)
            for start, token in enumerate(tokens):
                for stems, texts, product in wordings.get(token.stem, ()):
                    said = tokens[start : start + len(stems)]
                    if stems == tuple(word.stem for word in said):
                        found.append((len(stems), texts == tuple(word.text for word in said), product))
        return max(found)[2] if found else None

    def _wordings_of_family(self, family: str) -> dict[str, list[_Wording]]:
        """Return the names of a family's listings on the national list, in every language, by their first stems."""
        known = self._knowledge
        texts = {
            (text, listing.product): None
            for _, listing in known.listings_of_family.get(family, ())
            if listing.list == NATIONAL
            for text in (listing.product, listing.reading, *(known.product_name(listing, x) for x in known.languages))
            if text
        }
        out: dict[str, list[_Wording]] = {}
        for text, product in texts:
            if words := tokenise(text):
                stems, written = tuple(word.stem for word in words), tuple(word.text for word in words)
                out.setdefault(stems[0], []).append((stems, written, product))
        return out

    def _names_of_family(self, family: str) -> set[str]:
        known = self._knowledge.families.get(family)
        return {t.stem for name in known.name.values() for t in tokenise(normalise(name))} if known else set()

    def _words_of_family(self, family: str) -> dict[str, tuple[int, ...]]:
        listings = [
            (district, listing)
            for district, listing in self._knowledge.listings_of_family.get(family, ())
            if not self._knowledge.lists[listing.list].superseded_by
        ]
        common = self.names(family)
        bearers: dict[str, set[int]] = {}
        for district, listing in listings:
            for text in filter(None, (listing.product, listing.hi, listing.reading)):
                for token in tokenise(normalise(text)):
                    bearers.setdefault(token.stem, set()).add(district.lgd)
        districts = Counter(district.lgd for district, _ in listings)
        return {
            stem: tuple(sorted(codes))
            for stem, codes in bearers.items()
            if len(codes) <= MOST_BEARERS and len(codes) * 2 <= len(districts) and stem not in common and len(stem) > 2
        }
