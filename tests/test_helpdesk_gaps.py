"""What the bot did not know: counted, without a trace of who asked; reported; taught; forgotten."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from odop_bot.files import write_whole
from odop_bot.helpdesk.gaps import GapReader
from odop_bot.helpdesk.proposals import Proposal, changed, regressions
from odop_bot.helpdesk.proposals import answered as taught
from odop_bot.helpdesk.training import Training
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.language.tokens import normalise
from odop_bot.storage import CaseStore, GapStore, LastQuestion, LessonStore, Store
from odop_bot.storage.helpdesk_tables import askers
from odop_bot.understanding.understander import Understander
from tests.patience import PATIENCE, until
from tests.people import secrets
from tests.process import ROOT, Start, answered, buttons
from tests.standin import FakeTelegram
from tests.test_helpdesk_cases import tap, to_person

ADMIN = 9
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
LINE = "fee for a shop at the yearly craft bazaar"
ENTRY = "odop-exhibitions"
PASSED = 60
"""Messages that go through the whole bot."""


def with_gaps(path: Path, work: Callable[[GapStore, Store], Awaitable[Any]]) -> Any:
    """Open a database, work with it, close it; return what the work returns."""

    async def run() -> Any:
        store = Store(f"sqlite:///{path}")
        await store.open()
        try:
            return await work(GapStore(store), store)
        finally:
            await store.close()

    return asyncio.run(run())


def rows(path: Path) -> list[dict[str, Any]]:
    """Return all gaps."""

    async def work(gaps: GapStore, _: Store) -> list[dict[str, Any]]:
        return [dict(row) for row in await gaps.top(9999)]

    found: list[dict[str, Any]] = with_gaps(path, work)
    return found


def question(text: str, reader: GapReader, kind: str = "unknown") -> LastQuestion:
    masked = reader.mask(text)
    return LastQuestion(
        text=masked, key=reader.key(masked), language="en", kind=kind, understood={}, open=kind == "choice"
    )


def left_over(parts: list[str], *contents: str) -> list[str]:
    """Return the parts that stand in some content, as words of their own."""
    words = re.findall(r"[^\W_]+", " ".join(contents).casefold())
    there = {" ".join(words[i : i + size]) for size in range(1, 11) for i in range(len(words) - size + 1)}
    return sorted(there & {" ".join(re.findall(r"[^\W_]+", normalise(part).casefold())) for part in parts})


def test_of_2000_messages_nothing_personal_is_kept(
    telegram: FakeTelegram, start: Start, tmp_path: Path, understander: Understander
) -> None:
    messages = list(secrets(2000))
    database = tmp_path / "odop.db"
    bot = start(LOG_LEVEL="DEBUG", HELPDESK_CHAT_ID="-500")
    # A part of them through the whole bot, the rest through what it writes.
    for number, secret in enumerate(messages[:PASSED]):
        telegram.say(secret.text, chat=1000 + number)
    telegram.wait(lambda: len(telegram.messages) >= PASSED)
    log = bot.stopped()
    reader = GapReader(understander)

    async def write(gaps: GapStore, _: Store) -> None:
        for number, secret in enumerate(messages[PASSED:]):
            await gaps.note(number % 900, number, question(secret.text, reader), 0, NOW)

    with_gaps(database, write)
    report(tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "report").iterdir()]
    kept = [row["text"] + " " + row["key"] for row in rows(database)]
    assert len(kept) > 10
    parts = [part for secret in messages for part in secret.parts if not part.isdigit() or len(part) > 4]
    # Names that our own subject has too (a place, a scheme) stand in the nearest answers.
    assert left_over(parts, *kept, *(page.partition("<body>")[2].partition("nearest")[0] for page in pages)) == []
    assert left_over([part for part in parts if any(c.isdigit() for c in part)], log, *pages) == []


def report(folder: Path) -> list[Path]:
    """Run `bot.py report` on the database in a folder."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "report", "--out", str(folder / "report")],
        cwd=folder,
        check=True,
        env={"PATH": "", "DATABASE_URL": f"sqlite:///{folder / 'odop.db'}"},
        capture_output=True,
        timeout=PATIENCE,
    )
    return [Path(line) for line in done.stdout.decode().splitlines()]


