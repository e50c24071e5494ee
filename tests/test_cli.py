"""The terminal edge as other programs and people use it: the real process."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from odop_bot import checking
from odop_bot.answering import Answerer, Question, Reply
from odop_bot.cli import asking, looking
from odop_bot.knowledge import Knowledge
from odop_bot.statistics import coverage, coverage_text, holes
from tests.patience import PATIENCE
from tests.process import ROOT

FIELDS = {
    "question",
    "kind",
    "language",
    "confidence",
    "districts",
    "states",
    "families",
    "faq",
    "choices",
    "sources",
    "text",
    "why",
    "faqs",
    "ranking",
}


@pytest.fixture(scope="module")
def data_dir(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that holds the compiled copy, so that no test meets the line of the first start."""
    return Path(shutil.copytree(compiled, tmp_path_factory.mktemp("cli") / "data"))


def run(data_dir: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ODOP_", "TELEGRAM_"))}
    return subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "bot.py"), *arguments],
        input=stdin,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        cwd=data_dir,
        env={**env, "ODOP_DATA_DIR": str(data_dir), **environment},
    )


def test_a_district_is_answered_with_list_date_and_source(data_dir: Path) -> None:
    result = run(data_dir, "ask", "what is the odop product of moradabad district")
    text = result.stdout.decode()
    assert result.returncode == 0
    for words in ("Moradabad, Uttar Pradesh", "Moradabad Metal Craft", "7 July 2025", "Source:"):
        assert words in text


