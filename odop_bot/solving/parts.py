"""Take the texts of a question apart: the places and products of its stem, of each option, of each pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.places import Places, places_in
from odop_bot.solving.products import ProductReader, Products
from odop_bot.solving.reading import Reading
from odop_bot.solving.wordings import core
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.mentions import Mention

_SIDES = re.compile(r"\s+[-–—→=]+\s*|\s*[–—→]+\s+|\s*:\s*|\s*->\s*|-\s+|(?<=\w)-(?=\w)")
"""What stands between the two sides of a pair."""
_SEGMENTS = re.compile(r"(?<=[.?!।:;])\s+|\.{2,}\s*")

_EXPLAINED = re.compile(r"\s*([^()]+?)\s*\([^()]+\)\s*$")
"""A name with a remark in brackets behind it."""
_NAME = 4
"""Words of an option that is a name and no more."""


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the question with what was found in it."""

    text: str
    evidence: Evidence
    places: Places
    products: Products


@dataclass(frozen=True, slots=True)
class Claim:
    """That products are listed for places."""

    places: Places
    products: Products
    text: str = ""
    """The words that name the product, where a pair has them on a side of their own."""


class PartReader:
    """Reads parts; one object serves all."""

    def __init__(self, knowledge: Knowledge, reading: Reading, phrases: PhraseReader) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._phrases = phrases
        self._products = ProductReader(knowledge)

    @property
    def products(self) -> ProductReader:
        """What matches products with listings."""
        return self._products

    def read(self, text: str, states: Sequence[int] = ()) -> Part:
        """Return an option or a side of a pair; `states` are those of the stem, which tell namesakes apart."""
        evidence = self._reading.annotate(text)
        exams = frozenset(span_of(self._phrases.find(evidence.tokens)))
        places = places_in(evidence, self._knowledge, tuple(states), exams)
        explained = _EXPLAINED.match(text)
        if explained and not places.alone:
            # "Mangan (North Sikkim)": what stands in brackets is its other name, or where it lies.
            alone = self.read(explained[1], states)
            places = alone.places if alone.places.districts and alone.places.alone else places
        products = self._products.read(evidence, places.tokens if places else (), name=len(evidence.tokens) <= _NAME)
        return Part(text, evidence, places, products)

    def stem(self, text: str) -> Part:
        """Return a stem; its products are those of the last sentence that names any."""
        whole = self.read(text)
        segments = [segment for segment in _SEGMENTS.split(text) if segment.strip()]
        if len(segments) > 1:
            for segment in reversed(segments):
                evidence = self._reading.annotate(segment)
                if self._of_stem(evidence).named:
                    return Part(text, whole.evidence, whole.places, self._of_stem(evidence))
        return Part(text, whole.evidence, whole.places, self._of_stem(whole.evidence))

    def _of_stem(self, evidence: Evidence) -> Products:
        """Return the products of a stem; names of States only say where to look, those of districts may be part."""
        empty = {i for m in evidence.mentions if _is_state(m) for i in range(m.start, m.end)}
        empty |= span_of(self._phrases.find(evidence.tokens))  # "pair" is no pear
        return self._products.read(evidence, empty)

    def is_product(self, part: Part) -> bool:
        """Whether an option is the name of a product and little else."""
        evidence = part.evidence
        empty = evidence.flags.filler | evidence.flags.beside
        words = [i for i in range(len(evidence.tokens)) if i not in empty]
        spans = span_of(evidence.products)
        named = sum(i in spans or core(evidence.tokens[i]) in part.products.stems for i in words)
        return bool(part.products) and 2 * named >= len(words)

    def pair(self, text: str, states: Sequence[int] = ()) -> Claim | None:
        """Return the claim of an option that puts a place and a product side by side."""
        cuts = [(text[: m.start()], text[m.end() :]) for m in _SIDES.finditer(text)]
        # What stands outermost is the place: a product may have a dash of its own.
        for left, right in dict.fromkeys(cuts[:1] + cuts[-1:]):
            if not left.strip() or not right.strip():
                continue
            first, second = self.read(left, states), self.read(right, states)
            for place, product in ((first, second), (second, first)):
                if place.places and place.places.alone and not (product.places.alone and not product.products):
                    return Claim(place.places, product.products or self._of_stem(product.evidence), product.text)
        return None


def _is_state(mention: Mention) -> bool:
    return mention.best.place.kind == "state"
