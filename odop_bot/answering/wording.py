"""Names and dates in the language of a reply; English where the language has no word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH, District, Listing, SharedName, State, Texts

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_BEHIND_NAME = re.compile(r" \(|, ")
_LATIN_END = "\u0250"
"""The first character behind the Latin letters."""


def _is_latin(name: str) -> bool:
    return max(name) < _LATIN_END


class Wording:
    """What things are called in one language."""

    def __init__(self, language: str, words: Mapping[str, Any], knowledge: Knowledge) -> None:
        """Take the words that `templates/<language>/words.j2` sets."""
        self.language = language
        self.latin = False
        """Whether places are named in Latin letters, too."""
        self._knowledge = knowledge
        self._translation = knowledge.translations.get(language)
        self.months: Sequence[str] = words["months"]
        self._year_first: bool = words["year_first"]
        self._all_of: str = words["all_of"]
        self.not_listed: str = words["not_listed"]
        self.ranks: Mapping[str, str] = words["ranks"]
        self.borders_of: str = words["borders_of"]
        self.borders_about: str = words["borders_about"]
        """Of which year borders are, that are approximate only."""
        self.needs: Mapping[str, str] = words["needs"]
        """What a maker needs, as buttons call it."""
        self.card_title: str = words["card_title"]
        self._districts: Mapping[str, str] = words["district_counts"]
        self.gi_short: Mapping[str, str] = words["gi_short"]
        """The same as `gi_marks` in two words."""
        self.gi_of: str = words["gi_of"]
        self.goods: Mapping[str, str] = words["goods"]
        """Classes of goods of the GI Registry."""
        self.gi_marks: Mapping[str, str] = words["gi_marks"]
        """What is said of a listing as a GI, as `Knowledge.gi_mark` has it."""
        self.gi_by: Mapping[str, str] = words["gi_by"]
        """How the districts of a registration are known."""

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
        return self._districts["one" if count == 1 else "other"].format(count)

    def all_of(self, place: District | State) -> str:
        """Return the label of a button that opens a whole state."""
        return self._all_of.format(self.name(place))

    def date(self, text: str) -> str:
        """Return `2025-07-07` as `7 July 2025` and `2025-07` as `July 2025`; other text stays as it is."""
        match = _ISO.match(text)
        if not match:
            return text
        year, month, day = match.groups()
        rest = text[match.end() :]
        if rest.startswith("/") or (rest and not rest.startswith(" ")):
            rest = ""
        if month is None or not 1 <= int(month) <= 12:
            return year if month is None and not rest else text
        name = self.months[int(month) - 1]
        if self._year_first:
            return f"{year} {name} {int(day)}" if day else f"{year} {name}"
        return f"{int(day)} {name} {year}" if day else f"{name} {year}"

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
