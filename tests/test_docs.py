"""The documentation says what the program does."""

from __future__ import annotations

import doctest
import importlib.util
import io
import re
from pathlib import Path
from typing import Any, get_type_hints

import click
import pytest
from PIL import Image, ImageChops

from odop_bot.answering import Answerer
from odop_bot.cli import app
from odop_bot.knowledge import Knowledge
from odop_bot.settings import Settings
from tests.process import ROOT
from tools.docs import DOCUMENTS, TASKS, with_parts, with_transcripts
from tools.pictures import FOLDER, PICTURES
from tools.transcripts import transcript

LAG = 0.03
"""Share by which a figure of a table may be off."""
LONGEST = 120
"""Lines of the README."""
FOLDERS = "knowledge|templates|odop_bot|tests|tools|benchmarks|docs"
FIGURE = re.compile(r"\b\d[\d,.]*")
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
ALL = "\n".join(TEXTS.values())
README, OPERATE = TEXTS["README.md"], TEXTS["docs/operate.md"]
named = pytest.mark.parametrize("name", sorted(TEXTS))


@named
def test_tables_and_pictures_of_rooms_are_the_programs_own(name: str, knowledge: Knowledge) -> None:
    text, now = TEXTS[name], with_parts(TEXTS[name], knowledge)
    assert _without_figures(now) == _without_figures(text), "run: python -m tools.docs"
    # Figures may lag a little: who adds an answer to the knowledge base need not know of this file.
    far = [(a, b) for a, b in zip(_figures(text), _figures(now), strict=True) if abs(a - b) > LAG * max(a, b)]
    assert far == [], "run: python -m tools.docs"


def _tables(text: str) -> list[str]:
    return re.findall(r"<!-- (?:coverage|languages) -->\n(.*?)<!-- end", text, re.DOTALL)


def _figures(text: str) -> list[float]:
    return [float(number.replace(",", "")) for table in _tables(text) for number in FIGURE.findall(table)]


def _without_figures(text: str) -> str:
    for table in _tables(text):
        text = text.replace(table, FIGURE.sub("#", table))
    return text


@pytest.mark.parametrize("name", sorted(name for name, text in TEXTS.items() if "```console" in text and name != TASKS))
def test_transcripts_are_the_programs_own(name: str, compiled: Path) -> None:
    assert with_transcripts(TEXTS[name], compiled) == TEXTS[name], "run: python -m tools.docs"


def test_the_example_in_python_does_what_it_says(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odop_bot.engine.load_engine.__defaults__", (ROOT / "knowledge", compiled, ROOT / "templates"))
    examples = re.findall(r"```pycon\n(.*?)```", ALL, re.DOTALL)
    assert examples
    for example in examples:
        test = doctest.DocTestParser().get_doctest(example, {}, "documentation", None, None)
        said = io.StringIO()
        assert doctest.DocTestRunner().run(test, out=said.write).failed == 0, said.getvalue()


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_pictures_are_the_programs_own(name: str, answerer: Answerer) -> None:
    shown, now = (Image.open(file).convert("L") for file in (FOLDER / name, io.BytesIO(PICTURES[name](answerer))))
    assert shown.size == now.size, "run: python -m tools.pictures"
    # Another machine may smooth the edge of a letter otherwise; another letter changes far more.
    other = ImageChops.difference(shown, now).histogram()
    assert sum(other[64:]) < 0.0005 * shown.width * shown.height, "run: python -m tools.pictures"


def test_the_readme_is_short_and_shows_two_pictures() -> None:
    assert README.count("\n") <= LONGEST
    assert README.count("](docs/pictures/") == len(PICTURES)


@pytest.mark.slow  # every command is started
def test_every_command_is_documented_and_has_help() -> None:
    commands = _commands()
    assert set(re.findall(r"^\| `python bot\.py (\w+)", OPERATE, re.MULTILINE)) == set(commands)
    assert all(command.help for command in commands.values())


@named
def test_every_command_and_option_that_is_named_exists(name: str) -> None:
    for line in re.findall(r"python bot\.py ([a-z][^`\n]*)", TEXTS[name]):
        command, _, rest = line.partition(" ")
        assert command in _commands(), line
        options = {option for parameter in _commands()[command].params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, line
    for module in re.findall(r"python -m ([a-z_.]+)", TEXTS[name]):
        assert module.replace(".", "/") in _made(name) or importlib.util.find_spec(module), module


def _commands() -> dict[str, Any]:
    context = click.Context(app)
    return {name: app.get_command(context, name) for name in app.list_commands(context)}


def test_every_setting_is_documented_and_no_other() -> None:
    table = OPERATE.partition("## Settings")[2].partition("\n## ")[0]
    documented = {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert documented == {name.upper() for name in get_type_hints(Settings)}


@named
def test_what_a_document_points_to_is_there(name: str) -> None:
    here = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[name]):
        if target.startswith(("https://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        path = here / file if file else ROOT / name
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings], target
    for place in re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", TEXTS[name]):
        assert place.rstrip("/") in _made(name) or (ROOT / place).exists(), place


def _made(name: str) -> set[str]:
    """Return the folders that the changes in a document make."""
    files = re.findall(r"^--- /dev/null\n\+\+\+ b/(\S+)", TEXTS[name], re.MULTILINE)
    return {folder.as_posix() for file in files for folder in Path(file).parents}


def test_ci_runs_the_readmes_commands() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    first, second = re.findall(r"^```\n(python3 -m venv .*)\n```$", README, re.MULTILINE)
    assert first in steps
    assert all(step in steps for step in second.split(" && "))


def test_the_service_is_started_again_but_for_a_wrong_setting() -> None:
    unit = OPERATE.partition("[Service]")[2].partition("```")[0]
    assert "Restart=on-failure\n" in unit
    assert "RestartPreventExitStatus=2\n" in unit


def test_a_transcript_is_renewed_only_as_far_as_it_is_shown(compiled: Path) -> None:
    block = "$ ls\nkept\n\n$ python bot.py ask aurangabad\nold\n…\n"
    assert transcript(block, compiled) == "$ ls\nkept\n\n$ python bot.py ask aurangabad\nWhich one do you mean?\n…\n"