def test_the_same_is_counted_and_a_choice_left_open_too(tmp_path: Path, understander: Understander) -> None:
    reader = GapReader(understander)

    async def work(gaps: GapStore, _: Store) -> None:
        later = NOW + dt.timedelta(hours=2)
        await gaps.note(7, 7, question("fire insurance for looms?", reader), 0, NOW)
        await gaps.note(8, 8, question("FIRE INSURANCE, for looms", reader), 0, later)
        await gaps.note(7, 7, question("aurangabad", reader, "choice"), 0, NOW)
        await gaps.note(7, 7, question("bilaspur", reader, "choice"), 0, NOW)
        await gaps.settle(7)
        await gaps.note(8, 8, question("hamirpur", reader, "choice"), 0, NOW)
        await gaps.abandon(later)

    with_gaps(tmp_path / "x.db", work)
    got = {(row["text"], row["cause"]): row["count"] for row in rows(tmp_path / "x.db")}
    assert got == {
        ("FIRE INSURANCE, for looms", "unknown"): 2,
        ("aurangabad", "abandoned"): 1,
        ("hamirpur", "abandoned"): 1,
    }


def test_what_is_past_its_time_is_deleted(tmp_path: Path, understander: Understander) -> None:
    reader = GapReader(understander)

    async def work(gaps: GapStore, store: Store) -> tuple[int, object, object]:
        await gaps.note(7, 7, question("old question on looms", reader), 0, NOW - dt.timedelta(days=400))
        await gaps.note(8, 8, question("new question on looms and fire", reader), 0, NOW)
        cases = CaseStore(store)
        for days, state in ((400, "waiting"), (3, "draft"), (3, "taken")):
            await cases.open(
                {
                    "state": state,
                    "person_id": days,
                    "chat_id": days,
                    "language": "en",
                    "question": state,
                    "opened_at": NOW - dt.timedelta(days=days),
                }
            )
        await gaps.delete_old(NOW, dt.timedelta(days=365))
        assert [row.question for row in await cases.queue(9)] == ["taken"]
        return len(await gaps.days()), await gaps.last_question(7), await gaps.last_question(8)

    days, old, new = with_gaps(tmp_path / "x.db", work)
    assert (days, old) == (1, None)
    assert new is not None
    assert [row["text"] for row in rows(tmp_path / "x.db")] == ["new question on looms and fire"]


def test_a_wrong_answer_is_counted_by_its_question(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    bot = start()
    telegram.say("how much subsidy under pmfme")
    tap(telegram, answered(telegram, 1)[0], "Something wrong?")
    telegram.wait(lambda: "What is wrong" in telegram.sent()[0]["text"])
    tap(telegram, telegram.sent()[0], "It is out of date")
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == 2)
    bot.stopped()
    (row,) = rows(tmp_path / "odop.db")
    assert (row["text"], row["cause"], row["count"]) == ("how much subsidy under pmfme", "wrong", 1)
    assert row["near"][0][0] == "pmfme-subsidy"


