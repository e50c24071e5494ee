"""Notes on products: what the project holds is clean, and slips are shown with their place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from odop_bot.knowledge import NATIONAL, Knowledge, KnowledgeError
from odop_bot.knowledge.loader import load_knowledge
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
)  # fmt: skip
def test_a_slip_in_a_note_is_shown(old: str, new: str, expected: str, folder: Path) -> None:
    assert old in NOTE
    faults = _faults(folder, NOTE.replace(old, new, 1) if old else NOTE)
    assert expected in faults if expected else not faults


def test_a_file_of_notes_is_named_like_the_file_of_its_state(folder: Path) -> None:
    assert "no state's file in districts/ has this name" in _faults(folder, NOTE, "gomantak.yaml")


def test_notes_are_found_by_district_and_product(knowledge: Knowledge) -> None:
    toys = knowledge.notes[749, "Kondapalli Toys"]
    assert "Tella Poniki" in toys.note["en"]
    assert "తెల్ల పొనికి" in toys.note["te"]
    assert "gi-reg-2025" in toys.sources
    for (lgd, product), note in knowledge.notes.items():
        listed = {item.product for item in knowledge.listings(knowledge.districts[lgd], NATIONAL)}
        assert product in listed, note.id


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
