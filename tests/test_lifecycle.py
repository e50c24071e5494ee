"""A database that cannot be opened is opened later, and one that is open is kept tidy."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from odop_bot.storage import Store, lifecycle
from odop_bot.storage.lifecycle import clean, open_again, opened_store
from odop_bot.storage.store import KEPT
from odop_bot.storage.trouble import StoreError
from tests.patience import until


async def going_on(work: Coroutine[Any, Any, None], until_what: Callable[[], bool]) -> None:
    """Let something that goes on for ever go on until a condition holds."""
    task = asyncio.create_task(work)
    await asyncio.to_thread(until, until_what)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_it_is_tried_until_the_database_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lifecycle, "OPENING_SECONDS", 0.0)
    folder, told = tmp_path / "folder", []
    folder.write_text("a file in place of the folder", encoding="utf-8")

    def trouble(error: StoreError) -> None:
        told.append(str(error))
        if len(told) == 3:
            folder.unlink()

    async def run() -> None:
        store = Store(f"sqlite:///{folder / 'x.db'}")
        assert not await opened_store(store, needed=False)
        await open_again(store, trouble)
        await store.ping()
        assert await opened_store(store, needed=True)
        await store.close()

    caplog.set_level("INFO")
    asyncio.run(run())
    assert told == ["File exists"] * 3
    assert [record.getMessage() for record in caplog.records if record.name == lifecycle.__name__] == [
        "The database cannot be opened (File exists); the bot answers without it and tries again.",
        "The database is open.",
    ]
    assert str(tmp_path) not in caplog.text


def test_old_rows_go_again_and_again_whatever_fails_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lifecycle, "CLEANING", dt.timedelta(0))

    async def run() -> None:
        store = Store(f"sqlite:///{tmp_path / 'x.db'}")
        await store.open()
        await store.do(lambda connection: connection.exec_driver_sql("ALTER TABLE feedback RENAME TO away"))
        now = dt.datetime.now(dt.UTC)
        await going_on(clean(store), lambda: "Old rows could not be deleted" in caplog.text)
        await store.do(lambda connection: connection.exec_driver_sql("ALTER TABLE away RENAME TO feedback"))
        for chat, days in ((1, 9), (2, 1), (3, -1)):
            await store.save_context(chat, chat, {}, now - KEPT - dt.timedelta(days=days))
        await going_on(clean(store), lambda: chats(tmp_path / "x.db") == [3])
        await store.close()

    asyncio.run(run())


def chats(path: Path) -> list[int]:
    """Return the chats in a database, read from outside."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute("SELECT chat_id FROM chats ORDER BY chat_id")]