def test_a_person_sees_all_that_is_kept_and_has_it_forgotten(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    start(HELPDESK_CHAT_ID="-500")
    telegram.say("/human my loom burnt down")
    tap(telegram, to_person(telegram, "my loom burnt down"), "Send it")
    to_person(telegram, "with the helpdesk")
    telegram.say("/notices")
    tap(telegram, to_person(telegram, "You get none now"), "Notices for all of India")
    to_person(telegram, "You will get notices")
    telegram.say("/export_me")
    file = telegram.documents[to_person(telegram, "All that is kept about you")["message_id"]]
    kept = json.loads(file)
    assert kept["cases"][0]["question"] == "my loom burnt down"
    assert {"readers", "relays"} <= set(kept)
    telegram.say("/export_me", chat=8)
    to_person(telegram, "kept about you", chat=8)
    telegram.say("/forget")
    to_person(telegram, "Everything about you is deleted")

    async def export(_: GapStore, store: Store) -> dict[str, Any]:
        return await store.export(7)

    left = with_gaps(tmp_path / "odop.db", export)
    assert "my loom" not in json.dumps(left)
    assert set(left) <= {"answers", "chats"}


def test_the_report_shows_what_was_asked(tmp_path: Path, understander: Understander) -> None:
    reader = GapReader(understander)

    async def work(gaps: GapStore, _: Store) -> None:
        for day in range(3):
            await gaps.note(7, 7, question("=fire insurance for <looms>", reader), 0, NOW + dt.timedelta(days=day))
            await gaps.note(7, 7, question("moradabad", reader, "district"), 9, NOW + dt.timedelta(days=day))

    with_gaps(tmp_path / "odop.db", work)
    page, *tables = report(tmp_path)
    html = page.read_text(encoding="utf-8")
    assert "&lt;looms&gt;" in html
    assert "<looms>" not in html
    assert "Uttar Pradesh" in html
    assert html.count('<rect class="unknown"') == html.count('<rect class="answered"') == 3
    assert not re.search(r"(?:src|href)=|<script|@import|url\(", html)
    read = {path.name: list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines())) for path in tables}
    assert read["days.csv"][1:] == [[f"2026-11-0{day}", "2", "1", "0", "1"] for day in (1, 2, 3)]
    assert read["states.csv"][1] == ["Uttar Pradesh", "9", "3"]
    # A spreadsheet must not take what people write for a formula.
    assert read["gaps.csv"][1][1] == "'=fire insurance for <looms>"


@pytest.fixture
def folder(tmp_path: Path, compiled: Path) -> Path:
    """Return a knowledge folder that may be changed; the folder `data` beside it holds it compiled."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    shutil.copytree(compiled, tmp_path / "data")
    return tmp_path / "knowledge"


@pytest.mark.parametrize(
    ("lesson", "path", "added"),
    [
        (Proposal("ask", ENTRY, "en", LINE), "faq/market-access.yaml", f"    - {LINE}"),
        (
            Proposal("ask", "pmfme-subsidy", "hi", "मशीन पर कितना पैसा वापस"),
            "languages/hi/faq/pmfme.yaml",
            "  - मशीन पर कितना पैसा वापस",
        ),
        (
            Proposal("ask", "pmfme-subsidy", "hi", "masin par paisa wapas"),
            "languages/hi/faq/pmfme.yaml",
            "  - masin par paisa wapas",
        ),
        (
            Proposal("ask", "pmfme-subsidy", "te", "యంత్రం కొంటే ఎంత తిరిగి వస్తుంది"),
            "languages/te/faq/pmfme.yaml",
            "  - యంత్రం కొంటే ఎంత తిరిగి వస్తుంది",
        ),
        (Proposal("ask", ENTRY, "en", "fee: who pays?"), "faq/market-access.yaml", "    - 'fee: who pays?'"),
    ],
)
def test_a_line_is_added_and_every_other_byte_stays(lesson: Proposal, path: str, added: str) -> None:
    files = read_files(ROOT / "knowledge")
    name, content = changed(files, lesson)
    assert name == path
    before, after = files[name].decode().split("\n"), content.decode().split("\n")
    at = after.index(added)
    assert after[:at] + after[at + 1 :] == before
    # What is there already is not added twice.
    assert changed({**files, name: content}, lesson) == (name, content)


def test_the_gate_names_what_would_be_stolen(understander: Understander) -> None:
    files = read_files(ROOT / "knowledge")
    known = understander.knowledge.faq["pmfme-subsidy"].asks["en"][1]
    lesson = Proposal("ask", ENTRY, "en", f"{known} nowadays")
    name, content = changed(files, lesson)
    now = Understander(load_knowledge(ROOT / "knowledge", {**files, name: content}))
    taken = {item.text: (item.before, item.now) for item in regressions(understander, now, lesson)}
    before, after = taken[known]
    assert before == "pmfme-subsidy"
    assert after.startswith(f"faq {ENTRY}")
    # What it is not like is answered as before.
    fitting = Proposal("ask", ENTRY, "en", LINE)
    name, content = changed(files, fitting)
    now = Understander(load_knowledge(ROOT / "knowledge", {**files, name: content}))
    assert regressions(understander, now, fitting) == []
    assert taught(now, fitting) is None


def test_a_lesson_is_taught_accepted_used_at_once_and_after_a_restart(
    telegram: FakeTelegram, start: Start, tmp_path: Path, folder: Path
) -> None:
    settings = {
        "ADMIN_IDS": str(ADMIN),
        "HELPDESK_CHAT_ID": "-500",
        "ODOP_KNOWLEDGE_DIR": str(folder),
        "ODOP_DATA_DIR": str(tmp_path / "data"),
    }
    bot = start(**settings)
    telegram.say(LINE)
    assert "do not know" in answered(telegram, 1)[0]["text"]
    # What was asked is written down after the answer.
    until(lambda: len(rows(tmp_path / "odop.db")) == 1)
    telegram.say("/gaps", chat=-500, person=21)
    gaps = to_person(telegram, LINE, chat=-500)
    assert "not known" in gaps["text"]
    tap(telegram, gaps, "Teach 1", person=21)
    to_person(telegram, "Which answer should it have got", chat=-500)
    telegram.say(f"/teach 1 {ENTRY}", chat=-500, person=21)
    lesson = to_person(telegram, "It changes nothing else", chat=-500)
    path = folder / "faq" / "market-access.yaml"
    before = path.read_bytes()
    # Staff propose, an admin accepts.
    tap(telegram, lesson, "Accept", person=21)
    telegram.wait(lambda: any("admins" in c.parameters.get("text", "") for c in telegram.made("answerCallbackQuery")))
    assert path.read_bytes() == before
    tap(telegram, lesson, "Accept", person=ADMIN)
    to_person(telegram, "In use.", chat=-500)
    assert f"    - {LINE}\n".encode() in path.read_bytes()
    telegram.say(LINE)
    telegram.wait(lambda: len(telegram.sent()) == 2 and "do not know" not in telegram.sent()[1]["text"])
    review = (tmp_path / "data" / "review.yaml").read_text(encoding="utf-8")
    assert all(word in review for word in ("accepted", LINE, ENTRY, "by_name", "decided_at", "asked: 1"))
    bot.stopped()
    start(**settings)
    telegram.say(LINE, chat=8)
    assert "do not know" not in answered(telegram, 1, chat=8)[0]["text"]
    # A line that belongs to another entry is refused, with the reason.
    telegram.say("fire insurance of looms")
    until(lambda: any(row["number"] == 2 for row in rows(tmp_path / "odop.db")), lambda: rows(tmp_path / "odop.db"))
    telegram.say(f"/teach 2 {ENTRY}: What is PMFME?", chat=ADMIN)
    refused = to_person(telegram, "It cannot be taken", chat=ADMIN)
    assert "is asked by this line as well" in refused["text"]
    assert buttons(refused) == {}
    assert [c for c in telegram.complaints if "not modified" not in c] == []


_CUT = """
import os, signal, sys
from pathlib import Path
from odop_bot import files
step, path, content = sys.argv[1], Path(sys.argv[2]), sys.stdin.buffer.read()
plain = getattr(os, step)
def cut(*arguments):
    if "after" in sys.argv:
        plain(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, step, cut)
