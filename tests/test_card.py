"""`card`: the picture of a district in a file, looked at pixel by pixel."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from odop_bot.answering import Answerer
from odop_bot.card_terminal import NoCardError, thing_of, write_card
from odop_bot.cards.card import HEIGHT, WIDTH
from odop_bot.cards.content import Thing, content_of
from odop_bot.cards.fitting import runs
from odop_bot.cards.layout import laid_out
from odop_bot.cards.outline import Frame
from odop_bot.examples import card_districts
from tests.test_cli import run

RED, LAND = (0x7A, 0x1F, 0x3D), (0xE8, 0xDD, 0xD0)
MAP = (700, 190, 1040, 530)
"""Left, top, right and bottom of the map on the card."""
CODE = (870, 484, 1040, 654)
"""The same for the QR code."""


def painted(answerer: Answerer, words: str, out: Path, language: str = "en", link: str | None = None) -> Image.Image:
    write_card(answerer, words, language, link, out)
    picture = Image.open(io.BytesIO(out.read_bytes())).convert("RGB")
    assert picture.size == (1080, 720)
    return picture


def share(picture: Image.Image, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> float:
    """Return the share of a colour, up to a shade, in a part of a picture."""
    pixels: list[Any] = list(picture.crop(box).get_flattened_data())
    near: list[bool] = [max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) <= 6 for pixel in pixels]
    return sum(near) / len(near)


@pytest.mark.parametrize(("words", "language"), [("moradabad", "en"), ("मुरादाबाद", "hi"), ("171", "te")])
def test_the_district_is_red_where_it_lies_on_the_map(
    words: str, language: str, answerer: Answerer, tmp_path: Path
) -> None:
    picture = painted(answerer, words, tmp_path / "card.png", language)
    knowledge = answerer.knowledge
    borders = knowledge.borders.of_district
    members = [d.lgd for d in knowledge.districts_of_state[9]]
    frame = Frame([p for code in members for polygon in borders[code].polygons for p in polygon[0]], 340.0)
    for code, colour in ((171, RED), (187, LAND)):
        at = knowledge.districts[code].at
        assert at
        x, y = frame.place((at[1], at[0]))
        assert picture.getpixel((MAP[0] + round(x), MAP[1] + round(y))) == colour, knowledge.districts[code].name
    assert 0.001 < share(picture, MAP, RED) < 0.03
    assert 0.2 < share(picture, MAP, LAND) < 0.7
    # A heading, a name, a product and a source are written.
    for box in (
        (44, 15, 700, 60),
        (44, 90, 660, 160),
        (44, 170, 660, 195),
        (44, 210, 660, 260),
        (44, 680, 660, 710),
        (700, 540, 1000, 560),
    ):
        colours = picture.crop(box).getcolors(1 << 16)
        assert colours
        assert len(colours) > 20, box


def test_the_languages_differ_and_the_same_is_painted_again(answerer: Answerer, tmp_path: Path) -> None:
    pictures = {
        code: painted(answerer, "agra", tmp_path / f"{code}.png", code).tobytes() for code in ("en", "hi", "te")
    }
    assert len(set(pictures.values())) == 3
    assert painted(answerer, "agra", tmp_path / "again.png").tobytes() == pictures["en"]


def test_a_code_is_there_only_with_a_link(answerer: Answerer, tmp_path: Path) -> None:
    dark = (0x22, 0x22, 0x22)
    with_link = painted(answerer, "agra", tmp_path / "a.png", link="https://t.me/odop_bot?start=d118")
    assert share(with_link, CODE, dark) > 0.2
    assert share(painted(answerer, "agra", tmp_path / "b.png"), CODE, dark) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("aurangabad", "Aurangabad, Bihar (write 189)"),
        ("xyzzy", "no district, State or product called xyzzy"),
        ("999999999999", "no district, State or product called"),
    ],
)
def test_what_is_not_one_thing_is_refused_with_what_would_be(words: str, says: str, answerer: Answerer) -> None:
    with pytest.raises(NoCardError) as refused:
        thing_of(answerer, words)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["moradabad"], "--out moradabad.png"),
        (["xyzzy", "--out", "x.png"], "There is no district, State or product called xyzzy"),
        (["agra", "--out", "x.png", "--language", "xx"], "There is no card in xx; there are: en, hi, te"),
        (["agra", "--out", "x.jpg"], "a name that ends in .png, not x.jpg"),
        (["agra", "--out", "x.png", "--link", "http://x"], "--link must begin with https://"),
        (["agra", "--out", "nowhere/x.png"], "No such file or directory"),
    ],
)
def test_wrong_use_is_one_clear_line(options: list[str], says: str, compiled: Path) -> None:
    done = run(compiled, "card", *options)
    assert (done.returncode, done.stderr.decode().count("\n")) == (2, 1), done.stderr.decode()
    assert says in done.stderr.decode()


def test_a_card_is_written_and_said(compiled: Path, tmp_path: Path) -> None:
    out = tmp_path / "agra.png"
    done = run(compiled, "card", "agra", "--language", "hi", "--out", str(out))
    assert done.returncode == 0, done.stderr.decode()
    assert "Agra, Uttar Pradesh: written to" in done.stderr.decode()
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_card_tells_all_lists_with_their_dates_the_gi_and_what_is_special(answerer: Answerer) -> None:
    knowledge = answerer.knowledge
    for code in answerer.languages:
        wording = answerer.renderer.wording(code)
        district = knowledge.districts[171]
        content = content_of(district, knowledge, wording)
        headings = [block.heading for block in content.blocks]
        listed = {listing.list for listing in district.listings if not knowledge.lists[listing.list].superseded_by}
        assert len(headings) == len(listed) == 3
        for list_id in listed:
            item = knowledge.lists[list_id]
            assert f"{wording.text(item.name)} · {wording.date(item.as_of)}" in headings
        first = content.blocks[0].items[0]
        assert (first.beside, first.remark) == (
            wording.words.gi_short["registered"],
            wording.text(knowledge.notes[171, "Moradabad Metal Craft"].note),
        )
        assert content.name == wording.name(district)
        assert content.second.startswith("मुरादाबाद" if code == "en" else "Moradabad")


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_every_card_fills_its_column_and_goes_past_no_edge(language: str, answerer: Answerer) -> None:
    knowledge, wording = answerer.knowledge, answerer.renderer.wording(language)
    things: list[Thing] = [
        *card_districts(knowledge),
        *list(knowledge.states.values())[::7],
        *list(knowledge.families.values())[::40],
    ]
    for thing in things:
        blocks = content_of(thing, knowledge, wording).blocks
        rows = laid_out(blocks, WIDTH, HEIGHT)
        assert rows, thing
        assert max(row.y for row in rows) <= HEIGHT, thing
        # A word that no line holds stands alone; all else ends before the map.
        wide = [r for r in rows if r.x + sum(p.width for p in runs(r.text, r.size, bold=r.bold)) > WIDTH + 1]
        assert all(" " not in row.text for row in wide), wide
        if sum(len(block.items) for block in blocks) <= 2:
            assert rows[0].size > 24, thing


def test_what_does_not_fit_a_card_is_counted(answerer: Answerer) -> None:
    knowledge = answerer.knowledge
    blocks = content_of(knowledge.states[9], knowledge, answerer.renderer.wording("en")).blocks
    rows = laid_out(blocks, WIDTH, HEIGHT)
    shown = sum(row.bullet for row in rows)
    assert rows[-1].text == f"… +{len(blocks[0].items) - shown}"


@pytest.mark.parametrize("words", ["goa", "carpet"])
def test_states_and_products_have_cards_with_a_map(words: str, answerer: Answerer, tmp_path: Path) -> None:
    picture = painted(answerer, words, tmp_path / "card.png", "hi")
    assert share(picture, MAP, RED) > 0.001
