"""Names and dates in the language of a reply; English where the language has no word."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy

from odop_bot.answering.words import Words, months_of, plural, written_date
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH, District, Listing, SharedName, State, Texts

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

DATED = ("lists", "sources", "faq", "gi_registry")
"""The parts of the knowledge base whose dates stand in replies."""
_BEHIND_NAME = re.compile(r" \(|, ")
_LATIN_END = "\u0250"
"""The first character behind the Latin letters."""


def _is_latin(name: str) -> bool:
    return max(name) < _LATIN_END


def dates_of(knowledge: Knowledge, words: Words, language: str) -> dict[str, str]:
    """Return the dates of the knowledge base as a language writes them, by the pattern and the date in digits."""
    written: dict[str, str] = {}
    for text in _dates(knowledge):
        if (match := _ISO.match(text)) and match[2]:
            pattern = words.date if match[3] else words.month
            with contextlib.suppress(ValueError):
                written[_named(match, pattern)] = _written(match, pattern, language)
    return written


def _dates(knowledge: Knowledge) -> Iterator[str]:
    yield from (item.as_of for item in knowledge.lists.values())
    yield from (source.date for source in knowledge.sources.values() if source.date)
    yield from (entry.as_of for entry in knowledge.faq.values())
    yield knowledge.gi_registry.as_of


def _named(match: re.Match[str], pattern: str) -> str:
    return f"{pattern} {match[0]}"


def _written(match: re.Match[str], pattern: str, language: str) -> str:
    """Return a date by a pattern. Raises ValueError if there is no such day."""
    return written_date(int(match[1]), int(match[2]), int(match[3] or 1), pattern, language)


class Wording:
    """What things are called in one language."""

    def __init__(
        self, language: str, words: Words, knowledge: Knowledge, dates: Callable[[], Mapping[str, str]] = dict
    ) -> None:
        """Take the words of the language's file, and dates already written, as `dates_of` returns them."""
        self.language = language
        self.latin = False
        """Whether places are named in Latin letters, too."""
        self.words = words
        self._knowledge = knowledge
        self._dates = dates
        # All the other languages are read together; English must not wait for them.
        self._translation = knowledge.translations.get(language) if language != ENGLISH else None

    def text(self, texts: Texts) -> str:
        """Return a text of the knowledge base."""
        return texts.get(self.language) or texts[ENGLISH]

    def with_latin(self) -> Wording:
        """Return the words for who writes the language in Latin letters: places are named in both."""
        other = copy(self)
        other.latin = True
        return other

    def name(self, place: District | State) -> str:
        """Return the name of a district or state, as buttons have it."""
        return place.names.get(self.language, place.name)

    def place(self, place: District | State) -> str:
        """Return the name of a district or state, as texts have it."""
        name = self.name(place)
        return f"{name} ({place.name})" if self.latin and not _is_latin(name) else name

    def product(self, listing: Listing) -> str:
        """Return a product's name, with the official wording in brackets where the two differ."""
        own = self._knowledge.product_name(listing, self.language)
        return f"{own} ({listing.product})" if own else listing.product

    def product_short(self, listing: Listing) -> str:
        """Return a product's name without the official wording, where the language has one of its own."""
        return self._knowledge.product_name(listing, self.language) or listing.product

    def remark(self, text: str | None) -> str | None:
        """Return what is said of a listing: its reading, doubt or note."""
        return self._translation.remarks.get(text, text) if self._translation and text else text

    def figure(self, key: str) -> str:
        """Return the value of a figure."""
        value = self._knowledge.figures[key].value
        return self._translation.figures.get(key, value) if self._translation else value

    def why_shared(self, shared: SharedName) -> str:
        """Return why several districts share an everyday name."""
        return self._translation.names.shared_names.get(shared.name, shared.why) if self._translation else shared.why

    def districts(self, count: int) -> str:
        """Return a number of districts."""
        forms = self.words.district_counts
        return plural(self.language, count, forms["one"], forms["other"]).format(count)

    def all_of(self, place: District | State) -> str:
        """Return the label of a button that opens a whole state."""
        return self.words.all_of.format(self.name(place))

    def date(self, text: str) -> str:
        """Return `2025-07-07` as `7 July 2025` and `2025-07` as `July 2025`; other text stays as it is."""
        match = _ISO.match(text)
        if not match:
            return text
        year, month, day = match.groups()
        rest = text[match.end() :]
        if rest.startswith("/") or (rest and not rest.startswith(" ")):
            rest = ""
        if month is None:
            return text if rest else year
        try:
            pattern = self.words.date if day else self.words.month
            return self._dates().get(_named(match, pattern)) or _written(match, pattern, self.language)
        except ValueError:
            return text

    def plural(self, count: int, one: str, other: str, **forms: str) -> str:
        """Return the form of a word that goes with a number, as `plural` in the layouts."""
        return plural(self.language, count, one, other, **forms)

    @property
    def months(self) -> tuple[str, ...]:
        """The names of the months, from January."""
        return months_of(self.language)

    def source_name(self, source_id: str) -> str:
        """Return who published a source, in a word or a few: what stands under an answer."""
        return _BEHIND_NAME.split(self.cite(source_id), maxsplit=1)[0]

    def cite(self, source_id: str) -> str:
        """Return a source as replies name it: its publisher, without asides, and its date."""
        if self._translation and source_id in self._translation.names.sources:
            return self._translation.names.sources[source_id]
        source = self._knowledge.sources[source_id]
        if source.cite:
            return source.cite
        publisher = source.publisher.partition(";")[0].strip()
        date = self.date(source.date.partition(" (")[0].strip()) if source.date else ""
        return f"{publisher} ({date})" if date else publisher
