"""The quiz in the terminal: the JSON that other programs read, and a round on a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.process import ROOT

FIELDS = [
    "kind",
    "topic",
    "language",
    "stem",
    "options",
    "right",
    "explanation",
    "sources",
    "list",
    "districts",
    "option_districts",
]


def quiz(compiled: Path, *options: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `bot.py quiz`."""
    return subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "quiz", *options],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "ODOP_DATA_DIR": str(compiled), "PYTHONUTF8": "1"},
        check=False,
    )


def lines(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return the questions that were printed."""
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_json_has_the_agreed_fields_and_a_seed_repeats_it(compiled: Path) -> None:
    options = ("--json", "--count", "40", "--seed", "3", "--state", "Andhra Pradesh")
    one = quiz(compiled, *options)
    found = lines(one)
    assert len(found) == 40
    assert all(list(question) == FIELDS for question in found)
    assert {question["topic"] for question in found} == {"state"}
    assert all(code.isdecimal() for question in found for code in question["districts"])
    assert any(code for question in found for code in question["option_districts"])
    assert quiz(compiled, *options).stdout == one.stdout


def test_a_topic_is_kept_to(compiled: Path) -> None:
    found = lines(quiz(compiled, "--json", "--count", "20", "--topic", "history", "--seed", "1"))
    assert {question["topic"] for question in found} == {"history"}
    assert {question["list"] for question in found} == {None}


def test_a_round_on_a_pipe_marks_each_answer(compiled: Path) -> None:
    options = ("--state", "Andhra Pradesh", "--seed", "1", "--count", "4")
    questions = lines(quiz(compiled, "--json", *options))
    right = ["ABCD"[question["right"][0]] for question in questions]
    wrong = "A" if right[1] != "A" else "B"
    # Right, wrong, something else and then right in small letters, skipped.
    said = quiz(compiled, *options, typed=f"{right[0]}\n{wrong}\n?\n{right[2].lower()}\n\n").stdout
    assert said.startswith("Andhra Pradesh: 4 questions.")
    assert said.count("\nRight.\n") == 2
    assert said.count("Not right. The answer: ") == said.count("Skipped. The answer: ") == 1
    assert said.count("Write one of these letters") == 1
    assert all(question["explanation"] in said for question in questions)
    assert said.rstrip().endswith("Right: 2 of 4.")


def test_the_end_of_input_ends_a_round(compiled: Path) -> None:
    assert quiz(compiled, "--seed", "1").stdout.rstrip().endswith("Right: 0 of 0.")


def test_what_is_not_there_is_said(compiled: Path) -> None:
    for options, what in (
        (("--state", "Atlantis"), "Atlantis"),
        (("--topic", "cricket"), "there are: mixed, india"),
        (("--language", "xx"), "there are: en"),
        (("--state", "Lakshadweep", "--topic", "dairy"), "another topic"),
        (("--count", "10001"), "10000"),
    ):
        run = quiz(compiled, *options)
        assert run.returncode == 2
        assert what in run.stderr
        assert "Traceback" not in run.stderr


def test_an_audit_is_printed(compiled: Path) -> None:
    audited = quiz(compiled, "--audit", "60", "--seed", "3")
    assert audited.returncode == 0, audited.stderr
    for fault in ("also right", "wrong key", "impossible", "repeated in a round"):
        assert f"{fault}: 0" in audited.stdout
    assert "solved by all of these" in audited.stdout
    assert "on the best-known districts" in audited.stdout
