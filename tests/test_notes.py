"""Notes on products: each product of the national list has one, and slips are shown with their place."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from odop_bot.answering import Answerer
from odop_bot.knowledge import NATIONAL, Knowledge, KnowledgeError
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE, script_of
from odop_bot.understanding.requests import AskDistricts, AskProduct
from odop_bot.understanding.understander import Understander
from tests.process import ROOT
from tools.borrowed import borrowed

NOTE = """- district: 551
  product: Feni
  note:
    en: Spirit of cashew apples.
    hi: काजू के फल की शराब।
    te: జీడిపండ్ల మద్యం.
  sources: [dpiit-v31]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes") / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    return folder


@pytest.fixture(scope="module")
def others() -> str:
    """Return the notes of Goa but the one that the tests replace."""
    notes = re.split(r"\n(?=- district)", (ROOT / "knowledge" / "notes" / "goa.yaml").read_text(encoding="utf-8"))
    kept = [note for note in notes if not note.startswith("- district: 551\n  product: 'Feni'")]
    assert len(kept) == len(notes) - 1
    return "\n".join(kept)


def _faults(folder: Path, text: str, file: str = "goa.yaml") -> str:
    path = folder / "notes" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(text, encoding="utf-8")
    try:
        load_knowledge(folder)
    except KnowledgeError as error:
        return "\n".join(map(str, error.faults))
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    return ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("district: 551", "district: 5510", "goa.yaml:1:13: 0.district: no district has the LGD code 5510"),
        ("district: 551", "district: 506", "Guntur lies in another state"),
        ("product: Feni", "product: Feny", "names no Feny for North Goa; write Feni"),
        ("    te: జీడిపండ్ల మద్యం.\n", "", ""),
        ("    te: జీడి", "    xx: మద్యం\n    te: జీడి", "no language has the code xx"),
        ("hi: काजू", "hi: జీడి #", "this is not written in the script of hi"),
        ("Spirit of", "Spirit " + 20 * "strong ", "characters; 160 are allowed; shorten it"),
        ("काजू के", 50 * "काजू ", "characters; 200 are allowed; shorten it"),
        ("dpiit-v31", "dpiit-31", "no source has the id dpiit-31"),
        ("[dpiit-v31]", "[]", "0.sources"),
        ("  sources: [dpiit-v31]\n", "", "the field sources is missing"),
        (NOTE, NOTE + NOTE, "551 Feni stands twice"),
    ],
)
def test_a_slip_in_a_note_is_shown(old: str, new: str, expected: str, folder: Path, others: str) -> None:
    assert old in NOTE
    faults = _faults(folder, (NOTE.replace(old, new, 1) if old else NOTE) + others)
    assert expected in faults if expected else not faults


def test_a_file_of_notes_is_named_like_the_file_of_its_state(folder: Path, others: str) -> None:
    goa = folder / "notes" / "goa.yaml"
    before = goa.read_text(encoding="utf-8")
    goa.write_text(others, encoding="utf-8")
    try:
        assert "no state's file in districts/ has this name" in _faults(folder, NOTE, "gomantak.yaml")
    finally:
        goa.write_text(before, encoding="utf-8")


