"""The compiled copy: nothing damaged is read, nothing in it can run code, and it costs nothing but time to lose it."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import jinja2.exceptions
import msgspec
import pytest

from odop_bot import engine
from odop_bot.answering import Answerer, Question
from odop_bot.compiled import (
    Copies,
    Digests,
    Later,
    Rows,
    Section,
    Shards,
    Shelf,
    digest,
    files,
    read_sections,
    scattered,
    write_sections,
)
from odop_bot.knowledge import Knowledge, KnowledgeError
from odop_bot.knowledge.base import PARTS
from odop_bot.knowledge.files import Files, digest_of_files, read_files
from odop_bot.knowledge.opening import open_knowledge
from odop_bot.knowledge.yaml_reader import Document, read_yaml
from odop_bot.understanding.decision import Decision, Hypothesis
from odop_bot.understanding.linear import WEIGHTS, read_weights
from odop_bot.understanding.understander import Understander
from tests.process import ROOT

CODE = "the code"
SECTIONS = {
    "numbers": Section("1", bytes(range(256)) * 8),
    "empty": Section("", b""),
    "words": Section("k", b"abc" * 99),
}


def _contents(sections: dict[str, Section] | None) -> dict[str, tuple[str, bytes]] | None:
    return None if sections is None else {name: (part.key, part.data()) for name, part in sections.items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sections(tmp_path / "copies" / "a.copy", CODE, SECTIONS)
    return tmp_path / "copies" / "a.copy"


def test_what_was_written_is_read(path: Path) -> None:
    assert _contents(read_sections(path, CODE)) == _contents(SECTIONS)
    assert read_sections(path, "other code") is None
    assert read_sections(path.with_name("nothing"), CODE) is None


def test_every_byte_counts(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        assert read_sections(path, CODE) is None, at
    for damaged in (whole[:-1], whole + b"\0", b"", whole[:7], whole[:31], whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        assert read_sections(path, CODE) is None, len(damaged)


def test_only_the_owner_can_look_into_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.chmod(0o777)
    write_sections(path, CODE, SECTIONS)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_sections(path, CODE, {})
    assert [path.read_bytes()] == [before]
    assert list(path.parent.iterdir()) == [path]


def test_leftovers_go_at_the_next_start_and_what_is_being_written_stays(path: Path) -> None:
    left = path.parent / ".copy-xyz.new"
    left.write_bytes(b"half")
    with files._new_file(path) as busy:
        Copies(path.parent, CODE)
        assert not left.exists()
        assert len(list(path.parent.glob(".copy-*.new"))) == 1
        busy.write(b"whole")
    assert path.read_bytes() == b"whole"


def test_a_shelf_takes_what_was_made_of_the_same_and_makes_the_rest(tmp_path: Path) -> None:
    copies = Copies(tmp_path, CODE)
    made: list[str] = []

    def make(name: str, value: object) -> Callable[[], object]:
        return lambda: made.append(name) or value  # type: ignore[func-returns-value] # it notes and goes on

    def fill(key: str) -> Shelf:
        shelf = copies.shelf(key)
        assert shelf.kept("same", dict[str, int], make("same", {"a": 1}), "1") == {"a": 1}
        assert shelf.kept("other", list[str], make("other", [key]), key) == [key]
        later = shelf.later("later", set[str], make("later", {"x"}), "1")
        shelf.put("spare", [1], "1", spare=True)
        copies.keep(key, shelf)
        assert later() == {"x"}
        return shelf

    fill("k1")
    assert sorted(made) == ["later", "other", "same"]
    made.clear()
    fill("k1")
    assert made == []
    fill("k2")
    assert made == ["other"]
    fill("k3")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "knowledge-k2.copy",
        "knowledge-k2.spare",
        "knowledge-k3.copy",
        "knowledge-k3.spare",
    ]
    assert copies.shelf("k4").lent("spare", list[int], "1", spare=True) == [1]


def test_a_value_of_another_form_is_made_anew() -> None:
    shelf = Shelf(
        {
            "a": Section("", msgspec.msgpack.encode("text")),
            "b": Section("", b"\xc1"),
            "c": Section("", b"\x91" * 99_999),
        }
    )
    for name in "abc":
        assert shelf.kept(name, list[list[int]], lambda: [[5]], "") == [[5]]


def test_rows_and_shards_give_what_was_packed() -> None:
    rows = Rows(tuple[int, str], Rows.pack([(1, "a"), (2, "b"), (3, "c")]))
    assert list(rows) == [(1, "a"), (2, "b"), (3, "c")]
    assert rows[1:] == [(2, "b"), (3, "c")]
    values = {"": 1, "a": 2, "abc": 3, "abd": 4, "é": 5}
    shards: Shards[int] = Shards(int, Shards.pack(values))
    assert {key: shards.get(key) for key in values} == values
    assert shards.get("abx", 7) == shards.get("zz", 7) == 7
    assert len(shards) == len(values)
    apart: Shards[int] = Shards(int, Shards.pack(values, scattered), scattered)
    assert {key: apart.get(key) for key in values} == values
    assert apart.get("abx", 7) == 7
    assert len(Shards.pack({f"b:DST {number}": 1 for number in range(999)}, scattered)) > 99
    assert Later(lambda: 3)() == 3


def _aged(path: Path, content: bytes) -> os.stat_result:
    """Write a file; return what the file system would say of it a while later."""
    path.write_bytes(content)
    found = path.stat()
    ago = 10_000_000_000
    times = {"st_mtime_ns": found.st_mtime_ns - ago, "st_ctime_ns": found.st_ctime_ns - ago}
    return os.stat_result(tuple(found), times | {"st_atime_ns": found.st_atime_ns})


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    seen = _aged(path, b"one")
    first = Digests(tmp_path)
    assert first.of(str(path), seen) == digest(b"one")
    first.keep()
    path.unlink()
    assert Digests(tmp_path).of(str(path), seen) == digest(b"one")


@pytest.mark.parametrize("field", ["size", "mtime", "ctime", "inode", "device"])
def test_a_file_that_changed_in_anything_is_read(field: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    seen = _aged(path, b"one")
    first = Digests(tmp_path)
    first.of(str(path), seen)
    first.keep()
    path.write_bytes(b"two")
    numbers = list(seen)
    at = {"size": 6, "inode": 1, "device": 2}.get(field)
    if at is not None:
        numbers[at] += 1
    times = {f"st_{name}_ns": getattr(seen, f"st_{name}_ns") + (name == field) for name in ("mtime", "ctime")}
    now = os.stat_result(tuple(numbers), times)
    assert Digests(tmp_path).of(str(path), now) == digest(b"two")


def test_a_file_written_just_now_is_read_again(tmp_path: Path) -> None:
    """Within a step of the file system's clock it may change once more, and nothing would show it."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"one")
    seen = path.stat()
    first = Digests(tmp_path)
    first.of(str(path), seen)
    first.keep()
    path.write_bytes(b"two")
    assert Digests(tmp_path).of(str(path), seen) == digest(b"two")