_WITHOUT = ("pydantic", "typer", "sqlalchemy", "telegram", "aiohttp", "rich", "prompt_toolkit")
_IMPORTED = f"""
import atexit, runpy, sys
atexit.register(lambda: print("imported:", [name for name in {_WITHOUT} if name in sys.modules]))
sys.argv = [sys.argv[1], "ask", "agra"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_question_imports_no_library_that_its_answer_does_not_need(data_dir: Path) -> None:
    for _ in range(2):  # the first may compile what the copy lacks
        done = subprocess.run(
            [sys.executable, "-c", _IMPORTED, str(ROOT / "bot.py")],
            capture_output=True,
            text=True,
            check=True,
            cwd=data_dir,
            env={k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
            | {"ODOP_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)},
        )
    assert done.stdout.startswith("Agra")
    # What is to be done at the end is done, though the program ends at once.
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_words_without_quotes_are_one_question(data_dir: Path) -> None:
    assert b"Varanasi" in run(data_dir, "ask", "what", "is", "the", "odop", "of", "banaras").stdout


def test_what_is_not_known_ends_with_exit_code_1(data_dir: Path) -> None:
    result = run(data_dir, "ask", "what's the weather")
    assert result.returncode == 1
    assert b"I do not know that" in result.stdout
    assert b"District Industries Centre" in result.stdout


def test_a_choice_ends_with_exit_code_0(data_dir: Path) -> None:
    result = run(data_dir, "ask", "aurangabad")
    assert result.returncode == 0
    assert b"Bihar" in result.stdout
    assert b"Maharashtra" in result.stdout


def test_json_has_the_fields_of_the_contract(data_dir: Path) -> None:
    result = run(data_dir, "ask", "--json", "moradbad ka odop")
    reply = json.loads(result.stdout)
    assert set(reply) == FIELDS
    assert reply["kind"] == "district"
    assert reply["districts"] == ["171"]
    assert reply["sources"][0] == "dpiit-v31"
    assert set(reply["why"][0]) == {"mention", "matched", "rule", "score", "runner_up"}
    assert result.stdout.count(b"\n") == 1


def test_json_choices_carry_label_and_code(data_dir: Path) -> None:
    reply = json.loads(run(data_dir, "ask", "--json", "bilaspur").stdout)
    assert reply["kind"] == "choice"
    assert reply["districts"] == []
    assert {choice["district"] for choice in reply["choices"]} == {"15", "375"}
    assert all("(" in choice["label"] for choice in reply["choices"])


def test_standard_input_gives_one_object_a_line_in_order_whatever_the_line(data_dir: Path) -> None:
    lines = [
        b"moradabad",
        b"",
        b"\xff\xfe not utf-8 \x80",
        b"agra " * 20_000,
        b"a\x00b\x07 control",
        "🙏🙏".encode(),
        "मुरादाबाद".encode(),
        b"244001",
    ]
    result = run(data_dir, "ask", "--json", "-", stdin=b"\n".join(lines) + b"\n")
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert result.stderr == b""
    assert len(replies) == len(lines)
    assert replies[0]["districts"] == ["171"]
    assert all(reply["text"] for reply in replies)
    assert replies[6]["districts"] == ["171"]
    assert (replies[7]["kind"], replies[7]["districts"]) == ("pin", ["171"])


def test_short_is_honoured_for_lines_and_in_json(data_dir: Path) -> None:
    lines = b"goa\nweather\n"
    first, _ = run(data_dir, "ask", "--short", "-", stdin=lines).stdout.decode().split("\n\n", 1)
    assert first.startswith("Goa: ")
    assert first.count("\n") == 1
    replies = [json.loads(x) for x in run(data_dir, "ask", "--short", "--json", "-", stdin=lines).stdout.splitlines()]
    assert replies[0]["text"] == first
    one = json.loads(run(data_dir, "ask", "--short", "--json", "goa").stdout)
    assert one["text"] == first


@pytest.mark.parametrize("locale", [{"LC_ALL": "POSIX"}, {"LC_ALL": "C", "LANG": "C"}, {"LC_ALL": "C.UTF-8"}])
def test_an_argument_is_utf_8_whatever_the_locale_claims(data_dir: Path, locale: dict[str, str]) -> None:
    plain: Any = {**locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    reply = json.loads(run(data_dir, "ask", "--json", "मुरादाबाद का", "ओडीओपी", **plain).stdout)
    assert (reply["question"], reply["districts"]) == ("मुरादाबाद का ओडीओपी", ["171"])
    (data_dir / "प्रश्न.csv").write_text("सवाल,x\nआगरा,1\n", encoding="utf-8")
    done = run(data_dir, "ask", "--csv", "प्रश्न.csv", "--out", "जवाब.csv", "--column", "सवाल", **plain)
    assert done.returncode == 0, done.stderr
    assert "आगरा" in (data_dir / "जवाब.csv").read_text(encoding="utf-8")
    quiz = run(data_dir, "quiz", "--json", "--count", "1", "--state", "उत्तर प्रदेश", **plain)
    assert quiz.returncode == 0, quiz.stderr


def test_a_sheet_with_a_row_that_cannot_be_answered_ends_with_1_and_the_count(data_dir: Path) -> None:
    (data_dir / "in.csv").write_text(f"question\nagra\n{'agra ' * 9000}\ngoa\n", encoding="utf-8")
    done = run(data_dir, "ask", "--csv", "in.csv", "--out", "out.csv")
    assert done.returncode == 1
    assert b"1 row could not be answered" in done.stderr
    assert "Not answered: the question has" in (data_dir / "out.csv").read_text(encoding="utf-8")


def test_lines_are_fresh_chats_unless_chat_is_asked_for(data_dir: Path) -> None:
    lines = b"moradabad\niska GI tag hai?\n"
    apart = [json.loads(x) for x in run(data_dir, "ask", "--json", "-", stdin=lines).stdout.splitlines()]
    together = [json.loads(x) for x in run(data_dir, "ask", "--json", "--chat", "-", stdin=lines).stdout.splitlines()]
    assert apart[1]["districts"] == []
    assert together[1]["districts"] == ["171"]


def test_each_line_is_answered_before_the_next_is_written(data_dir: Path) -> None:
    env = {**os.environ, "ODOP_DATA_DIR": str(data_dir)}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "bot.py"), "ask", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=env,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in ("agra", "244001"):
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(timeout=PATIENCE) == 0


def test_chat_works_on_a_pipe_and_remembers(data_dir: Path) -> None:
    result = run(data_dir, "chat", stdin=b"moradabad\nand agra?\n")
    assert result.returncode == 0
    assert b"Moradabad, Uttar Pradesh" in result.stdout
    assert b"Agra, Uttar Pradesh" in result.stdout


def test_without_token_and_command_it_says_so_and_chats(data_dir: Path) -> None:
    result = run(data_dir, stdin=b"agra\n")
    assert b"TELEGRAM_BOT_TOKEN is not set" in result.stderr
    assert b"Agra, Uttar Pradesh" in result.stdout


def test_run_without_a_token_is_a_clear_error(data_dir: Path) -> None:
    result = run(data_dir, "run")
    assert result.returncode == 2
    assert b"TELEGRAM_BOT_TOKEN is not set" in result.stderr
    assert b"Traceback" not in result.stderr


def test_check_is_clean(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process and without the templates, which have tests; the whole of it runs on a full disk."""
    monkeypatch.setattr(looking, "loaded_answerer", lambda: answerer)
    monkeypatch.setattr(checking, "rehearsal_faults", lambda *_: [])
    assert looking.check.callback
    looking.check.callback(strict=False)
    *to_do, last = capsys.readouterr().out.splitlines()
    assert last.startswith("knowledge/ and templates/ are clean")
    assert all(": to translate: " in line for line in to_do[:50])
    # Addresses and short forms are the same in every language; nothing else may wait for its translation.
    assert [line for line in to_do if "knowledge/figures/" not in line] == []


