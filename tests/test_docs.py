"""The documentation says what the program does."""

from __future__ import annotations

import re

import typer.main

from odop_bot.answering import Answerer
from odop_bot.cli import app
from tests.process import ROOT
from tests.readme import filled

LAG = 0.03
"""Share by which a figure of the README may be off."""
FIGURE = re.compile(r"\b\d[\d,.]*")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_transcripts_and_coverage_are_the_programs_own(answerer: Answerer) -> None:
    now = filled(README, answerer)
    assert _without_figures(now) == _without_figures(README), "run: python -m tests.readme"
    # Figures may lag a little: who adds an answer to the knowledge base need not know of this file.
    told, true = _figures(README), _figures(now)
    far = [(a, b) for a, b in zip(told, true, strict=True) if abs(a - b) > LAG * max(a, b)]
    assert far == [], "run: python -m tests.readme"


def _tables(text: str) -> list[str]:
    return re.findall(r"<!-- (?:coverage|languages) -->\n(.*?)<!-- end", text, re.DOTALL)


def _figures(text: str) -> list[float]:
    return [float(number.replace(",", "")) for table in _tables(text) for number in FIGURE.findall(table)]


def _without_figures(text: str) -> str:
    for table in _tables(text):
        text = text.replace(table, FIGURE.sub("#", table))
    return text


def test_every_command_is_in_the_readme_and_has_help() -> None:
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined] # typer makes a group
    documented = set(re.findall(r"`python bot\.py (\w+)", README))
    assert documented == set(commands)
    assert all(command.help for command in commands.values())


def test_ci_runs_the_readmes_test_command() -> None:
    assert ".venv/bin/python -m pytest" in README
    assert ".venv/bin/python -m pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_service_is_started_again_but_for_a_wrong_setting() -> None:
    unit = README.partition("[Service]")[2].partition("```")[0]
    assert "Restart=on-failure\n" in unit
    assert "RestartPreventExitStatus=2\n" in unit
