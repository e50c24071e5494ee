"""Work that shares a transaction: whole or not at all, each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from odop_bot.storage.transactions import Transactions
from odop_bot.storage.trouble import StoreError

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
