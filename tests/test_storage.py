"""What is remembered, on SQLite: written, changed, deleted, and safe from many at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path

from odop_bot.storage import Store

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def with_store(path: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    """Open a store, work with it, close it."""

    async def run() -> None:
        store = Store(f"sqlite+aiosqlite:///{path}")
        await store.open()
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


def test_a_chat_is_remembered_across_restarts(tmp_path: Path) -> None:
    async def write(store: Store) -> None:
        await store.save_context(7, 7, {"districts": [171]}, NOW)
        await store.save_context(7, 7, {"districts": [118]}, NOW)

    async def read(store: Store) -> None:
        assert await store.context(7) == {"districts": [118]}
        assert await store.context(8) == {}
        assert await store.chat_count() == 1

    with_store(tmp_path / "deep" / "x.db", write)
    with_store(tmp_path / "deep" / "x.db", read)


def test_forget_deletes_all_of_a_person_and_nothing_of_others(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        for person in (7, 8):
            await store.save_context(person, person, {"kind": "district"}, NOW)
            await store.save_answer(person, 1, 2, person, NOW)
            await store.save_feedback(person, "d171", True, NOW)
        assert await store.forget(7, 7) == 3
        assert await store.context(7) == {}
        assert await store.answer_to(7, 1) is None
        assert await store.context(8) == {"kind": "district"}
        assert await store.answer_to(8, 1) == 2
        assert await store.feedback_counts() == (1, 0)

    with_store(tmp_path / "x.db", work)


def test_the_last_word_of_feedback_counts(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.save_feedback(7, "d171", True, NOW)
        await store.save_feedback(7, "d171", False, NOW)
        assert await store.feedback_counts() == (0, 1)

    with_store(tmp_path / "x.db", work)


def test_what_is_past_its_time_is_deleted(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        for days, chat in ((1, 1), (3, 3), (100, 100)):
            then = NOW - dt.timedelta(days=days)
            await store.save_context(chat, chat, {"kind": "faq"}, then)
            await store.save_answer(chat, 1, 2, chat, then)
        await store.delete_old(NOW)
        assert [bool(await store.context(chat)) for chat in (1, 3, 100)] == [True, True, False]
        assert [await store.answer_to(chat, 1) for chat in (1, 3, 100)] == [2, None, None]

    with_store(tmp_path / "x.db", work)


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await asyncio.gather(*(store.save_context(n, n, {"n": n}, NOW) for n in range(200)))
        assert await store.chat_count() == 200
        assert all([await store.context(n) == {"n": n} for n in range(200)])

    with_store(tmp_path / "x.db", work)
