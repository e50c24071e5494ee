"""A spreadsheet of questions: every row answered once, in order, whatever the file and the power do."""

from __future__ import annotations

import codecs
import csv
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.cells import FORMULA_SIGNS
from odop_bot.edition import edition
from odop_bot.engine import TEMPLATES
from odop_bot.spreadsheet import (
    CHECKPOINT,
    COLUMNS,
    FAILED,
    MAX_QUESTION,
    Sheet,
    SpreadsheetError,
    Tally,
    told,
)
from tests.patience import PATIENCE, until
from tests.process import ROOT

CELLS = st.text(alphabet=st.sampled_from('ab",;\n\r\té😀क '), max_size=6)


def answered(
    answerer: Answerer, folder: Path, content: bytes, column: str | None = None, raw: bool = False
) -> list[list[str]]:
    """Answer a file; return the rows of the file that was written, with its header."""
    (folder / "in.csv").write_bytes(content)
    Sheet(folder / "in.csv", folder / "out.csv", column, raw=raw).answer(answerer, lambda *_: None)
    encodings = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16"}
    encoding = next((name for bom, name in encodings.items() if content.startswith(bom)), "utf-8-sig")
    text = (folder / "out.csv").read_bytes().decode(encoding)
    delimiter = next(c for c in ",;\t|" if c in text.partition("\n")[0])
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def test_each_row_gets_a_short_answer_with_its_source(answerer: Answerer, tmp_path: Path) -> None:
    header, *rows = answered(answerer, tmp_path, b"id,Question\n1,moradabad odop\n2,bilaspur\n3,weather\n")
    assert header == ["id", "Question", *COLUMNS]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    text, kind, confidence, sources, language = rows[0][2:]
    assert text.startswith("Moradabad, Uttar Pradesh: Moradabad Metal Craft (National ODOP list, 7 July 2025)")
    assert "\nSource: DPIIT" in text
    assert len(text.split("\n")) <= 4
    assert (kind, language) == ("district", "en")
    assert float(confidence) > 0.9
    assert "dpiit-v31" in sources.split()
    assert [row[3] for row in rows[1:]] == ["choice", "unknown"]


@pytest.mark.parametrize(
    ("content", "questions"),
    [
        (b"\xef\xbb\xbfquestion\nagra\n", ["agra"]),
        ("\ufeffid\tquestion\n1\tआगरा\n".encode("utf-16-le"), ["आगरा"]),
        ("\ufeffid,question\n1,आगरा\n".encode("utf-32-le"), ["आगरा"]),
        ("\ufeffid;question\n1;आगरा\n2;goa\n".encode("utf-32-be"), ["आगरा", "goa"]),
        (b"sep=;\nid;question\n1;agra\n", ["agra"]),
        (b'question;note\n"agra; ""the city""\nplease";x\n', ['agra; "the city"\nplease']),
        (b"question,note\r\nagra,x\r\nagra,y\r\n", ["agra", "agra"]),
        (b"question,note\nagra,x\n\n,\nagra", ["agra", "", "", "agra"]),
        (b"note,question\nx,agra, also mathura, please\n", ["agra, also mathura, please"]),
        (b"frage\nagra\n", ["agra"]),
        (b"question\n", []),
    ],
)
def test_odd_files_keep_every_row(answerer: Answerer, tmp_path: Path, content: bytes, questions: list[str]) -> None:
    header, *rows = answered(answerer, tmp_path, content)
    at = next(i for i, name in enumerate(header) if name in ("question", "frage"))
    assert [row[at] for row in rows] == questions
    assert [bool(row[-4]) for row in rows] == [bool(question) for question in questions]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), delimiter=st.sampled_from(",;\t|"))
