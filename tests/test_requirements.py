"""What is installed is what the program needs, all of it, and every file of it is known by its hash."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from odop_bot.libraries import LIBRARIES
from tests.process import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
_PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^\]]+\])?)==(\S+)", re.MULTILINE)


def _pins(name: str) -> dict[str, str]:
    return dict(_PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def _asked(name: str) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    names = {re.split(r"[<>=\[; ]", line)[0] for line in lines if line and not line.startswith("-")}
    return {_plain(name) for name in names}


def _plain(name: str) -> str:
    """Return a name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def test_the_tests_have_all_that_the_program_has() -> None:
    runtime, development = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert runtime
    assert runtime.items() <= development.items(), runtime.items() - development.items()


def test_everything_that_is_asked_for_is_pinned() -> None:
    for source, name in (("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")):
        pinned = {_plain(pin) for pin in _pins(name)}
        assert _asked(source) <= pinned, _asked(source) - pinned
    assert "scikit-learn" not in _pins("requirements.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_hashes_and_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text):
        assert not block.strip() or ("==" in block and "--hash=sha256:" in block), block[:80]
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.slow  # starts processes
def test_every_library_that_the_code_imports_is_looked_for_at_the_start() -> None:
    imported: set[str] = set()
    for path in (ROOT / "odop_bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module)
    tops = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - {"odop_bot"}
    # SQLAlchemy imports psycopg, when the database is a PostgreSQL.
    assert tops | {"psycopg", "httptools"} == {name.partition(".")[0] for name in LIBRARIES}


@pytest.mark.parametrize("name", ["uharfbuzz", "click", "msgspec"])
@pytest.mark.parametrize("command", [["ask", "agra"], ["run"], ["check"]])
def test_a_missing_library_is_a_clear_line(name: str, command: list[str], tmp_path: Path) -> None:
    hide = (
        "import importlib.abc, runpy, sys\n"
        "class Hidden(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {name!r}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Hidden())\n"
        f"sys.argv = ['bot.py', *{command!r}]\n"
        f"runpy.run_path({str(ROOT / 'bot.py')!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", hide],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 2, done.stderr
    assert name in done.stderr
    assert "pip install -r requirements.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1
