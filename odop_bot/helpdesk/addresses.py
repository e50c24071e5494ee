"""Find addresses among words that we know: houses, streets, villages, what they lie beside."""

from __future__ import annotations

from collections.abc import Iterator

from odop_bot.helpdesk.page import Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge

_PART = 3
"""Words of one part of an address."""
_PIN = 6
"""Digits of a PIN code."""


class AddressFinder:
    """Hides the parts of an address, and of an e-mail address that is written as it is spoken."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words at which no part of an address goes on."""
        kinds = knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._houses = Phrases(kinds.get("house_words", ()))
        self._streets = Phrases(kinds.get("street_words", ()))
        self._sites = Phrases(kinds.get("site_words", ()))
        self._near = Phrases(kinds.get("near_words", ()))
        self._beside = Phrases(kinds.get("beside_words", ()))
        self._at_signs = Phrases(kinds.get("at_signs", ()))
        self._from = frozenset(kinds.get("from_words", ()))

    def hide(self, page: Page, kept: set[int], *, personal: bool) -> bool:
        """Hide the parts of addresses; `kept` are words of place names that stay. Return whether there were any.

        In a `personal` message, one that tells of a person, a PIN code behind its place ends an address.
        """
        found: set[int] = set()
        for start in range(len(page.words)):
            found.update(self._behind_house(page, kept, start + self._houses.at(page, start), start))
            if self._streets.at(page, start):
                found.update(self._before(page, kept, start, sure=True))
            elif self._sites.at(page, start):
                found.update(self._before(page, kept, start, sure=False))
            if self._beside.at(page, start):
                found.update(self._around(page, kept, range(start - 1, max(start - 1 - _PART, -1), -1)))
            near = start + self._near.at(page, start)
            if near > start:
                found.update(self._around(page, kept, range(near, min(near + _PART + 1, len(page.words)))))
            found.update(self._mail(page, start, start + self._at_signs.at(page, start)))
        if personal:
            found.update(i for i in range(1, len(page.words)) if self._is_pin_of(page, i))
        page.hide(found)
        return bool(found)

    def _is_pin_of(self, page: Page, i: int) -> bool:
        """Whether a PIN code stands behind a place: Srinagar 190002."""
        pin = is_number(page.words[i]) and len(page.words[i].text) == _PIN
        return pin and not page.breaks(i) and self._vocabulary.is_place(page.words[i - 1])

    def _behind_house(self, page: Page, kept: set[int], first: int, start: int) -> Iterator[int]:
        """Yield the names behind a word for a house, a ward or a village."""
        i = first
        while start < i < len(page.words) and is_number(page.words[i]):
            i += 1
        for k in range(i, min(i + _PART, len(page.words)) if first > start else i):
            word = page.words[k]
            if (
                (page.breaks(k) and (k > first or ":" not in page.gaps[k]))
                or word.text in self._stops
                or k in kept
                or self._is_from(page, k)
            ):
                return
            if page.hidden[k]:
                continue
            if i > first and self._vocabulary.is_district(word):
                return  # behind a number it is no name of the ward
            named = self._vocabulary.is_place(word) or self._vocabulary.is_named(word)
            named = named or (page.is_title(k) and not self._vocabulary.is_ours(word))
            if not named and not (k == first and self._is_only(page, first)):
                return
            yield k

    def _is_only(self, page: Page, i: int) -> bool:
        """Whether a product is all that stands behind a word for a village: it has its name from that."""
        word = page.words[i]
        alone = not page.gaps[i].strip() and page.breaks(i + 1)
        return alone and self._vocabulary.is_product(word) and not self._vocabulary.is_ours(word)

    def _before(self, page: Page, kept: set[int], end: int, *, sure: bool) -> Iterator[int]:
        """Yield the name of a street; of what else may stand there, only what looks like a name."""
        for i in range(end - 1, max(end - 1 - _PART, -1), -1):
            word = page.words[i]
            if page.breaks(i + 1) or i in kept or word.text in self._stops or is_number(word):
                return
            if self._vocabulary.is_ours(word) and not page.is_title(i):
                return
            looks = self._vocabulary.is_named(word) or (i > 0 and page.is_capital(i) and page.is_capital(end))
            looks = looks or bool(self._houses.at(page, end) and self._vocabulary.is_place(word))
            if sure or looks:
                yield i
            elif not page.hidden[i]:
                return

    def _around(self, page: Page, kept: set[int], order: range) -> Iterator[int]:
        """Yield the words of what a place lies beside."""
        for i in order:
            word = page.words[i]
            edge = i + 1 if order.step < 0 else i
            small = word.text in self._stops and not page.is_title(i)
            if (i != order.start and page.breaks(edge)) or i in kept or small:
                return
            ours = self._vocabulary.is_ours(word) and not page.is_title(i)
            if ours or (self._vocabulary.is_place(word) and not self._vocabulary.is_named(word)):
                return
            yield i

    def _mail(self, page: Page, start: int, first: int) -> Iterator[int]:
        """Yield what stands around an `at the rate`; a rate of interest is no address."""
        if first == start or first >= len(page.words) or is_number(page.words[first]):
            return
        if page.words[first].text in ("interest", "the", "a"):
            return
        for i in range(start - 1, max(start - 1 - _PART, -1), -1):
            if page.words[i].text in self._stops:
                break
            yield i
        yield first
        i = first + 1
        while i + 1 < len(page.words) and (page.words[i].text in _DOTS or page.gaps[i] == "."):
            yield from (i, i + 1) if page.words[i].text in _DOTS else (i,)
            i += 2 if page.words[i].text in _DOTS else 1

    def _is_from(self, page: Page, index: int) -> bool:
        behind = index + 1
        return behind < len(page.words) and page.words[behind].text in self._from and not page.breaks(behind)


_DOTS = frozenset({"dot", "डॉट", "డాట్"})