def test_a_product_of_the_national_list_without_a_note_is_shown(folder: Path, others: str) -> None:
    goa = (ROOT / "knowledge" / "districts" / "goa.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(goa, 1) if "list: dpiit, product: Feni" in text)
    (fault,) = _faults(folder, others).splitlines()
    assert f"districts/goa.yaml:{line}:" in fault
    assert fault.endswith("Feni has no note; say what is special about it in notes/goa.yaml")


def test_every_product_of_the_national_list_has_a_note_of_its_own_in_every_language(knowledge: Knowledge) -> None:
    listed = {(d.lgd, x.product) for d in knowledge.districts.values() for x in d.listings if x.list == NATIONAL}
    assert len(listed) == 1241
    assert set(knowledge.notes) == listed
    for code in ("en", "hi", "te"):
        texts = Counter(note.note[code] for note in knowledge.notes.values())
        assert [text for text, count in texts.items() if count > 1] == []
        for text in texts:
            written = Counter(script for char in text if (script := script_of(char)))
            assert written.most_common(1)[0][0] == SCRIPT_OF_LANGUAGE[code], text
    for note in knowledge.notes.values():
        assert note.sources[0] == knowledge.lists[NATIONAL].source, note.id
        assert (bool(re.search(r"\bGIs?\b", note.note["en"]))) == ("gi-reg-2025" in note.sources), note.id


def test_notes_are_found_by_district_and_product(knowledge: Knowledge) -> None:
    toys = knowledge.notes[749, "Kondapalli Toys"]
    assert "Tella Poniki" in toys.note["en"]
    assert "తెల్ల పొనికి" in toys.note["te"]
    assert "gi-reg-2025" in toys.sources
    for (lgd, product), note in knowledge.notes.items():
        listed = {item.product for item in knowledge.listings(knowledge.districts[lgd], NATIONAL)}
        assert product in listed, note.id


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_what_is_special_about_each_product_is_told_and_its_district_comes_first(
    language: str, answerer: Answerer
) -> None:
    knowledge = answerer.knowledge
    for note in list(knowledge.notes.values())[::7]:
        listing = next(x for x in knowledge.districts[note.district].listings if x.product == note.product)
        request = AskProduct(families=listing.families, product=note.product, districts=(note.district,), special=True)
        reply = answerer.reply(request, language=language)
        assert reply.districts[0] == note.district, note.id
        assert reply.data["quoted"][0]["note"] == note.note[language], note.id
        assert answerer.renderer.text(reply).count(note.note[language]) == 1, note.id


def test_where_a_family_is_asked_about_the_notes_of_a_few_of_its_products_are_told(answerer: Answerer) -> None:
    plain = answerer.reply(AskProduct(families=("ginger",)))
    assert not plain.data["quoted"]
    reply = answerer.reply(AskProduct(families=("ginger",), special=True))
    rows = reply.data["quoted"]
    assert len(rows) == 4
    assert rows[0]["gi"]
    assert len({row["note"] for row in rows} - {None}) == 4
    assert reply.data["total"] == plain.data["total"]
    within = answerer.reply(AskProduct(families=("ginger",), states=(13,), special=True))
    assert {row["state"] for row in within.data["quoted"]} == {"Nagaland"}


@pytest.mark.parametrize(
    ("message", "product"),
    [
        ("what is special about Teak", "Teak"),
        ("what is so special about Lac", "Lac"),
        ("speciality of carpets", "Carpets"),
        ("शहद की ख़ासियत", "Honey"),
        ("అల్లం ప్రత్యేకత", "Ginger"),
        ("what is teak", "Teak"),
        ("tell me about carpets", "Carpets"),
        ("शहद के बारे में बताओ", "Honey"),
        ("అల్లం గురించి చెప్పండి", "Ginger"),
        ("lac ki khasiyat kya hai", "Lac"),
        ("what is special about Orthodox Tea (black) and Green Tea", "Orthodox Tea (black) and Green Tea"),
        ("which districts make teak", None),
        ("tell me about the districts that make teak", None),
    ],
)
def test_a_wording_that_is_a_familys_name_as_well_is_quoted_where_its_note_is_asked_for(
    message: str, product: str | None, understander: Understander
) -> None:
    (request,) = understander.read(message).requests
    assert isinstance(request, AskProduct)
    assert (request.product, request.special) == (product, product is not None)


def test_a_wording_but_for_its_ending_is_told_too(answerer: Answerer) -> None:
    reply = answerer.reply(AskProduct(families=("mushroom",), product="Mushroom", special=True))
    assert {name.rstrip("s") for name in (row["product"] for row in reply.data["quoted"])} == {"Mushroom"}
    listed = {(d.lgd, x.product) for d, x in answerer.knowledge.listings_of_family["mushroom"] if x.list == NATIONAL}
    assert {lgd for lgd, product in listed if product == "Mushrooms"} <= set(reply.districts)


def test_a_district_tells_the_note_of_every_product_where_that_is_asked(answerer: Answerer) -> None:
    notes = [note.note["en"] for key, note in answerer.knowledge.notes.items() if key[0] == 27]
    assert len(notes) > 2
    plain = answerer.renderer.text(answerer.reply(AskDistricts(districts=(27,))))
    asked = answerer.renderer.text(answerer.reply(AskDistricts(districts=(27,), aspects=frozenset({"special"}))))
    assert sum(note in plain for note in notes) == 1
    assert all(asked.count(note) == 1 for note in notes)


def test_a_note_is_told_once_on_a_card_on_which_two_lists_name_the_product(answerer: Answerer) -> None:
    note = answerer.knowledge.notes[109, "Kota Doria"].note["en"]
    assert answerer.renderer.text(answerer.reply(AskDistricts(districts=(109,)))).count(note) == 1


def test_borrowed_wording_is_found_whatever_its_case_and_marks() -> None:
    description = "The toys are made by hand, with great care, from the Light wood of a local tree."
    ours = [
        ("close", "Toys 'made by hand with great care from the light' kind of wood"),
        ("free", "Light wood of a local tree, made by hand with great care, gives the toys."),
    ]
    assert list(borrowed(ours, [description])) == [
        ("close", "made by hand with great care from the"),
        ("close", "by hand with great care from the light"),
    ]
    assert not list(borrowed(ours, ["toys of wood"]))
