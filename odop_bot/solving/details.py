"""Read the details of a fact (dates, amounts, counts, ministries, …): what differs in one of them is another fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, normalise, tokenise
from odop_bot.solving.numbers import Number, NumberReader, months_of
from odop_bot.understanding.phrases import Hit, PhraseIndex

DATE, MONEY, SHARE, MINISTRY, COUNTRY = "date", "money", "share", "ministry", "country"
ACT, COUNT, FIRST, INEXACT = "act", "count", "first", "inexact"
_BESIDE = 3
"""Words that may stand between a ministry and its subject, or between a number and what is counted."""
_GREAT = 1_000
"""From this number on one that has a unit (lakh, crore) is an amount."""
_SIGN = re.compile(r"(?:\brs\.?|₹|रु\.?|रू\.?|రూ\.?)\s*$", re.I)
_PARTED = re.compile(r"[,.;:()।]")
"""What parts a number from a word that is of something else."""
_RANGE = re.compile(r"\s*[-–/]\s*\d")
"""What follows a year that is the first of a financial year."""
_UP_TO = re.compile(r"\s*(?:to|se|-|–|से|నుంచి|నుండి)\s*(?:rs\.?|₹|रु\.?|రూ\.?)?\s*\d", re.I)
"""What follows the lower end of a range."""
_ENDING = r"(?:st|nd|rd|th)?"
Value = str | float | tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of a text."""

    kind: str
    """`date`, `money`, `share`, `ministry`, `country`, or `count` with what is counted."""
    value: Value
    """Of a date the year, the month and the day, as far as they are said."""
    start: int
    end: int
    """Offset behind it and what is counted."""

    def agrees(self, value: Value) -> bool:
        """Whether it is the same as another one, as far as both say."""
        if isinstance(self.value, tuple) and isinstance(value, tuple):
            return all(a is None or b is None or a == b for a, b in zip(self.value, value, strict=True))
        return self.value == value


@dataclass(frozen=True, slots=True)
class Details:
    """A text with its details."""

    text: str
    found: tuple[Detail, ...]
    acts: frozenset[str]
    """What is said to have happened: `launch`, `approve`, …"""
    verbs: str
    """The words that say so."""
    counted: tuple[str, ...]
    """What is counted, or asked how many there are of: kinds of details."""
    first: bool
    """Whether it says who was the first."""
    inexact: bool
    """Whether it says "about", "more than" or the like."""
    of_ministry: bool
    """Whether it speaks of ministries."""

    def of(self, kind: str) -> list[Detail]:
        """Return the details of a kind."""
        return [detail for detail in self.found if detail.kind == kind]

    @property
    def around(self) -> str:
        """The text without its details."""
        text = self.text
        for detail in reversed(self.found):
            text = f"{_SIGN.sub(' ', text[: detail.start])} {text[detail.end :]}"
        return text