files.write_whole(path, content)
"""


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_power_cut_while_a_file_is_edited_leaves_a_whole_file(tmp_path: Path, step: str, when: str) -> None:
    path = tmp_path / "market-access.yaml"
    shutil.copy(ROOT / "knowledge" / "faq" / path.name, path)
    before = path.read_bytes()
    _, after = changed(read_files(ROOT / "knowledge"), Proposal("ask", ENTRY, "en", LINE))
    done = subprocess.run(
        [sys.executable, "-c", _CUT, step, str(path), when], input=after, cwd=ROOT, check=False, timeout=PATIENCE
    )
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == (after if (step, when) == ("replace", "after") else before)
    # The lesson is tried anew then; what is left of the first try is no knowledge file.
    write_whole(path, after)
    assert path.read_bytes() == after
    assert [file.name for file in tmp_path.glob("*.yaml")] == [path.name]


def test_a_file_that_fails_the_checks_is_put_back(
    tmp_path: Path, folder: Path, understander: Understander, monkeypatch: pytest.MonkeyPatch
) -> None:
    from odop_bot.helpdesk import training
    from odop_bot.knowledge import Fault, KnowledgeError

    def fail(*_: object) -> None:
        raise KnowledgeError([Fault("x.yaml", 1, 1, "", "something is wrong", "mend it")])

    monkeypatch.setattr(training, "load_engine", fail)
    path = folder / "faq" / "market-access.yaml"
    before = path.read_bytes()
    trial, answerer = Training(folder, tmp_path / "data").learn(Proposal("ask", ENTRY, "en", LINE), understander)
    assert answerer is None
    assert "something is wrong" in trial.faults[0]
    assert path.read_bytes() == before


def test_lessons_are_a_record(tmp_path: Path) -> None:
    async def work(_: GapStore, store: Store) -> tuple[list[str], list[bool]]:
        lessons = LessonStore(store)
        values = {
            "gap": 1,
            "kind": "ask",
            "target": ENTRY,
            "language": "en",
            "line": LINE,
            "stage": "proposed",
            "by_id": 21,
            "by_name": "Anita",
            "made_at": NOW,
            "why": "{}",
        }
        number = await lessons.add(values)
        decided = [await lessons.decide(number, stage, "Bala", NOW) for stage in ("refused", "accepted")]
        return [row["stage"] for row in await lessons.all()], decided

    assert with_gaps(tmp_path / "x.db", work) == (["refused"], [True, False])


def test_forget_takes_out_what_nobody_else_asked(tmp_path: Path, understander: Understander) -> None:
    reader = GapReader(understander)
    alone, shared, wrong = "fire insurance for looms", "stall at the yearly fair", "subsidy for a kiln"

    async def work(gaps: GapStore, store: Store) -> list[dict[str, Any]]:
        for person, text in ((7, alone), (7, alone), (7, shared), (8, shared), (7, shared)):
            await gaps.note(person, person, question(text, reader), 0, NOW)
        await gaps.count(question(wrong, reader), "wrong", NOW, 7)
        await gaps.note(7, 7, question("aurangabad", reader, "choice"), 0, NOW - dt.timedelta(hours=3))
        await gaps.abandon(NOW)
        exported = (await store.export(7))["gaps"]
        assert {row["text"]: row["times"] for row in exported} == {alone: 2, shared: 2, wrong: 1, "aurangabad": 1}
        assert (await store.export(8))["gaps"] == [{"text": shared, "times": 1}]
        await store.forget(7, 7)
        assert "gaps" not in await store.export(7)
        return [dict(row) for row in await gaps.top(9)]

    left = with_gaps(tmp_path / "x.db", work)
    assert [(row["text"], row["count"]) for row in left] == [(shared, 1)]


def test_no_row_tells_who_asked(tmp_path: Path, understander: Understander) -> None:
    reader = GapReader(understander)
    person = 7_301_466_921

    async def work(gaps: GapStore, store: Store) -> None:
        for text in ("fire insurance for looms", "stall at the yearly fair"):
            await gaps.note(5, person, question(text, reader), 0, NOW)
        await gaps.delete_old(NOW + dt.timedelta(days=9), dt.timedelta(days=365))

    with_gaps(tmp_path / "x.db", work)
    with sqlite3.connect(tmp_path / "x.db") as database:
        marks = [row[0] for row in database.execute("SELECT mark FROM askers")]
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = repr([database.execute(f"SELECT * FROM {table}").fetchall() for table in tables])  # noqa: S608 - our names
    database.close()
    assert len(set(marks)) == 2
    assert str(person) not in kept

    async def with_another_key(_: GapStore, store: Store) -> int:
        return await store.forget(person, 5)

    # Marks can be made with the key of the bot only.
    assert with_gaps(tmp_path / "x.db", with_another_key) == 0


@pytest.mark.parametrize("ended", ["filled", "old"])
def test_marks_go_with_their_gap(tmp_path: Path, understander: Understander, ended: str) -> None:
    reader = GapReader(understander)
    asked = question("fire insurance for looms", reader)

    async def work(gaps: GapStore, store: Store) -> int:
        await gaps.note(7, 7, asked, 0, NOW)
        if ended == "filled":
            await gaps.fill(asked.key)
        else:
            await gaps.delete_old(NOW + dt.timedelta(days=400), dt.timedelta(days=365))
        return len(await store.do(lambda connection: connection.execute(sa.select(askers)).all()))

    assert with_gaps(tmp_path / "x.db", work) == 0
