"""What is remembered, on SQLite and on PostgreSQL: written, changed, deleted, and safe from many at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from odop_bot.settings import Settings
from odop_bot.storage import LEASE, Kept, Sent, Store, Turn
from odop_bot.storage.turns import DOUBLE_TAP
from tests.postgres import Postgres

DATABASES = ("sqlite", "postgres")
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the SQLAlchemy address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'x.db'}"
    return Settings(database_url=request.getfixturevalue("postgres").database()).database()


def with_store(url: str, work: Callable[[Store], Awaitable[None]]) -> None:
    """Open a store, work with it, close it."""

    async def run() -> None:
        store = Store(url)
        await store.open()
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


async def answer(store: Store, chat: int, question: int, now: dt.datetime, context: dict[str, object]) -> None:
    """Answer a message as the bot does."""
    assert await store.turns.begin(chat, question, chat, now) is Turn.MINE
    await store.turns.finish(Sent(chat, question, question + 1, context), now)


def test_a_chat_and_a_language_are_remembered_across_restarts(url: str) -> None:
    async def write(store: Store) -> None:
        await store.save_context(7, 7, {"districts": [171]}, NOW)
        await store.save_context(7, 7, {"districts": [118]}, NOW)
        await store.save_language(7, "hi", NOW)

    async def read(store: Store) -> None:
        assert await store.recall(7, 7) == Kept({"districts": [118]}, "hi")
        assert await store.recall(-1, 7) == Kept({}, "hi")
        assert await store.recall(8, 8) == Kept({}, None)
        assert await store.chat_count() == 1

    with_store(url, write)
    with_store(url, read)


def test_one_worker_answers_a_message_and_the_others_wait_for_it(url: str) -> None:
    async def work(store: Store) -> None:
        assert await store.turns.begin(7, 1, 7, NOW) is Turn.MINE
        assert await store.turns.begin(7, 1, 7, NOW) is Turn.OTHERS
        # A worker that has said nothing for longer than the lease is taken for dead.
        assert await store.turns.begin(7, 1, 7, NOW + LEASE) is Turn.MINE
        await store.turns.finish(Sent(7, 1, 2, {"kind": "faq"}), NOW)
        assert await store.turns.begin(7, 1, 7, NOW + 2 * LEASE) is Turn.DONE
        assert await store.turns.answer_to(7, 1) == 2
        assert await store.recall(7, 7) == Kept({"kind": "faq"}, None)
        assert await store.turns.begin(7, 3, 7, NOW) is Turn.MINE
        await store.turns.give_up(7, 3)
        assert await store.turns.begin(7, 3, 7, NOW) is Turn.MINE

    with_store(url, work)


def test_forget_deletes_all_of_a_person_and_nothing_of_others(url: str) -> None:
    async def work(store: Store) -> None:
        for person in (7, 8):
            await answer(store, person, 1, NOW, {"kind": "district"})
            await store.save_language(person, "te", NOW)
            await store.save_feedback(person, "d171", True, NOW)
        # What they said last in a group is theirs too.
        await store.save_context(-5, 7, {"kind": "faq"}, NOW)
        assert await store.forget(7, 7) == 5
        assert await store.recall(7, 7) == Kept({}, None)
        assert await store.recall(-5, None) == Kept({}, None)
        assert await store.turns.answer_to(7, 1) is None
        assert await store.recall(8, 8) == Kept({"kind": "district"}, "te")
        assert await store.turns.answer_to(8, 1) == 2
        assert await store.feedback_counts() == (1, 0)

    with_store(url, work)


def test_what_was_answered_before_forget_is_not_answered_again(url: str) -> None:
    async def work(store: Store) -> None:
        assert await store.turns.begin(7, 1, 7, NOW, update_id=100) is Turn.MINE
        await store.turns.finish(Sent(7, 1, 2, {"kind": "faq"}, update_id=100), NOW)
        assert await store.turns.begin(7, 3, 7, NOW, update_id=101) is Turn.MINE
        await store.forget(7, 7)
        assert await store.turns.begin(7, 1, 7, NOW, update_id=100) is Turn.DONE
        assert await store.turns.answer_to(7, 1) is None
        # What is being answered when the person says so is as if asked afterwards.
        assert await store.turns.begin(7, 3, 7, NOW, update_id=101) is Turn.OTHERS
        assert await store.turns.begin(7, 5, 7, NOW, update_id=102) is Turn.MINE

    with_store(url, work)


def test_the_last_word_of_feedback_counts(url: str) -> None:
    async def work(store: Store) -> None:
        await store.save_feedback(7, "d171", True, NOW)
        await store.save_feedback(7, "d171", False, NOW)
        assert await store.feedback_counts() == (0, 1)

    with_store(url, work)


def test_what_is_past_its_time_is_deleted(url: str) -> None:
    async def work(store: Store) -> None:
        for days, chat in ((1, 1), (3, 3), (100, 100), (800, 800)):
            then = NOW - dt.timedelta(days=days)
            await answer(store, chat, 1, then, {"kind": "faq"})
            await store.save_language(chat, "hi", then)
        await store.delete_old(NOW)
        kept = [await store.recall(chat, chat) for chat in (1, 3, 100, 800)]
        assert [bool(memory.context) for memory in kept] == [True, True, False, False]
        assert [memory.language for memory in kept] == ["hi", "hi", "hi", None]
        assert [await store.turns.answer_to(chat, 1) for chat in (1, 3, 100)] == [2, None, None]

    with_store(url, work)


def test_many_at_once_lose_nothing(url: str) -> None:
    async def work(store: Store) -> None:
        await asyncio.gather(*(store.save_context(n, n, {"n": n}, NOW) for n in range(200)))
        assert await store.chat_count() == 200
        assert all([(await store.recall(n, n)).context == {"n": n} for n in range(200)])

    with_store(url, work)


def test_workers_that_start_at_once_make_the_tables_once(postgres: Postgres) -> None:
    url = Settings(database_url=postgres.database()).database()

    async def start() -> None:
        stores = [Store(url) for _ in range(4)]
        await asyncio.gather(*(store.open() for store in stores))
        await stores[0].save_language(7, "hi", NOW)
        assert await stores[1].recall(7, 7) == Kept({}, "hi")
        for store in stores:
            await store.close()

    asyncio.run(start())


def test_of_many_workers_one_answers_each_message(url: str) -> None:
    async def work(store: Store) -> None:
        other = Store(url)
        turns = await asyncio.gather(
            *(worker.turns.begin(7, question, 7, NOW) for question in range(50) for worker in (store, other))
        )
        assert sorted(turn.name for turn in turns) == ["MINE"] * 50 + ["OTHERS"] * 50
        await other.close()

    with_store(url, work)


def test_answering_and_forgetting_at_once_wait_for_nobody(url: str) -> None:
    async def work(store: Store) -> None:
        other = Store(url)
        for question in range(40):
            assert await store.turns.begin(7, question, 7, NOW) is Turn.MINE
        await asyncio.gather(
            *(store.turns.finish(Sent(7, question, 99, {"kind": "faq"}), NOW) for question in range(40)),
            *(other.forget(7, 7) for _ in range(10)),
        )
        await other.close()

    with_store(url, work)


def test_a_button_counts_once_in_a_moment(url: str) -> None:
    async def work(store: Store) -> None:
        later = NOW + DOUBLE_TAP
        assert await store.turns.first_tap(-5, 100, NOW)
        assert not await store.turns.first_tap(-5, 101, NOW + DOUBLE_TAP / 2)  # a double
        assert await store.turns.first_tap(-5, 100, NOW + DOUBLE_TAP / 2)  # the first one comes again after a fault
        assert await store.turns.first_tap(-6, 102, NOW)  # another button
        assert not await store.turns.first_tap(-5, 103, later)  # the moment begins with what was seen last
        assert await store.turns.first_tap(-5, 104, later + DOUBLE_TAP)

    with_store(url, work)


def test_what_a_killed_worker_has_sent_is_known_to_the_next_one(tmp_path: Path) -> None:
    url, sent = f"sqlite:///{tmp_path / 'x.db'}", Sent(7, 1, 2, {"kind": "faq"}, 100)

    def found() -> list[Path]:
        return list(tmp_path.glob("sent-*"))

    async def run() -> None:
        killed, living = Store(url, notes=tmp_path), Store(url, notes=tmp_path)
        await killed.open()
        assert await killed.turns.begin(7, 1, 7, NOW) is Turn.MINE
        with killed.turns.noted(sent):
            left = found()[0]
            content = left.read_bytes()
            await living.open()
            assert await living.turns.answer_to(7, 1) is None, "a living worker's notes are its own"
        assert left.read_bytes() == b""
        # The lock goes with the process; here another file stands for one whose process is dead.
        dead = left.with_stem(f"{left.stem}-dead")
        dead.write_bytes(content + content[: len(content) // 2])
        after = Store(url, notes=tmp_path)
        await after.open()
        assert await after.turns.answer_to(7, 1) == 2
        assert (await after.recall(7, 7)).context == {"kind": "faq"}
        assert not dead.exists()
        for store in (killed, living, after):
            await store.close()
        assert found() == []

    asyncio.run(run())


def test_what_another_bot_has_sent_is_no_answer_of_this_one(tmp_path: Path) -> None:
    """Two bots may keep their notes in one folder, and the numbers of their messages may be the same."""
    urls = {name: f"sqlite:///{tmp_path / name}.db" for name in ("a", "b")}
    later = NOW + dt.timedelta(minutes=1)

    def found() -> list[Path]:
        return list(tmp_path.glob("sent-*"))

    async def run() -> None:
        first = Store(urls["a"], key=b"a", notes=tmp_path)
        await first.open()
        assert await first.turns.begin(7, 1, 7, NOW, 100) is Turn.MINE
        with first.turns.noted(Sent(7, 1, 2, None, 100)):
            (left,) = found()
            left.with_stem(f"{left.stem}-dead").write_bytes(left.read_bytes())
        await first.close()
        for url, key in ((urls["b"], b"a"), (urls["a"], b"b")):
            other = Store(url, dt.timedelta(0), key=key, notes=tmp_path)
            await other.open()
            assert await other.turns.begin(7, 1, 7, later, 100) is Turn.MINE, "a question is lost"
            await other.turns.give_up(7, 1)
            await other.close()
        again = Store(f"sqlite:///{tmp_path}/./a.db", dt.timedelta(0), key=b"a", notes=tmp_path)
        await again.open()
        assert await again.turns.begin(7, 1, 7, later, 100) is Turn.DONE
        await again.close()
        assert found() == []

    asyncio.run(run())
