"""Find names of persons among words that we know: behind openings, beside family names, beside other names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from odop_bot.helpdesk.borrowed import BorrowedNameFinder
from odop_bot.helpdesk.mentions import MentionFinder
from odop_bot.helpdesk.neighbours import NeighbourFinder
from odop_bot.helpdesk.page import Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

MAX_NAME = 4
"""Words of a person's name that are looked for behind an opening."""
_SIGNED = 3
"""Words of a name that ends a message."""
_DASH = re.compile("[-–—~]")


class NameFinder:
    """Hides words that are a name where they stand; what is unknown is hidden already."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words at which no name goes on."""
        words, kinds = knowledge.words, knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._mentions = MentionFinder(knowledge, vocabulary, stops)
        self._borrowed = BorrowedNameFinder(knowledge, vocabulary, stops)
        self.neighbours = NeighbourFinder(knowledge, vocabulary, stops)
        self._sure = Phrases((*words.introductions, *kinds.get("relations", ())))
        kin = [f"{own} {who}" for own in kinds.get("my_words", ()) for who in kinds.get("kin_words", ())]
        self._openings = Phrases(kinds.get("openings", ()))
        self._kin = Phrases(kin)
        self._titles = Phrases((*words.name_marks, *kinds.get("titles", ()), *kin))
        self._honorifics = Phrases(kinds.get("honorifics", ()))
        self._firms = frozenset(key_of(word) for word in kinds.get("firm_words", ()))
        self._signatures = Phrases(kinds.get("signatures", ()))
        self._offices = frozenset(key_of(word) for word in kinds.get("office_words", ()))
        self._late = frozenset(key_of(word) for word in kinds.get("late_words", ()))
        self._small = stops | self._late
        self._behind = Phrases(kinds.get("behind_names", ()))
        self._before_called = Phrases(kinds.get("before_called", ()))
        self._called = frozenset(key_of(word) for word in kinds.get("called", ()))
        self._case = frozenset(key_of(word) for word in kinds.get("case_words", ()))
        self._district = frozenset(key_of(word) for word in kinds.get("district_words", ()))

    def hide(self, page: Page, kept: set[int], *, personal: bool) -> None:
        """Hide the names; `kept` are words of longer place names, `personal` says that the message tells of a person.

        In a message that tells of a person, a word that is a place and a person's name is the person.
        """
        before = list(page.hidden)
        self._mentions.hide(page, kept)
        for start in range(len(page.words)):
            size = max(phrases.at(page, start) for phrases in (self._sure, self._openings, self._titles))
            if size and self._sure.at(page, start) == size:
                first = self._first(page, start + size)
                page.hide(i for i in range(start + size, first) if page.words[i].text in self._late)
                page.hide(self._name(page, kept, first, sure=True, place=True))
            elif size:
                place = self._openings.at(page, start) == size
                sure = self._is_field(page, start + size) or self._is_kin(page, start, size)
                page.hide(self._name(page, kept, start + size, sure=sure, place=place))
            self._hide_title(page, kept, start)
            page.hide(self._called_so(page, kept, start + self._before_called.at(page, start), start))
            signed = start + self._signatures.at(page, start)
            dash = start and page.breaks(start) and _DASH.search(page.gaps[start]) and self._is_named_end(page, start)
            if dash or (signed > start and self._is_signature(page, signed)):
                page.hide(self._signed(page, start if dash else signed))
            if self._behind.at(page, start):
                page.hide(self._before(page, kept, start))
        self.neighbours.hide(page, kept, personal=personal)
        self._borrowed.hide(page, kept, personal=personal)
        self._hide_again(page, kept, before)

    def tells(self, page: Page) -> bool:
        """Whether a message says who somebody is: by an introduction, a title, a relation or a signature."""
        said = (self._sure, self._titles, self._signatures)
        return any(phrases.at(page, start) for phrases in said for start in range(len(page.words)))

    def _is_field(self, page: Page, first: int) -> bool:
        """Whether a word is what a form asks for: Name: Bindu."""
        return first < len(page.words) and page.gaps[first].startswith(":")

    def _is_kin(self, page: Page, start: int, size: int) -> bool:
        """Whether what stands behind a word for kin does or gets something: meri behen X ko."""
        behind = start + size + 1
        return (
            self._kin.at(page, start) == size
            and behind < len(page.words)
            and page.words[behind].text in self._case
            and not page.breaks(behind)
        )

    def _called_so(self, page: Page, kept: set[int], first: int, start: int) -> Iterator[int]:
        """Yield the name that somebody is called by: nannu X antaru."""
        for end in range(first + 1, min(first + _SIGNED + 1, len(page.words))) if first > start else ():
            if page.breaks(end) or page.words[end - 1].text in self._stops or end - 1 in kept:
                return
            if page.words[end].text in self._called:
                yield from range(first, end)
                return

    def _signed(self, page: Page, start: int) -> Iterator[int]:
        """Yield the words of a name that ends a message; a district behind it stays."""
        for i in range(start, len(page.words)):
            word = page.words[i]
            if i == start or self._vocabulary.is_named(word) or not self._vocabulary.is_district(word):
                yield i

    def _hide_title(self, page: Page, kept: set[int], start: int) -> None:
        """Hide a form of address together with the name behind it, and what makes a firm of that: and Sons."""
        i = start + self._honorifics.at(page, start)
        if i == start or i >= len(page.words) or i in kept or self._is_district(page, i):
            return
        if not (page.hidden[i] or self._vocabulary.is_named(page.words[i])):
            return
        page.hide(range(start, i + 1))
        while i + 1 < len(page.words) and page.hidden[i + 1] and not page.breaks(i + 1):
            i += 1
        for k in range(i + 1, min(i + 3, len(page.words))):
            if page.words[k].text in self._firms and not page.breaks(k):
                page.hide(range(i + 1, k + 1))

    def _hide_again(self, page: Page, kept: set[int], before: list[bool]) -> None:
        """Hide a name wherever it stands once it was hidden as one, unless a word for a district stands beside it."""
        found = {
            word.text
            for word, now, then in zip(page.words, page.hidden, before, strict=True)
            if now and not then and self._vocabulary.is_named(word)
        }
        page.hide(
            i
            for i, word in enumerate(page.words)
            if word.text in found and i not in kept and not self._is_district(page, i)
        )

    def _is_district(self, page: Page, i: int) -> bool:
        """Whether a word for a district stands beside a word."""
        behind = i + 1 < len(page.words) and not page.breaks(i + 1) and page.words[i + 1].text in self._district
        return behind or (i > 0 and not page.breaks(i) and page.words[i - 1].text in self._district)

    def _is_named_end(self, page: Page, start: int) -> bool:
        """Whether a message ends with names and no more."""
        rest = page.words[start:]
        return len(rest) <= _SIGNED and all(
            page.hidden[k] or self._vocabulary.is_named(page.words[k]) for k in range(start, len(page.words))
        )

    def _first(self, page: Page, start: int) -> int:
        """Return where a name begins behind an introduction: small words and `late` stand before it."""
        for i in range(start, min(start + 2, len(page.words))):
            if page.words[i].text not in self._small:
                return i
        return start

    def _name(self, page: Page, kept: set[int], start: int, *, sure: bool, place: bool) -> Iterator[int]:
        """Yield the words of a name.

        `sure`: whatever stands there first is one; `place`: a word that is a place is one too, unless it says so.
        """
        for i in range(start, min(start + MAX_NAME, len(page.words))):
            word, taken = page.words[i], i - start
            if is_number(word) or (taken and page.breaks(i)) or i in kept:
                return
            if len(word.text) == 1 and page.text[word.end : word.end + 1] == ".":
                yield i
                continue
            known = not page.hidden[i]
            if taken and known and self._vocabulary.is_district(word) and not self._vocabulary.is_named(word):
                return
            if known and (word.text in self._stops or self._vocabulary.is_ours(word)):
                looks = (
                    sure
                    and not taken
                    and i + 1 < len(page.words)
                    and self._vocabulary.is_named(word)
                    and self.neighbours.is_family(page.words[i + 1])
                )
                looks = looks or (page.is_title(i) and (self._vocabulary.is_named(word) or bool(sure and taken)))
                if not looks and not (taken and self.neighbours.is_family(word)):
                    return
            elif known:
                is_place = self._vocabulary.is_place(word)
                person = (sure or not place) and self._vocabulary.is_named(word)
                if is_place and (self._is_district(page, i) if person else self.neighbours.is_from(page, i)):
                    return
                town = is_place and place and not self._vocabulary.is_district(word)
                name = self._vocabulary.is_named(word) or town or (taken and self.neighbours.is_family(word))
                name = name or (not taken and self._leads_name(page, i))
                everyday = not self._vocabulary.is_subject(word)
                looks = page.is_title(i) and (everyday or sure)
                # Behind a word that nobody knows goes on what is a name by its place only.
                second = place and taken == 1 and page.hidden[i - 1] and not page.is_capital(i - 1)
                looks = looks or (second and everyday)
                ends = sure and bool(taken) and self._ends_name(page, i) and everyday
                if not (name or looks or ends or (sure and not taken)):
                    return
            yield i

    def _leads_name(self, page: Page, i: int) -> bool:
        """Whether a family name stands behind a word, or a name that ends a part of the sentence: Honey Singh."""
        behind = i + 1
        if behind >= len(page.words) or page.breaks(behind):
            return False
        capitals = page.is_title(i) and page.is_title(behind)
        return self.neighbours.is_family(page.words[behind]) or (
            page.hidden[behind] and (capitals or page.breaks(behind + 1))
        )

    def _ends_name(self, page: Page, i: int) -> bool:
        """Whether a part of a sentence ends behind a word, or a small word follows."""
        return page.breaks(i + 1) or page.words[i + 1].text in self._stops

    def _is_signature(self, page: Page, start: int) -> bool:
        """Whether what is left of a message is a name and no more."""
        rest = page.words[start:]
        return 0 < len(rest) <= _SIGNED and not any(
            is_number(word) or word.text in self._stops or self._vocabulary.is_ours(word) for word in rest
        )

    def _before(self, page: Page, kept: set[int], end: int) -> Iterator[int]:
        for i in range(end - 1, max(end - MAX_NAME, 0) - 1, -1):
            if page.breaks(i + 1) or i in kept or not (page.hidden[i] or self._vocabulary.is_named(page.words[i])):
                return
            if page.words[i].text in self._stops | self._offices or is_number(page.words[i]):
                return
            yield i
