"""Change the code of a room at random places and see whether its tests notice: `python tools/mutants.py quiz`.

The changes are those of cosmic-ray, made in a copy of the project. What is printed of a change that nobody noticed
is the test that is missing, or code that is not needed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
SLOWER = 3
"""A test run that takes so many times as long as without a change has noticed: the change made something endless."""
_TROUBLE = (
    "test_transactions.py",
    "test_lifecycle.py",
    "test_trouble.py::test_what_a_database_says_has_no_values",
    "test_trouble.py::test_a_database_that_a_setting_names_must_be_there",
    "test_trouble.py::test_a_database_that_hangs_is_not_waited_for_by_each",
    "test_storage.py",
)
"""What is wrong with the database; the rest of that file starts the bot."""
_LESSONS = (
    "test_helpdesk_gaps.py::test_a_line_is_added_and_every_other_byte_stays",
    "test_helpdesk_gaps.py::test_a_file_that_fails_the_checks_is_put_back",
    "test_helpdesk_gaps.py::test_the_gate_names_what_would_be_stolen",
)
"""What is taught; the rest of that file starts the bot."""
ROOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "helpdesk": {
        "charts": ("test_charts.py", "test_helpdesk.py"),
        "figures": ("test_helpdesk_parts.py", "test_charts.py", "test_helpdesk.py"),
        "training": ("test_helpdesk_parts.py", "test_people_first.py", *_LESSONS),
        "proposals": ("test_teaching.py", *_LESSONS),
        "gaps": ("test_helpdesk_parts.py", "test_helpdesk.py", "test_people_first.py"),
        "cases": ("test_helpdesk_parts.py", "test_helpdesk.py", "test_edge.py", "test_parting.py", "test_pass_on.py"),
        "page": ("test_helpdesk_parts.py", "test_masking.py", "test_helpdesk.py"),
        "": ("test_masking.py", "test_helpdesk.py"),
    },
    "storage": {
        "letters": ("test_web_helpdesk.py",),
        "askers": ("test_storage_rows.py", "test_helpdesk_stores.py", "test_helpdesk_gaps.py"),
        "trouble": _TROUBLE,
        "transactions": _TROUBLE,
        "lifecycle": _TROUBLE,
        "sqlite_file": (
            "test_disk.py::test_words_that_an_older_version_deleted_go_too",
            "test_disk.py::test_after_forget_the_words_are_gone_from_the_bytes",
            "test_storage.py",
        ),
        "": (
            "test_quiz_storage.py",
            "test_transactions.py",
            "test_helpdesk_stores.py",
            "test_storage.py",
            "test_storage_rows.py",
            "test_storage_borders.py",
        ),
    },
    "quiz": {
        "strings": ("test_quiz_rounds.py", "test_quiz_questions.py", "test_new_language.py"),
        "audit/": ("test_quiz_audit.py", "test_quiz_questions.py", "test_quiz_terminal.py"),
        "": (
            "test_quiz_topics.py",
            "test_quiz_figures.py",
            "test_quiz_parts.py",
            "test_quiz_rounds.py",
            "test_quiz_play.py",
            "test_quiz_fairness.py",
            "test_quiz_questions.py",
        ),
    },
    "conversation": {
        "helpdesk/": (
            "test_desk_steps.py",
            "test_times.py",
            "test_edge.py",
            "test_pass_on.py",
            "test_parting.py",
            "test_people_first.py",
            "test_web_helpdesk.py",
        ),
        "quiz/": (
            "test_rounds.py",
            "test_round_steps.py",
            "test_times.py",
            "test_quiz_rounds.py",
            "test_quiz_play.py",
            "test_telegram_polls.py",
            "test_edge.py",
        ),
        "idempotency": ("test_conversation_parts.py", "test_manners.py", "test_telegram_order.py", "test_hostile.py"),
        "": (
            "test_conversation_parts.py",
            "test_keyboards.py",
            "test_talk_steps.py",
            "test_wishes.py",
            "test_channels.py",
            "test_personal.py",
            "test_arguments.py",
            "test_rate_limiter.py",
            "test_edge.py",
            "test_phone.py",
            "test_screens.py",
            "test_crawler.py",
        ),
    },
    "channels": {
        "terminal/": ("test_channel_steps.py", "test_channels.py"),
        "health": ("test_telegram_order.py", "test_trouble.py"),
        "web/": ("test_channel_steps.py", "test_web.py", "test_web_helpdesk.py"),
        "telegram/helpdesk/notices": (
            "test_channel_steps.py",
            "test_people_first.py",
            "test_edge.py",
            "test_helpdesk_notices.py",
        ),
        "telegram/helpdesk/teaching": ("test_channel_steps.py", "test_people_first.py", "test_edge.py"),
        "telegram/helpdesk/": (
            "test_staff_taps.py",
            "test_channel_steps.py",
            "test_pass_on.py",
            "test_parting.py",
            "test_edge.py",
            "test_people_first.py",
            "test_helpdesk_cases.py",
            "test_web_helpdesk.py",
        ),
        "telegram/quiz": ("test_telegram_polls.py", "test_quiz_play.py", "test_edge.py", "test_quiz_telegram.py"),
        "telegram/mini_app": ("test_mini_app.py",),
        "telegram/codec": ("test_channel_steps.py", "test_telegram_buttons.py", "test_screens.py"),
        "telegram/polling": ("test_polling.py", "test_limits.py", "test_telegram.py"),
        "telegram/webhook": ("test_telegram_order.py", "test_limits.py", "test_telegram.py"),
        "telegram/aside": ("test_telegram_order.py", "test_people_first.py"),
        "telegram/order": ("test_telegram_order.py", "test_hostile.py", "test_manners.py"),
        "telegram/updates": ("test_telegram_order.py", "test_limits.py"),
        "telegram/introduction": ("test_telegram_order.py", "test_telegram.py"),
        "telegram/requesting": ("test_telegram_calls.py", "test_edge.py", "test_faults.py"),
        "telegram/sending": ("test_telegram_calls.py", "test_telegram_buttons.py", "test_faults.py", "test_manners.py"),
        "telegram/describing": ("test_telegram_calls.py", "test_trouble.py"),
        "telegram/alerts": (
            "test_trouble.py::test_each_kind_is_told_once_in_ten_minutes_with_a_count",
            "test_faults.py",
        ),
        "telegram/fitting": ("test_telegram_buttons.py", "test_screens.py"),
        "telegram/addresses": ("test_telegram_buttons.py", "test_wrong_turns.py", "test_manners.py"),
        "telegram/limiting": ("test_limits.py::test_inline_queries_have_a_limit_too", "test_telegram.py"),
        "telegram/application": ("test_wrong_turns.py", "test_telegram.py", "test_limits.py", "test_faults.py"),
        "telegram/admin": (
            "test_wrong_turns.py",
            "test_trouble.py::test_errors_are_told_without_the_words_in_them",
            "test_trouble.py::test_what_needs_memory_says_so_in_the_persons_language",
            "test_telegram.py",
        ),
        "": (
            "test_channel_steps.py",
            "test_telegram_buttons.py",
            "test_telegram_order.py",
            "test_pass_on.py",
            "test_parting.py",
            "test_people_first.py",
            "test_edge.py",
            "test_hostile.py",
            "test_manners.py",
            "test_wrong_turns.py",
        ),
    },
}
"""By room and beginning of a path in it the tests that concern it, files or single ones, the quick ones first.

