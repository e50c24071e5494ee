"""What people type behind commands and forge into buttons becomes a value in one place, or nothing."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.conversation import arguments
from odop_bot.knowledge import Knowledge
from tests.process import ROOT

TESTS_OF_DIGITS = {"isdecimal", "isdigit", "isnumeric"}
OWN_NUMBERS = {"codec.py": 1, "openings.py": 1, "screens.py": 2, "texts.py": 1, "showing.py": 1, "plans.py": 2}
"""Where `int` is called on what the bot has made itself, or on so many digits as a pattern allows; how often."""


@given(st.text(max_size=30) | st.integers(-(10**30), 10**30).map(str))
def test_a_number_is_in_bounds_or_none(text: str) -> None:
    found = arguments.number(text)
    assert found is None or 0 <= found <= arguments.MAX_NUMBER


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("१२", 12),
        ("౧౨", 12),
        ("0", 0),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 30, None),
        ("9" * 6000, None),
        ("-1", None),
        ("+1", None),
        ("", None),
        ("x", None),
        ("1_0", None),
        ("²", None),
        ("1.5", None),
        (" 1", None),
    ],
)
def test_a_number(text: str, value: int | None) -> None:
    assert arguments.number(text) == value


def test_places_and_subjects(knowledge: Knowledge) -> None:
    assert arguments.district(knowledge, "171") is knowledge.districts[171]
    assert arguments.state(knowledge, "9") is knowledge.states[9]
    assert arguments.subject(knowledge, "d171") is knowledge.districts[171]
    assert arguments.subject(knowledge, "s9") is knowledge.states[9]
    for entry in knowledge.faq.values():
        assert arguments.subject(knowledge, f"f.{entry.id[: arguments.CUT]}") is entry
    for family in knowledge.families.values():
        assert arguments.subject(knowledge, f"p.{family.id[: arguments.CUT]}") is family
    for wrong in ("", "d", "d0", "dx", "d" + "9" * 33, "s", "f", "f.", "f.gone", "p.", "x1", "-1"):
        assert arguments.subject(knowledge, wrong) is None, wrong
    assert arguments.numbered("12.f-first-launch") == (12, "f-first-launch")
    assert arguments.numbered("12") == (12, "")
    assert arguments.numbered("x.1") is None


def test_nothing_else_in_the_edge_turns_text_into_numbers() -> None:
    calls: dict[str, int] = {}
    rooms = ("channels", "conversation")
    for path in sorted(path for room in rooms for path in (ROOT / "odop_bot" / room).rglob("*.py")):
        if path.name == "arguments.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in TESTS_OF_DIGITS, f"{path}:{node.lineno}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int":
                calls[path.name] = calls.get(path.name, 0) + 1
    assert calls == OWN_NUMBERS, "read arguments with odop_bot.conversation.arguments"
