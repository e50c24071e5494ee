"""The API as a process on one core beside a bare Starlette echo, in one run; and nonsense by the ten thousand."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.load import questions
from tests.process import ROOT, compile_knowledge, free_port
from tests.test_web import bodies

CLIENTS, SECONDS, ROUNDS = 200, 20.0, 3
"""Clients at once, seconds of a turn, turns of each server: a minute for each."""
NONSENSE = 10_000
Row = tuple[str, str, str]


class _Client(asyncio.Protocol):
    """One client that asks again as soon as it is answered; a library would need more time than the server."""

    def __init__(self, requests: Iterator[bytes], tally: _Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._got = bytearray()
        self._left = -1
        self._begun = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return
        low = bytes(self._got[:head]).lower()
        length = int(low.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(self._got) < head + 4 + length:
            return
        self._tally.note(time.perf_counter() - self._begun, int(self._got[9:12]))
        self._got.clear()
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._tally.over:
            self._tally.errors += 1

    def _ask(self) -> None:
        assert self._transport is not None
        if self._tally.over:
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(next(self._requests))


class _Tally:
    """What was answered, and how soon."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors = 0
        self.over = False

    def note(self, seconds: float, status: int) -> None:
        """Note an answer."""
        self.times.append(seconds)
        self.errors += status != 200


async def _crowd(port: int, requests: Iterator[bytes]) -> _Tally:
    tally, loop = _Tally(), asyncio.get_running_loop()
    for _ in range(CLIENTS):
        await loop.create_connection(lambda: _Client(requests, tally), "127.0.0.1", port)
    tally.times.clear()
    await asyncio.sleep(SECONDS)
    tally.over = True
    return tally


def _requests(*, fresh: bool) -> Iterator[bytes]:
    """Yield requests with what people ask; `fresh`: each as if nobody had asked it before."""
    number = count()
    for text in questions():
        # Spaces change no answer, but what is kept is found by the very words.
        asked = text + " " * (next(number) // 500 % 300) if fresh else text
        yield f"GET /api/ask?question={quote(asked)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


@contextmanager
def _server(command: list[str], port: int, data: Path, **environment: str) -> Iterator[psutil.Process]:
    """Run a server on one core until it is no longer needed."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env={**os.environ, "ODOP_DATA_DIR": str(data), **environment}
    )
    shown = psutil.Process(process.pid)
    with suppress(AttributeError):
        shown.cpu_affinity([0])
    try:
        asyncio.run(_reached(port))
        yield shown
    finally:
        process.terminate()
        process.wait()


async def _reached(port: int) -> None:
    for _ in range(600):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise TimeoutError


async def _nonsense(port: int) -> dict[int, int]:
    """Post nonsense everywhere; return how often each status was answered, 0 for none."""
    seen: dict[int, int] = {}
    for number, body in enumerate(bodies(7, NONSENSE)):
        path = ("/chat/hear", "/api/ask", "/helpdesk/en/login", "/app/open", "/chat/look", "/..%2f..%2fx")[number % 6]
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line = (await reader.read(20)).split()
        status = int(line[1]) if len(line) > 1 else 0
        seen[status] = seen.get(status, 0) + 1
        writer.close()
    return seen


def measure() -> None:
    """Measure everything and print a table for docs/benchmarks.md."""
    with suppress(AttributeError):
        psutil.Process().cpu_affinity([1] if (os.cpu_count() or 1) > 1 else [0])
    with tempfile.TemporaryDirectory() as folder:
        data = compile_knowledge(Path(folder))
        site = Path(folder) / "a-site"
        site.mkdir()
        (site / "index.html").write_text("<!DOCTYPE html>", encoding="utf-8")
        rows = [*_api(data, site), *_hostile(data, site)]
    print("| | measured | wanted |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _ours(port: int, site: Path) -> list[str]:
    return ["bot.py", "web", "--port", str(port), "--site", str(site)]


def _api(data: Path, site: Path) -> Iterator[Row]:
    """Let the servers take turns, so that a busy machine is busy for all of them."""
    ports = {name: free_port() for name in ("echo", "ours")}
    found: dict[str, list[_Tally]] = {"echo": [], "ours": [], "fresh": []}
    with (
        _server(["-m", "benchmarks.web_echo", str(ports["echo"])], ports["echo"], data),
        _server(_ours(ports["ours"], site), ports["ours"], data, WEB_ASKS="0"),
    ):
        for _ in range(ROUNDS):
            for name, tallies in found.items():
                port = ports["echo" if name == "echo" else "ours"]
                tallies.append(asyncio.run(_crowd(port, _requests(fresh=name == "fresh"))))
    rates = {name: statistics.median(len(x.times) / SECONDS for x in tallies) for name, tallies in found.items()}
    slow = {
        name: statistics.quantiles([t for x in tallies for t in x.times], n=100)[98] for name, tallies in found.items()
    }
    errors = sum(x.errors for tallies in found.values() for x in tallies)
    yield (
        f"a bare Starlette echo, {CLIENTS} clients, one core",
        f"{rates['echo']:.0f} a second, 99th percentile {slow['echo']:.2f} s",
        "",
    )
    share = rates["ours"] / rates["echo"]
    yield (
        "`/api/ask`, what people ask",
        f"{rates['ours']:.0f} a second: {share:.2f} of the echo, 99th percentile {slow['ours']:.2f} s",
        "at least 0.25 of it",
    )
    share = rates["fresh"] / rates["echo"]
    yield (
        "… each as if nobody had asked it before",
        f"{rates['fresh']:.0f} a second: {share:.2f} of the echo, 99th percentile {slow['fresh']:.2f} s",
        "",
    )
    yield "errors", str(errors), "0"


def _hostile(data: Path, site: Path) -> Iterator[Row]:
    port = free_port()
    with _server(_ours(port, site), port, data, WEB_ASKS="0", HELPDESK_TOKEN="a-long-random-word") as server:  # noqa: S106 - of nobody
        asyncio.run(_nonsense(port))
        before = server.memory_info().rss
        seen = asyncio.run(_nonsense(port))
        after = server.memory_info().rss
    told = ", ".join(f"{status}: {number}" for status, number in sorted(seen.items()))
    yield f"{NONSENSE} bodies of nonsense, by status", told, "no 5xx"
    yield "memory after twice as many", f"{after / 1e6:.0f} MB, {(after - before) / before:+.1%}", "flat"


if __name__ == "__main__":
    measure()
