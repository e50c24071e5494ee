"""The size of our code: what is longer than a screen or two is taken apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.process import ROOT

CLASS, FUNCTION = 250, 60
"""Lines."""


def _long(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > (CLASS if isinstance(node, ast.ClassDef) else FUNCTION):
                yield f"{path.relative_to(ROOT).as_posix()} {node.name}", lines


def test_no_class_and_no_function_grows_long() -> None:
    paths = [path for room in ("odop_bot", "tools", "benchmarks") for path in sorted((ROOT / room).rglob("*.py"))]
    # What a migration did is history.
    found = dict(long for path in paths if "versions" not in path.parts for long in _long(path))
    assert found == {}
