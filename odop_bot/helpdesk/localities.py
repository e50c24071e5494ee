"""Find parts of an address by the part of the sentence that they fill: tola uttar, naya bazar, room 5, 7th line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from odop_bot.helpdesk.page import HIDDEN, Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

_LONGEST = 3
"""Words of a part of an address beside the word that says what it is."""
_END = re.compile(r"[;!?।|\n]|[.]\s")
"""Signs over which no address goes on."""


class LocalityFinder:
    """Hides what is a part of an address by its place: between two breaks, beside what is hidden already."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words at which no part of an address goes on."""
        kinds = knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._units = Phrases((*kinds.get("unit_words", ()), *kinds.get("house_words", ())))
        areas = (*kinds.get("locality_words", ()), *kinds.get("street_words", ()), *kinds.get("floor_words", ()))
        self._areas = Phrases(areas)
        self._sites = Phrases((*kinds.get("site_words", ()), *kinds.get("landmark_words", ())))
        self._heads = Phrases((*kinds.get("locality_words", ()), *kinds.get("house_words", ())))
        self._lines = Phrases((*kinds.get("unit_words", ()), *kinds.get("street_words", ()), *kinds["house_words"]))
        self._addresses = Phrases(kinds.get("address_words", ()))
        self._tells = Phrases((*kinds.get("openings", ()), *kinds.get("titles", ()), *kinds.get("relations", ())))
        self._numbering = _keys(kinds.get("numbering_words", ()))
        self._counted = _keys(kinds.get("counted", ()))
        self._suffixes = _keys(kinds.get("ordinal_endings", ()))
        self._offices = _keys(kinds.get("office_words", ()))
        self._from = _keys(kinds.get("from_words", ()))
        self._links = _keys((*kinds.get("possessives", ()), *kinds.get("link_words", ())))
        self._joining = self._links | self._offices

    def hide(self, page: Page, kept: set[int], found: set[int]) -> None:
        """Hide what is left of addresses; `kept` are words of place names, `found` what was hidden as an address."""
        for i in range(1, len(page.words)):  # what nobody knows was hidden before
            if i - 1 in found and page.hidden[i] and not page.breaks(i):
                found.add(i)
        for start in self._units.starts(page):
            found.update(self._numbered(page, start))
        for start in self._lines.starts(page):
            found.update(self._counted_off(page, start))
        page.hide(i for i in found if i not in kept)
        parts = list(_parts(page))
        # What is found makes a part of an address of its neighbour.
        for order in (range(len(parts)), range(len(parts) - 1, -1, -1)):
            for k in order:
                if all(page.hidden[parts[k].start : parts[k].stop]):
                    continue
                words = self._locality(page, parts, k, found) or self._rest(page, parts, k, found)
                found.update(i for i in words if i not in kept)
                page.hide(i for i in words if i not in kept)
        for i in sorted(found):
            page.hide(k for k in self._before_district(page, i + 1) if k not in kept)
        for i, text in enumerate(page.texts):
            if text in self._links and i and page.hidden[i - 1]:
                page.hide(k for k in self._site_behind(page, i) if k not in kept)

    def _numbered(self, page: Page, start: int) -> range:
        """Return a unit with its number or letter: room no 5, Block C; nothing if the number counts something."""
        i = start + self._units.at(page, start)
        while start < i < len(page.words) and page.words[i].text in self._numbering and not page.breaks(i):
            i += 1
        if i == start or i >= len(page.words) or (page.breaks(i) and HIDDEN not in page.gaps[i]):
            return range(0)
        behind = i + 1 < len(page.words) and not page.breaks(i + 1) and page.words[i + 1].text in self._counted
        if is_number(page.words[i]):
            return range(0) if behind or not page.hidden[i] else range(start, i + 1)
        letter = len(page.words[i].text) == 1 and page.is_capital(i) and page.breaks(i + 1)
        return range(start, i + 1) if letter else range(0)

    def _counted_off(self, page: Page, k: int) -> range:
        """Return a street that bears a number: 7th line, 6th Mile."""
        ending = k - 1 if k and page.texts[k - 1] in self._suffixes and not page.gaps[k - 1] else k
        number, size = ending - 1, self._lines.at(page, k)
        if number < 0 or ending == k or not size or page.breaks(k) or not is_number(page.words[number]):
            return range(0)
        return range(number, k + size)

    def _locality(self, page: Page, parts: list[range], k: int, found: set[int]) -> range:
        """Return what fills the end of a part of the sentence and is an area, a street, a site."""
        part = parts[k]
        before, behind = self._neighbours(page, parts, k)
        beside = _last(before) in found or _first(behind) in found
        hidden = bool(before) and page.hidden[before.stop - 1]
        placed = bool(behind) and (page.hidden[behind.start] or self._is_placed(page, behind.start))
        headed = self._headed(page, part, beside=beside or (hidden and placed), strong=_first(behind) in found)
        if headed:
            return headed
        for end in range(part.stop, part.start, -1):
            if end < part.stop and page.words[end].text not in self._from:
                continue
            size = _ending(page, self._areas, part.start, end)
            name = end - (size or _ending(page, self._sites, part.start, end))
            if name == end:
                continue
            while more := _ending(page, self._sites, part.start, name):
                name -= more
            bare = name == part.start
            if bare and not (beside and not self._vocabulary.is_district(page.words[name])):
                continue
            first = part.start if bare else self._back(page, part.start, name)
            # Behind a name alone, a market for silk is as well what is asked about.
            goods = not size and all(self._vocabulary.is_product(page.words[i]) for i in range(part.start, name))
            nearby = beside or (hidden and not goods) or (size and placed)
            if first is not None and nearby and end > first:
                return range(first, end)
        return range(0)

    def _headed(self, page: Page, part: range, *, beside: bool, strong: bool) -> range:
        """Return what a word for an area begins, to the end of the part: hamara gaon patti Kothar.

        `beside`: an address stands beside the part; `strong`: it goes on behind it, so that any word may be meant.
        """
        for start in part if beside else ():
            head = self._addresses.at(page, start)
            rest = range(start + (head or self._heads.at(page, start)), part.stop)
            if not 0 < len(rest) <= _LONGEST or rest.start == start:
                continue
            while rest and self._vocabulary.is_district(page.words[rest.stop - 1]):
                rest = rest[:-1]
            free = (self._is_free(page, i) or (head and strong and not is_number(page.words[i])) for i in rest)
            if rest and all(free):
                return range(start, rest.stop)
        return range(0)

    def _back(self, page: Page, start: int, end: int) -> int | None:
        """Return where the name of an area begins that ends before `end`; nothing if it may be something else."""
        for i in range(end - 1, max(end - 1 - _LONGEST, start - 1), -1):
            if page.words[i].text in self._stops and page.words[i].text not in self._joining:
                return i + 1 if i + 1 < end else None
            if not self._is_free(page, i):
                return None
        return start if 0 < end - start <= _LONGEST else None

    def _is_free(self, page: Page, i: int) -> bool:
        """Whether a word may be a part of the name of an area."""
        word = page.words[i]
        if page.hidden[i] or word.text in self._joining:
            return True
        if is_number(word) or word.text in self._stops or self._vocabulary.is_district(word):
            return False
        return page.is_title(i) or not self._vocabulary.is_ours(word) or self._vocabulary.is_product(word)

    def _rest(self, page: Page, parts: list[range], k: int, found: set[int]) -> range:
        """Return a short part with a word that nobody knows, beside an address: Mota Fadia, nai sarak."""
        part = parts[k]
        if len(part) > _LONGEST:
            return range(0)
        before, behind = self._neighbours(page, parts, k)
        if not (_last(before) in found or _first(behind) in found):
            return range(0)
        if _last(before) in found and behind and self._is_placed(page, behind.start):
            new = len(part) > 1 and page.words[part.start].text in self._offices  # naya bans
            if all(self._is_free(page, i) if new else self._is_everyday(page, i) for i in part):
                return part
        if not any(page.hidden[i] for i in part) or all(page.hidden[i] for i in part):
            return range(0)
        everyday = (page.hidden[i] or page.words[i].text in self._offices or self._is_everyday(page, i) for i in part)
        return part if all(everyday) else range(0)

    def _is_placed(self, page: Page, i: int) -> bool:
        return self._vocabulary.is_place(page.words[i])

    def _is_everyday(self, page: Page, i: int) -> bool:
        word = page.words[i]
        if is_number(word) or word.text in self._stops or self._vocabulary.is_ours(word):
            return False
        if self._vocabulary.is_district(word) or self._tells.at(page, i):
            return False
        return page.is_title(i) or not self._vocabulary.is_subject(word)

    def _before_district(self, page: Page, i: int) -> range:
        """Return the word between an address and its district: gali kashmiri lucknow."""
        behind = i + 1
        if behind >= len(page.words) or page.breaks(i) or page.breaks(behind) or page.hidden[i]:
            return range(0)
        word = page.words[i]
        if word.text in self._stops or self._vocabulary.is_ours(word) or self._vocabulary.is_place(word):
            return range(0)
        return range(i, behind) if self._vocabulary.is_district(page.words[behind]) else range(0)

    def _site_behind(self, page: Page, i: int) -> range:
        """Return a site that goes on with the name of an area: ••• wala kuan."""
        if i + 1 >= len(page.words) or page.parted(i - 1, i + 1):
            return range(0)
        size = max(self._sites.at(page, i + 1), self._areas.at(page, i + 1))
        return range(i, i + 1 + size) if size and not self._vocabulary.is_district(page.words[i + 1]) else range(0)

    def _neighbours(self, page: Page, parts: list[range], k: int) -> tuple[range, range]:
        """Return the parts before and behind one that an address may go on over."""
        before = parts[k - 1] if k and not _END.search(page.gaps[parts[k].start]) else range(0)
        behind = parts[k + 1] if k + 1 < len(parts) and not _END.search(page.gaps[parts[k + 1].start]) else range(0)
        return before, behind


def _parts(page: Page) -> Iterator[range]:
    """Yield the parts of a message between its breaks."""
    start = 0
    for i in range(1, len(page.words) + 1):
        if page.breaks(i):
            yield range(start, i)
            start = i


def _ending(page: Page, phrases: Phrases, start: int, end: int) -> int:
    """Return of how many words the phrase is that ends before a word; 0 for none."""
    return next((end - i for i in range(max(start, end - _LONGEST), end) if i + phrases.at(page, i) == end), 0)


def _first(part: range) -> int:
    return part.start if part else -1


def _last(part: range) -> int:
    return part.stop - 1 if part else -1


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key_of(word) for word in words)
