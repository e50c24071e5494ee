"""Find names that are borrowed from products and places where the rest of the sentence says whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from odop_bot.helpdesk.page import Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

_LONGEST = 3
"""Words of a name."""


class BorrowedNameFinder:
    """Hides products and places that are the name of somebody; what is unknown, or surely a name, is hidden already."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words, which nobody bears as a name."""
        kinds = knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._presented = Phrases(kinds.get("presented", ()))
        self._openings = Phrases(kinds.get("openings", ()))
        self._relations = Phrases(kinds.get("relations", ()))
        self._named = Phrases(word for word in kinds.get("behind_names", ()) if len(word.split()) > 1)
        self._groups = Phrases(kinds.get("group_words", ()))
        self._kin = Phrases(kinds.get("kin_words", ()))
        self._mine = _keys((*kinds.get("my_words", ()), *kinds.get("before_called", ()), "me"))
        self._joins = _keys(kinds.get("join_words", ()))
        self._owned = _keys(kinds.get("owned_words", ()))
        self._possessives = _keys(kinds.get("possessives", ()))
        self._forms = _keys(kinds.get("address_forms", ()))
        self._family = Phrases(kinds.get("family_names", ()))
        self._spoken_of = self._forms | _keys(kinds.get("courtesy_words", ()))
        self._before = Phrases((*kinds.get("titles", ()), *kinds.get("relations", ()), *kinds.get("honorifics", ())))
        self._case = _keys(kinds.get("case_words", ()))
        self._seconds = _keys(kinds.get("second_names", ()))

    def hide(self, page: Page, kept: set[int], *, personal: bool) -> None:
        """Hide the names; `kept` are words of place names, `personal` says that the message tells of a person."""
        before = list(page.hidden)
        for phrases, rule in (
            (self._presented, self._presented_so),
            (self._groups, self._listed),
            (self._openings, self._listed),
            (self._openings, self._alone),
        ):
            for i in phrases.starts(page):
                page.hide(k for k in rule(page, i) if k not in kept)
        for i in range(len(page.words)):
            if personal and page.breaks(i + 1):
                page.hide(k for k in self._whole(page, i + 1) if k not in kept)
            if i not in kept and not page.hidden[i] and (self._is_joined(page, i) or self._is_second(page, i)):
                page.hide((i,))
        for i in range(len(page.words) - 1, -1, -1):
            if i not in kept and not page.hidden[i] and self._is_first(page, i):
                page.hide((i,))
            page.hide(k for k in self._addressed(page, i) if k not in kept)
        self._again(page, kept, before)

    def _presented_so(self, page: Page, i: int) -> range:
        """Return the part of a sentence that the message calls a name: Guntur Srinu na peru."""
        size = self._presented.at(page, i)
        if not size or not (page.breaks(i + size) or page.words[i + size].text in self._stops):
            return range(0)
        first = i
        while first and i - first < _LONGEST and not page.breaks(first) and self._may_be(page, first - 1):
            first -= 1
        whole = first == 0 or page.breaks(first) or not self._may_be(page, first - 1)
        own = any(word.text in self._mine for word in page.words[i : i + size])
        known = any(page.hidden[k] or self._vocabulary.is_named(page.words[k]) for k in range(first, i))
        return range(first, i) if whole and (own or (known and not self._named.at(page, i))) else range(0)

    def _listed(self, page: Page, i: int) -> Iterator[int]:
        """Yield persons of a list: three sisters Mehndi, Rani and Sona."""
        start = i + max(self._groups.at(page, i), self._openings.at(page, i))
        k, found, named = start, [], 0
        while start > i and k < len(page.words) and (self._is_borne(page, k) or self._is_written(page, k)):
            found.append(k)
            named += page.hidden[k] or self._vocabulary.is_named(page.words[k])
            joint = k + 1
            if joint >= len(page.words):
                break
            if page.gaps[joint].strip() in (",", "&"):
                k = joint + (page.words[joint].text in self._joins)
            elif page.words[joint].text in self._joins:
                k = joint + 1
            else:
                break
        if found and not self._groups.at(page, i) and not page.breaks(found[-1] + 1):
            return  # main moti aur kesar bechta hu
        if len(found) > 1 and named > len(found) // 2 and (start == i or not page.breaks(start)):
            yield from found

    def _alone(self, page: Page, i: int) -> range:
        """Return the one word that an opening and a relation, or the end of the part, stand around: mai Sugandha."""
        name = i + self._openings.at(page, i)
        if name == i or name >= len(page.words) or page.breaks(name) or not (i == 0 or page.breaks(i)):
            return range(0)
        if not self._is_borne(page, name) or self._vocabulary.is_ours(page.words[name]):
            return range(0)
        written = page.is_title(name) or page.words[name].script != "Latn"
        behind = name + 1
        if behind < len(page.words) and self._relations.at(page, behind):
            return range(name, behind)
        # In a list of goods the verb comes last: main moti, kesar bechta hu.
        ends = behind == len(page.words) or (page.breaks(behind) and page.hidden[behind])
        return range(name, behind) if written and ends else range(0)

    def _whole(self, page: Page, end: int) -> range:
        """Return a part of a sentence that is a name beside a word that nobody knows: है, भारती कांबले."""
        first = end - 1
        while first and not page.breaks(first) and end - first <= _LONGEST:
            first -= 1
        part = range(first, end)
        if not 1 < len(part) <= _LONGEST or not any(page.hidden[k] for k in part):
            return range(0)
        return part if all(page.hidden[k] or self._is_only_name(page, k) for k in part) else range(0)

    def _is_joined(self, page: Page, i: int) -> bool:
        """Whether something is told of a word and of a name before it: Munna aur Chandi ka pata."""
        if i < 2 or i + 2 >= len(page.words) or not self._vocabulary.is_named(page.words[i]):
            return False
        joined = page.words[i - 1].text in self._joins and page.hidden[i - 2] and not page.parted(i - 2, i + 2)
        owned = page.words[i + 1].text in self._possessives and page.words[i + 2].text in self._owned
        return joined and owned and self._vocabulary.sounds_named(page.words[i - 2])

    def _is_second(self, page: Page, i: int) -> bool:
        """Whether a word is the second part of a name whose first nobody knows: Girdhari Lal."""
        if not i or page.breaks(i) or page.words[i].text not in self._seconds or not page.hidden[i - 1]:
            return False
        goods = i + 1 < len(page.words) and self._vocabulary.is_pair(page.words[i], page.words[i + 1])
        return not goods and not is_number(page.words[i - 1])

    def _is_first(self, page: Page, i: int) -> bool:
        """Whether a product stands before the rest of a person's name: చెరుకు మల్లేశం గారి, Mithai Lal."""
        behind = i + 1
        if behind >= len(page.words) or page.breaks(behind) or not page.hidden[behind] or not self._is_known(page, i):
            return False
        word, name = page.words[i], page.words[behind]
        begins = not i or page.breaks(i)
        told = not begins and any(k + self._before.at(page, k) == i for k in range(max(i - _LONGEST, 0), i))
        if not told and (self._vocabulary.is_ours(word) or (not begins and self._is_goods(page, i - 1))):
            return False
        if word.script == "Latn" and not (page.is_capital(i) and page.is_capital(behind)):
            return False
        if name.text in self._seconds or (told and self._family.at(page, behind)):
            return True
        last = behind + 1
        if not page.breaks(last) and (self._relations.at(page, last) or page.words[last].text in self._forms):
            return not self._vocabulary.is_district(word) or bool(self._relations.at(page, last))
        ends = page.breaks(last) or page.hidden[last] or page.words[last].text in self._stops
        return ends and self._vocabulary.ends_named(name) and not self._vocabulary.is_place(word)

    def _addressed(self, page: Page, i: int) -> range:
        """Return who is spoken of as persons are: Jaipuri ji ne, Seema Jaipuri ke naam se."""
        behind = i + 1
        if behind >= len(page.words) or page.breaks(behind) or not self._is_known(page, i):
            return range(0)
        if page.words[behind].text in self._spoken_of and behind + 1 < len(page.words):
            does = page.words[behind + 1].text in self._case and not page.breaks(behind + 1)
            return range(i, behind) if does and not self._vocabulary.is_common(page.words[i]) else range(0)
        named = i and not page.breaks(i) and self._vocabulary.is_named(page.words[i - 1])
        return range(i - 1, behind) if named and self._named.at(page, behind) > 1 else range(0)

    def _again(self, page: Page, kept: set[int], before: list[bool]) -> None:
        """Hide a word that was found to be a name where it stands beside another name too."""
        found = {w.text for w, now, then in zip(page.words, page.hidden, before, strict=True) if now and not then}
        for i in range(1, len(page.words)):
            if page.words[i].text in found and i not in kept and not page.hidden[i]:
                page.hide((i,) if page.hidden[i - 1] or self._vocabulary.is_named(page.words[i - 1]) else ())

    def _may_be(self, page: Page, i: int) -> bool:
        word = page.words[i]
        return (page.hidden[i] and word.text not in self._mine) or not (
            is_number(word)
            or word.text in self._stops
            or word.text in self._mine
            or self._vocabulary.is_ours(word)
            or self._kin.at(page, i)
        )

    def _is_borne(self, page: Page, i: int) -> bool:
        """Whether a word may be somebody's name: hidden, a name, or a product that is no place."""
        word = page.words[i]
        if is_number(word) or word.text in self._stops:
            return False
        named = page.hidden[i] or self._vocabulary.is_named(word)
        return named or (self._vocabulary.is_product(word) and not self._vocabulary.is_place(word))

    def _is_written(self, page: Page, i: int) -> bool:
        """Whether a word is written as a name is, and is no word of our subject nor a place."""
        word = page.words[i]
        return page.is_title(i) and not (self._vocabulary.is_ours(word) or self._vocabulary.is_place(word))

    def _is_known(self, page: Page, i: int) -> bool:
        word = page.words[i]
        if is_number(word) or word.text in self._stops or self._vocabulary.is_ours(word):
            return False
        return self._vocabulary.is_place(word) or self._vocabulary.is_product(word)

    def _is_only_name(self, page: Page, i: int) -> bool:
        """Whether a word is a name and no word of everyday speech, no product and no district."""
        word = page.words[i]
        if not self._vocabulary.is_named(word) or self._vocabulary.is_common(word) or self._kin.at(page, i):
            return False
        other = self._vocabulary.is_product(word) or self._vocabulary.is_district(word)
        return not other and (page.is_capital(i) or word.script != "Latn")

    def _is_goods(self, page: Page, i: int) -> bool:
        word = page.words[i]
        return not page.hidden[i] and (self._vocabulary.is_product(word) or self._vocabulary.is_place(word))


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key_of(word) for word in words)