class DetailReader:
    """Reads details; one object serves all."""

    def __init__(self, knowledge: Knowledge, numbers: NumberReader) -> None:
        self._index = PhraseIndex.of_words(
            knowledge, "details", lambda words: {k: v for k, v in words.details.items() if not k.startswith("month ")}
        )
        self.numbers = numbers
        months = months_of(knowledge.words)
        self._month = {word.lower(): number for number, words in months.items() for word in words}
        named = "|".join(re.escape(word) for word in sorted(self._month, key=len, reverse=True))
        month, day, year = (
            rf"(?P<m>{named})[^\W\d_]*[\u0900-\u0d7f]*",
            rf"(?P<d>\d{{1,2}}){_ENDING}(?!\d)",
            r"(?P<y>\d{4})",
        )
        self._dates = [
            re.compile(pattern, re.I)
            for pattern in (
                rf"(?<![\w,.]){day}[\s-]*(?:of\s+)?{month}[\s,-]*{year}(?!\d)",
                rf"(?<!\w){month}[\s-]*{day}[\s,]+{year}(?!\d)",
                rf"(?<![\w,.]){year}[\s,]+{month}[\s-]*{day}",
                rf"(?<!\w){month}[\s,]*{year}(?!\d)",
                rf"(?<![\w,.]){year}[\s,]+{month}",
            )
        ]

    def read(self, text: str, *, ministry: bool = False) -> Details:
        """Return the details of a text; `ministry`: what it names are ministries, whether it says so or not."""
        plain = normalise(text)
        tokens = tokenise(plain)
        hits = self._index.find(tokens, exact_only=range(len(tokens)))
        dates = self._dates_of(plain)
        counts = [(hit, value) for hit in hits for value in hit.values if value.startswith(f"{COUNT} ")]
        found = [*dates, *self._numbers_of(plain, tokens, counts, dates), *_named(tokens, hits, ministry=ministry)]
        values = [value for hit in hits for value in hit.values]
        return Details(
            plain,
            tuple(sorted(found, key=lambda detail: detail.start)),
            frozenset(value.removeprefix(f"{ACT} ") for value in values if value.startswith(f"{ACT} ")),
            " ".join(hit.text for hit in hits if any(value.startswith(f"{ACT} ") for value in hit.values)),
            tuple(dict.fromkeys(value for _, value in counts)),
            FIRST in values,
            INEXACT in values,
            MINISTRY in values,
        )

    def _dates_of(self, text: str) -> list[Detail]:
        out: list[Detail] = []
        for pattern in self._dates:
            for match in pattern.finditer(text):
                if any(match.start() < other.end and other.start < match.end() for other in out):
                    continue
                parts = match.groupdict()
                day = int(parts["d"]) if parts.get("d") else None
                value = (int(parts["y"]), self._month[parts["m"].lower()], day)
                out.append(Detail(DATE, value, match.start(), match.end()))
        return out

    def _numbers_of(
        self, text: str, tokens: Sequence[Token], counts: Sequence[tuple[Hit, str]], dates: Sequence[Detail]
    ) -> list[Detail]:
        out = []
        for number in self.numbers.read(text):
            if any(date.start <= number.start < date.end for date in dates) or _UP_TO.match(text, number.end):
                continue
            counted = None if number.share or number.year or number.money else _counted(number, text, tokens, counts)
            if counted:
                out.append(Detail(counted[1], number.value, number.start, tokens[counted[0].end - 1].end))
            elif number.share:
                out.append(Detail(SHARE, number.value, number.start, number.end))
            elif number.year:
                if not _RANGE.match(text, number.end):
                    out.append(Detail(DATE, (int(number.value), None, None), number.start, number.end))
            elif number.money or (number.value >= _GREAT and not text[number.start : number.end].isdigit()):
                out.append(Detail(MONEY, number.value, number.start, number.end))
        return out


def _counted(
    number: Number, text: str, tokens: Sequence[Token], counts: Sequence[tuple[Hit, str]]
) -> tuple[Hit, str] | None:
    """Return the word behind a number that is counted, with its kind."""
    behind = next((i for i, token in enumerate(tokens) if token.start >= number.end), len(tokens))
    near = (item for item in counts if 0 <= item[0].start - behind <= _BESIDE)
    return next((item for item in near if not _PARTED.search(text[number.end : tokens[item[0].start].start])), None)


def _named(tokens: Sequence[Token], hits: Sequence[Hit], *, ministry: bool) -> list[Detail]:
    """Return the ministries and countries that some hits are."""
    offices = [hit for hit in hits if MINISTRY in hit.values]
    out = []
    for hit in hits:
        for value in hit.values:
            kind, _, name = value.partition(" ")
            beside = any(
                0 <= hit.start - office.end <= _BESIDE or 0 <= office.start - hit.end <= _BESIDE for office in offices
            )
            if kind == COUNTRY or (kind == MINISTRY and name and (ministry or beside)):
                out.append(Detail(kind, name, tokens[hit.start].start, tokens[hit.end - 1].end))
    return out
