"""Wrong values of a figure are wrong: more than 800 is no wrong value where more than 1,200 is right."""

from __future__ import annotations

import re
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest

from odop_bot.knowledge import Figure
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import FigureFact
from odop_bot.quiz.figures import bound, wrong_values

MONTHS = ("January", "February", "March", "April", "May", "June", "July")
AT_LEAST = (
    "more than 1,200",
    "over 770",
    "at least 40",
    "not less than 35 per cent",
    "above Rs 6,000 crore",
    "1,200 से ज़्यादा",
    "1,200 से अधिक",
    "कम से कम 10 प्रतिशत",
    "1,200కు పైగా",
    "కనీసం 10 శాతం",
    "770 కంటే ఎక్కువ",
)
AT_MOST = (
    "up to Rs 10 lakh",
    "at most 35 per cent",
    "not more than 60",
    "less than 90 days",
    "within 45 days",
    "maximum 10",
    "10 लाख रुपये तक",
    "ज़्यादा से ज़्यादा 35",
    "35 से कम",
    "अधिकतम 10",
    "రూ.10 లక్షల వరకు",
    "గరిష్ఠంగా 10",
    "45 రోజుల లోపు",
)
EXACT = ("1,241", "15 to 35 per cent", "Rs 6,000 crore", "35 प्रतिशत", "786 జిల్లాలు", "7 July 2025", "2022")


def wrong(value: str, seed: int, was: tuple[str, ...] = (), what: str = "what it is") -> list[str]:
    """Return wrong values of a figure."""
    earlier = tuple(SimpleNamespace(value=text) for text in was)
    wording = SimpleNamespace(figure=lambda _: value, months=MONTHS, date=lambda text: text)
    phrasing = SimpleNamespace(wording=wording, strings=SimpleNamespace(instead={}), sentence_of=lambda *_: what)
    figure = SimpleNamespace(was=earlier, value=value, what=what, as_of="2026")
    maker = cast(Maker, SimpleNamespace(phrasing=phrasing, random=Random(seed)))
    return wrong_values(maker, FigureFact("figure.x", "x", cast(Figure, figure), "history", frozenset()))


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize("value", AT_LEAST)
def test_at_least_is_made_false_by_more_only(value: str) -> None:
    found = [text for seed in range(20) for text in wrong(value, seed)]
    assert bound(value) == 1
    assert len(set(found)) >= 3
    assert all(numbers(text)[0] > numbers(value)[0] for text in found)


@pytest.mark.parametrize("value", AT_MOST)
def test_at_most_is_made_false_by_less_only(value: str) -> None:
    found = [text for seed in range(20) for text in wrong(value, seed)]
    assert bound(value) == -1
    assert len(set(found)) >= 3
    assert all(numbers(text)[0] < numbers(value)[0] for text in found)


@pytest.mark.parametrize("value", EXACT)
def test_what_is_exact_goes_both_ways(value: str) -> None:
    found = {text for seed in range(20) for text in wrong(value, seed)}
    assert bound(value) == 0
    assert value not in found
    assert len(found) > 3
    if "July" not in value:
        assert {numbers(text)[-1] > numbers(value)[-1] for text in found} == {True, False}


def test_a_share_stays_below_a_hundred_and_keeps_its_form() -> None:
    found = {text for seed in range(60) for text in wrong("90 per cent", seed)}
    assert all(0 < numbers(text)[0] < 100 and text.endswith(" per cent") for text in found)
    assert all(re.fullmatch(r"Rs \d+ lakh", text) for text in wrong("Rs 10 lakh", 1))
    assert all(re.fullmatch(r"(?:\d{1,2},)?\d{1,2},\d{3}", text) for text in wrong("12,50,000", 1))
    # 35 is a multiple of five, so are the wrong ones; 1,200 of a hundred.
    assert all(numbers(text)[0] % 5 == 0 for text in wrong("35", 1))
    assert all(numbers(text)[0] % 100 == 0 for text in wrong("1,200", 1))


def test_a_range_stays_a_range() -> None:
    for seed in range(20):
        for text in wrong("15 to 40 days", seed):
            low, high = numbers(text)
            assert low < high


@pytest.mark.parametrize("was", [("750",), ("750", "700")])
def test_no_value_that_it_ever_had_is_wrong(was: tuple[str, ...]) -> None:
    found = {text for seed in range(60) for text in wrong("600", seed, was)}
    assert not found & {"600", *was}
    assert found


def test_a_number_of_the_question_is_kept() -> None:
    assert all("2018" in text for text in wrong("2018 and 40", 1, what="the scheme of 2018"))


def test_a_date_stays_a_date() -> None:
    found = {text for seed in range(30) for text in wrong("7 July 2025", seed)}
    for text in found:
        day, month, year = text.split()
        assert 1 <= int(day) <= 28
        assert month in MONTHS
        assert 2023 <= int(year) <= 2027
    assert {text.split()[1] for text in found} > {"July"}
    assert "7 July 2025" not in found
