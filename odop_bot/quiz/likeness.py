"""Which products may be taken for one another.

Whether an option is also right is decided here, strictly: two products are kept apart only if no
product family, however broad, and no word of their names connects them. Families are known by
what the knowledge base says and by the family names inside a product's name, because the rows of
old editions carry no families.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import or_

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.names import words_of
from odop_bot.quiz.spelling import spelled

UMBRELLAS = {
    "handicraft": {"handicraft"},
    "handloom": {"handloom"},
    "textile": {"textile"},
    "food-processing": {"food-processing"},
    "agro-products": {"agriculture", "food-processing", ""},
    "engineering": {"manufacturing"},
    "marine-products": {"marine"},
    "dairy": {"dairy"},
    "home-decor": {"handicraft"},
}
"""Families as wide as a sector, with the sectors whose products may belong to them; "" for lists without sectors."""
NEAR = tuple(
    frozenset(names.split())
    for names in (
        "stone-craft building-stone marble granite minerals cement tiles-sanitaryware agate",
        "metal-craft brassware copperware utensils aluminium iron-work steel forging-foundry locks-hardware bidri",
        "engineering auto-parts agri-implements forging-foundry iron-work",
        "jewellery gold-jewellery silver-jewellery bangles lac-bangle beads pearl meenakari thewa",
        "wood-craft lacquerware furniture plywood toys wooden-toys steel-furniture",
        "bamboo bamboo-craft wicker-willow grass-craft moonj sikki",
        "handloom powerloom textile cotton yarn khadi bedsheet towel home-textiles dhoti-lungi northeast-weaves",
        "silk saree sericulture-cocoon",
        "wool shawl carpet dari tweed pashmina",
        "garments hosiery jeans jacket textile",
        "block-print dyed-cloth batik kalamkari",
        "pottery terracotta ceramic black-pottery tiles-sanitaryware",
        "fish marine-products prawn trout dry-fish",
        "dairy ghee paneer peda sweets",
        "meat pork poultry animal-husbandry animal-feed",
        "bakery biscuits confectionery chocolate",
        "sweets namkeen ready-to-eat bakery",
        "leather footwear bags",
        "herbal-products aromatic-plants ayurveda perfume minor-forest-produce mentha",
        "lac lacquerware lac-bangle",
        "pickle murabba fruit-products",
        "wheat maize millet rice food-processing",
        "jute coir banana-fibre",
    )
)
"""Families that people may take for one another, though none is part of the other."""
SEA = frozenset({"marine-products", "fish", "prawn", "dry-fish"})
"""Families of what comes from the sea."""


_LONGEST_NAME = 4
"""Words of a family's name that is looked for in those of products."""


class Likeness:
    """Gives each family, group of near families and word of a name a bit: products that share one are not apart."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._bank = bank
        self._bits: dict[str, int] = {}
        self._phrases = dict(_family_phrases(knowledge))
        self._first_words = {words[0] for words in self._phrases}
        self._of_family: dict[str, int] = {}
        """By family, once it was looked at."""
        self._of_sector: dict[str | None, int] = {}
        self._of_listing: dict[tuple[tuple[str, ...], str], int] = {}
        """Of many lists and editions one wording is the same."""
        self._names: dict[tuple[str, str | None], frozenset[str]] = {}

    def names(self, listing: Listing) -> frozenset[str]:
        """Return what a product is called in each language."""
        key = listing.product, listing.hi
        found = self._names.get(key)
        if found is None:
            names = (self._knowledge.product_name(listing, language) for language in self._knowledge.translations)
            printed = spelled(listing.product, self._bank.spelled)
            found = frozenset(name.casefold() for name in (listing.product, printed, *names) if name)
            self._names[key] = found
        return found

    def of_listing(self, listing: Listing) -> int:
        """Return the bits of a listing."""
        key = listing.families, f"{listing.product} {listing.reading or ''}"
        found = self._of_listing.get(key)
        if found is None:
            found = self._of_listing[key] = self.mask(*key)
        return found

    def of_family(self, family: str) -> int:
        """Return the bits of a family with all broader ones and the words of its name."""
        name = self._knowledge.families[family].name["en"]
        return self.mask((family,), name) | self.mask((family,), family.replace("-", " "))

    def of_families_alone(self, families: Iterable[str]) -> int:
        """Return the bits of families without those that are broader."""
        return reduce(or_, (self._bit(family) for family in families), 0)

    def of_umbrellas(self, sector: str | None) -> int:
        """Return the bits of the families as wide as a sector to which its products may belong."""
        found = self._of_sector.get(sector)
        if found is None:
            families = [family for family, sectors in UMBRELLAS.items() if (sector or "") in sectors]
            found = self._of_sector[sector] = self.of_families_alone(families)
        return found

    @cached_property
    def umbrellas(self) -> int:
        """The bits of all families as wide as a sector."""
        return reduce(or_, (self._bit(family) for family in UMBRELLAS))

    def mask(self, families: Iterable[str], wording: str) -> int:
        """Return the bits of families with all broader ones, and of the words and family names in a wording."""
        words = words_of(wording)
        mask = 0
        for family in families:
            mask |= self._with_broader(family)
        for start, word in enumerate(words, start=1):
            mask |= self._bit(f"word {word}")
            if word not in self._first_words:
                continue
            for end in range(start, min(start + _LONGEST_NAME, len(words) + 1)):
                for family in self._phrases.get(words[start - 1 : end], ()):
                    mask |= self._with_broader(family)
        return mask

    def _with_broader(self, family: str) -> int:
        """Return the bits of a family, of all broader ones, and of the groups of near ones that these are in."""
        found = self._of_family.get(family)
        if found is None:
            broader = self._knowledge.broader(family)
            near = (f"near {number}" for number, group in enumerate(NEAR) if not group.isdisjoint(broader))
            found = self._of_family[family] = reduce(or_, map(self._bit, (*sorted(broader), *near)), 0)
        return found

    def _bit(self, name: str) -> int:
        return 1 << self._bits.setdefault(name, len(self._bits))


def _family_phrases(knowledge: Knowledge) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Yield the names of families as words, with the families that bear them."""
    out: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key, family in knowledge.families.items():
        for name in (family.name["en"], *family.also.get("en", ())):
            words = words_of(name)
            if words:
                out[words].add(key)
    yield from out.items()
