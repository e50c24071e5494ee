"""Find names of persons by what stands beside them: an initial, a family name, another name."""

from __future__ import annotations

from odop_bot.helpdesk.page import Page, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Word, key_of

_LETTER = 3
"""Letters and marks of the name of a letter: K, పి, एस."""


class NeighbourFinder:
    """Hides words that are a name because their neighbours are."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, stops: frozenset[str]) -> None:
        """`stops` are the small words that are no name."""
        words, kinds = knowledge.words, knowledge.words.personal
        self._vocabulary = vocabulary
        self._stops = stops
        self._family = frozenset(key_of(w) for w in (*words.address_marks, *kinds.get("family_names", ())))
        self._from = frozenset(key_of(word) for word in kinds.get("from_words", ()))
        self._in = frozenset(key_of(word) for word in kinds.get("in_words", ()))
        self._forms = frozenset(key_of(word) for word in kinds.get("address_forms", ()))

    def hide(self, page: Page, kept: set[int], *, personal: bool) -> None:
        """Hide the names; `kept` are words of place names, `personal` says that the message tells of a person."""
        page.hide(i for i in range(1, len(page.words)) if self._is_behind_initial(page, kept, i))
        # The last initial first: what stands before it is one too (J. P. Nadar).
        page.hide(i for i in range(len(page.words) - 1, -1, -1) if self._is_initial(page, i))
        page.hide(i for i in range(len(page.words)) if self._is_beside_family(page, kept, i))
        if personal:
            page.hide(i for i in range(len(page.words)) if self._is_ambiguous(page, kept, i))
        for i in range(1, len(page.words)):
            if self._are_two_names(page, kept, i):
                page.hide((i - 1, i))
        if personal:
            page.hide(i for i in range(1, len(page.words)) if i not in kept and self._ends_in_product(page, i))
        for order in (range(1, len(page.words)), range(len(page.words) - 2, -1, -1)):
            page.hide(i for i in order if self._is_beside_name(page, kept, i, -1 if order.step > 0 else 1))

    def is_from(self, page: Page, index: int) -> bool:
        """Whether the word behind one, or before it, says that it is a place."""
        behind = index + 1
        if index and page.words[index - 1].text in self._in and not page.breaks(index):
            return True
        return behind < len(page.words) and page.words[behind].text in self._from and not page.breaks(behind)

    def is_family(self, word: Word) -> bool:
        """Whether a word is a family name."""
        return word.text in self._family or self._vocabulary.is_family(word)

    def _is_initial(self, page: Page, i: int) -> bool:
        """Whether a word of a letter, as it is spoken, stands with its point before a name."""
        short = len(page.words[i].text) <= _LETTER and not is_number(page.words[i])
        return short and i + 1 < len(page.words) and page.hidden[i + 1] and page.gaps[i + 1] == ". "

    def _is_behind_initial(self, page: Page, kept: set[int], i: int) -> bool:
        """Whether a word that people bear as a name stands behind a capital letter with its point: K. Anand."""
        initial = page.words[i - 1]
        letter = len(initial.text) == 1 and page.text[initial.start].isupper() and page.gaps[i] == ". "
        return letter and i not in kept and self._vocabulary.is_named(page.words[i])

    def _is_beside_family(self, page: Page, kept: set[int], i: int) -> bool:
        """Whether a word is a name because a family name or a form of address stands behind it, or is that one."""
        if i in kept:
            return False
        if self.is_family(page.words[i]) and i and not page.breaks(i) and i - 1 not in kept:
            before = page.words[i - 1]
            if before.text in self._stops:
                return False
            return not is_number(before) and (page.hidden[i - 1] or self._vocabulary.is_named(before))
        behind = i + 1 < len(page.words) and self.is_family(page.words[i + 1]) and not page.breaks(i + 1)
        if not behind or page.words[i].text in self._stops:
            return False
        if is_number(page.words[i]) or self._vocabulary.is_subject(page.words[i]):
            return self._vocabulary.is_named(page.words[i])
        # Only a name stands before what is a family name and no word: hukum singh.
        sure = page.hidden[i + 1] and len(page.words[i + 1].text) > _LETTER
        return sure or page.words[i + 1].text in self._forms or self._vocabulary.is_named(page.words[i])

    def _is_ambiguous(self, page: Page, kept: set[int], i: int) -> bool:
        word = page.words[i]
        if i in kept or is_number(word) or word.text in self._stops or self.is_from(page, i):
            return False
        return self._vocabulary.is_named(word) and self._vocabulary.is_place(word)

    def _are_two_names(self, page: Page, kept: set[int], i: int) -> bool:
        """Whether a word and the one before it are names of persons, and no product together."""
        one, other = page.words[i - 1], page.words[i]
        if page.breaks(i) or kept & {i - 1, i} or {one.text, other.text} & self._stops or self.is_from(page, i):
            return False
        named = self._vocabulary.is_named(one) and self._vocabulary.is_named(other)
        return named and not self._vocabulary.is_pair(one, other)

    def _is_beside_name(self, page: Page, kept: set[int], i: int, step: int) -> bool:
        """Whether a word that people bear as a name stands beside a hidden one that they bear too."""
        word, other = page.words[i], page.words[i + step]
        if page.hidden[i] or i in kept or word.text in self._stops or page.breaks(max(i, i + step)):
            return False
        if not page.hidden[i + step] or is_number(other) or self.is_from(page, i):
            return False
        capitals = page.is_capital(i) and page.is_capital(i + step)
        if self._vocabulary.is_named(word):
            return self._vocabulary.is_named(other) or capitals
        # What merely is an everyday word of some language, and written as a name is, or sounds like such a word.
        looks = (capitals and page.is_title(i)) or self._vocabulary.is_heard(word)
        if step > 0 and capitals and self._vocabulary.is_place(word) and not self._vocabulary.is_district(word):
            return True  # Budhni is a town, but Budhni Oraon is none.
        return looks and not self._vocabulary.is_subject(word)

    def _ends_in_product(self, page: Page, i: int) -> bool:
        """Whether a word that only the name of a product has stands last behind a hidden one: Yesu Ratnam."""
        word = page.words[i]
        if page.hidden[i] or not page.hidden[i - 1] or page.breaks(i) or not page.breaks(i + 1) or is_number(word):
            return False
        return not self._vocabulary.is_common(word) and not self._vocabulary.is_place(word)
