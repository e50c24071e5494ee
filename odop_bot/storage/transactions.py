"""Do work on a database in threads of its own; what comes at the same time may share a transaction."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import sqlalchemy as sa

from odop_bot.storage.trouble import StoreError, Troubles, told

SLOW, REST = 1.0, 5.0
"""A work that fails only after so many seconds is not tried again for so many."""
T = TypeVar("T")
Work = Callable[[sa.Connection], Any]


class _Job:
    """Some work, and who waits for its result."""

    def __init__(self, work: Work, loop: asyncio.AbstractEventLoop, alone: bool) -> None:
        self.work = work
        self.alone = alone
        self.loop = loop
        self.waiting: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: Exception | None = None

    def tell(self) -> None:
        """Hand the result to who waits for it, in their loop."""
        if self.waiting.done():
            return
        if self.error is not None:
            self.waiting.set_exception(self.error)
        else:
            self.waiting.set_result(self.result)


class Transactions:
    """Does work, each whole or not at all, and says so only when it is committed."""

    def __init__(self, engine: sa.Engine, threads: int, together: int) -> None:
        """Take so many transactions at once, each of up to `together` works that wait at the same time.

        Work that shares a transaction may be done twice, the first time without effect: a fault in
        one must not undo the others.
        """
        self._engine = engine
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        """What the driver raises itself, where a connection is set up and a prepared statement is run."""
        self._together = together
        self.troubles = Troubles()
        self._resting: tuple[float, StoreError] | None = None
        """Until when nothing is tried, and why: else all who come would wait for a database that hangs."""
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._aside: list[_Job] = []
        """What comes next because it stands alone; only where works share transactions, in one thread."""
        self._threads = [Thread(target=self._run, name=f"store-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    async def do(self, work: Callable[[sa.Connection], T], *, alone: bool = False) -> T:
        """Do some work; return its result once it is committed; `alone`: outside of any transaction.

        Raises StoreError when the database fails, else what the work raises.
        """
        job = _Job(work, asyncio.get_running_loop(), alone)
        self._jobs.put(job)
        result: T = await job.waiting
        return result

    async def close(self) -> None:
        """Finish what was begun."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _run(self) -> None:
        while jobs := self._next():
            if len(jobs) == 1 or not self._commit(jobs):
                for job in jobs:
                    self._commit([job])
            _tell(jobs)

    def _next(self) -> list[_Job]:
        """Wait for work; return all that is there, or nothing at the end."""
        first = self._aside.pop() if self._aside else self._jobs.get()
        jobs = [first] if first else []
        while first and not first.alone and len(jobs) < self._together:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            if job.alone:
                self._aside.append(job)
                break
            jobs.append(job)
        return jobs

    def _commit(self, jobs: list[_Job]) -> bool:
        """Do the works in one transaction; return whether that went well."""
        begun = time.monotonic()
        if self._resting is not None and begun < self._resting[0]:
            for job in jobs:
                job.error = self._resting[1]
                self.troubles.note(self._resting[1])
            return False
        try:
            if jobs[0].alone:
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    jobs[0].error, jobs[0].result = None, jobs[0].work(connection)
            else:
                with self._engine.begin() as connection:
                    for job in jobs:
                        job.error, job.result = None, job.work(connection)
        except (sa.exc.SQLAlchemyError, self._driver_error) as error:
            trouble = told(error)
            if len(jobs) == 1:
                self.troubles.note(trouble)
            if time.monotonic() - begun >= SLOW:
                self._resting = (time.monotonic() + REST, trouble)
            for job in jobs:
                job.error = trouble
            return False
        except Exception as error:  # whatever it is, it is for those who wait
            for job in jobs:
                job.error = error
            return False
        return True


def _tell(jobs: list[_Job]) -> None:
    def tell() -> None:
        for job in jobs:
            job.tell()

    jobs[0].loop.call_soon_threadsafe(tell)
