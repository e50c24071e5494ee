"""The disk is full, a folder cannot be written, a write was cut: that costs time only. And what is kept is private."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import errno
import io
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.cards import CardPainter
from odop_bot.engine import TEMPLATES
from odop_bot.files import make_private, write_whole
from odop_bot.helpdesk.training import Training
from odop_bot.storage import CaseStore, GapStore, LastQuestion, Sent, Store, Turn
from tests.bot_token import TOKEN
from tests.patience import PATIENCE
from tests.process import ROOT, Bot, Start, answered, free_port
from tests.standin import FakeTelegram, StandIn

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
COMMANDS: dict[str, tuple[list[str], str, int]] = {
    "ask": (["ask", "moradabad"], "Metal Craft", 0),
    "ask --json -": (["ask", "--json", "-"], '"kind": "district"', 0),
    "chat": (["chat"], "Metal Craft", 0),
    "check": (["check"], "are clean", 0),
    "stats": (["stats"], "FAQ entries", 0),
    "quiz --json": (["quiz", "--json", "--count", "2", "--seed", "1"], '"options"', 0),
    "report": (["report", "--out", "of-the-report"], "", 2),
    "ask --csv": (["ask", "--csv", "in.csv", "--out", "out.csv"], "", 2),
}
"""What each command is called with, what it must say, and its exit code."""


def no_room() -> None:
    """Let every write of a process to a file fail, whoever makes it: Python, SQLite, a library."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def call(folder: Path, arguments: list[str], data: Path, full: bool) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ODOP_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), *arguments],
        cwd=folder,
        input="moradabad\n",
        encoding="utf-8",
        env={**environment, "ODOP_DATA_DIR": str(data)},
        check=False,
        capture_output=True,
        timeout=PATIENCE,
        preexec_fn=no_room if full else None,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_on_a_full_disk(command: str, compiled: Path, tmp_path: Path) -> None:
    arguments, words, code = COMMANDS[command]
    (tmp_path / "in.csv").write_text("question\nmoradabad\n", encoding="utf-8")
    data = tmp_path / "data"
    if command != "ask":  # which compiles the knowledge base too, and cannot keep it
        shutil.copytree(compiled, data)
    done = call(tmp_path, arguments, data, full=True)
    assert_answered(done, tmp_path, words, code)


@pytest.mark.parametrize("command", ["ask", "report"])
def test_commands_answer_where_a_file_is_in_place_of_the_folder(command: str, tmp_path: Path) -> None:
    arguments, words, code = COMMANDS[command]
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    done = call(tmp_path, arguments, tmp_path / "data", full=False)
    assert_answered(done, tmp_path, words, code)


def assert_answered(done: subprocess.CompletedProcess[str], folder: Path, words: str, code: int) -> None:
    """Refuse a traceback, another exit code, more than one line of complaint, and what a write has left."""
    assert "Traceback" not in done.stderr, done.stderr
    assert (done.returncode, words in done.stdout) == (code, True), done
    if code == 2:
        assert len([line for line in done.stderr.splitlines() if "ompil" not in line]) == 1, done.stderr
    # What the compiled copy leaves is its own affair.
    assert not [path for path in folder.rglob("*") if path.suffix in (".new", ".tmp") and "cache" not in path.parts]


@pytest.mark.parametrize("command", ["ask", "stats", "quiz --json", "ask --json -"])
def test_an_output_that_cannot_be_written_is_one_clear_line(command: str, compiled: Path, tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "bot.py"), *COMMANDS[command][0]],
            cwd=tmp_path,
            input="moradabad\n",
            encoding="utf-8",
            env={**os.environ, "ODOP_DATA_DIR": str(compiled)},
            check=False,
            timeout=PATIENCE,
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 2
    assert done.stderr == "The output: No space left on device\n"