def test_damaged_digests_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    seen = _aged(path, b"one")
    first = Digests(tmp_path)
    first.of(str(path), seen)
    first.keep()
    kept = next(file for file in tmp_path.iterdir() if file != path)
    whole = kept.read_bytes()
    path.write_bytes(b"two")
    for at in range(len(whole)):
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert Digests(tmp_path).of(str(path), seen) == digest(b"two"), at


def test_a_file_that_changes_under_the_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lists.yaml"
    path.write_bytes(b"one")
    found = Files(tmp_path, Digests(tmp_path))
    assert dict(found) == read_files(tmp_path) == {"lists.yaml": b"one"}
    assert digest_of_files(found) == digest_of_files({"lists.yaml": b"one"}) != digest_of_files({"lists.yaml": b"two"})
    path.write_bytes(b"two")
    with pytest.raises(KnowledgeError, match="changed just now"):
        dict(found)


# The program with its copy


@pytest.fixture
def data(tmp_path: Path, compiled: Path) -> Path:
    shutil.copytree(compiled / engine.COMPILED, tmp_path / engine.COMPILED)
    return tmp_path


def _main(data: Path) -> Path:
    return next((data / engine.COMPILED).glob("*.copy"))


def _load(data: Path, said: list[str] | None = None, knowledge: Path = ROOT / "knowledge") -> Answerer:
    return engine.load_engine(knowledge, data, tell=said.append if said is not None else None)


