"""How old the knowledge is: figures that newer facts replace, and the dates of the answers by topic."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH

YEAR = 365
"""Days after which a figure is looked at again."""
CHANGING = frozenset({"numbers", "how-much", "how-long", "rules"})
"""Aspects whose facts change; a day of launch does not."""
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Age:
    """How old the answers of a topic are."""

    topic: str
    entries: int
    oldest: str
    newest: str
    old: int
    """Answers whose facts are older than a year."""


def last_day(as_of: str) -> dt.date | None:
    """Return the last day that a date may mean: `2025` is 31 December, `2024-25` the end of that financial year.

    None where the text holds no date.
    """
    found = _DATE.match(as_of)
    if found is None:
        return None
    year = int(found[1])
    month, day = (int(part) if part else None for part in found.groups()[1:])
    if month is None:
        return dt.date(year, 12, 31)
    if month > 12:  # 2024-25
        return dt.date(year + 1, 3, 31)
    if day is None:
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return dt.date(year, month, day)


def replaced_figures(knowledge: Knowledge, today: dt.date) -> list[str]:
    """Return a warning for each figure older than a year beside which newer facts stand.

    Such are an earlier value that is newer than the value itself, and an answer on the same subject
    and aspect whose facts are newer by a year.
    """
    out = []
    for key, figure in knowledge.figures.items():
        on = last_day(figure.as_of)
        if on is None or (today - on).days <= YEAR:
            continue
        newer = [value for value in figure.was if (day := last_day(value.as_of)) is not None and day > on]
        out += [f"{key}: {figure.value} is of {figure.as_of}, {value.value} is of {value.as_of}" for value in newer]
        users = [e for e in knowledge.faq.values() if f"figure('{key}')" in e.answer[ENGLISH]]
        told = {(entry.subject, aspect) for entry in users for aspect in entry.aspects if aspect in CHANGING}
        for entry in knowledge.faq.values():
            day = last_day(entry.as_of)
            same = entry not in users and any((entry.subject, aspect) in told for aspect in entry.aspects)
            if same and day is not None and (day - on).days > YEAR:
                out.append(
                    f"{key}: {figure.value} is of {figure.as_of}; {entry.id} tells of the same as of {entry.as_of}: "
                    "look whether it replaces the figure"
                )
    return out


def ages(knowledge: Knowledge, today: dt.date) -> list[Age]:
    """Return the ages of all topics, the one with the oldest newest answer first."""
    by_topic: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    for entry in knowledge.faq.values():
        day = last_day(entry.as_of)
        if day is not None:
            by_topic[entry.topic].append((day, entry.as_of))
    out = []
    for topic, dates in by_topic.items():
        dates.sort()
        old = sum(1 for day, _ in dates if (today - day).days > YEAR)
        out.append((dates[-1][0], Age(topic, len(dates), dates[0][1], dates[-1][1], old)))
    return [age for _, age in sorted(out, key=lambda pair: (pair[0], pair[1].topic))]
