"""District borders: a place is looked up in them, and maps are drawn from them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.cards import CardPainter
from odop_bot.cards.outline import Outline
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.borders import Polygon
from odop_bot.understanding.locations import Locator
from tests.process import ROOT

NOT_IN_ITS_BORDER = {
    787: "Bichom: where its new headquarters lies, Napangphung, no source says to better than some kilometres",
}
DELHI = 7
JAMMU_AND_KASHMIR = 1
LINK = "https://t.me/odop_bot?start=d171"


@pytest.fixture(scope="module")
def locator(knowledge: Knowledge) -> Locator:
    return Locator(knowledge)


def contains(polygons: tuple[Polygon, ...], x: float, y: float) -> bool:
    """Return whether a point lies in polygons: a ray from it crosses their rings an odd number of times."""
    odd = False
    for polygon in polygons:
        for ring in polygon:
            for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
                if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                    odd = not odd
    return odd


def districts_at(knowledge: Knowledge, latitude: float, longitude: float) -> list[int]:
    borders = knowledge.borders.of_district.items()
    return [code for code, border in borders if contains(border.polygons, longitude, latitude)]


def test_every_district_of_today_has_a_border_with_its_year(knowledge: Knowledge) -> None:
    borders = knowledge.borders.of_district
    assert set(borders) == {code for code, district in knowledge.districts.items() if not district.abolished}
    rough = {knowledge.districts[code].state for code, border in borders.items() if border.sure == "approximate"}
    assert rough == {DELHI}
    for code, border in borders.items():
        assert border.year == (2025 if knowledge.districts[code].state == DELHI else 2026)


def test_every_district_has_its_point_in_its_own_border(knowledge: Knowledge) -> None:
    outside = {
        code
        for code, district in knowledge.districts.items()
        if district.at
        and not district.abolished
        and not contains(knowledge.borders.of_district[code].polygons, district.at[1], district.at[0])
    }
    assert outside == set(NOT_IN_ITS_BORDER)


def test_places_are_found_as_by_crossing_every_border(knowledge: Knowledge, locator: Locator) -> None:
    chance = random.Random(7)
    places = [(chance.uniform(8, 36), chance.uniform(69, 97)) for _ in range(80)]
    # Where borders meet, mistakes show first.
    corners = [
        ring[0] for border in knowledge.borders.of_district.values() for polygon in border.polygons for ring in polygon
    ]
    places += [(y + chance.gauss(0, 0.01), x + chance.gauss(0, 0.01)) for x, y in chance.sample(corners, 80)]
    found = 0
    for latitude, longitude in places:
        slow, quick = districts_at(knowledge, latitude, longitude), locator.locate(latitude, longitude)
        if quick is not None and quick.basis == "borders":
            assert slow == [quick.district], (latitude, longitude)
            found += 1
        else:
            assert slow == [], (latitude, longitude)
    assert found > 60


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (16.577, 82.003, "Dr. B.R. Ambedkar Konaseema"),
        (24.68, 81.88, "Mauganj"),
        (15.21, 74.08, "Kushavati"),
        (28.652, 77.19, "Central"),
        (34.16, 77.58, "Leh Ladakh"),
    ],
)
def test_a_place_in_a_new_district_is_answered_by_its_border(
    latitude: float, longitude: float, name: str, knowledge: Knowledge, locator: Locator
) -> None:
    place = locator.locate(latitude, longitude)
    assert place is not None
    assert (place.basis, knowledge.districts[place.district].name) == ("borders", name)


def test_off_the_coast_the_nearest_district_is_named_as_such(knowledge: Knowledge, locator: Locator) -> None:
    place = locator.locate(8.03, 77.55)
    assert place is not None
    assert (place.basis, knowledge.districts[place.district].name) == ("nearest", "Kanniyakumari")
    assert locator.locate(5.0, 80.0) is None


@pytest.mark.parametrize(
    ("code", "language", "label"),
    [
        (171, "en", "Borders of 2026"),
        (77, "en", "Borders of 2025, approximate"),
        (77, "hi", "2025 "),
        (171, "te", "2026 "),
    ],
)
def test_a_card_names_the_year_of_its_borders(code: int, language: str, label: str, answerer: Answerer) -> None:
    svg = CardPainter(answerer, TEMPLATES).svg(answerer.knowledge.districts[code], language, LINK)
    assert label in svg


def test_the_map_of_a_state_has_its_land_that_is_in_no_district(knowledge: Knowledge) -> None:
    rest = knowledge.borders.of_no_district
    assert set(rest) == {JAMMU_AND_KASHMIR}
    district = knowledge.districts_of_state[JAMMU_AND_KASHMIR][0]
    shapes = Outline(knowledge).of(district)
    members = [d.lgd for d in knowledge.districts_of_state[JAMMU_AND_KASHMIR]]
    rings = [ring for polygon in rest[JAMMU_AND_KASHMIR] for ring in polygon]
    rings += [r for code in members for polygon in knowledge.borders.of_district[code].polygons for r in polygon]
    assert (str(shapes["others"]) + str(shapes["here"])).count("M") == len(rings)


def test_neither_start_nor_answers_read_the_borders(compiled: Path) -> None:
    answerer = load_engine(ROOT / "knowledge", compiled)
    assert answerer.answer(Question(text="moradabad")).districts == (171,)
    assert "borders" not in vars(answerer.knowledge)
    assert Locator(answerer.knowledge).locate(28.84, 78.77) is not None
    assert "borders" in vars(answerer.knowledge)


def test_how_sure_a_border_is_is_known_without_its_points(knowledge: Knowledge) -> None:
    table = knowledge.borders
    assert table.how_sure == {code: border.sure for code, border in table.of_district.items()}
