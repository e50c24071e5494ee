"""Finding the district of a message: speed, start-up time, memory and accuracy, ours beside the yardsticks."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import matchers
from benchmarks.cases import Case, foreign, named
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.understanding.understander import Understander

ROOT = Path(__file__).resolve().parent.parent
SLOW_SAMPLE = 400
"""Messages that a slow yardstick is measured with."""


def _time(find: matchers.Matcher, cases: list[Case]) -> tuple[float, float, float]:
    """Return messages per second, and the median and 99th percentile in microseconds."""
    times = []
    for case in cases:
        start = time.perf_counter()
        find(case.text)
        times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    return len(times) / sum(times) * 1e6, statistics.median(times), times[int(len(times) * 0.99)]


def _process(data: Path, question: str) -> tuple[float, float]:
    """Return seconds from start to answer and peak memory in MB of `bot.py ask`."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "ask", question],
        check=True,
        capture_output=True,
        env={**os.environ, "ODOP_DATA_DIR": str(data)},
    )
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measure() -> None:
    """Run everything and print two tables."""
    knowledge = load_knowledge(ROOT / "knowledge")
    understander = Understander(knowledge)
    groups = named(knowledge)
    none = foreign()
    everything = [case for cases in groups.values() for case in cases] + none
    rivals: dict[str, matchers.Matcher | None] = {
        "this engine": matchers.ours(understander),
        "rapidfuzz extractOne(WRatio)": matchers.extract_one(knowledge),
        "SQLite FTS5 trigram": matchers.trigrams(knowledge),
        "whoosh-reloaded, fuzzy": matchers.whoosh(knowledge),
    }
    yardstick = 0.0
    print(
        f"{'':30} {'msg/s':>8} {'p50 us':>8} {'p99 us':>8} {'x WRatio':>9}  "
        + "  ".join(f"{g[:22]:>22}" for g in groups)
        + f"{'false answers':>16}"
    )
    rows = []
    for name, find in rivals.items():
        if find is None:
            print(f"{name:30} not installed: pip install -r benchmarks/requirements.txt")
            continue
        sample = everything if name == "this engine" else everything[:: max(1, len(everything) // SLOW_SAMPLE)]
        rate, median, high = _time(find, sample)
        if "WRatio" in name:
            yardstick = rate
        accuracy = []
        for cases in groups.values():
            part = cases if name == "this engine" else cases[:: max(1, len(cases) // 150)]
            accuracy.append(sum(find(case.text) == case.district for case in part) / len(part))
        part = none if name == "this engine" else none[::3]
        rows.append((name, rate, median, high, accuracy, sum(find(case.text) is not None for case in part) / len(part)))
    for name, rate, median, high, accuracy, wrong in rows:
        print(
            f"{name:30} {rate:8.0f} {median:8.0f} {high:8.0f} {rate / yardstick:9.1f}  "
            + "  ".join(f"{share:22.1%}" for share in accuracy)
            + f"{wrong:16.1%}"
        )
    with tempfile.TemporaryDirectory() as folder:
        cold, _ = _process(Path(folder), "moradabad")
        warm = [_process(Path(folder), "moradabad") for _ in range(5)]
    bare = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare.append(time.perf_counter() - start)
    seconds = statistics.median(w[0] for w in warm)
    print(
        f"\nfrom start to answer: {cold:.2f} s with files to compile, {seconds:.2f} s after that "
        f"({seconds / statistics.median(bare):.0f} times an empty Python); "
        f"peak memory {max(w[1] for w in warm):.0f} MB (the first run included)"
    )