def test_what_stands_in_the_cells_comes_back_untouched(
    answerer: Answerer, tmp_path: Path, rows: list[tuple[str, str]], delimiter: str
) -> None:
    with (tmp_path / "made.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([("a", "question"), *rows])
    _, *got = answered(answerer, tmp_path, (tmp_path / "made.csv").read_bytes(), raw=True)
    assert [tuple(row[:2]) for row in got] == rows


@pytest.mark.parametrize(
    ("content", "column", "words"),
    [
        (b"", None, "the file is empty"),
        (b"a,b\n1,2\n", None, "say with --column"),
        (b"a,b\n1,2\n", "Frage", "no column is called 'Frage'; there are 'a', 'b'"),
        (b"question,question\n1,2\n", None, "2 columns are called 'question'"),
        (b'question\n"agra\nmathura\n', None, "a quote that is not closed"),
        ("question\nनाम\n".encode("utf-16-be"), None, "not UTF-8"),
        (b"question\ncaf\xe9\n", None, "not UTF-8"),
    ],
)
def test_what_is_no_such_file_is_told_clearly(
    answerer: Answerer, tmp_path: Path, content: bytes, column: str | None, words: str
) -> None:
    with pytest.raises(SpreadsheetError, match=words.replace("(", r"\(")):
        answered(answerer, tmp_path, content, column)
    assert not (tmp_path / "out.csv").exists()


class _Tired(Answerer):
    """Answers so many questions, then the power fails."""

    left = 0

    def answer(self, question: Question) -> Reply:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().answer(question)


def test_a_run_that_was_cut_short_goes_on_and_doubles_nothing(answerer: Answerer, tmp_path: Path) -> None:
    count = 2 * CHECKPOINT + 500
    lines = "".join(f"{n},agra\n" for n in range(count))
    (tmp_path / "in.csv").write_text(f"id,question\n{lines}", encoding="utf-8")
    tired = _Tired(answerer.knowledge, answerer.understander, answerer.renderer)
    sheet = Sheet(tmp_path / "in.csv", tmp_path / "out.csv")
    for enough in (CHECKPOINT + 300, 5, CHECKPOINT + 1):
        tired.left = enough
        with pytest.raises(KeyboardInterrupt):
            sheet.answer(tired, lambda *_: None)
        # A torn row behind what is safe, as a power cut leaves it.
        with (tmp_path / "out.csv.part").open("ab") as part:
            part.write(b'9,"torn')
    tally: Tally = sheet.answer(answerer, lambda *_: None)
    assert (tally.rows, tally.resumed, tally.kinds) == (count, 2 * CHECKPOINT, {"district": count})
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [str(n) for n in range(count)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


class _Clumsy(Answerer):
    """Stumbles over some questions."""

    def answer(self, question: Question) -> Reply:
        if "stumble" in question.text:
            raise ZeroDivisionError("over a stone")
        return super().answer(question)


def test_a_row_that_cannot_be_answered_gets_its_error_and_the_others_their_answers(
    answerer: Answerer, tmp_path: Path
) -> None:
    clumsy = _Clumsy(answerer.knowledge, answerer.understander, answerer.renderer)
    long, wide = "agra " * MAX_QUESTION, "x" * 1_200_000
    content = f"note,question\n1,agra\n2,stumble\n3,{long}\n{wide},goa\n".encode()
    _, *rows = answered(clumsy, tmp_path, content)
    assert [row[3] for row in rows] == ["district", FAILED, FAILED, "state"]
    assert rows[1][2] == "Not answered: ZeroDivisionError: over a stone"
    assert f"{len(long):,} letters" in rows[2][2]
    assert rows[3][0] == wide
    tally = Sheet(tmp_path / "in.csv", tmp_path / "out.csv").answer(clumsy, lambda *_: None)
    counts = {"rows": 4, "resumed": 0, "answered": 2, "asked_back": 0, "unknown": 0, "empty": 0, "failed": 2}
    assert told(tally) == counts


@pytest.mark.parametrize("sign", list(FORMULA_SIGNS))
def test_no_cell_is_a_formula_unless_it_is_wanted(answerer: Answerer, tmp_path: Path, sign: str) -> None:
    cell = f"{sign}cmd|' /C calc'!A0"
    with (tmp_path / "made.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("question", cell), ("goa", cell), (cell, "2-1")])
    content = (tmp_path / "made.csv").read_bytes()
    for row in answered(answerer, tmp_path, content):
        assert not [got for got in row if got and got[0] in FORMULA_SIGNS], row
    header, first, second = answered(answerer, tmp_path, content, raw=True)
    assert (header[1], first[1], second[0], second[1]) == (cell, cell, cell, "2-1")


def test_two_runs_do_not_write_one_file(answerer: Answerer, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question\nagra\n", encoding="utf-8")

    class Doubled(Answerer):
        def answer(self, question: Question) -> Reply:
            with pytest.raises(SpreadsheetError, match="another run writes this file"):
                Sheet(tmp_path / "in.csv", tmp_path / "out.csv").answer(answerer, lambda *_: None)
            return super().answer(question)

    doubled = Doubled(answerer.knowledge, answerer.understander, answerer.renderer)
    assert Sheet(tmp_path / "in.csv", tmp_path / "out.csv").answer(doubled, lambda *_: None).rows == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_resumed_run_equals_one_that_was_not_cut_short(answerer: Answerer, tmp_path: Path) -> None:
    questions = ("agra", "stumble", "", "=1+1", '"goa, and"', "weather", "कालीन")
    lines = "".join(f"{n},{questions[n % len(questions)]}\n" for n in range(2 * CHECKPOINT + 77))
    (tmp_path / "in.csv").write_text(f"id,question\n{lines}", encoding="utf-8")
    parts = answerer.knowledge, answerer.understander, answerer.renderer
    whole = Sheet(tmp_path / "in.csv", tmp_path / "whole.csv").answer(_Clumsy(*parts), lambda *_: None)

    class TiredAndClumsy(_Tired, _Clumsy):
        """Both."""

    tired = TiredAndClumsy(*parts)
    # A row of seven has no question, and is not asked.
    tired.left = 2 * CHECKPOINT * 6 // 7 + 20
    with pytest.raises(KeyboardInterrupt):
        Sheet(tmp_path / "in.csv", tmp_path / "out.csv").answer(tired, lambda *_: None)
    tired.left = 10**9
    said: list[str] = []
    resumed = Sheet(tmp_path / "in.csv", tmp_path / "out.csv").answer(tired, lambda *_: None, said.append)
    assert resumed.resumed == 2 * CHECKPOINT
    assert said == []
    assert (resumed.rows, resumed.kinds) == (whole.rows, whole.kinds)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize(
    ("now", "words"),
    [({"edition": "2"}, "knowledge base has changed"), ({"edition": "1", "raw": True}, "options are others")],
)
def test_what_was_made_otherwise_is_made_anew_and_said_so(
    answerer: Answerer, tmp_path: Path, now: dict[str, Any], words: str
) -> None:
    (tmp_path / "in.csv").write_text("question\n" + "agra\n" * (CHECKPOINT + 9), encoding="utf-8")
    tired = _Tired(answerer.knowledge, answerer.understander, answerer.renderer)
    tired.left = CHECKPOINT + 3
    with pytest.raises(KeyboardInterrupt):
        Sheet(tmp_path / "in.csv", tmp_path / "out.csv", edition="1").answer(tired, lambda *_: None)
    said: list[str] = []
    tally = Sheet(tmp_path / "in.csv", tmp_path / "out.csv", **now).answer(answerer, lambda *_: None, said.append)
    assert tally.resumed == 0
    assert len(said) == 1
    assert words in said[0]
    assert "starting anew" in said[0]


def test_an_edition_is_of_knowledge_templates_and_code(tmp_path: Path) -> None:
    knowledge, templates = tmp_path / "knowledge", tmp_path / "templates"
    shutil.copytree(ROOT / "knowledge", knowledge)
    shutil.copytree(TEMPLATES, templates)
    editions = {edition(knowledge, templates)}
    assert editions == {edition(ROOT / "knowledge", TEMPLATES)}
    for path in (knowledge / "lists.yaml", templates / "layouts" / "short.j2"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        editions.add(edition(knowledge, templates))
    assert len(editions) == 3


def test_a_changed_file_is_answered_from_its_beginning(answerer: Answerer, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("question\n" + "agra\n" * (CHECKPOINT + 9), encoding="utf-8")
    tired = _Tired(answerer.knowledge, answerer.understander, answerer.renderer)
    tired.left = CHECKPOINT + 3
    with pytest.raises(KeyboardInterrupt):
        Sheet(path, tmp_path / "out.csv").answer(tired, lambda *_: None)
    path.write_text("question\n" + "mathura\n" * (CHECKPOINT + 9), encoding="utf-8")
    assert Sheet(path, tmp_path / "out.csv").answer(answerer, lambda *_: None).resumed == 0
    assert "Agra," not in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_the_command_survives_a_power_cut(compiled: Path, tmp_path: Path) -> None:
    count = 6000
    lines = "".join(f"{n},which districts make carpets\n" for n in range(count))
    (tmp_path / "in.csv").write_text(f"id,question\n{lines}", encoding="utf-8")
    command = [sys.executable, str(ROOT / "bot.py"), "ask", "--csv", "in.csv", "--out", "out.csv"]
    environment = {**os.environ, "ODOP_DATA_DIR": str(compiled)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    until(lambda: (tmp_path / "out.csv.part.json").exists() or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=PATIENCE)
    assert b"6000 rows (" in done.stderr
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [str(n) for n in range(count)]


def test_the_command_refuses_what_makes_no_sense(compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question\nagra\n", encoding="utf-8")
    for arguments, words in (
        (["--csv", "in.csv"], "--out ANSWERS.csv"),
        (["--csv", "in.csv", "--out", "in.csv"], "cannot go into the file of the questions"),
        (["--csv", "none.csv", "--out", "out.csv"], "there is no such file"),
        ([], "Write a question"),
        (["--csv", "in.csv", "--out", "."], "this is a folder; name the file to write"),
        (["--csv", "in.csv", "--out", "no/such/out.csv"], "there is no such folder"),
        (["--csv", "in.csv", "--out", "out.csv", "--short", "--json"], "--json and --short cannot be used with --csv"),
        (["--csv", "in.csv", "--out", "out.csv", "--chat"], "--chat cannot be used with --csv"),
        (["--chat", "agra"], "--chat cannot be used with one question"),
        (["--raw", "agra"], "--raw cannot be used"),
        (["--column", "x", "-"], "--column cannot be used"),
    ):
        result = subprocess.run(
            [sys.executable, str(ROOT / "bot.py"), "ask", *arguments],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            env={**os.environ, "ODOP_DATA_DIR": str(compiled)},
            timeout=PATIENCE,
        )
        assert result.returncode == 2, arguments
        assert words in result.stderr.decode()
        assert b"Traceback" not in result.stderr