def test_check_lists_faults_and_ask_names_them(data_dir: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "empty"
    wrong.mkdir()
    checked = run(data_dir, "check", ODOP_KNOWLEDGE_DIR=str(wrong))
    assert checked.returncode == 1
    assert b"lists.yaml" in checked.stdout
    asked = run(data_dir, "ask", "agra", ODOP_KNOWLEDGE_DIR=str(tmp_path / "nowhere"))
    assert asked.returncode == 2
    assert b"there is no such folder" in asked.stderr
    assert b"Traceback" not in asked.stderr


def test_stats_count_the_lists(data_dir: Path) -> None:
    figures = json.loads(run(data_dir, "stats", "--json").stdout)
    assert figures["states"] == 36
    assert figures["districts"] == 786
    assert figures["listings"]["dpiit"] == 1241
    assert figures["listings"]["pmfme"] == 726
    assert b"Districts: 786" in run(data_dir, "stats").stdout


def test_stats_show_what_no_entry_tells_of_a_scheme(knowledge: Knowledge) -> None:
    before = holes(knowledge)
    assert "how-much" not in before.get("margin-money", [])
    less = {key: entry for key, entry in knowledge.faq.items() if key != "margin-money-amount"}
    without = dataclasses.replace(knowledge, faq=less)
    assert "how-much" in holes(without)["margin-money"]
    line = next(x for x in coverage_text(coverage(without)).splitlines() if x.startswith("  margin-money: "))
    assert "how-much" in line
    assert set(before) <= {key for key, subject in knowledge.subjects.items() if subject.kind == "scheme"}


def test_a_damaged_cache_is_made_anew(data_dir: Path) -> None:
    run(data_dir, "ask", "agra")
    copies = list((data_dir / "compiled").glob("*.copy"))
    assert copies
    for copy in copies:
        copy.write_bytes(b"not a copy")
    assert b"Agra, Uttar Pradesh" in run(data_dir, "ask", "agra").stdout


def test_changed_knowledge_is_seen_at_once(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    before = run(data_dir, "ask", "north goa", ODOP_KNOWLEDGE_DIR=str(folder)).stdout
    path = folder / "districts" / "goa.yaml"
    text = path.read_text(encoding="utf-8")
    product = next(line for line in text.split("\n") if "list: dpiit," in line).split("product: ")[1].split(",")[0]
    path.write_text(text.replace(f"product: {product},", "product: Newly Corrected Thing,"), encoding="utf-8")
    after = run(data_dir, "ask", "north goa", ODOP_KNOWLEDGE_DIR=str(folder)).stdout
    assert b"Newly Corrected Thing" not in before
    assert b"Newly Corrected Thing" in after


def test_a_data_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert b"Agra, Uttar Pradesh" in run(tmp_path, "ask", "agra", ODOP_DATA_DIR=str(blocked)).stdout


def test_a_line_that_cannot_be_answered_leaves_the_others_theirs(answerer: Answerer, capsys: Any) -> None:
    class Clumsy(Answerer):
        def answer(self, question: Question) -> Reply:
            if question.text == "stumble":
                raise ZeroDivisionError("over a stone")
            return super().answer(question)

    clumsy = Clumsy(answerer.knowledge, answerer.understander, answerer.renderer)
    lines = ["agra", "stumble", "goa"]
    with pytest.raises(click.exceptions.Exit) as ended:
        asking.answer_lines(clumsy, lines, asking.Form(clumsy, as_json=True), as_chat=False)
    shown = capsys.readouterr()
    assert [json.loads(line)["kind"] for line in shown.out.splitlines()] == ["district", "error", "state"]
    assert "Line 2: Not answered: ZeroDivisionError: over a stone" in shown.err
    assert ended.value.exit_code == 1
