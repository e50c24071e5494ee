"""Write the helpdesk's report: CSV files and one HTML page that needs nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from odop_bot.cells import harmless
from odop_bot.files import clear_left, write_whole
from odop_bot.helpdesk import charts
from odop_bot.helpdesk.figures import OUTCOMES, DayCount, Figures, figures
from odop_bot.helpdesk.gaps import Gap
from odop_bot.knowledge import Knowledge
from odop_bot.quiz.memory import INDIA_TIME
from odop_bot.storage import CaseStore, GapStore, Store, aware

TEMPLATE = "report.html.j2"
ALL_GAPS = 10_000
"""Gaps that the CSV file holds at most."""
SHOWN_STATES = 15


async def collect(store: Store) -> Figures:
    """Return the figures of all that was counted."""
    gaps, cases = GapStore(store), CaseStore(store)
    times = await cases.times()
    waits = [_aware(answered) - _aware(opened) for opened, answered in times if answered is not None]
    days = [DayCount(**row) for row in await gaps.days()]
    found = [gap_of(dict(row)) for row in await gaps.top(ALL_GAPS)]
    return figures(days, found, waits, len(times))


def gap_of(row: Mapping[str, Any]) -> Gap:
    """Return a gap as the database has it."""
    near = tuple((str(entry), float(score)) for entry, score in row["near"])
    times = {name: _aware(row[name]) for name in ("first_seen", "last_seen")}
    return Gap(**{**row, **times, "near": near})


def write_report(found: Figures, knowledge: Knowledge, templates: Path, folder: Path, now: dt.datetime) -> list[Path]:
    """Write the files of the report into a folder; return their paths, the page first. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear_left(folder)
    tables: dict[str, Iterable[Sequence[object]]] = {
        "days.csv": [("day", "asked", *OUTCOMES)]
        + [(day, sum(row.values()), *(row[name] for name in OUTCOMES)) for day, row in found.by_day],
        "languages.csv": [("language", "asked"), *found.by_language],
        "states.csv": [("state", "lgd", "asked"), *((_state(knowledge, code), code, n) for code, n in found.by_state)],
        "kinds.csv": [("kind", "asked"), *found.by_kind],
        "gaps.csv": [("number", "text", "cause", "language", "count", "first_seen", "last_seen", "nearest")]
        + [
            (
                gap.number,
                gap.text,
                gap.cause,
                gap.language,
                gap.count,
                f"{gap.first_seen:%Y-%m-%d %H:%M}",
                f"{gap.last_seen:%Y-%m-%d %H:%M}",
                "; ".join(f"{entry} {score:.2f}" for entry, score in gap.near),
            )
            for gap in found.gaps
        ],
    }
    page = folder / "report.html"
    write_whole(page, report_page(found, knowledge, templates, now).encode())
    for name, rows in tables.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
        write_whole(folder / name, text.getvalue().encode("utf-8-sig"))
    return [page, *(folder / name for name in tables)]


def report_page(found: Figures, knowledge: Knowledge, templates: Path, now: dt.datetime) -> str:
    """Return the page of the report as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    states = [(_state(knowledge, code), count) for code, count in found.by_state[:SHOWN_STATES]]
    titles = {entry.id: entry.title["en"] for entry in knowledge.faq.values()}
    return environment.get_template(TEMPLATE).render(
        figures=found,
        made=now.astimezone(INDIA_TIME),
        outcomes=OUTCOMES,
        titles=titles,
        days=charts.over_days(found.by_day),
        charts=charts,
        languages=charts.bars(found.by_language),
        states=charts.bars(states),
        kinds=charts.bars(found.by_kind),
    )


def _state(knowledge: Knowledge, code: int) -> str:
    return knowledge.states[code].name if code in knowledge.states else str(code)


def _aware(time: dt.datetime) -> dt.datetime:
    known = aware(time)
    assert known is not None  # noqa: S101 - a time goes in, so a time comes out
    return known
