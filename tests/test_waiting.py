"""No test waits for a fixed time: it waits for the thing, with one generous end for all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
WAITS = {"sleep"}
ENDS = {"timeout", "seconds"}
"""Names under which a call is told how long to wait."""
TELLERS = {"run", "wait", "wait_for", "wait_until", "urlopen", "result", "connect", "polls", "last_text", "answered"}


def fixed_times(source: str) -> list[str]:
    """Return the calls that wait for a time of their own."""
    out = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        ends = [word.value for word in call.keywords if word.arg in ENDS] if name in TELLERS else []
        ends += call.args[1:2] if name in ("wait", "wait_for", "wait_until") else []
        ends += call.args[:1] if name in WAITS else []
        if any(isinstance(end, ast.Constant) and end.value for end in ends):
            out.append(f"line {call.lineno}: {name}")
    ends_made = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.BinOp))
    for node in ends_made:
        text = ast.unparse(node)
        if "monotonic() +" in text and isinstance(node.right, ast.Constant):
            out.append(f"line {node.lineno}: {text}")
    return out


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.py")), ids=lambda path: path.name)
def test_no_test_waits_for_a_fixed_time(path: Path) -> None:
    assert fixed_times(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "time.sleep(0.3)",
        "await asyncio.sleep(1)",
        "telegram.wait(there, 20)",
        "process.wait(timeout=20)",
        "end = time.monotonic() + 30",
        "polls(telegram, 1, seconds=60)",
    ],
)
def test_a_fixed_time_is_seen(source: str) -> None:
    assert fixed_times(source if "await" not in source else f"async def f():\n    {source}")
