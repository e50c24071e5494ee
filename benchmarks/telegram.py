"""The Telegram bot as a process beside a bare echo bot, on the same stand-in for Telegram, in one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.load import Crowd
from tests.bot_token import TOKEN
from tests.process import ROOT, Bot, Starter, compile_knowledge
from tests.standin import StandIn

AT_ONCE = 1_000
"""Chats that wait for an answer at any moment."""
WARM_UP, MESSAGES, ROUNDS = 1_000, 3_000, 5
FEW, MANY = 5_000, 50_000
"""Updates after which the memory is looked at."""
STARTS = 7
TYPED = (
    "m",
    "mo",
    "mor",
    "morad",
    "jai",
    "carpet",
    "pital",
    "mango",
    "pmfme",
    "subsidy",
    "कानपुर",
    "i am from +jaipur+",
)
Row = tuple[str, str, str]
"""What was measured, the figure, and what is wanted of it."""


def measure() -> None:
    """Measure everything and print a table for docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = compile_knowledge(Path(folder))
        standin = StandIn(checked=False)
        try:
            rows = [*_throughput(standin, compiled), *_memory(standin, compiled)]
            rows += [*_starts(standin, compiled), *_inline(standin, compiled)]
        finally:
            standin.close()
    print("| | measured | wanted |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _throughput(standin: StandIn, compiled: Path) -> Iterator[Row]:
    """Let the bots take turns, so that a busy machine is busy for all of them."""
    bots: dict[str, Callable[[], AbstractContextManager[Any]]] = {
        "ours": lambda: _ours(standin, compiled),
        "echo": lambda: _echo(standin),
        "swift echo": lambda: _echo(standin, "swift"),
    }
    rates: dict[str, list[float]] = {name: [] for name in bots}
    for _ in range(ROUNDS):
        for name, bot in bots.items():
            with bot():
                crowd = Crowd(standin.telegram, AT_ONCE, AT_ONCE)
                crowd.ask(WARM_UP)
                rates[name].append(MESSAGES / crowd.ask(MESSAGES))
    rate = {name: statistics.median(measured) for name, measured in rates.items()}
    yield f"messages answered a second, {AT_ONCE:,} chats at once", f"{rate['ours']:.0f}", ""
    for name, label in (("echo", "a bare echo bot"), ("swift echo", "an echo bot with our connections to Telegram")):
        ratio = statistics.median(a / b for a, b in zip(rates["ours"], rates[name], strict=True))
        wanted = "at least 0.7 of it" if name == "echo" else ""
        yield f"… {label}", f"{rate[name]:.0f}: we reach {ratio:.2f} of it", wanted


def _memory(standin: StandIn, compiled: Path) -> Iterator[Row]:
    with _ours(standin, compiled) as bot:
        # Nobody writes twice: what is kept for each person shows.
        crowd = Crowd(standin.telegram, MANY, AT_ONCE)
        crowd.ask(FEW)
        few = _megabytes(bot)
        crowd.ask(MANY - FEW)
        many = _megabytes(bot)
    yield (
        f"memory after {MANY:,} updates of as many people",
        f"{many:.0f} MB, {many / few - 1:+.1%} against {few:.0f} MB after {FEW:,}",
        "at most +5 %",
    )


def _starts(standin: StandIn, compiled: Path) -> Iterator[Row]:
    seconds = []
    for _ in range(STARTS):
        standin.telegram.say("moradabad")
        begun = time.perf_counter()
        with _ours(standin, compiled, wait=False):
            standin.telegram.wait(lambda: _called(standin, "sendMessage"))
            seconds.append(time.perf_counter() - begun)
    yield (
        "from the start of the process to its first reply",
        f"{statistics.median(seconds):.2f} s, worst of {STARTS} {max(seconds):.2f} s",
        "under 1.5 s",
    )


def _inline(standin: StandIn, compiled: Path) -> Iterator[Row]:
    cold, warm = [], []
    for _ in range(STARTS):
        with _ours(standin, compiled):
            cold.append(_type(standin, TYPED[0]))
            warm += [_type(standin, text) for text in TYPED]
    warm.sort()
    yield (
        "inline results, HTTP both ways included",
        f"{statistics.median(warm):.0f} ms, 95th percentile {warm[int(len(warm) * 0.95)]:.0f} ms, "
        f"the first after a start {statistics.median(cold):.0f} ms",
        "under 50 ms",
    )


def _type(standin: StandIn, text: str) -> float:
    """Type something behind the bot's name; return the milliseconds until there are results."""
    standin.telegram.calls.clear()
    begun = time.perf_counter()
    standin.telegram.type_inline(text)
    standin.telegram.wait(lambda: _called(standin, "answerInlineQuery"))
    return (time.perf_counter() - begun) * 1e3


def _called(standin: StandIn, method: str) -> bool:
    return any(call.method == method for call in standin.telegram.calls)


def _megabytes(bot: Bot) -> float:
    return float(psutil.Process(bot.process.pid).memory_info().rss) / 2**20


@contextmanager
def _ours(standin: StandIn, compiled: Path, wait: bool = True) -> Iterator[Bot]:
    """Run our bot, with an empty database."""
    standin.telegram.calls.clear()
    with tempfile.TemporaryDirectory() as folder:
        starter = Starter(standin, Path(folder), compiled)
        try:
            bot = starter.start(wait)
            yield bot
            bot.stopped()
        finally:
            starter.stop()


@contextmanager
def _echo(standin: StandIn, *arguments: str) -> Iterator[None]:
    """Run the echo bot."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.echo", *arguments],
        cwd=ROOT,
        env={**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "BOT_API_URL": standin.url},
    )
    try:
        standin.telegram.wait(lambda: bool(standin.telegram.pollers))
        yield
    finally:
        process.terminate()
        process.wait()