The first beginning that fits counts.
"""
_DULL = ("NumberReplacer", "ExceptionReplacer", "Variable")
"""Operators whose changes hardly ever matter (a page of 6 for 5), or that need a name to work on."""
_STAY = ("odop_bot.language", "odop_bot.knowledge", "odop_bot.understanding", "odop_bot.answering")
"""What is loaded once for all runs; no room that is changed is among them."""


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
        self.count += len(list(self.operator.mutation_positions(node)))  # type: ignore[attr-defined] # of the class that mixes this in
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
    try:
        same = after is None or _meaning(after) == _meaning(before)
    except SyntaxError:  # the star before arguments by keyword is taken for a sign of arithmetic
        same = True
    if same:
        return None
    return before, after


def _meaning(code: str) -> str:
    """Return code without annotations, what stands for the type checker only, and what only saves room."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(0)
        elif isinstance(node, ast.Call):
            node.keywords = [word for word in node.keywords if word.arg != "slots"]
    return ast.dump(tree)


def concerned(path: str) -> tuple[str, ...]:
    """Return the tests that concern a file."""
    _, room, rest = path.split("/", 2)
    return next(tests for start, tests in ROOMS[room].items() if rest.startswith(start))


def stale(room: str) -> list[str]:
    """Return what the table names for a room and is not there: a test that was renamed notices nothing."""
    out = []
    for start, tests in ROOMS[room].items():
        if not any(path.startswith(f"odop_bot/{room}/{start}") for path in _paths(room)):
            out.append(start)
        for test in tests:
            name, _, function = test.partition("::")
            path = ROOT / "tests" / name
            if not path.exists() or f"def {function}" not in path.read_text(encoding="utf-8"):
                out.append(test)
    return out


