"""Words of one language that stand in many replies, buttons and pictures: `templates/<language>/words.yaml`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from odop_bot.knowledge.models import ENGLISH, Strict, Text

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Strict):
    """The words of one language; layouts have them as `words`."""

    date: Text
    """How a day is written: `d`, `MMMM`, `y` stand for day, month and year."""
    month: Text
    """How a month is written."""
    stop: Text
    """What ends a sentence."""
    india: Text
    not_listed: Text
    and_also: Text
    """What joins two things that help."""
    fewest: Text
    most: Text
    all_of: Text
    """The label of a button that opens a whole State; `{}` stands for its name."""
    gi_of: Text
    card_title: Text
    district_counts: dict[str, Text]
    """A number of districts, `one` and `other`; `{}` stands for it."""
    borders_of: Text
    """Of which year borders are."""
    borders_about: Text
    """The same of those that are approximate only."""
    ranks: dict[str, Text]
    needs: dict[str, Text]
    """What a maker needs, as buttons call it."""
    goods: dict[str, Text]
    """Classes of goods of the GI Registry."""
    gi_marks: dict[str, Text]
    """What is said of a listing as a GI, as `Knowledge.gi_mark` has it."""
    gi_short: dict[str, Text]
    """The same for a phone."""
    gi_by: dict[str, Text]
    """How the districts of a registration are known."""
    lists_short: dict[str, Text]
    """What lists are called on a phone, by their ids."""


@lru_cache
def locale_of(language: str) -> Locale:
    """Return what Unicode's CLDR knows of a language; English where it knows none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH)


@lru_cache
def months_of(language: str) -> tuple[str, ...]:
    """Return the names of the months, from January."""
    from babel.dates import get_month_names

    return tuple(get_month_names("wide", locale=locale_of(language)).values())


@lru_cache(maxsize=4096)
def written_date(year: int, month: int, day: int, pattern: str, language: str) -> str:
    """Return a date by a pattern of a language. Raises ValueError if there is no such day."""
    from babel.dates import format_date

    return str(format_date(dt.date(year, month, day), pattern, locale=locale_of(language)))


def plural(language: str, count: int, one: str, other: str, **forms: str) -> str:
    """Return the form of a word that goes with a number; `zero`, `two`, `few`, `many` where a language has them."""
    return {"one": one, "other": other, **forms}.get(locale_of(language).plural_form(count), other)
