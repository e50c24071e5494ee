"""What is added up a row at a time, or remembered, is what it would be one by one and anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.compiled import Shards, scattered
from odop_bot.language.tokens import tokenise
from odop_bot.understanding import phrases
from odop_bot.understanding.columns import Columns
from odop_bot.understanding.linear import LinearModel, Scores
from odop_bot.understanding.phrases import PhraseIndex

NUMBERS = st.integers(-300, 300)
ROWS = st.lists(st.tuples(st.integers(-900, 900), st.lists(NUMBERS, min_size=5, max_size=5)), max_size=60)


@given(ROWS)
def test_rows_are_added_column_by_column(rows: list[tuple[int, list[int]]]) -> None:
    columns = Columns(5)
    total = sum(factor * columns.packed(row) for factor, row in rows)
    assert list(columns.unpacked(total)) == [sum(factor * row[i] for factor, row in rows) for i in range(5)]


def test_scores_of_long_and_short_rows_are_those_of_their_factors() -> None:
    size = 40
    long = [50, *(x for number in range(size) for x in (number, number - 20))]
    rows: dict[str, list[int]] = {"w:long": long, "w:short": [120, 3, -7, 5, 11], "x:short": [0, 3, 9], "x:long": long}
    model = LinearModel(
        tuple(f"f{i}" for i in range(size)),
        0.3,
        Shards(list[int], Shards.pack(rows, scattered), scattered),
        tuple(i / 10 for i in range(size)),
    )
    things = [(3,), (3, 5), (0, 39, 5), ()]
    words, message = {"w:long", "w:short", "w:unknown"}, {"x:short", "x:long", "x:unknown"}
    found = Scores(model, things).scores(words, message)
    for thing, score in zip(things, found, strict=True):
        constant = sum(model.constants[number] for number in thing)
        assert score == pytest.approx(constant + sum(model.contributions(words, message, thing).values()))


def test_an_index_finds_the_same_in_words_that_it_has_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "REMEMBERED", 3)
    index = PhraseIndex([("carpet weaving", "carpets"), ("brass", "metal")], fuzzy=True)
    messages = [tokenise(text) for text in ("carpet weaving in bhadohi", "brss lamp", "brss", "carpets weving", "of a")]
    # What must be written as we have it is remembered apart from what need not.
    for strict in (range(0), range(9), range(1)):
        first = [
            PhraseIndex([("carpet weaving", "carpets"), ("brass", "metal")], fuzzy=True).find(m, (), strict)
            for m in messages
        ]
        assert [index.find(message, (), strict) for message in messages] == first
        assert [index.find(message, (), strict) for message in messages] == first
    assert [len(index.find(message)) for message in messages] == [1, 1, 1, 1, 0]
