"""The database fails: what needs no memory is answered, the admins hear of it once, and nobody's words get out."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
from telegram import Bot

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.alerts import MAX_KINDS, PERIOD, Alerts
from odop_bot.logs import trace
from odop_bot.storage import Store, StoreError
from odop_bot.storage.lifecycle import opened_store
from odop_bot.storage.transactions import Transactions
from odop_bot.storage.trouble import told
from tests.harness import ADMIN, Harness, play
from tests.patience import PATIENCE
from tests.process import Start, answered, free_port
from tests.standin import FakeTelegram

"""Seconds in which other tasks have their turn."""

SECRET = "zqxwords"  # noqa: S105 - what a person writes


PERSON = 700123


def damage(path: Path) -> None:
    """Write nonsense over the middle of every page but the first."""
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(content)


def assert_discreet(text: str, *more: str) -> None:
    """Refuse text with statements, their values, or words and ids of people."""
    for word in (SECRET, "SELECT", "INSERT", "UPDATE", "[SQL", "parameters", *more):
        assert word not in text, text


def test_thirty_questions_on_a_damaged_file(telegram: FakeTelegram, start: Start, tmp_path: Path) -> None:
    port, people = free_port(), range(700_100, 700_130)
    first = start()
    telegram.say("moradabad")
    answered(telegram, 1)
    first.stopped()
    for name in ("odop.db-wal", "odop.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    damage(tmp_path / "odop.db")
    bot = start(ADMIN_IDS=str(ADMIN), METRICS_PORT=str(port))
    for chat in people:
        telegram.say(f"what is the odop of moradabad {SECRET}", chat=chat)
    for chat in people:
        assert answered(telegram, 1, chat=chat)[0]["text"].startswith("Moradabad")
    telegram.type_inline("morad")
    telegram.tap("d:118", chat=people[0])
    telegram.wait(lambda: telegram.sent(people[0])[0]["text"].startswith("Agra"))
    telegram.wait(lambda: bool(telegram.made("answerInlineQuery")))
    telegram.say("/forget", chat=people[0])
    told = answered(telegram, 2, chat=people[0])[-1]["text"]
    assert "Questions are answered all the same" in told
    assert all(len(telegram.sent(chat)) == 1 for chat in people[1:])
    heard = telegram.sent(ADMIN)
    assert 1 <= len(heard) <= len({re.sub(r"^Error \w+: |^[^:]+: ", "", m["text"]) for m in heard}) <= 4, heard
    for text in [bot.said(), *(message["text"] for message in heard)]:
        assert_discreet(text, *map(str, people))
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE)
    assert failed.value.code == 503
    assert json.load(failed.value)["status"] == "degraded"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as page:
        figures = page.read().decode()
    assert "odop_database_up 0.0" in figures
    assert float(re.findall(r"(?m)^odop_database_failures (\S+)", figures)[0]) >= 30
    bot.stopped()


def test_health_is_200_while_all_is_well(telegram: FakeTelegram, start: Start) -> None:
    port = free_port()
    start(METRICS_PORT=str(port))
    telegram.say("moradabad")
    answered(telegram, 1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as page:
        assert json.load(page) == {"status": "ok", "database": "ok"}


@pytest.mark.parametrize("table", ["chats", "people", "answers", "asked", "gaps", "days"])
def test_each_table_that_is_missing_costs_no_answer(table: str, answerer: Answerer, tmp_path: Path) -> None:
    async def scene(bot: Harness) -> None:
        with sqlite3.connect(tmp_path / "odop.db") as database:
            database.execute(f"DROP TABLE {table}")
        question = bot.telegram.say(f"moradabad {SECRET}")
        bot.telegram.say("who won the match yesterday", chat=8)
        bot.telegram.say("/help", chat=10)
        await bot.take_all()
        bot.telegram.tap("d:118")
        bot.telegram.edit(question, "jaipur")
        await bot.take_all()
        await bot.until(lambda: bool(bot.telegram.sent(ADMIN)))
        assert all(len(bot.telegram.sent(chat)) in (1, 2) for chat in (7, 8, 10))
        assert bot.telegram.sent()[-1]["text"].startswith(("Jaipur", "Agra"))
        assert "rror" not in str([m["text"] for chat in (7, 8, 10) for m in bot.telegram.sent(chat)])
        for message in bot.telegram.sent(ADMIN):
            assert_discreet(message["text"])
        assert len(bot.telegram.sent(ADMIN)) == 1

    play(answerer, tmp_path, scene)


@pytest.mark.parametrize(("language", "words"), [("en", "Questions are"), ("hi", "सवालों"), ("te", "ప్రశ్నలకు")])
def test_what_needs_memory_says_so_in_the_persons_language(
    language: str, words: str, answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(bot: Harness) -> None:
        with sqlite3.connect(tmp_path / "odop.db") as database:
            database.execute("DROP TABLE feedback")
        bot.telegram.say("/forget", language=language)
        await bot.take_all()
        assert words in bot.telegram.sent()[-1]["text"]

    play(answerer, tmp_path, scene)


def test_errors_are_told_without_the_words_in_them(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError(f"{SECRET} by {PERSON}")

    async def scene(bot: Harness) -> None:
        monkeypatch.setattr(bot.talk, "ask", fail)
        bot.telegram.say(f"moradabad {SECRET}")
        await bot.take_all()
        told = bot.telegram.sent(ADMIN)[0]["text"]
        assert "ValueError" in told
        assert_discreet(told, str(PERSON))

    play(answerer, tmp_path, scene)
    for record in caplog.records:
        assert_discreet(record.getMessage(), str(PERSON))
        if record.exc_info and record.exc_info[1]:
            written = trace(record.exc_info[1])
            assert "ValueError" in written
            assert "handlers.py" in written
            assert_discreet(written, str(PERSON))


def test_a_traceback_has_the_errors_behind_it_but_none_of_their_words() -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        written = trace(error)
    assert "KeyError" in written
    assert "ValueError" in written
    assert SECRET not in written


def test_what_a_database_says_has_no_values() -> None:
    original = sqlite3.OperationalError(f'no such thing: "{SECRET}" (of 123456789)\nDETAIL: Key (id)=(5) of {SECRET}')
    error = told(sa.exc.OperationalError(f"SELECT '{SECRET}'", {"x": SECRET}, original))
    assert str(error).startswith("OperationalError (no such thing")
    assert_discreet(str(error), "123456789", "DETAIL")


def test_each_kind_is_told_once_in_ten_minutes_with_a_count() -> None:
    now, sent = [0.0], []

    class Recorder:
        async def send_message(self, admin: int, text: str) -> None:
            sent.append((admin, text))

    async def run() -> None:
        bot: Bot = Recorder()  # type: ignore[assignment] # it stands in for a bot
        alerts = Alerts(bot, (1, 2), lambda count, words: f"{count} more: {words}", lambda: now[0])
        for _ in range(30):
            await alerts.tell("disk", "the disk")
            await alerts.tell("lock", "the lock")
        assert sent == [(1, "the disk"), (2, "the disk"), (1, "the lock"), (2, "the lock")]
        await alerts.look()
        now[0] = PERIOD + 1
        await alerts.look()
        assert sent[4:] == [(n, f"29 more: {what}") for what in ("the disk", "the lock") for n in (1, 2)]
        now[0] = 2 * PERIOD + 2
        await alerts.look()
        await alerts.tell("disk", "the disk")
        assert len(sent) == 10
        for number in range(1000):
            await alerts.tell(f"kind {number}", "x")
        assert len(sent) <= 10 + 2 * (MAX_KINDS + 1)

    asyncio.run(run())


def test_a_database_that_hangs_is_not_waited_for_by_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}", connect_args={"timeout": 1.2})
    blocker = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    blocker.execute("CREATE TABLE t (n)")
    blocker.execute("BEGIN EXCLUSIVE")

    async def run() -> None:
        transactions = Transactions(engine, threads=1, together=1)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        statement = sa.text("INSERT INTO t VALUES (1)")
        works = [transactions.do(lambda connection: connection.execute(statement)) for _ in range(20)]
        results = await asyncio.gather(*works, return_exceptions=True)
        assert all(isinstance(result, StoreError) for result in results)
        assert loop.time() - begun < 6
        blocker.execute("ROLLBACK")
        monkeypatch.setattr(transactions, "_resting", None)
        await transactions.do(lambda connection: connection.execute(statement))
        await transactions.close()

    asyncio.run(run())
    blocker.close()
    engine.dispose()


@pytest.mark.parametrize("needed", [False, True])
def test_a_database_that_a_setting_names_must_be_there(needed: bool, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("", encoding="utf-8")

    async def run() -> bool:
        store = Store(f"sqlite:///{tmp_path / 'no folder' / 'x.db'}")
        try:
            return await opened_store(store, needed=needed)
        finally:
            await store.close()

    if needed:
        with pytest.raises(OSError, match="no folder"):
            asyncio.run(run())
    else:
        assert not asyncio.run(run())
