"""Follow a corrected wording: what other files say of the old one is said of the new one.

Notes, the GI Registry's file and translations name a product by its list's wording. A listing whose wording has been
corrected says `was:`, and nothing else has to be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from odop_bot.knowledge.models import District, GiRegistry, NamedListing, ProductNote, Registration
from odop_bot.knowledge.translations import Translation


class Corrections:
    """The wordings that have been corrected, by district."""

    def __init__(self, districts: Iterable[District]) -> None:
        self._now = {
            (district.lgd, listing.was): listing.product
            for district in districts
            for listing in district.listings
            if listing.was
        }

    def note(self, note: ProductNote) -> ProductNote:
        """Return a note with the wording of today."""
        return replace(note, product=self._today(note.district, note.product)) if self._now else note

    def registration(self, item: Registration) -> Registration:
        """Return a registration with the wordings of today."""
        return replace(item, listings=tuple(map(self._named, item.listings))) if self._now else item

    def registry(self, registry: GiRegistry) -> GiRegistry:
        """Return what is said of the whole Registry with the wordings of today."""
        return replace(registry, not_found=tuple(map(self._named, registry.not_found))) if self._now else registry

    def translations(self, translations: Mapping[str, Translation]) -> dict[str, Translation]:
        """Return translations in which a corrected wording is called what the old one was, if it has no name yet."""
        return {
            code: replace(each, products={**self._called(each.products), **each.products})
            for code, each in translations.items()
        }

    def _called(self, products: Mapping[str, str]) -> dict[str, str]:
        return {new: products[old] for (_, old), new in self._now.items() if old in products}

    def _named(self, listing: NamedListing) -> NamedListing:
        return replace(listing, product=self._today(listing.district, listing.product))

    def _today(self, district: int, product: str) -> str:
        return self._now.get((district, product), product)