def _answer(answerer: Answerer, text: str) -> str:
    return answerer.renderer.text(answerer.answer(Question(text=text)))


def test_sixty_damaged_copies_are_rejected(data: Path) -> None:
    path, rng = _main(data), random.Random(60)
    whole = path.read_bytes()
    code = engine._code_key(Digests(data))
    assert read_sections(path, code) is not None
    for number in range(60):
        damaged = bytearray(whole)
        at = rng.randrange(64) if number < 10 else rng.randrange(len(whole))
        if number % 3 == 0:
            damaged = damaged[:at]
        elif number % 3 == 1:
            size = rng.choice((1, 64, 4096))
            if not any(damaged[at : at + size]):
                damaged[at] ^= 1
            damaged[at : at + size] = bytes(len(damaged[at : at + size]))
        else:
            damaged[at] ^= 1 << rng.randrange(8)
        if bytes(damaged) == whole:
            damaged[at] ^= 1
        path.write_bytes(bytes(damaged))
        assert read_sections(path, code) is None, (number, at)


@pytest.mark.parametrize("part", ["copy", "spare"])
def test_a_damaged_copy_is_made_anew(part: str, data: Path) -> None:
    path = next((data / engine.COMPILED).glob(f"*.{part}"))
    whole = _main(data).read_bytes()
    path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    said: list[str] = []
    assert "Metal" in _answer(_load(data, said), "moradabad")
    assert bool(said) == (part == "copy")
    assert len(_main(data).read_bytes()) == len(whole)
    said.clear()
    _load(data, said)
    assert not said


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("planted",)


def test_a_planted_file_runs_no_code(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)
    path = _main(data)
    evil = pickle.dumps(_Evil())
    sections = read_sections(path, engine._code_key(Digests(data)))
    assert sections is not None
    planted = {name: Section(part.key, evil) for name, part in sections.items()}
    # As good as it can be made: with every checksum right.
    write_sections(path, engine._code_key(Digests(data)), planted)
    for name in ("knowledge.copy", "engine.pickle"):
        (path.parent / name).write_bytes(evil)
    assert "Metal" in _answer(_load(data), "moradabad")
    assert not (data / "planted").exists()


