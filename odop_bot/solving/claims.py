"""Check claims that stand in statements, pairs and lists: by the lists of products, else by the FAQ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from odop_bot.knowledge import Knowledge
from odop_bot.solving.listed import ListChecker
from odop_bot.solving.parts import Claim, Part, PartReader
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.places import NOWHERE, Places
from odop_bot.solving.products import NOTHING, Products
from odop_bot.solving.registered import RegistryChecker
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.solving.stated import StatementReader

_BETTER = 0.3
"""How much better a listing of another district must fit to be the very product that is meant."""

_SENTENCE = 5
"""Words from which on an option is a sentence."""


class ClaimChecker:
    """Checks claims; one object serves all."""

    def __init__(
        self,
        knowledge: Knowledge,
        parts: PartReader,
        stated: StatementReader,
        phrases: PhraseReader,
        registry: RegistryChecker,
    ) -> None:
        self._knowledge = knowledge
        self.registry = registry
        self._parts = parts
        self._stated = stated
        self._phrases = phrases
        self.lists = ListChecker(knowledge, parts.products)

    def states_of(self, places: Places) -> tuple[int, ...]:
        """Return the States in which places lie."""
        codes = (code for codes in places.districts for code in codes)
        return (*places.states, *(self._knowledge.districts[code].state for code in codes))

    def told(self, places: Places, products: Products, list_id: str) -> Finding:
        """Return whether a list names products for places: what it has for others is not what only shares a word."""
        found = self.lists.check(places, products, list_id)
        near = found.truth is Truth.OPEN and found.district is not None and bool(products.named)
        if near and self.lists.surest(products, list_id) >= found.score + _BETTER:
            return replace(found, truth=Truth.NO)
        return found

    def listed(self, claim: Claim, stem: Part) -> Finding:
        """Return whether a list names products for places: the one that the stem names, or any in force.

        That none does is told only of products that one of the lists has for other places.
        """
        if claim.text and self.registry.is_asked(stem.evidence):
            found = self.registry.registered(claim.text, claim.places)
            if found.registration is not None and found.truth is not Truth.OPEN:
                return found
        first = UNKNOWN
        named = stem.evidence.list_id
        lists = self.lists.lists(named, self.states_of(claim.places))
        lists = [list_id for list_id in lists if named or not self.lists.is_old(list_id)]
        for list_id in lists:
            finding = self.told(claim.places, claim.products, list_id)
            if finding.truth is Truth.YES:
                return finding
            nearer = first.truth is Truth.NO and finding.truth is Truth.OPEN and finding.score > 0
            if first is UNKNOWN or nearer:
                first = finding
        if first.truth is Truth.NO and not self._is_elsewhere(claim, first, lists):
            return UNKNOWN
        return first

    def _is_elsewhere(self, claim: Claim, finding: Finding, lists: Sequence[str]) -> bool:
        has_some = bool(finding.listings) or finding.state is not None
        return has_some and any(self.lists.where(claim.products, list_id) for list_id in lists)

    def statements(self, texts: Sequence[str], stem: Part, language: str) -> list[Finding]:
        """Return what is known of the statements under a stem."""
        pairs = [self._parts.pair(text, stem.places.states) for text in texts]
        by_registry = self.registry.is_asked(stem.evidence)
        if all(pair is not None and (pair.products or by_registry) for pair in pairs):
            return [self.listed(pair, stem) for pair in pairs if pair is not None]
        # What the first statement is about the others leave out, where the stem does not say it.
        about = "" if self._stated.says_something(stem.text) else texts[0]
        return [self.statement(text, stem, language, "" if number == 0 else about) for number, text in enumerate(texts)]

    def are_statements(self, options: Sequence[str], stem: Part) -> bool:
        """Whether a stem asks which of some whole sentences is so, or is not."""
        said = self._phrases.read(stem.text)
        asks = said.says("true", "false", "not") or said.says("statement")
        long = sum(len(option.split()) >= _SENTENCE for option in options)
        pairs = all(self._parts.pair(option, stem.places.states) for option in options)
        return asks and 2 * long > len(options) and not pairs and not stem.products.named

    def statement(self, text: str, stem: Part | None, language: str, about: str = "") -> Finding:
        """Return what is known of one statement; what it leaves out the stem tells."""
        part = self._parts.read(text, stem.places.states if stem else ())
        if self.registry.is_asked(part.evidence) or (stem is not None and self.registry.is_asked(stem.evidence)):
            found = self.registry.statement(text)
            if found.truth is not Truth.OPEN and found.registration is not None:
                return found.negated() if self._phrases.is_negative(text) else found
        negative = self._phrases.is_negative(text)
        places = part.places or (stem.places if stem else NOWHERE)
        products = part.products if part.products.named or not part.places else NOTHING
        if not products and stem and part.places.alone:
            products = stem.products
        if places and products:
            finding = self.listed(Claim(places, products), stem or part)
            if finding.truth is not Truth.OPEN and (part.products.named or not self._stated.is_asked(text)):
                return finding.negated() if negative else finding
        asked = self._stated.is_asked(text) or (stem is not None and self._stated.is_asked(f"{stem.text} {text}"))
        if part.places and stem and stem.evidence.lists and not asked:
            return UNKNOWN  # of a list, on a product that is not understood: the FAQ says nothing of that
        return self._stated.statement(text, about or (stem.text if stem else ""), language)
