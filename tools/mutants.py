"""Change the code of a room at random places and see whether its tests notice: `python tools/mutants.py quiz`.

The changes are those of cosmic-ray, made in a copy of the project. What is printed of a change that nobody noticed
is the test that is missing, or code that is not needed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 240
"""A test run that takes longer has noticed: the change made something endless."""
ROOMS = {
    "helpdesk": ("test_helpdesk.py", "test_masking.py", "test_teaching.py", "test_charts.py"),
    "storage": ("test_storage.py", "test_quiz_storage.py", "test_transactions.py", "test_helpdesk_stores.py"),
    "quiz": ("test_quiz_figures.py", "test_quiz_rounds.py", "test_quiz_questions.py", "test_quiz_terminal.py"),
    "telegram": ("test_screens.py", "test_patience.py", "test_polling.py", "test_quiz_rounds.py", "test_chats.py",
                 "test_helpdesk_cases.py", "test_manners.py", "test_quiz_telegram.py"),
}  # fmt: skip
"""The tests that concern a room."""
_DULL = ("NumberReplacer", "ExceptionReplacer", "Variable")
"""Operators whose changes hardly ever matter (a page of 6 for 5), or that need a name to work on."""
_PLUGIN = """
import pickle, sys
from pathlib import Path
def pytest_collection_finish():
    conftest = sys.modules["tests.conftest"]
    copy = Path("/COPY/engine.pickle")
    if copy.exists():
        understander = pickle.loads(copy.read_bytes())
        conftest.load_knowledge = lambda _: understander.knowledge
        conftest.Understander = lambda _: understander
"""


@dataclass(frozen=True)
class Mutant:
    """One change."""

    path: str
    operator: str
    occurrence: int


class _Counter(Visitor):  # type: ignore[misc]  # it has no types
    def __init__(self, operator: object) -> None:
        self.operator, self.count = operator, 0

    def visit(self, node: object) -> object:
        self.count += len(list(self.operator.mutation_positions(node)))  # type: ignore[attr-defined]
        return node


def mutants(room: str) -> Iterator[Mutant]:
    """Yield every change of a room."""
    for path in sorted((ROOT / "odop_bot" / room).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = get_ast(path.read_text(encoding="utf-8"))
        for name in operator_names():
            if any(dull in name for dull in _DULL) or "no-op" in name or "Annotat" in name:
                continue
            counter = _Counter(get_operator(name)())
            counter.walk(tree)
            for occurrence in range(counter.count):
                yield Mutant(path.relative_to(ROOT).as_posix(), name, occurrence)


def changed(mutant: Mutant) -> tuple[str, str] | None:
    """Return the code before and after; None for a change of a type or an annotation only."""
    before = (ROOT / mutant.path).read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(mutant.operator)(), mutant.occurrence)
    if after is None or _meaning(after) == _meaning(before):
        return None
    return before, after


def _meaning(code: str) -> str:
    """Return code without annotations and without what stands for the type checker only."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(0)
    return ast.dump(tree)


def noticed(folder: Path, mutant: Mutant, code: str, tests: tuple[str, ...]) -> bool:
    """Whether the tests fail on a change."""
    path = folder / mutant.path
    before = path.read_bytes()
    path.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-q", "-p", "no:randomly", "-p", "mutant_plugin",
               "-k", "not postgres and not quick_whatever", *(f"tests/{test}" for test in tests
                                                             if (folder / "tests" / test).exists())]  # fmt: skip
    try:
        environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_bytes(before)


def main() -> None:
    """Try a sample of the changes of a room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", help="a folder with other tests: those of before")
    given = parser.parse_args()
    todo = list(mutants(given.room))
    random.Random(given.seed).shuffle(todo)  # noqa: S311
    caught = tried = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("odop_bot", "templates", "knowledge", "tests", "bot.py", "pyproject.toml", "README.md"):
            source = Path(given.tests) if part == "tests" and given.tests else ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
        (folder / "mutant_plugin.py").write_text(_PLUGIN.replace("/COPY", name), encoding="utf-8")
        _compile(folder)
        if noticed(folder, todo[0], (folder / todo[0].path).read_text(encoding="utf-8"), ROOMS[given.room]):
            sys.exit("The tests fail without any change.")
        for mutant in todo:
            if tried == given.count:
                break
            codes = changed(mutant)
            if codes is None:
                continue
            tried += 1
            if noticed(folder, mutant, codes[1], ROOMS[given.room]):
                caught += 1
            else:
                lines = difflib.unified_diff(*(code.splitlines() for code in codes), mutant.path, "", lineterm="", n=0)
                print("\n".join(lines), flush=True)  # noqa: T201
            print(f"{given.room}: {caught} of {tried}", flush=True)  # noqa: T201
    print(f"{given.room}: {caught} of {tried} noticed, {caught / tried:.0%}")  # noqa: T201


def _compile(folder: Path) -> None:
    """Write the knowledge as the tests need it, so that no run loads it anew."""
    code = (
        "import pickle; from pathlib import Path; from odop_bot.knowledge.loader import load_knowledge; "
        "from odop_bot.understanding.understander import Understander; "
        "Path('engine.pickle').write_bytes(pickle.dumps(Understander(load_knowledge(Path('knowledge')))))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
