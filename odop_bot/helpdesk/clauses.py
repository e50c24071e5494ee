"""Find where an address begins and ends: it goes on over commas, and a district at its end stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from odop_bot.helpdesk.page import HIDDEN, Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

_REACH = 3
"""Words over which an address goes on to its next part: water tank."""
_PIN = 6
_SHORT = 4
"""Letters of an abbreviation, whose point ends nothing: Opp."""
_END = re.compile(r"[;!?।|\n]|[.]\s|[:]\s")


class ClauseFinder:
    """Hides an address whole, from its first word or number to the end of the clause."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words at which no address goes on."""
        kinds = knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._houses = Phrases(kinds.get("house_words", ()))
        self._streets = Phrases((*kinds.get("street_words", ()), *kinds.get("floor_words", ())))
        self._sites = Phrases((*kinds.get("site_words", ()), *kinds.get("landmark_words", ())))
        self._near = Phrases(kinds.get("near_words", ()))
        self._beside = Phrases(kinds.get("beside_words", ()))
        self._ordinals = frozenset(key_of(w) for w in (*kinds.get("ordinals", ()), *knowledge.words.digit_words))
        self._offices = frozenset(key_of(word) for word in kinds.get("office_words", ()))
        self._from = frozenset(key_of(word) for word in kinds.get("from_words", ()))
        self._pin_words = frozenset(word for text in kinds.get("pin_words", ()) for word in key_of(text).split())
        self._numbering = frozenset(key_of(word) for word in kinds.get("numbering_words", ()))

    def hide(self, page: Page, kept: set[int]) -> None:
        """Hide the addresses; `kept` are words of place names that stay."""
        marks = self._marks(page)
        if not marks:
            return
        start = 0
        while start < len(page.words):
            first = self._begin(page, marks, start)
            if first is None:
                start += 1
                continue
            last = self._last(page, marks, first)
            end = last - 1 if last > first and self._is_pin(page, last) else last
            while end > first and (end in kept or self._is_town(page, end, last)):
                end -= 1
            page.hide(i for i in range(first, end + 1) if i not in kept)
            page.hide(self._pin(page, end + 1))
            start = max(last, start) + 1

    def _is_town(self, page: Page, i: int, last: int) -> bool:
        """Whether a word is a district, or a town of ours that stands by itself and is no part of the next place."""
        word = page.words[i]
        if self._vocabulary.is_district(word):
            return True
        alone = page.breaks(i) and (i == last or page.breaks(i + 1))
        return alone and self._vocabulary.is_place(word) and not self._vocabulary.is_named(word)

    def _pin(self, page: Page, i: int) -> Iterator[int]:
        """Yield the PIN code that ends an address, behind its district."""
        while i < len(page.words) and (
            self._vocabulary.is_district(page.words[i]) or page.words[i].text in self._pin_words
        ):
            i += 1
        if i < len(page.words) and self._is_pin(page, i):
            yield i

    def _is_pin(self, page: Page, i: int) -> bool:
        return is_number(page.words[i]) and len(page.words[i].text) == _PIN

    def _marks(self, page: Page) -> set[int]:
        """Return the words of phrases that stand in addresses."""
        out: set[int] = set()
        for start in range(len(page.words)):
            for phrases in (self._houses, self._streets, self._sites, self._near, self._beside):
                out.update(range(start, start + phrases.at(page, start)))
        return out

    def _begin(self, page: Page, marks: set[int], i: int) -> int | None:
        """Return where an address begins that a word tells of; nothing if it tells of none."""
        word = page.words[i]
        if i not in marks:
            return i if self._is_count(page, i) and self._leads_to_street(page, i) else None
        if self._behind_house(page, i) is not None:
            return i
        if self._behind_near(page, i) is not None:
            return i
        # Station Road: a site gives its name to a street.
        named = i and not page.breaks(i) and (self._is_name(page, i - 1) or i - 1 in marks)
        if self._streets.at(page, i) and named:
            return self._back(page, marks, i)
        if self._beside.at(page, i) and i and not page.breaks(i) and self._is_site(page, marks, i - 1):
            return self._back(page, marks, i)
        if word.text in self._ordinals and self._leads_to_street(page, i):
            return i
        return None

    def _behind_house(self, page: Page, start: int) -> int | None:
        """Return the number or the name that stands behind a word for a house, a ward, a village; nothing if none."""
        i = start + self._houses.at(page, start)
        if i == start:
            return None
        while i < len(page.words) and page.words[i].text in self._numbering:
            i += 1
        return i if self._is_part(page, start, i) else None

    def _is_part(self, page: Page, start: int, i: int) -> bool:
        if start and is_number(page.words[start - 1]) and not page.hidden[start - 1]:
            return False  # in Hindi and Telugu a village and a gram are one word
        if i >= len(page.words) or any(sign in page.gaps[i].split(HIDDEN)[0] for sign in ",;?!।"):
            return False
        word = page.words[i]
        if page.hidden[i] or is_number(word) or HIDDEN in page.gaps[i]:
            return True
        if len(word.text) == 1 and i + 1 < len(page.words) and is_number(page.words[i + 1]):
            return True
        if word.text in self._stops or self._vocabulary.is_ours(word) or self._vocabulary.is_product(word):
            return False
        if self._vocabulary.is_district(word):
            return False
        if self._vocabulary.is_named(word) or page.is_title(i):
            return True
        return page.breaks(i + 1) or page.words[i + 1].text in self._from

    def _behind_near(self, page: Page, start: int) -> int | None:
        """Return the building or the name that stands behind a word for near; nothing if none."""
        i = start + self._near.at(page, start)
        if i == start:
            return None
        for k in range(i, min(i + _REACH + 1, len(page.words))):
            if page.parted(i, k):
                return None
            if page.hidden[k] or self._sites.at(page, k):
                return k
            word = page.words[k]
            if k > i and word.text in self._stops and word.text not in self._offices and not page.is_title(k):
                return None
        return None

    def _leads_to_street(self, page: Page, i: int) -> bool:
        """Whether a word for a street stands behind a number: 14, Third Cross."""
        for k in range(i + 1, min(i + _REACH + 1, len(page.words))):
            if page.breaks(k) and not (k == i + 1 and page.gaps[k].strip() == ","):
                return False
            if self._streets.at(page, k):
                return True
            word = page.words[k]
            if word.text in self._stops or (self._vocabulary.is_ours(word) and not page.is_title(k)):
                return False
        return False

    def _is_count(self, page: Page, i: int) -> bool:
        word = page.words[i]
        return (is_number(word) and page.hidden[i]) or word.text in self._ordinals

    def _is_name(self, page: Page, i: int) -> bool:
        word = page.words[i]
        return page.hidden[i] or self._vocabulary.is_named(word)

    def _is_site(self, page: Page, marks: set[int], i: int) -> bool:
        return page.hidden[i] or i in marks or (page.is_title(i) and not self._vocabulary.is_place(page.words[i]))

    def _back(self, page: Page, marks: set[int], i: int) -> int:
        """Return the first word of what stands before a word for a street or for what lies beside it."""
        first = i
        for k in range(i - 1, max(i - 1 - _REACH, -1), -1):
            word = page.words[k]
            linked = word.text in self._from and k + 1 in marks and k and not page.hidden[k - 1]
            if page.breaks(k + 1):
                break
            if linked and not page.breaks(k) and page.words[k - 1].text not in self._stops:
                return k - 1
            if not (page.hidden[k] or k in marks or word.text in self._offices or page.is_title(k)):
                break
            first = k
        return first

    def _last(self, page: Page, marks: set[int], first: int) -> int:
        """Return the last word of an address that begins at a word."""
        last = i = first
        while i < len(page.words):
            if i > first and self._ends(page, marks, i):
                break
            if i > first and page.breaks(i) and "," in page.gaps[i] and not self._is_piece(page, marks, i):
                break
            if i == first or self._belongs(page, marks, i):
                last = i = max(i, self._behind_house(page, i) or 0, self._behind_near(page, i) or 0)
                i += 1
                continue
            bridge = self._bridge(page, marks, i)
            if bridge is None:
                break
            last = i = bridge
            i += 1
        return last

    def _ends(self, page: Page, marks: set[int], i: int) -> bool:
        gap = page.gaps[i]
        before = page.words[i - 1].text
        if i - 1 in marks and (gap.startswith(":") or (gap.startswith(".") and len(before) <= _SHORT)):
            gap = gap[1:]
        elif len(before) <= 2:
            gap = gap.replace(".", "", 1)
        return bool(_END.search(gap))

    def _belongs(self, page: Page, marks: set[int], i: int) -> bool:
        word = page.words[i]
        if page.hidden[i] or i in marks or word.text in self._ordinals or word.text in self._offices:
            return True
        if word.text in self._numbering:
            return i - 1 in marks
        if is_number(word):
            return self._is_pin(page, i) and page.breaks(i + 1)
        if word.text in self._stops and not page.is_title(i):
            return False
        if self._vocabulary.is_named(word) or self._vocabulary.is_place(word):
            return True
        return page.is_title(i) and not self._vocabulary.is_ours(word)

    def _bridge(self, page: Page, marks: set[int], i: int) -> int | None:
        """Return the next word that stands in addresses, a few words on: paani ki tanki."""
        for k in range(i, min(i + _REACH, len(page.words))):
            if page.parted(i, k):
                return None
            if k in marks:
                return k
            word = page.words[k]
            if self._vocabulary.is_ours(word) or (word.text in self._stops and (k == i or word.text not in self._from)):
                return None
        return None

    def _is_piece(self, page: Page, marks: set[int], start: int) -> bool:
        """Whether what stands behind a comma goes on with the address, and is no question nor product."""
        if page.words[start].text in self._stops and start not in marks:
            return False
        if self._bridge(page, marks, start) is not None:
            return True
        i = start
        while i < len(page.words) and (i == start or not page.breaks(i)) and self._belongs(page, marks, i):
            i += 1
        whole = i == len(page.words) or page.breaks(i) or page.words[i].text in self._stops
        return i > start and whole and not all(self._vocabulary.is_product(page.words[k]) for k in range(start, i))
