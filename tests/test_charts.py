"""The plots of the report: every block and tick stands where its number says."""

from __future__ import annotations

import datetime as dt

import pytest

from odop_bot.helpdesk.charts import BAR_GAP, BAR_HEIGHT, BAR_ROOM, HEIGHT, MAX_DAYS, MAX_LABELS, WIDTH, bars, over_days

FIRST = dt.date(2026, 11, 1)


def days(count: int, **counts: int) -> list[tuple[dt.date, dict[str, int]]]:
    return [(FIRST + dt.timedelta(days=n), dict(counts)) for n in range(count)]


def test_columns_are_stacked_and_fill_their_part() -> None:
    plot = over_days(days(2, answered=3, unknown=1))
    # Four is the top, so the answered are three quarters, from the bottom.
    step = WIDTH / 2
    for number, (answered, unknown) in enumerate(zip(plot.blocks[::2], plot.blocks[1::2], strict=True)):
        assert (answered.name, answered.count, answered.day) == ("answered", 3, FIRST + dt.timedelta(days=number))
        assert (answered.y, answered.height) == (HEIGHT / 4, HEIGHT * 3 / 4)
        assert (unknown.name, unknown.y, unknown.height) == ("unknown", 0, HEIGHT / 4)
        assert answered.width == unknown.width == 40
        assert answered.x == unknown.x == number * step + (step - 40) / 2


def test_columns_get_narrow_where_there_are_many() -> None:
    plot = over_days(days(90, answered=1))
    assert plot.blocks[0].width == round(WIDTH / 90 * 0.8, 1)
    assert plot.blocks[-1].x + plot.blocks[-1].width <= WIDTH


@pytest.mark.parametrize(
    ("most", "top"), [(1, 4), (4, 4), (5, 8), (8, 8), (9, 20), (20, 20), (21, 40), (41, 80), (81, 200), (4001, 8000)]
)
def test_ticks_are_plain_quarters_of_the_top(most: int, top: int) -> None:
    plot = over_days(days(1, answered=most))
    assert [tick.label for tick in plot.counts] == [f"{top * part // 4}" for part in range(5)]
    assert [tick.at for tick in plot.counts] == [HEIGHT, HEIGHT * 3 / 4, HEIGHT / 2, HEIGHT / 4, 0]
    assert plot.blocks[0].height == round(most / top * HEIGHT, 1)


def test_days_without_a_question_have_no_block_and_keep_their_place() -> None:
    rows = [(FIRST, {"answered": 0}), (FIRST + dt.timedelta(days=1), {"answered": 2})]
    (block,) = over_days(rows).blocks
    assert (block.day.day, block.x > WIDTH / 2) == (2, True)
    assert over_days([]).blocks == ()
    assert [tick.label for tick in over_days([]).counts] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(("count", "every"), [(1, 1), (MAX_LABELS, 1), (MAX_LABELS + 1, 2), (17, 3)])
def test_days_are_labelled_in_the_middle_of_their_column(count: int, every: int) -> None:
    labels = over_days(days(count, answered=1)).days
    assert len(labels) <= MAX_LABELS
    assert [tick.label for tick in labels] == [f"{FIRST + dt.timedelta(days=n):%d.%m.}" for n in range(0, count, every)]
    assert labels[0].at == round(WIDTH / count / 2, 1)
    if len(labels) > 1:
        assert labels[1].at - labels[0].at == pytest.approx(every * WIDTH / count, abs=0.11)


@pytest.mark.parametrize(("count", "span"), [(MAX_DAYS, 1), (MAX_DAYS + 1, 2), (2 * MAX_DAYS + 1, 3)])
def test_long_stretches_are_summed_up(count: int, span: int) -> None:
    blocks = over_days(days(count, answered=2)).blocks
    assert len(blocks) == -(-count // span)
    assert sum(block.count for block in blocks) == 2 * count
    assert blocks[0].count == 2 * span
    assert blocks[1].day == FIRST + dt.timedelta(days=span)


def test_bars_lie_under_each_other_and_the_longest_fills_the_room() -> None:
    first, second, third = bars([("Uttar Pradesh", 8), ("Goa", 2), ("Assam", 0)])
    assert (first.y, first.width, first.label, first.count) == (0, BAR_ROOM, "Uttar Pradesh", 8)
    assert (second.y, second.width) == (BAR_HEIGHT + BAR_GAP, BAR_ROOM / 4)
    assert (third.y, third.width) == (2 * (BAR_HEIGHT + BAR_GAP), 0)
    assert bars([]) == ()
    assert bars([("Goa", 0)])[0].width == 0
