"""A corrected wording is one edit in one file: what other files say of the old one is said of the new one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from odop_bot.knowledge import Knowledge, KnowledgeError
from odop_bot.knowledge.loader import check_knowledge, load_knowledge
from tests.process import ROOT

BASTAR, KONDAGAON = 374, 643
OLD, NEW = "Bell Metal (Dhokra)", "Dhokra Craft"
"""A wording with a note, a GI and two translations, of two districts."""


def corrected(tmp_path: Path, became: str) -> Path:
    """Return a copy of the knowledge base with Bastar's wording changed, in its one file."""
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    path = folder / "districts" / "chhattisgarh.yaml"
    before, name, after = path.read_text(encoding="utf-8").partition("  name: Bastar\n")
    assert f"product: {OLD}," in after.partition("\n- lgd:")[0]
    path.write_text(before + name + after.replace(f"product: {OLD},", f"product: {became},", 1), encoding="utf-8")
    return folder


def test_note_registration_and_names_follow_the_new_wording(knowledge: Knowledge, tmp_path: Path) -> None:
    folder = corrected(tmp_path, f"{NEW}, was: {OLD}")
    now = load_knowledge(folder)
    bastar, kondagaon = now.districts[BASTAR], now.districts[KONDAGAON]
    listing = now.listings(bastar, "dpiit")[0]
    before = knowledge.listings(knowledge.districts[BASTAR], "dpiit")[0]
    assert (listing.product, before.product) == (NEW, OLD)
    assert now.notes[BASTAR, NEW].note == knowledge.notes[BASTAR, OLD].note
    assert (BASTAR, OLD) not in now.notes
    assert [x.id for x in now.registered[BASTAR, NEW]] == [x.id for x in knowledge.registered[BASTAR, OLD]]
    for language in ("hi", "te"):
        assert now.product_name(listing, language) == knowledge.product_name(before, language)
    # The other district keeps the old wording with all that is said of it.
    assert now.listings(kondagaon, "dpiit")[0].product == OLD
    assert (KONDAGAON, OLD) in now.notes
    assert (KONDAGAON, OLD) in now.registered
    assert now.product_name(now.listings(kondagaon, "dpiit")[0], "hi") == knowledge.product_name(before, "hi")
    assert len(check_knowledge(folder)) == len(check_knowledge(ROOT / "knowledge"))


def test_a_name_of_the_new_wording_counts_more_than_that_of_the_old(tmp_path: Path) -> None:
    folder = corrected(tmp_path, f"{NEW}, was: {OLD}")
    with (folder / "languages" / "hi" / "products.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{NEW}: ढोकरा शिल्प\n")
    now = load_knowledge(folder)
    assert now.product_name(now.listings(now.districts[BASTAR], "dpiit")[0], "hi") == "ढोकरा शिल्प"


def test_a_wording_changed_without_a_word_is_one_fault_that_says_how(tmp_path: Path) -> None:
    folder = corrected(tmp_path, NEW)
    path = folder / "districts" / "chhattisgarh.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(f"product: {OLD},", f"product: {NEW},"), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    [fault] = [fault for fault in caught.value.faults if OLD in fault.message]
    assert f"write was: {OLD} into it" in fault.remedy
    assert len(caught.value.faults) <= 3, [str(fault) for fault in caught.value.faults]
