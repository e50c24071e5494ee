"""Work that shares a transaction: whole or not at all, each for itself."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from odop_bot.storage.transactions import REST, SLOW, Transactions
from odop_bot.storage.trouble import LATELY, StoreError, Troubles, is_of_the_disk, told

Work = Callable[[sa.Connection], int]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
    yield engine
    engine.dispose()


def write(number: int) -> Work:
    """Return work that writes a number and returns it."""

    def work(connection: sa.Connection) -> int:
        connection.execute(sa.text("INSERT INTO numbers VALUES (:n)"), {"n": number})
        return number

    return work


def written(engine: sa.Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT n FROM numbers ORDER BY n")))


def with_transactions(engine: sa.Engine, work: Callable[[Transactions], Awaitable[None]]) -> None:
    async def run() -> None:
        transactions = Transactions(engine, threads=1, together=64)
        try:
            await work(transactions)
        finally:
            await transactions.close()

    asyncio.run(run())


def test_a_fault_in_one_work_undoes_no_other(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        wanted = [1, 2, 3, 2, 4, 1, 5]
        results = await asyncio.gather(*(transactions.do(write(n)) for n in wanted), return_exceptions=True)
        assert [result if isinstance(result, int) else None for result in results] == [1, 2, 3, None, 4, None, 5]

    with_transactions(engine, work)
    assert written(engine) == [1, 2, 3, 4, 5]


def test_each_fault_is_counted_once(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        def broken(connection: sa.Connection) -> int:
            return int(connection.execute(sa.text("SELECT n FROM nowhere")).scalar_one())

        before = transactions.troubles.count
        with pytest.raises(StoreError):
            await transactions.do(broken)
        assert transactions.troubles.count == before + 1
        await asyncio.gather(*(transactions.do(broken) for _ in range(5)), return_exceptions=True)
        assert transactions.troubles.count == before + 6

    with_transactions(engine, work)


def test_what_is_said_to_be_done_is_committed(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        async def write_and_look(number: int) -> None:
            await transactions.do(write(number))
            # Another connection sees only what is committed.
            assert number in await asyncio.to_thread(written, engine)

        await asyncio.gather(*(write_and_look(n) for n in range(50)))

    with_transactions(engine, work)


def test_closing_finishes_what_was_begun(engine: sa.Engine) -> None:
    async def run() -> None:
        transactions = Transactions(engine, threads=2, together=4)
        begun = [asyncio.create_task(transactions.do(write(n))) for n in range(40)]
        await asyncio.sleep(0)
        await transactions.close()
        assert await asyncio.gather(*begun) == list(range(40))

    asyncio.run(run())
    assert written(engine) == list(range(40))


def test_who_no_longer_waits_stops_nobody(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        gone = asyncio.create_task(transactions.do(write(1)))
        stays = asyncio.create_task(transactions.do(write(2)))
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays == 2

    with_transactions(engine, work)


def test_a_database_that_was_slow_to_fail_is_let_rest_and_then_tried_again(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("odop_bot.storage.transactions.time", SimpleNamespace(monotonic=lambda: now[0]))

    def failing_after(seconds: float) -> Work:
        def work(connection: sa.Connection) -> int:
            now[0] += seconds
            return int(connection.execute(sa.text("SELECT n FROM nowhere")).scalar_one())

        return work

    async def work(transactions: Transactions) -> None:
        with pytest.raises(StoreError):
            await transactions.do(failing_after(SLOW - 0.25))
        assert await transactions.do(write(1)) == 1  # who fails at once stops nobody
        with pytest.raises(StoreError, match="nowhere") as slow:
            await transactions.do(failing_after(SLOW))
        now[0] += REST - 0.25
        before = transactions.troubles.count
        for number in (2, 3):
            with pytest.raises(StoreError) as resting:
                await transactions.do(write(number))
            assert str(resting.value) == str(slow.value)
        assert transactions.troubles.count == before + 2
        now[0] += 0.25
        assert await transactions.do(write(4)) == 4

    with_transactions(engine, work)
    assert written(engine) == [1, 4]


def test_work_that_stands_alone_waits_for_no_other_and_holds_none_up(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        def vacuum(connection: sa.Connection) -> int:
            connection.exec_driver_sql("VACUUM")  # not possible within a transaction
            return 0

        works = [(write(1), False), (write(2), False), (vacuum, True), (write(3), False), (vacuum, True)]
        assert await asyncio.gather(*(transactions.do(what, alone=alone) for what, alone in works)) == [1, 2, 0, 3, 0]

    with_transactions(engine, work)
    assert written(engine) == [1, 2, 3]


def test_what_is_wrong_besides_the_database_is_told_to_who_asked(engine: sa.Engine) -> None:
    async def work(transactions: Transactions) -> None:
        def broken(_: sa.Connection) -> int:
            raise LookupError("ours")

        results = await asyncio.gather(*map(transactions.do, (write(1), broken, write(2))), return_exceptions=True)
        assert [results[0], results[2]] == [1, 2]
        assert isinstance(results[1], LookupError)
        assert transactions.troubles.count == 0

    with_transactions(engine, work)


def test_the_last_trouble_is_told_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("odop_bot.storage.trouble.time", SimpleNamespace(monotonic=lambda: now[0]))
    troubles = Troubles()
    assert told_now(troubles) == (None, 0)
    troubles.note(StoreError("one"))
    troubles.note(StoreError("two"))
    assert told_now(troubles) == ("two", 2)
    now[0] += LATELY
    assert told_now(troubles) == ("two", 2)
    now[0] += 0.25
    assert told_now(troubles) == (None, 2)


def told_now(troubles: Troubles) -> tuple[str | None, int]:
    return troubles.now, troubles.count


class Unlucky(sqlite3.Error):
    def __init__(self, name: str | None, words: str) -> None:
        super().__init__(words)
        if name is not None:
            self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "of_the_disk"),
    [
        ("SQLITE_FULL", True),
        ("SQLITE_IOERR_WRITE", True),
        ("SQLITE_READONLY_DBMOVED", True),
        ("SQLITE_CORRUPT", True),
        ("SQLITE_BUSY", False),
        (None, False),
    ],
)
def test_an_error_of_the_disk_is_told_from_others_and_has_its_code_and_first_line(
    name: str | None, of_the_disk: bool
) -> None:
    error = told(Unlucky(name, f"no room\n{'x' * 300}"))
    assert is_of_the_disk(error) == of_the_disk
    assert str(error) == (f"Unlucky ({name}, no room)" if name else "Unlucky (no room)")
    assert str(told(Unlucky(name, "x" * 300))).count("x") == 200
    assert str(told(sa.exc.NoResultFound("secret"))) == "NoResultFound"


def test_of_the_errors_of_files_those_of_a_disk_are_of_the_disk() -> None:
    kinds = (errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.ENOENT, errno.EACCES)
    assert [is_of_the_disk(OSError(kind, "x")) for kind in kinds] == [True] * 5 + [False] * 2
    assert not is_of_the_disk(ValueError(errno.ENOSPC))
