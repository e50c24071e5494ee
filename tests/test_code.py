"""The size of our code: what is longer than a screen or two is taken apart."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process import ROOT

CLASS, FUNCTION = 250, 60
"""Lines."""


def _long(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > (CLASS if isinstance(node, ast.ClassDef) else FUNCTION):
                yield f"{path.relative_to(ROOT).as_posix()} {node.name}", lines


@pytest.mark.slow  # all code is parsed
def test_no_class_and_no_function_grows_long() -> None:
    paths = [path for room in ("odop_bot", "tools", "benchmarks") for path in sorted((ROOT / room).rglob("*.py"))]
    # What a migration did is history.
    found = dict(long for path in paths if "versions" not in path.parts for long in _long(path))
    assert found == {}


@pytest.mark.slow  # starts a process
def test_a_start_of_the_bot_loads_nothing_that_only_few_will_use() -> None:
    late = ("alembic", "prometheus_client", "ruamel.yaml", "odop_bot.quiz.maker", "odop_bot.helpdesk.masking")
    code = f"""
import sys
import odop_bot.channels.telegram.application
print([name for name in {late} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert done.stdout.decode().strip() == "[]"
