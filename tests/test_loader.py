"""The loader refuses what is wrong, all of it at once, and says where and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odop_bot.knowledge import KnowledgeError
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.knowledge.yaml_reader import read_yaml
from tests.process import ROOT

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
def edit(folder: Path) -> Edit:
    def change(file: str, old: str, new: str) -> Path:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def _faults(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [str(fault) for fault in caught.value.faults]


GOA = "districts/goa.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (GOA, "  headquarters:", "  headquarter:", "unknown field; remove it or correct its spelling"),
        (GOA, "list: dpiit,", "list: dpit,", "no list has the id dpit; did you mean dpiit?"),
        (GOA, "rank: primary", "rank: first", "use one of the words named here"),
        (GOA, "- lgd: 551", "- lgd: '551'", "write a whole number without quotes"),
        (GOA, "- lgd: 551", "- lgd: 0551", "0551 without quotes is not text in YAML"),
        (GOA, "  name: North Goa", "  name: no", "no without quotes is not text in YAML"),
        (GOA, "  name: North Goa", "  name: North Goa\n  name: Goa", "this key stands twice; keep one of the two"),
        (GOA, "  name: North Goa", "  name: N\u043erth Goa", "mixes scripts"),
        (GOA, "  name: North Goa", "  name: 'North Goa", "this is not YAML"),
        (GOA, "- lgd: 551", "- lgd: 552", "has this LGD code too"),
        ("faq/pmfme.yaml", "subject: pmfme", "subject: pmfm", "no subject has the id pmfm; did you mean pmfme-list?"),
        ("faq/pmfme.yaml", "aspects: [how-much,", "aspects: [how-muhc,", "no aspect has the id how-muhc"),
        ("faq/pmfme.yaml", "  subject: pmfme\n", "", "a required field is missing; add it"),
        ("subjects.yaml", "  odop-2:", "  odop-3: {kind: topic, name: {en: Three}}\n  odop-2:", "no FAQ entry tells"),
        ("subjects.yaml", "kind: scheme", "kind: plan", "use one of the words named here"),
        ("languages/hi/names.yaml", "sectors:", "aspects: {whom: किसे}\nsectors:", "whom is the key of nothing"),
        ("lists.yaml", "source: dpiit-v31", "source: dpiit-31", "did you mean dpiit-v31?"),
        ("pincodes.csv", "110001,79,", "11001,79,", "'11001' is not a PIN code"),
        ("pincodes.csv", "110001,79,", "110001,7999,", "no district has the LGD code '7999'"),
    ],
)  # fmt: skip
def test_a_slip_is_shown_with_its_place_and_its_remedy(
    file: str, old: str, new: str, expected: str, edit: Edit
) -> None:
    faults = _faults(edit(file, old, new))
    named = [fault for fault in faults if expected in fault]
    assert named, faults
    path, line, column, _ = named[0].split(":", 3)
    assert path.endswith(file)
    assert int(line) >= 1
    assert int(column) >= 1


def test_a_fault_names_the_very_line(edit: Edit, folder: Path) -> None:
    edit(GOA, "  headquarters:", "  headquarter:")
    wrong = (folder / GOA).read_text(encoding="utf-8").split("\n")
    line = next(i for i, text in enumerate(wrong, 1) if "headquarter:" in text)
    assert any(f"goa.yaml:{line}:" in fault for fault in _faults(folder))


def test_faults_of_several_files_are_shown_together(edit: Edit) -> None:
    edit(GOA, "rank: primary", "rank: first")
    folder = edit("districts/kerala.yaml", "rank: primary", "rank: best")
    faults = "\n".join(_faults(folder))
    assert "goa.yaml" in faults
    assert "kerala.yaml" in faults


def test_a_figure_that_an_answer_calls_must_exist(folder: Path) -> None:
    path = next((folder / "faq").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + "- id: made-up\n  topic: x\n  subject: odop\n  aspects: [what]\n  title: {en: Made up}\n"
        "  asks: {en: [Is this made up?]}\n"
        "  answer: {en: \"It is {{ figure('nope') }} and {{ other() }} {% if %}\"}\n"
        "  as_of: '2025'\n  sources: [nobody]\n",
        encoding="utf-8",
    )
    faults = "\n".join(_faults(folder))
    assert "mistake in the template" in faults
    assert "no source has the id nobody" in faults


def test_a_missing_folder_and_a_missing_file_are_said(tmp_path: Path, folder: Path) -> None:
    assert "there is no such folder" in _faults(tmp_path / "nowhere")[0]
    (folder / "sources.yaml").unlink()
    assert any("sources.yaml: this file is missing" in fault for fault in _faults(folder))


def test_bytes_that_are_no_utf8_are_shown_by_line() -> None:
    document = read_yaml(b"a: 1\nb: \xff\n", "x.yaml")
    assert str(document.faults[0]).startswith("x.yaml:2:4: this byte is not UTF-8")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_file_content_makes_the_reader_crash(content: bytes) -> None:
    document = read_yaml(content, "x.yaml")
    assert document.faults or document.data is None or isinstance(document.data, (dict, list, str, int, float, bool))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_gives_faults_and_no_traceback(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("k") / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    path = folder / data.draw(st.sampled_from([GOA, "lists.yaml", "language/words.yaml", "shared_names.yaml"]))
    content = bytearray(path.read_bytes())
    for _ in range(3):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    faults: list[object] = ["none: the damage did no harm"]
    try:
        load_knowledge(folder)
    except KnowledgeError as error:
        faults = list(error.faults)
    assert faults, "refused without saying why"