def test_an_answer_planted_in_the_copy_runs_no_code(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answerer = _load(data)
    entries = answerer.knowledge.faq
    entry = next(iter(entries.values()))
    harmful = "{{ figure.__globals__['__builtins__']['open']('planted', 'w') }}"
    monkeypatch.setitem(entries, entry.id, dataclasses.replace(entry, answer={"en": harmful}))
    with pytest.raises(jinja2.exceptions.SecurityError):
        answerer.renderer.faq_answer(entry.id, "en")


def test_the_program_reads_no_format_that_can_run_code() -> None:
    for source in (ROOT / "odop_bot").rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        found = re.search(
            r"\b(import (pickle|marshal|shelve|dill)|from (pickle|marshal|shelve)|BytecodeCache|unsafe_load)\b", text
        )
        assert not found, (source, found)


def _told(decision: Decision) -> tuple[Decision, list[tuple[Hypothesis, Mapping[str, float]]]]:
    """Return a decision, and its hypotheses with what speaks for each, which is worked out by a function."""
    ranking = [(dataclasses.replace(h, contributions=dict), h.contributions()) for h in decision.ranking]
    return dataclasses.replace(decision, ranking=()), ranking


def test_the_copy_answers_as_the_files_do(data: Path, knowledge: Knowledge, understander: Understander) -> None:
    answerer = _load(data)
    for name in PARTS:
        assert getattr(answerer.knowledge, name) == getattr(knowledge, name), name
    for text in ("moradbad ka odop", "aurangabad", "brassware", "పెంబర్తి", "कालीन कहाँ बनता है", "pmfme subsdy", "244001"):
        assert _told(answerer.understander.read(text)) == _told(understander.read(text))
        assert answerer.understander.beginnings.find(text[:5]) == understander.beginnings.find(text[:5])


def test_every_part_of_the_knowledge_base_is_in_the_copy() -> None:
    # Pins and borders are searched in the files' own bytes.
    assert set(PARTS) == {field.name for field in dataclasses.fields(Knowledge)} - {"pins", "borders"}


def test_the_weights_in_the_copy_are_those_of_the_file(data: Path) -> None:
    fitted = json.loads(WEIGHTS.read_bytes())
    kept = _load(data).knowledge
    assert kept.kept("weights/rows", object, lambda _: pytest.fail("it is not in the copy"), of=())
    weights = read_weights(kept)
    assert (list(weights.factors), list(weights.constants)) == (fitted["factors"], fitted["constants"])
    assert {feature: weights.rows.get(feature) for feature in fitted["features"]} == fitted["features"]
    assert len(weights.rows) == len(fitted["features"])
    assert weights.rows.get("w:nobody-has-asked-this") is None


_KEYS = """
import sys
from pathlib import Path
from odop_bot import engine
from odop_bot.compiled import Digests, read_sections
engine.load_engine(Path(sys.argv[1]), Path(sys.argv[2]))
newest = max((Path(sys.argv[2]) / engine.COMPILED).glob("*.copy"), key=lambda path: path.stat().st_mtime)
for name, section in read_sections(newest, engine._code_key(Digests(newest.parent))).items():
    print(name, section.key, sep="=")
"""


def _sections(knowledge: Path, data: Path, seed: str) -> dict[str, str]:
    """Return the keys of the sections that a start with a hash seed leaves; it gives sets another order."""
    done = subprocess.run(
        [sys.executable, "-c", _KEYS, str(knowledge), str(data)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return dict(line.rsplit("=", 1) for line in done.stdout.splitlines())


def test_a_corrected_district_leaves_what_is_made_of_words_alone(tmp_path: Path) -> None:
    folder, data = tmp_path / "knowledge", tmp_path / "data"
    shutil.copytree(ROOT / "knowledge", folder)
    before = _sections(folder, data, "1")
    path = folder / "districts" / "goa.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Feni", "Fenny"), encoding="utf-8")
    after = _sections(folder, data, "2")
    changed = {name for name in after if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert {name.partition("/")[0] for name in changed} == {
        "beginnings",
        "gazetteer",
        "knowledge",
        "languages",
        "phrases",
    }
    assert {name for name in changed if name.startswith(("knowledge/", "phrases/"))} == {
        "knowledge/districts",
        "phrases/wordings",
    }


def test_maps_in_another_order_are_another_part(tmp_path: Path) -> None:
    """Replies name lists in the order of their file."""
    files = read_files(ROOT / "knowledge")
    first, *rest = files["lists.yaml"].decode().split("\n- id:")
    turned = "\n- id:".join([first, *reversed(rest)]).encode()
    shelf = Shelf()
    before = open_knowledge(tmp_path, files, shelf)
    after = open_knowledge(tmp_path, {**files, "lists.yaml": turned}, shelf)
    assert list(before.lists) == list(after.lists)[::-1]
    assert before._digest(("lists",)) != after._digest(("lists",))
    assert before._digest(("fillers",)) == after._digest(("fillers",))


def test_what_is_made_of_undeclared_parts_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(AttributeError, match="does not name it in `of`"):
        knowledge.kept("odd", int, lambda parts: len(parts.faq), of=("districts",))


def test_a_corrected_file_leaves_the_rest_as_it_was(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    path = folder / "districts" / "goa.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Feni", "Fenny"), encoding="utf-8")
    read: list[str] = []

    def reading(content: bytes, file: str) -> Document:
        read.append(file)
        return read_yaml(content, file)

    monkeypatch.setattr("odop_bot.knowledge.sources.read_yaml", reading)
    assert "Fenny" in _answer(_load(data, knowledge=folder), "north goa")
    assert [Path(file).name for file in read] == ["goa.yaml"]


@pytest.mark.parametrize("where", ["compiled", "."])
def test_a_full_disk_costs_time_only(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    target = "tempfile.mkstemp" if where == "compiled" else "pathlib.Path.mkdir"
    monkeypatch.setattr(target, full)
    assert "Metal" in _answer(_load(tmp_path / "data"), "moradabad")
