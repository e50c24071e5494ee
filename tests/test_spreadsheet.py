"""A spreadsheet of questions: every row answered once, in order, whatever the file and the power do."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odop_bot.answering import Answerer, Reply
from odop_bot.spreadsheet import CHECKPOINT, COLUMNS, Sheet, SpreadsheetError, Tally
from tests.process import ROOT

CELLS = st.text(alphabet=st.sampled_from('ab",;\n\r\té😀क '), max_size=6)


def answered(answerer: Answerer, folder: Path, content: bytes, column: str | None = None) -> list[list[str]]:
    """Answer a file; return the rows of the file that was written, with its header."""
    (folder / "in.csv").write_bytes(content)
    Sheet(folder / "in.csv", folder / "out.csv", column).answer(answerer, lambda *_: None)
    text = (folder / "out.csv").read_bytes().decode("utf-16" if content[:2] == b"\xff\xfe" else "utf-8-sig")
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
    assert (kind, confidence, language) == ("district", "1.00", "en")
    assert "dpiit-v31" in sources.split()
    assert [row[3] for row in rows[1:]] == ["choice", "unknown"]


@pytest.mark.parametrize(
    ("content", "questions"),
    [
        (b"\xef\xbb\xbfquestion\nagra\n", ["agra"]),
        ("\ufeffid\tquestion\n1\tआगरा\n".encode("utf-16-le"), ["आगरा"]),
        (b"sep=;\nid;question\n1;agra\n", ["agra"]),
        (b'question;note\n"agra; ""the city""\nplease";x\n', ['agra; "the city"\nplease']),
        (b"question,note\r\nagra,x\r\nagra,y\r\n", ["agra", "agra"]),
        (b"question,note\nagra,x\n\n,\nagra", ["agra", "", "", "agra"]),
        (b"note,question\nx,agra, also mathura, please\n", ["agra, also mathura, please"]),
        (b"frage\nagra\n", ["agra"]),
        (b"question\n", []),
    ],
)  # fmt: skip
def test_odd_files_keep_every_row(answerer: Answerer, tmp_path: Path, content: bytes, questions: list[str]) -> None:
    header, *rows = answered(answerer, tmp_path, content)
    at = next(i for i, name in enumerate(header) if name in ("question", "frage"))
    assert [row[at] for row in rows] == questions
    assert [bool(row[-4]) for row in rows] == [bool(question) for question in questions]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), delimiter=st.sampled_from(",;\t|"))
def test_what_stands_in_the_cells_comes_back_untouched(
    answerer: Answerer, tmp_path: Path, rows: list[tuple[str, str]], delimiter: str
) -> None:
    with (tmp_path / "made.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([("a", "question"), *rows])
    _, *got = answered(answerer, tmp_path, (tmp_path / "made.csv").read_bytes())
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
)  # fmt: skip
def test_what_is_no_such_file_is_told_clearly(
    answerer: Answerer, tmp_path: Path, content: bytes, column: str | None, words: str
) -> None:
    with pytest.raises(SpreadsheetError, match=words.replace("(", r"\(")):
        answered(answerer, tmp_path, content, column)
    assert not (tmp_path / "out.csv").exists()


class _Tired(Answerer):
    """Answers so many questions, then the power fails."""

    left = 0

    def answer(self, question: object) -> Reply:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().answer(question)  # type: ignore[arg-type]  # the base takes a Question


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
    while not (tmp_path / "out.csv.part.json").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=60)
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
    ):
        result = subprocess.run(
            [sys.executable, str(ROOT / "bot.py"), "ask", *arguments], cwd=tmp_path, capture_output=True, check=False,
            env={**os.environ, "ODOP_DATA_DIR": str(compiled)}, timeout=60,
        )  # fmt: skip
        assert result.returncode == 2, arguments
        assert words in result.stderr.decode()
        assert b"Traceback" not in result.stderr
