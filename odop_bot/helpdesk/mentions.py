"""Find persons that a message speaks of by a name that is a product or a place too: an uncle, who says, who signs."""

from __future__ import annotations

from odop_bot.helpdesk.page import Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

_FAMILY = 4
"""Letters of a family name that is no small word of some language."""
_REACH = 3
"""Words between a relative and the word for their name: my mother's good name."""


class MentionFinder:
    """Hides words of ours where what stands around them says that they are somebody's name."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words, which nobody bears as a name."""
        kinds = knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._kin = Phrases((*kinds.get("kin_words", ()), *kinds.get("role_words", ())))
        self._forms = _keys(kinds.get("address_forms", ()))
        self._family = _keys(kinds.get("family_names", ())) - self._forms
        self._names = _keys(kinds.get("name_words", ()))
        self._told = Phrases(kinds.get("told_words", ()))
        self._said = Phrases(kinds.get("said_words", ()))
        self._presented = Phrases(kinds.get("presented", ()))
        self._signatures = Phrases(kinds.get("signatures", ()))
        self._joins = _keys(kinds.get("join_words", ()))
        self._from = _keys(kinds.get("from_words", ()))
        self._openings = Phrases(kinds.get("openings", ()))
        self._possessives = _keys(kinds.get("possessives", ()))
        self._in = _keys(kinds.get("in_words", ()))

    def hide(self, page: Page, kept: set[int]) -> None:
        """Hide the names; `kept` are words of longer place names."""
        for i in range(len(page.words)):
            if self._is_before_family(page, kept, i):
                page.hide((i, i + 1))
            if self._is_behind_given(page, kept, i):
                page.hide((i,))
            page.hide(k for k in self._behind_opening(page, i) if k not in kept)
            for rule in (
                self._behind_kin,
                self._before_kin,
                self._behind_told,
                self._before_said,
                self._named_so,
                self._sender,
            ):
                name = rule(page, i)
                if name is not None and name not in kept and not page.hidden[name]:
                    page.hide((name,))
        for order in (range(len(page.words)), range(len(page.words) - 1, -1, -1)):
            page.hide(i for i in order if not page.hidden[i] and i not in kept and self._is_joined(page, i))

    def _is_before_family(self, page: Page, kept: set[int], i: int) -> bool:
        """Whether a product stands before a name that is no word of ours: Mango Singh, Kali Charan in capitals."""
        behind = i + 1
        if behind >= len(page.words) or page.breaks(behind) or i in kept or not self._may_be(page, i):
            return False
        elided = behind + 1 < len(page.words) and page.gaps[behind + 1] in ("'", "\u2019")
        if elided and page.is_capital(i) and page.is_capital(behind) and page.hidden[behind + 1]:
            return True  # D'Souza
        family = page.words[behind]
        listed = len(family.text) >= _FAMILY and family.text in self._family
        capitals = page.is_capital(i) and page.is_capital(behind) and self._vocabulary.is_named(family)
        if not page.hidden[behind] or not (listed or capitals or self._vocabulary.is_family(family)):
            return False
        return page.is_capital(i) or not self._vocabulary.is_ours(page.words[i])

    def _is_behind_given(self, page: Page, kept: set[int], i: int) -> bool:
        """Whether a product in capitals stands behind a person's name that is no word of ours: John Cotton."""
        if not i or page.breaks(i) or i in kept or not page.hidden[i - 1] or not self._may_be(page, i):
            return False
        return page.is_title(i) and page.is_capital(i - 1) and self._vocabulary.is_named(page.words[i - 1])

    def _behind_kin(self, page: Page, i: int) -> int | None:
        """Return the name behind a word for a relative or for what somebody is: Uncle Honey."""
        name = i + self._kin.at(page, i)
        if name == i or name >= len(page.words) or page.breaks(name) or not self._may_be(page, name):
            return None
        word = page.words[name]
        if page.is_title(name) and not self._is_place_from(page, name):
            return name
        return name if self._vocabulary.is_named(word) and not self._is_from(page, name) else None

    def _before_kin(self, page: Page, i: int) -> int | None:
        """Return the name before a word for a relative, or of whom one is the relative: Mutyam mama, Rani ke pati."""
        if not i or not self._kin.at(page, i) or page.breaks(i):
            return None
        owner = i > 1 and page.words[i - 1].text in self._possessives and not page.breaks(i - 1)
        name = i - 2 if owner else i - 1
        if not self._may_be(page, name) or (self._vocabulary.is_ours(page.words[name]) and not page.is_capital(name)):
            return None
        if not owner and self._vocabulary.is_pair(page.words[name], page.words[i]):
            return None  # sital pati is a mat
        return name if self._vocabulary.is_named(page.words[name]) else None

    def _behind_opening(self, page: Page, i: int) -> range:
        """Return what stands between an opening and the end of its part of the sentence, if a name: main Sone Lal."""
        first = i + self._openings.at(page, i)
        if first == i:
            return range(0)
        end = first
        while end < len(page.words) and not (end > first and page.breaks(end)):
            if end - first == _REACH or not (page.hidden[end] or self._may_be(page, end)):
                return range(0)
            end += 1
        whole = range(first, end)
        return whole if any(self._vocabulary.is_named(page.words[k]) for k in whole) else range(0)

    def _behind_told(self, page: Page, i: int) -> int | None:
        """Return the name behind what is done to persons only: tell, spoke to."""
        name = i + self._told.at(page, i)
        if name == i or name >= len(page.words) or page.breaks(name) or not page.is_title(name):
            return None
        if not self._may_be(page, name) or self._is_from(page, name):
            return None
        behind = name + 1 >= len(page.words) or page.breaks(name + 1) or page.words[name + 1].text in self._stops
        return name if behind or self._vocabulary.is_named(page.words[name]) else None

    def _before_said(self, page: Page, i: int) -> int | None:
        """Return the name before what persons only do: says, told."""
        name = i - 1
        if not i or not self._said.at(page, i) or page.breaks(i) or not self._may_be(page, name):
            return None
        return name if page.is_capital(name) or self._vocabulary.is_named(page.words[name]) else None

    def _named_so(self, page: Page, i: int) -> int | None:
        """Return the name that a message says to be one: my mother's name was Champa, X is my name."""
        if i and self._presented.at(page, i) and not page.breaks(i) and self._may_be(page, i - 1):
            return i - 1
        if page.words[i].text not in self._names:
            return None
        owned = any(k + self._kin.at(page, k) > k and not page.parted(k, i) for k in range(max(i - _REACH - 1, 0), i))
        name = i + 1
        while owned and name < len(page.words) and page.words[name].text in self._stops:
            name += 1
        return name if owned and name < len(page.words) and self._may_be(page, name) else None

    def _sender(self, page: Page, i: int) -> int | None:
        """Return the name at the beginning of a part of the message, with a place alone behind it: Badal, Kanpur se."""
        place = i + 1
        if place >= len(page.words) or not self._begins(page, i) or not self._may_be(page, i):
            return None
        word = page.words[i]
        if not page.breaks(place) and not (page.words[place].text in self._in and place + 1 < len(page.words)):
            return None
        said = not page.breaks(place)
        place += said
        if not self._vocabulary.is_named(word) or not self._vocabulary.is_district(page.words[place]):
            return None
        end = place + 1
        comes = end < len(page.words) and not page.breaks(end) and page.words[end].text in self._from
        ends = page.breaks(end)
        if self._vocabulary.is_product(word):
            # Moti, Surat: as well a question for the pearls of a district.
            return i if (comes or (ends and not said)) and (page.is_capital(i) or word.script != "Latn") else None
        return i if comes or ends else None

    def _begins(self, page: Page, i: int) -> bool:
        """Whether a part of a message begins with a word, or words with which people sign stand before it."""
        if not i or page.breaks(i):
            return True
        return any(k + self._signatures.at(page, k) == i for k in range(max(i - _REACH, 0), i))

    def _is_joined(self, page: Page, i: int) -> bool:
        """Whether a word that people bear as a name is joined to such a one that is hidden: Anand and Vasant."""
        if not self._may_be(page, i) or not self._vocabulary.is_named(page.words[i]) or self._is_from(page, i):
            return False
        if page.words[i].script == "Latn" and len(page.words[i].text) < _FAMILY and not page.is_capital(i):
            return False  # she sounds as Sai does
        return any(self._is_other(page, i, step) for step in (-1, 1))

    def _is_other(self, page: Page, i: int, step: int) -> bool:
        """Whether what a word is joined to on one side is a name."""
        joint = i + step
        if not 0 <= joint < len(page.words):
            return False
        gap = page.gaps[max(i, joint)].strip()
        other = joint if gap in ("&", ",") else joint + step
        joined = gap in ("&", ",") or page.words[joint].text in self._joins
        if not joined or not 0 <= other < len(page.words) or not page.hidden[other]:
            return False
        if gap != "," and page.parted(min(i, other), max(i, other)):
            return False
        capitals = page.is_capital(i) and page.is_capital(other)
        if gap == "," and not (page.is_capital(i) and page.is_capital(other)):
            return False
        named = self._vocabulary.sounds_named(page.words[other])
        return named or (capitals and not self._vocabulary.is_district(page.words[i]))

    def _may_be(self, page: Page, i: int) -> bool:
        """Whether a word may be a name at all: no number, no small word, and no place that nobody is called by."""
        word = page.words[i]
        if is_number(word) or word.text in self._stops:
            return False
        if not self._vocabulary.is_named(word) and self._vocabulary.is_place(word):
            return False
        return self._vocabulary.is_named(word) or self._vocabulary.is_product(word)

    def _is_from(self, page: Page, i: int) -> bool:
        """Whether the word behind one says that it is a place or what is asked about."""
        behind = i + 1
        return behind < len(page.words) and not page.breaks(behind) and page.words[behind].text in self._from

    def _is_place_from(self, page: Page, i: int) -> bool:
        return self._vocabulary.is_place(page.words[i]) and self._is_from(page, i)


def _keys(words: tuple[str, ...] | list[str]) -> frozenset[str]:
    return frozenset(key_of(word) for word in words)