def _paths(room: str) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / "odop_bot" / room).rglob("*.py")]


def noticed(folder: Path, mutant: Mutant, code: str, seconds: float) -> bool:
    """Whether the tests fail on a change. They run in a copy of this process, which has loaded what takes long."""
    path, tests = folder / mutant.path, concerned(mutant.path)
    before = path.read_bytes()
    path.write_text(code, encoding="utf-8")
    try:
        process = os.fork()
        if not process:
            os.setpgid(0, 0)
            os._exit(_run([f"tests/{test}" for test in tests if (folder / "tests" / test.partition("::")[0]).exists()]))
        end = time.monotonic() + seconds
        while not (ended := os.waitpid(process, os.WNOHANG))[0]:
            if time.monotonic() > end:
                print(f"{mutant}: stopped after {seconds:.0f} seconds", flush=True)
                os.killpg(process, signal.SIGKILL)
                end = float("inf")
            time.sleep(0.1)
        return ended[1] != 0
    finally:
        path.write_bytes(before)


def _run(tests: list[str]) -> int:
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    for name in list(sys.modules):
        if name.split(".")[0] == "odop_bot" and name != "odop_bot" and not name.startswith(_STAY):
            del sys.modules[name]
    # What takes long and concerns other things; PostgreSQL tells more of the tables' columns.
    some = "(not postgres or migrations_make) and not quick_whatever"
    # To show a whole knowledge base in a failure takes longer than the test.
    options = ["-n", "0", "-x", "-q", "--tb=no", "--assert=plain", "-p", "no:randomly", "-k", some]
    return int(pytest.main([*options, *tests], plugins=[_Loaded()]))


class _Loaded:
    """Gives the tests the knowledge that is loaded already."""

    understander: Any = None
    compiled: Path

    def pytest_collection_finish(self) -> None:
        """Put it in the place of what would load it."""
        conftest: Any = sys.modules["tests.conftest"]
        conftest.load_knowledge = lambda _: _Loaded.understander.knowledge
        conftest.Understander = lambda _: _Loaded.understander
        conftest.compile_knowledge = lambda folder: shutil.copytree(_Loaded.compiled, folder, dirs_exist_ok=True)


def main() -> None:
    """Try a sample of the changes of a room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", help="a folder with other tests: those of before")
    given = parser.parse_args()
    if gone := stale(given.room):
        sys.exit(f"The table names what is not there: {', '.join(gone)}")
    todo = list(mutants(given.room))
    random.Random(given.seed).shuffle(todo)
    caught = tried = 0
    longest: dict[tuple[str, ...], float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("odop_bot", "templates", "knowledge", "tests", "bot.py", "pyproject.toml", "README.md"):
            source = Path(given.tests) if part == "tests" and given.tests else ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / part)
        _load(folder)
        for mutant in todo:
            if tried == given.count:
                break
            codes = changed(mutant)
            if codes is None:
                continue
            tests = concerned(mutant.path)
            if tests not in longest:
                begun = time.monotonic()
                if noticed(folder, mutant, codes[0], float("inf")):
                    sys.exit(f"Without any change one of these fails: {', '.join(tests)}")
                longest[tests] = (time.monotonic() - begun) * SLOWER
            tried += 1
            if noticed(folder, mutant, codes[1], longest[tests]):
                caught += 1
            else:
                lines = difflib.unified_diff(*(code.splitlines() for code in codes), mutant.path, "", lineterm="", n=0)
                print("\n".join(lines), flush=True)
            print(f"{given.room}: {caught} of {tried}", flush=True)
    print(f"{given.room}: {caught} of {tried} noticed, {caught / tried:.0%}")


def _load(folder: Path) -> None:
    """Load what all runs need."""
    os.chdir(folder)
    sys.dont_write_bytecode = True  # a file that is changed twice in a second would be taken for the first
    sys.path[:0] = [str(folder)]
    from odop_bot.knowledge.loader import load_knowledge
    from odop_bot.understanding.understander import Understander

    _Loaded.understander = Understander(load_knowledge(folder / "knowledge"))
    _Loaded.compiled = folder / "compiled"
    _Loaded.compiled.mkdir()
    environment = {**os.environ, "ODOP_DATA_DIR": str(_Loaded.compiled)}
    command = [sys.executable, folder / "bot.py", "ask", "moradabad"]
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - ours
    importlib.import_module("odop_bot.cli")
    importlib.import_module("odop_bot.channels.telegram.application")


if __name__ == "__main__":
    main()