@pytest.mark.parametrize("trouble", ["full", "a file in place of the folder"])
def test_the_bot_answers_where_nothing_can_be_written(
    trouble: str,
    standin: StandIn,
    telegram: FakeTelegram,
    compiled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, port = tmp_path / "data", free_port()
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT_API_URL": standin.url,
        "ODOP_DATA_DIR": str(data),
        "ADMIN_IDS": "9",
        "METRICS_PORT": str(port),
    }
    if trouble == "full":
        # The log of the test goes to a pipe of its own: it is a file too.
        shutil.copytree(compiled, data)
        monkeypatch.setattr("tests.process.ROOT", _limited(tmp_path))
    else:
        data.write_text("no folder", encoding="utf-8")
    bot = Bot(tmp_path, tmp_path / "log.txt", environment)
    try:
        telegram.wait(lambda: bool(telegram.pollers) or not bot.runs)
        assert bot.runs, bot.said()
        telegram.say("moradabad")
        assert answered(telegram, 1)[0]["text"].startswith("Moradabad")
        telegram.tap("c:171")
        telegram.wait(lambda: len(telegram.photos) == 1)
        # What opening it and what using it say may be two kinds.
        assert len(answered(telegram, 1, chat=9)) <= 2
        assert "Traceback" not in bot.said()
    finally:
        bot.killed()


def _limited(folder: Path) -> Path:
    """Return a folder with a `bot.py` that runs ours where nothing can be written but what is open already."""
    root = folder / "limited"
    root.mkdir()
    (root / "bot.py").write_text(
        "import os, resource, sys\n"
        "read, write = os.pipe()\n"
        "log = os.dup(1)\n"
        "if os.fork():\n"
        "    os.dup2(write, 1); os.dup2(write, 2)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        f"    os.execv(sys.executable, [sys.executable, {str(ROOT / 'bot.py')!r}, *sys.argv[1:]])\n"
        "else:\n"
        "    os.close(write)\n"
        "    while data := os.read(read, 65536):\n"
        "        os.write(log, data)\n",
        encoding="utf-8",
    )
    return root


