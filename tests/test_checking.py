"""`check` as people read it: one slip is one fault, few lines, and what is to be translated is no fault."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from odop_bot import checking
from odop_bot.answering import Answerer
from odop_bot.checking import MOST, told
from odop_bot.cli import looking
from odop_bot.compiled import Shelf
from odop_bot.knowledge import Fault, KnowledgeError
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.loader import check_knowledge
from tests.loading import Remembering
from tests.process import ROOT

ENTRY = """- id: brand-new
  topic: history
  subject: odop
  aspects: [what]
  title: {en: Something new}
  asks: {en: [what is brand new about the initiative, tell the newest thing]}
  answer: {en: Nothing else is as new.}
  as_of: '2026'
  sources: [dpiit-v31]
"""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return read_files(ROOT / "knowledge")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Remembering()


def changed(files: Mapping[str, bytes], file: str, old: str, new: str) -> dict[str, bytes]:
    text = files[file].decode()
    assert old in text, old
    return {**files, file: text.replace(old, new, 1).encode()}


def faults(files: Mapping[str, bytes], shelf: Shelf) -> list[Fault]:
    with pytest.raises(KnowledgeError) as caught:
        check_knowledge(Path("knowledge"), files, shelf)
    return caught.value.faults


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "says"),
    [
        # A misspelt field is not an unknown and a missing one.
        (
            "faq/pmfme.yaml",
            "  subject: pmfme\n",
            "  subjekt: pmfme\n",
            "subjekt: pmfme",
            "rename it to subject, or remove it",
        ),
        ("districts/goa.yaml", "rank: primary", "rnak: primary", "rnak:", "rename it to rank, or remove it"),
        ("districts/goa.yaml", "rank: primary", "rank: primry", "rank: primry", "write primary"),
        # A changed id is told where it was changed, not where it is used; that products seem unused only follows.
        (
            "families/metal-and-jewellery.yaml",
            "- id: brassware\n",
            "- id: brasware\n",
            "- id: brasware",
            "write brassware here",
        ),
        (
            "figures/core.yaml",
            "\ndistricts-covered:",
            "\ndistrict-covered:",
            "district-covered:",
            "write districts-covered here",
        ),
        ("districts/goa.yaml", "- lgd: 551", "- lgd: 5510", "- lgd: 5510", "write 551 here"),
        # A key of a translation is to be renamed.
        (
            "languages/hi/products.yaml",
            "\nZari-Zardozi:",
            "\nZari-Zardzi:",
            "Zari-Zardzi:",
            "rename this key to Zari-Zardozi, or remove it",
        ),
        (
            "languages/te/faq/history.yaml",
            "\nfirst-launch:",
            "\nfirst-lunch:",
            "first-lunch:",
            "rename this key to first-launch",
        ),
        (
            "districts/goa.yaml",
            "at: [15.5200, 73.8324]",
            "at: [73.8324, 15.5200]",
            "at: [73",
            "write latitude, then longitude",
        ),
        ("faq/history.yaml", "as_of: '", "as_of: ", "as_of: ", "end this line with '"),
    ],
)
def test_one_slip_is_one_fault_at_its_place_with_its_cure(
    file: str, old: str, new: str, place: str, says: str, files: dict[str, bytes], shelf: Shelf
) -> None:
    if file == "faq/history.yaml":  # leaves the quote at the end of the value without its other one
        line = next(line for line in files[file].decode().split("\n") if line.strip().startswith("as_of: '"))
        old, new, place = line, line.rstrip("'"), line.rstrip("'").strip()
    slipped = changed(files, file, old, new)
    found = faults(slipped, shelf)
    assert len(found) == 1, [*map(str, found)]
    lines = slipped[file].decode().split("\n")
    assert found[0].file == f"knowledge/{file}"
    assert place in lines[found[0].line - 1], (found[0].line, str(found[0]))
    assert says in found[0].remedy
    assert found[0].column >= 1


def test_slips_in_two_files_are_both_shown(files: dict[str, bytes], shelf: Shelf) -> None:
    slipped = changed(files, "districts/goa.yaml", "rank: primary", "rnak: primary")
    slipped = changed(slipped, "faq/pmfme.yaml", "  subject: pmfme\n", "  subjekt: pmfme\n")
    places = [fault.file for fault in faults(slipped, shelf)]
    assert places == ["knowledge/districts/goa.yaml", "knowledge/faq/pmfme.yaml"]


def test_an_entry_in_english_only_is_to_be_translated_and_no_fault(files: dict[str, bytes], shelf: Shelf) -> None:
    before = {str(fault) for fault in check_knowledge(Path("knowledge"), files, shelf)}
    longer = {**files, "faq/history.yaml": files["faq/history.yaml"].rstrip() + b"\n" + ENTRY.encode()}
    new = [fault for fault in check_knowledge(Path("knowledge"), longer, shelf) if "brand-new" in str(fault)]
    assert len(before) + len(new) == len(check_knowledge(Path("knowledge"), longer, shelf))
    assert sorted(fault.message for fault in new) == sorted(
        f"to translate: the {field} of brand-new is not there in {code}"
        for field in ("title", "asks", "answer")
        for code in ("hi", "te")
    )
    lines = longer["faq/history.yaml"].decode().split("\n")
    assert {lines[fault.line - 1].split(":")[0].strip() for fault in new} == {"title", "asks", "answer"}
    remedies = {f"write it into languages/{code}/faq/history.yaml" for code in ("hi", "te")}
    assert {fault.remedy for fault in new} == remedies


def test_a_district_without_a_border_is_told(files: dict[str, bytes], shelf: Shelf) -> None:
    goa = files["districts/goa.yaml"].decode().rstrip()
    more = f"{goa}\n- lgd: 9999\n  name: Brand New Place\n  names: {{hi: नया ज़िला, te: కొత్త జిల్లా}}\n"
    found = check_knowledge(Path("knowledge"), {**files, "districts/goa.yaml": more.encode()}, shelf)
    assert any("to draw: Brand New Place has no border" in fault.message for fault in found)


def test_at_most_fifty_lines_are_told_then_counts_by_file() -> None:
    many = [Fault(f"{'ab'[i % 2]}.yaml", i + 1, 1, "", "is wrong", "mend it") for i in range(80)]
    lines = told(many)
    assert len(lines) == MOST + 3
    assert lines[MOST:] == ["… and 30 more:", "  a.yaml: 15", "  b.yaml: 15"]
    assert told(many[:MOST]) == [*map(str, many[:MOST])]


def test_strict_makes_a_fault_of_what_is_to_be_translated(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    with (folder / "faq" / "history.yaml").open("a", encoding="utf-8") as file:
        file.write(ENTRY)
    monkeypatch.setenv("ODOP_KNOWLEDGE_DIR", str(folder))
    monkeypatch.setattr(looking, "loaded_answerer", lambda: answerer)
    # The templates are rendered by the tests of the templates.
    monkeypatch.setattr(checking, "rehearsal_faults", lambda *_: [])
    check = looking.check.callback
    assert check
    check(strict=False)
    assert "to do." in capsys.readouterr().out.splitlines()[-1]
    with pytest.raises(click.exceptions.Exit) as ended:
        check(strict=True)
    assert ended.value.exit_code == 1
    strict = capsys.readouterr().out
    assert "to translate: " in strict
    assert len(strict.splitlines()) <= MOST + 1 + 40
