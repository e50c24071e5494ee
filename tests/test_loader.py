"""The loader refuses what is wrong, all of it at once, and says where and what to do."""

from __future__ import annotations

import re
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odop_bot.engine import load_engine
from odop_bot.knowledge import KnowledgeError
from odop_bot.knowledge.files import MAX_BYTES
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
        (GOA, "  headquarters:", "  headquarter:", "unknown field headquarter; rename it to headquarters"),
        (GOA, "list: dpiit,", "list: dpit,", "no list has the id dpit; write dpiit"),
        (GOA, "rank: primary", "rank: first", "use one of the words named here"),
        (GOA, "- lgd: 551", "- lgd: '551'", "write a whole number without quotes"),
        (GOA, "- lgd: 551", "- lgd: 0551", "0551 without quotes is not text in YAML"),
        (GOA, "  name: North Goa", "  name: no", "no without quotes is not text in YAML"),
        (GOA, "  name: North Goa", "  name: North Goa\n  name: Goa", "this key stands twice; keep one of the two"),
        (GOA, "  name: North Goa", "  name: N\u043erth Goa", "mixes scripts"),
        (GOA, "  name: North Goa", "  name: 'North Goa", "this is not YAML"),
        (GOA, "- lgd: 551", "- lgd: 552", "has this LGD code too"),
        ("faq/pmfme.yaml", "subject: pmfme", "subject: pmfm", "no subject has the id pmfm; write pmfme"),
        ("faq/pmfme.yaml", "aspects: [how-much,", "aspects: [how-muhc,", "no aspect has the id how-muhc"),
        ("faq/pmfme.yaml", "  subject: pmfme\n", "", "the field subject is missing; add subject: here"),
        ("subjects.yaml", "  odop-2:", "  odop-3: {kind: topic, name: {en: Three}}\n  odop-2:", "no FAQ entry tells"),
        ("subjects.yaml", "kind: scheme", "kind: plan", "use one of the words named here"),
        ("languages/hi/names.yaml", "sectors:", "aspects: {whom: किसे}\nsectors:", "there is no aspect whom"),
        ("lists.yaml", "source: dpiit-v31", "source: dpiit-31", "write dpiit-v31"),
        ("pincodes.csv", "110001,79,", "11001,79,", "'11001' is not a PIN code"),
        ("pincodes.csv", "110001,79,", "110001,7999,", "no district has the LGD code '7999'"),
    ],
)
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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_file_content_makes_the_reader_crash(content: bytes) -> None:
    document = read_yaml(content, "x.yaml")
    assert document.faults or document.data is None or isinstance(document.data, (dict, list, str, int, float, bool))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# Files made to do harm: a fault with its line, in little time and memory

_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(20)
)
HOSTILE = {
    "aliases that multiply": (_BOMB, "names another value again"),
    "a value inside itself": ("- &a [*a]\n", "names another value again"),
    "a merge of a map into itself": ("- &a\n  <<: *a\n", "names another value again"),
    "a number of 5,000 digits": ("a:\n- " + "9" * 5_000, "a number of 5000 digits"),
    "a fraction of 5,000 digits": ("a:\n- " + "9" * 5_000 + ".5", "a number of 5002 digits"),
    "a key of 5,000 digits": ("? " + "9" * 900 + "\n: - " + "8" * 5_000, "a number of 5000 digits"),
    "a call on a tag": ("a: !!python/object/apply:os.mkdir [planted]", "the tag"),
    "a name on a tag": ("a: !!python/name:os.system ''", "the tag"),
    "a map on a tag": ("a: !!set {x}", "the tag"),
    "lists 100,000 deep": ("[" * 100_000, "not YAML"),
    "lists 900 deep": ("[" * 900 + "]" * 900, "nested too deep"),
    "maps 900 deep": ("{a: " * 900 + "1" + "}" * 900, "nested too deep"),
    "a list in a list, 100,000 times": ("- " * 100_000, "not YAML"),
    "two documents": ("a: 1\n---\nb: 2\n", "not YAML"),
    "a null byte": ("a: '\0'", "not YAML"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_a_yaml_file_made_to_do_harm_is_a_fault_with_its_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, words = HOSTILE[name]
    tracemalloc.start()
    try:
        document = read_yaml(text.encode(), "x.yaml")
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    faults = [str(fault) for fault in document.faults]
    assert any(words in fault and re.match(r"x\.yaml:[1-9]\d*:[1-9]", fault) for fault in faults), faults[:3]
    assert all(len(fault) < 500 for fault in faults)
    assert memory < 50_000_000
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", [GOA, "sources.yaml", "language/words.yaml", "languages/hi/names.yaml"])
def test_no_hostile_file_stops_the_loader(file: str, folder: Path) -> None:
    for name in ("aliases that multiply", "a number of 5,000 digits", "a call on a tag"):
        (folder / file).write_text(HOSTILE[name][0], encoding="utf-8")
        assert any(f"{file}:" in fault for fault in _faults(folder))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("borders.topo.json", b"[" * 100_000),
        ("borders.topo.json", b'{"a":' * 100_000),
        ("borders.topo.json", b'{"arcs": [], "transform": ' + b"9" * 5_000 + b"}"),
        ("borders.topo.json", b"\n\n{broken"),
        (
            "borders.topo.json",
            b'{"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[' + b"[0, 0]," * 5_000 + b"[1, 1]]], "
            b'"objects": {"districts": {"geometries": [{"type": "Polygon", "properties": {"lgd_code": 1}, "arcs": [['
            + b"0," * 100_000
            + b"0]]}]}}}",
        ),
        ("pincodes.csv", b"pin,district,offices,lat,lon\n110001," + b"9" * 5_000 + b",1,28.6,77.2\n"),
        ("pincodes.csv", b"pin,district,offices,lat,lon\n110001,79," + b"9" * 5_000 + b",28.6,77.2\n"),
        ("pincodes.csv", b"\xff" * 10_000),
    ],
)
@pytest.mark.timeout(30)
def test_a_table_made_to_do_harm_is_a_fault_with_its_line(file: str, content: bytes, folder: Path) -> None:
    (folder / file).write_bytes(content)
    faults = [fault for fault in _faults(folder) if f"{file}:" in fault]
    assert faults
    assert all(re.search(r":[1-9]\d*:[1-9]", fault) and len(fault) < 500 for fault in faults)