class Full:
    """Lets the n-th write of this process to a file fail, at each of the ways that Python has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.left = number
        for module, name in [
            (os, "open"),
            (os, "write"),
            (os, "mkdir"),
            (os, "fsync"),
            (os, "chmod"),
            (os, "replace"),
            (os, "ftruncate"),
            (tempfile, "NamedTemporaryFile"),
            (io, "open"),
        ]:
            monkeypatch.setattr(module, name, self._failing(getattr(module, name), name))

    def _failing(self, plain: Callable[..., Any], name: str) -> Callable[..., Any]:
        def tried(*arguments: Any, **named: Any) -> Any:
            reads = name == "open" and plain is not os.open and "w" not in str(arguments[1:2]) + str(named.get("mode"))
            if not reads:
                self.left -= 1
                if self.left == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return plain(*arguments, **named)

        return tried


def _card(answerer: Answerer, folder: Path) -> None:
    district = answerer.knowledge.districts[171]
    assert (
        CardPainter(answerer, TEMPLATES, folder / "cards")
        .paint(district, "en", "https://t.me/x")
        .startswith(b"\x89PNG")
    )


def _notes(_: Answerer, folder: Path) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{folder / 'x.db'}", notes=folder / "deep")
        try:
            with store.turns.noted(Sent(7, 1, 2)):
                pass
        finally:
            await store.close()

    asyncio.run(run())


def _prepare(_: Answerer, folder: Path) -> None:
    make_private(folder / "new" / "data", ROOT)


@pytest.mark.parametrize("work", [_card, _notes, _prepare])
def test_a_write_that_fails_anywhere_costs_time_only(
    work: Callable[[Answerer, Path], None], answerer: Answerer, tmp_path: Path
) -> None:
    for number in range(1, 30):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            full = Full(patch, number)
            work(answerer, folder)
        assert not list(folder.rglob("*.new")), f"write {number} left something"
        if full.left > 0:
            assert number > 1
            return
    pytest.fail("there is no end of writes")


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"before")
    for number in range(1, 30):
        with pytest.MonkeyPatch.context() as patch:
            full = Full(patch, number)
            try:
                write_whole(path, b"after")
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017 - it may not be raised
        assert path.read_bytes() == (b"before" if full.left <= 0 else b"after")
        assert [file.name for file in tmp_path.iterdir()] == ["x.yaml"]
        if full.left > 0:
            return
    pytest.fail("there is no end of writes")


def test_what_an_interrupted_write_has_left_goes_at_the_next_start(compiled: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(compiled, data)
    lefts = [
        data / ".review.new",
        data / "cache" / "tmpx.new",
        data / "cache" / "templates" / "__jinja2_x.tmp",
        data / "cards" / ".card.new",
    ]
    kept = [data / "cards" / "x.png", data / "notes.new.txt"]
    for path in (*lefts, *kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    assert call(tmp_path, ["stats"], data, full=False).returncode == 0
    assert [path for path in lefts if path.exists()] == []
    assert all(path.exists() for path in kept)


def test_what_is_being_written_is_not_taken_for_left(tmp_path: Path) -> None:
    import fcntl

    path = tmp_path / ".x.new"
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        make_private(tmp_path, ROOT)
        assert path.exists()
    make_private(tmp_path, ROOT)
    assert not path.exists()


def test_nobody_else_can_read_what_is_kept(
    telegram: FakeTelegram, start: Start, tmp_path: Path, compiled: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(compiled, data)
    data.chmod(0o755)
    (data / "odop.db").touch(0o644)
    (data / "cards").mkdir(exist_ok=True)
    (data / "cards" / "old").touch(0o644)
    bot = start(ODOP_DATA_DIR=str(data), DATABASE_URL="")
    telegram.say("moradabad")
    answered(telegram, 1)
    telegram.tap("c:171")
    telegram.wait(lambda: len(telegram.photos) == 1)
    Training(ROOT / "knowledge", data).write_review([])
    found = {}
    for path in [data, *data.rglob("*")]:
        with contextlib.suppress(FileNotFoundError):  # A file on its way to its name may be gone by now.
            found[path] = stat.S_IMODE(path.stat().st_mode)
    assert {"odop.db", "odop.db-wal", "odop.db-shm", "cards", "review.yaml"} <= {path.name for path in found}
    wrong = {str(path): oct(mode) for path, mode in found.items() if mode & 0o077}
    assert wrong == {}
    bot.stopped()
    report = tmp_path / "report"
    environment = {**os.environ, "ODOP_DATA_DIR": str(data), "DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "report", "--out", str(report)],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in report.iterdir()} == {"0o600"}


def test_a_folder_with_other_things_in_it_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theirs.txt").touch(0o644)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    make_private(tmp_path, ROOT)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "theirs.txt").stat().st_mode) == 0o644


WORDS = "my words zqx about a loan"


def test_after_forget_the_words_are_gone_from_the_bytes(tmp_path: Path) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{tmp_path / 'odop.db'}", notes=tmp_path)
        await store.open()
        gaps, cases = GapStore(store), CaseStore(store)
        # Others' rows lie between, so that pages are shared.
        for person in range(1, 200):
            for number in range(3):
                words = f"{WORDS} {number}" if person == 77 else "others' words"
                question = LastQuestion(text=words, key="k", language="en", kind="faq", understood={"said": words})
                await gaps.note(person, person, question, 0, NOW)
                assert await store.turns.begin(person, number, person, NOW) is Turn.MINE
                sent = Sent(person, number, 9, {"said": words})
                with store.turns.noted(sent):
                    await store.turns.finish(sent, NOW)
            case = {
                "state": "waiting",
                "person_id": person,
                "chat_id": person,
                "language": "en",
                "question": WORDS if person == 77 else "-",
                "opened_at": NOW,
            }
            await cases.open(case)
        assert "zqx" in left(tmp_path)
        assert await store.forget(77, 77) > 3
        assert "zqx" not in left(tmp_path)
        await store.close()
        assert "zqx" not in left(tmp_path)

    asyncio.run(run())


def test_words_that_an_older_version_deleted_go_too(tmp_path: Path) -> None:
    async def run(work: Callable[[Store], Any]) -> None:
        store = Store(f"sqlite:///{tmp_path / 'odop.db'}")
        await store.open()
        await work(store)
        await store.close()

    async def write(store: Store) -> None:
        await store.save_context(7, 7, {"said": WORDS * 100}, NOW)

    async def nothing(_: Store) -> None:
        """Only open it."""

    asyncio.run(run(write))
    import sqlite3

    with sqlite3.connect(tmp_path / "odop.db") as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("DELETE FROM chats")
        database.execute("PRAGMA user_version=0")
    database.close()
    assert "zqx" in left(tmp_path)
    asyncio.run(run(nothing))
    assert "zqx" not in left(tmp_path)


def left(folder: Path) -> str:
    """Return the bytes of all files in a folder as text."""
    return "".join(path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.is_file())
