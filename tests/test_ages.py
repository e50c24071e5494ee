"""How old the knowledge is: what `check` warns of, and what `stats` shows."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.ages import ages, last_day, replaced_figures
from odop_bot.knowledge.models import EarlierValue
from odop_bot.statistics import coverage, coverage_text
from tests.process import ROOT

TODAY = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        ("2025", dt.date(2025, 12, 31)),
        ("2025-02", dt.date(2025, 2, 28)),
        ("2025-12", dt.date(2025, 12, 31)),
        ("2025-07-07", dt.date(2025, 7, 7)),
        ("2024-25", dt.date(2025, 3, 31)),
        ("undated", None),
    ],
)
def test_a_date_means_its_last_day(as_of: str, day: dt.date | None) -> None:
    assert last_day(as_of) == day


def changed(knowledge: Knowledge, key: str, **values: object) -> Knowledge:
    figure = dataclasses.replace(knowledge.figures[key], **values)  # type: ignore[arg-type] # any field may be replaced
    return dataclasses.replace(knowledge, figures={**knowledge.figures, key: figure})


def test_a_figure_whose_earlier_value_is_newer_is_warned_of(knowledge: Knowledge) -> None:
    newer = EarlierValue(value="2,326", as_of="2026-01-19", source="tbb-osop-2026")
    other = changed(knowledge, "osop-outlets", value="1,134", as_of="2023-11-09", was=(newer,))
    assert any(
        line.startswith("osop-outlets: 1,134 is of 2023-11-09, 2,326") for line in replaced_figures(other, TODAY)
    )
    young = changed(knowledge, "osop-outlets", value="1,134", as_of="2026-01-10", was=(newer,))
    assert not any(line.startswith("osop-outlets") for line in replaced_figures(young, TODAY))


def test_a_figure_beside_which_a_newer_answer_stands_is_warned_of(knowledge: Knowledge) -> None:
    user = next(e for e in knowledge.faq.values() if "figure('osop-outlets')" in e.answer["en"])
    newer = dataclasses.replace(user, id="newer", as_of="2026-09", answer={"en": "3,000 outlets."})
    faq = {**knowledge.faq, "newer": newer}
    other = dataclasses.replace(changed(knowledge, "osop-outlets", as_of="2025-01"), faq=faq)
    assert any("newer tells of the same as of 2026-09" in line for line in replaced_figures(other, TODAY))


def test_stats_show_how_old_each_topic_is(knowledge: Knowledge) -> None:
    found = ages(knowledge, TODAY)
    assert {age.topic for age in found} == {entry.topic for entry in knowledge.faq.values()}
    assert sum(age.entries for age in found) == len(knowledge.faq)
    selection = next(age for age in found if age.topic == "selection")
    text = coverage_text(coverage(knowledge))
    assert f"  selection: {selection.oldest} to {selection.newest}; " in text


def test_users_are_told_what_changed_in_the_facts(knowledge: Knowledge) -> None:
    rows = (ROOT / "knowledge" / "CHANGES.md").read_text(encoding="utf-8").splitlines()
    for figure in knowledge.figures.values():
        if figure.was:
            row = next((row for row in rows if row.startswith(f"| {figure.what} |")), "")
            assert figure.value in row, figure.what
            assert all(earlier.value in row for earlier in figure.was), figure.what
    for district in knowledge.districts.values():
        for merged in district.merged:
            assert any(merged.names["en"] in row for row in rows), merged.names["en"]