def test_an_answer_may_not_compute(edit: Edit, folder: Path) -> None:
    path = folder / "languages" / "hi" / "faq" / "exam.yaml"
    text = path.read_text(encoding="utf-8")
    for code in ("{{ 9 ** 9 ** 9 }}", "{% for x in 'abc' %}{% endfor %}", "{{ ''.__class__ }}", "{{ figure('a')(1) }}"):
        path.write_text(re.sub(r"answer: .*", f'answer: "{code}"', text, count=1), encoding="utf-8")
        assert any("answer" in fault for fault in _faults(folder)), code


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("faq/pmfme.yaml", "subject: pmfme", "subject: pmfm", "no subject has the id pmfm"),
        ("faq/pmfme.yaml", "aspects: [how-much,", "aspects: [how-muhc,", "no aspect has the id how-muhc"),
        ("support.yaml", "faq: [margin-money-amount]\n  states: [9]", "states: [999]", "no state has the id 999"),
        ("support.yaml", "sources: [pib-2205275]", "sources: [pib-1]", "no source has the id pib-1"),
        ("support.yaml", "name: {en: Margin Money (UP ODOP),", "name: {", "there is no en"),
        ("craft_kinds.yaml", "families: [", "families: [nothing-known, ", "no family has the id nothing-known"),
        ("notes/goa.yaml", "sources: [", "sources: [nobody, ", "no source has the id nobody"),
    ],
)
def test_what_would_leave_an_answer_without_something_stops_every_start(
    file: str, old: str, new: str, expected: str, edit: Edit, tmp_path: Path
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_engine(edit(file, old, new), tmp_path / "data", thorough=False)
    assert any(f"{file}:" in str(fault) and expected in str(fault) for fault in caught.value.faults)


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "pincodes.csv").open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    assert any("pincodes.csv:1:1: this file has more than" in fault for fault in _faults(folder))


@pytest.mark.parametrize("name", ["aliases that multiply", "a number of 5,000 digits", "lists 100,000 deep"])
def test_a_reload_survives_a_hostile_file(name: str, folder: Path, tmp_path: Path) -> None:
    assert load_engine(folder, tmp_path / "data", thorough=True).knowledge.districts
    (folder / GOA).write_text(HOSTILE[name][0], encoding="utf-8")
    for thorough in (True, False):
        with pytest.raises(KnowledgeError) as caught:
            load_engine(folder, tmp_path / "data", thorough=thorough)
        assert any("goa.yaml:1:" in str(fault) or "goa.yaml:2:" in str(fault) for fault in caught.value.faults)


_PLAIN = (
    "a",
    "no",
    "Yes",
    "~",
    "",
    "1",
    "-1",
    "007",
    "1.5",
    "0x1f",
    "1_0",
    "12:30",
    ".inf",
    "2025-07-07",
    "true",
    "null",
    "name",
    "x: y",
    "'1'",
    '"no"',
    "9" * 30,
    "+1",
    "y",
)
_VALUES = st.recursive(
    st.sampled_from(_PLAIN),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "no", "name", "1", "y", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(_VALUES)
def test_the_quick_reader_and_the_careful_one_agree(value: object) -> None:
    content = _as_yaml(value, 0).encode()
    quick = read_yaml(content, "x.yaml")
    # With a star in it a file is read with care.
    careful = read_yaml(content + b"\n# *\n", "x.yaml")
    assert (quick.data, quick.faults, quick.marks) == (careful.data, careful.faults, careful.marks)


def _as_yaml(value: object, depth: int) -> str:
    pad = "\n" + "  " * depth
    if isinstance(value, dict):
        return "".join(f"{pad}{key}: {_as_yaml(item, depth + 1)}" for key, item in value.items()) or "{}"
    if isinstance(value, list):
        return "".join(f"{pad}- {_as_yaml(item, depth + 1)}" for item in value) or "[]"
    return f"{value}"
