"""CONTRIBUTING.md can be followed: each task is done by the text alone, in as few places as it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import ROOT
from tools.docs import TASKS
from tools.tasks import TaskError, with_tasks

TEXT = (ROOT / TASKS).read_text(encoding="utf-8")
PLACES = {
    "1. Correct a product": 1,
    "2. Add an answer": 1,
    "3. Add a word that people use": 1,
    "4. Add a list": 3,
    "5. Add a language": 0,
    "6. Add a channel": 1,
    "7. Change the card": 1,
}
"""Files, or folders of new files, that each task changes by hand."""


def test_the_tasks_can_be_done_and_leave_the_project_clean(tmp_path: Path) -> None:
    project, data = tmp_path / "project", tmp_path / "data"
    project.mkdir()
    assert with_tasks(TEXT, project, data) == TEXT, "run: python -m tools.docs"
    checked = subprocess.run(
        [sys.executable, "bot.py", "check"],
        check=False,
        cwd=project,
        env={"ODOP_DATA_DIR": str(data), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert checked.returncode == 0, checked.stdout
    assert "knowledge/ and templates/ are clean" in checked.stdout
    card = (project / "north-goa.png").read_bytes()
    assert card.startswith(b"\x89PNG")


def test_each_task_changes_few_places() -> None:
    sections = dict(re.findall(r"^### (.*?)\n(.*?)(?=^##)", TEXT, re.DOTALL | re.MULTILINE))
    found = {}
    for task, section in sections.items():
        changed = set()
        for old, new in re.findall(r"^--- (\S+)\n\+\+\+ b/(\S+)", section, re.MULTILINE):
            if new != "letter.eml":  # what it is tried with
                changed.add(str(Path(new).parent) if old == "/dev/null" else new)
        found[task] = len(changed)
    assert found == PLACES


def test_a_change_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    change = "--- a/knowledge/lists.yaml\n+++ b/knowledge/lists.yaml\n@@ -1,1 +1,1 @@\n-no such line\n+another\n"
    with pytest.raises(TaskError, match="no such line"):
        with_tasks(f"```diff\n{change}```\n", tmp_path, tmp_path / "data")
