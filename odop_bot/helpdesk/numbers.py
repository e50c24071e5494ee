"""Find the numbers in a message that may be a person's: all but those that we know to tell of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from odop_bot.helpdesk.page import HIDDEN, Page, Phrases, is_number
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of

SPOKEN = 3
"""Numbers in words that make a number of a person when they follow each other."""
_WHOLE = 10
"""Digits of a telephone number: what stands beside one is no part of it."""
_MOST_COUNTED = 7
_MOST_MONEY = 9
_FIRST_YEAR, _LAST_YEAR = 2010, 2039
"""Years of our subject; who is born in them writes to no bot."""
_HSN = frozenset({4, 6, 8})
_PIN = 6
_BETWEEN = 3
"""Words that may stand between a word for a code and the code: HSN code of brass idols."""
_JOINED = re.compile(r"[\s()\[\].,/_+*|:;'\"–—-]{0,4}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?|[0-9]+\.[0-9]{1,2}|[0-9]+")
_MONEY_BEFORE = re.compile(r"(?:₹|\brs\.?|\binr|\brupees?|रु\.?|रुपये|रुपए|రూ\.?)\s*$", re.IGNORECASE)
_MONEY_BEHIND = re.compile(
    r"\s*(?:/-|%|rs\b|rupees?\b|rupaye\b|rupay\b|rupayalu\b|रुपये|रुपए|रु\b|రూపాయ|per ?cent)", re.IGNORECASE
)
_SECOND_YEAR = re.compile(r" ?[-–/] ?")


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    """Index of its first word."""
    last: int
    digits: str


class NumberFinder:
    """Hides numbers of persons; keeps PIN and HSN codes, money, shares, counts and years."""

    def __init__(self, knowledge: Knowledge, stops: frozenset[str]) -> None:
        """`stops` are the small words that may stand between a mark and its number."""
        words = knowledge.words
        kinds = words.personal
        self._pins = knowledge.pins.codes()
        self._spoken = frozenset(key_of(word) for word in words.digit_words)
        self._counted = frozenset(key_of(word) for word in kinds.get("counted", ())) | {"%"}
        self._months = frozenset(_MONTHS)
        self._secrets = Phrases((*kinds.get("secret_words", ()), *kinds.get("house_words", ())))
        self._hsn = Phrases(kinds.get("hsn_words", ()))
        self._pin = Phrases(kinds.get("pin_words", ()))
        self._stops = stops

    def hide(self, page: Page) -> bool:
        """Hide the numbers of a person; return whether there were any."""
        secret = self._behind_secrets(page)
        asked = self._behind_codes(page) - secret
        found = set(secret)
        for run in _runs(page):
            bad = [n for n in run if n.first in secret or not self._is_harmless(page, n, asked)]
            short = any(len(number.digits) < _WHOLE for number in bad)
            for number in run if short else bad:
                found.update(range(number.first, number.last + 1))
        found |= self._spelt(page)
        page.hide(found)
        return bool(found)

    def _is_harmless(self, page: Page, number: _Number, asked: set[int]) -> bool:
        digits = number.digits
        if number.first in asked or (len(digits) == _PIN and digits in self._pins):
            return True
        before, behind = page.text[: page.words[number.first].start], page.text[page.words[number.last].end :]
        money = _MONEY_BEFORE.search(before[-12:]) or _MONEY_BEHIND.match(behind[:12])
        if money and len(digits) <= _MOST_MONEY:
            return True
        following = page.words[number.last + 1].text if number.last + 1 < len(page.words) else ""
        if following in self._counted and len(digits) <= _MOST_COUNTED and not page.breaks(number.last + 1):
            return True
        return self._is_year(page, number)

    def _is_year(self, page: Page, number: _Number) -> bool:
        """Whether a number is a year of our subject, or the second of two (2018-19)."""
        if _year(number.digits):
            return True
        before = page.words[number.first - 1].text if number.first else ""
        second = len(number.digits) == len("19") and _year(before) and _SECOND_YEAR.fullmatch(page.gaps[number.first])
        return bool(second) and int(number.digits) == (int(before) + 1) % 100

    def _behind_secrets(self, page: Page) -> set[int]:
        """Return the words of numbers and dates behind words that say whose they are."""
        out: set[int] = set()
        for start in range(len(page.words)):
            size = self._secrets.at(page, start)
            i = start + size
            while size and i < len(page.words) and page.words[i].text in self._stops:
                i += 1
            while size and i < len(page.words) and self._is_of_number(page, i):
                out.add(i)
                i += 1
        return out

    def _is_of_number(self, page: Page, i: int) -> bool:
        word = page.words[i]
        return is_number(word) or word.text in self._spoken or word.text in self._months

    def _behind_codes(self, page: Page) -> set[int]:
        """Return the numbers that are asked about: codes of goods and of post offices."""
        out: set[int] = set()
        for start in range(len(page.words)):
            for phrases, lengths in ((self._hsn, _HSN), (self._pin, frozenset({_PIN}))):
                i = start + phrases.at(page, start)
                others = 0
                while start < i < len(page.words) and others <= _BETWEEN:
                    word = page.words[i]
                    if is_number(word) and len(word.text) in lengths:
                        out.add(i)
                    elif word.text not in self._stops:
                        others += 1
                    i += 1
        return out

    def _spelt(self, page: Page) -> set[int]:
        """Return the words of numbers that are written as words, or partly so."""
        out: set[int] = set()
        start = 0
        for i in range(len(page.words) + 1):
            if i < len(page.words) and (page.words[i].text in self._spoken or is_number(page.words[i])):
                continue
            # One two three lakh is an amount.
            counted = i < len(page.words) and i - start == SPOKEN and page.words[i].text in self._counted
            if i - start >= SPOKEN and not counted and any(not is_number(page.words[k]) for k in range(start, i)):
                out.update(range(start, i))
            start = i + 1
        return out


def _runs(page: Page) -> Iterator[list[_Number]]:
    """Yield the numbers that stand together, with no letter between them."""
    run: list[_Number] = []
    i = 0
    while i < len(page.words):
        if not is_number(page.words[i]):
            i += 1
            continue
        last = i
        if run and (run[-1].last != i - 1 or not _JOINED.fullmatch(page.gaps[i]) or HIDDEN in page.gaps[i]):
            yield run
            run = []
        match = _GROUPED.match(page.text, page.words[i].start)
        while match and last + 1 < len(page.words) and page.words[last + 1].end <= match.end():
            last += 1
        digits = "".join(page.words[k].text for k in range(i, last + 1))
        run.append(_Number(i, last, digits))
        i = last + 1
    if run:
        yield run


def _year(digits: str) -> bool:
    return len(digits) == len("2018") and digits.isdecimal() and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "st",
    "nd",
    "rd",
    "th",
    "जनवरी",
    "फरवरी",
    "फ़रवरी",
    "मार्च",
    "अप्रैल",
    "मई",
    "जून",
    "जुलाई",
    "अगस्त",
    "सितंबर",
    "अक्टूबर",
    "नवंबर",
    "दिसंबर",
    "జనవరి",
    "ఫిబ్రవరి",
    "మార్చి",
    "ఏప్రిల్",
    "మే",
    "జూన్",
    "జూలై",
    "ఆగస్టు",
    "సెప్టెంబర్",
    "అక్టోబర్",
    "నవంబర్",
    "డిసెంబర్",
)
"""Words of a date, beside its numbers."""
