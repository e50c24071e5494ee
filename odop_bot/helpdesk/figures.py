"""The figures of the report: pure sums over what was counted."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from odop_bot.helpdesk.gaps import Gap

K = TypeVar("K", str, int)
TOP = 30
OUTCOMES = ("answered", "asked_back", "unknown")
"""What became of a question; all together are what was asked."""


@dataclass(frozen=True, slots=True, order=True)
class DayCount:
    """How many questions of one kind came on one day."""

    day: dt.date
    language: str
    kind: str
    """Kind of the reply."""
    state: int
    """LGD code of the state that the reply speaks of; 0 for none or several."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that a report shows."""

    asked: int
    outcomes: dict[str, int]
    by_day: list[tuple[dt.date, dict[str, int]]]
    """Every day from the first to the last, days without a question too."""
    by_language: list[tuple[str, int]]
    by_state: list[tuple[int, int]]
    by_kind: list[tuple[str, int]]
    gaps: list[Gap]
    """The most frequent first."""
    cases: int
    cases_answered: int
    minutes_to_answer: float | None
    """Median time from handing over to the first answer of a person; None without one."""


def outcome(kind: str) -> str:
    """Return what became of a question, by the kind of its reply."""
    return {"unknown": "unknown", "choice": "asked_back"}.get(kind, "answered")


def figures(days: Sequence[DayCount], gaps: Iterable[Gap], waits: Sequence[dt.timedelta], cases: int) -> Figures:
    """Return the figures of what was counted by day, the gaps, and the times to a human answer."""
    outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
    by_day: dict[dt.date, Counter[str]] = {}
    languages, states, kinds = Counter[str](), Counter[int](), Counter[str]()
    for row in days:
        outcomes[outcome(row.kind)] += row.count
        by_day.setdefault(row.day, Counter())[outcome(row.kind)] += row.count
        languages[row.language] += row.count
        kinds[row.kind] += row.count
        if row.state:
            states[row.state] += row.count
    return Figures(
        asked=sum(outcomes.values()),
        outcomes=dict(outcomes),
        by_day=[(day, {name: by_day.get(day, Counter())[name] for name in OUTCOMES}) for day in _all_days(by_day)],
        by_language=_ranked(languages),
        by_state=_ranked(states),
        by_kind=_ranked(kinds),
        gaps=sorted(gaps, key=lambda gap: (-gap.count, gap.key))[:TOP],
        cases=cases,
        cases_answered=len(waits),
        minutes_to_answer=statistics.median(wait.total_seconds() for wait in waits) / 60 if waits else None,
    )


def _all_days(days: Iterable[dt.date]) -> list[dt.date]:
    ordered = sorted(days)
    if not ordered:
        return []
    return [ordered[0] + dt.timedelta(days=n) for n in range((ordered[-1] - ordered[0]).days + 1)]


def _ranked(counts: Counter[K]) -> list[tuple[K, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
