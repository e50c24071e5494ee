"""How fast `ask --csv` answers 100,000 rows, and in how much memory."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cases import foreign, named
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.loader import load_knowledge

ROOT = Path(__file__).resolve().parent.parent
ROWS = 100_000


def questions(knowledge: Knowledge, count: int, seed: int = 3) -> list[str]:
    """Return messages of every kind: districts, typos, scheme questions, what is none of our business."""
    rng = random.Random(seed)
    places = [case.text for cases in named(knowledge).values() for case in cases]
    asks = [line for entry in knowledge.faq.values() for lines in entry.asks.values() for line in lines]
    products = [f"which districts make {family.name['en']}" for family in knowledge.families.values()]
    groups = (places, places, asks, asks, products, [case.text for case in foreign()])
    return [rng.choice(rng.choice(groups)) for _ in range(count)]


def run(data: Path, rows: list[str]) -> tuple[float, float]:
    """Return seconds and peak memory in MB of a run over some questions."""
    with (data / "in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "question"])
        writer.writerows(enumerate(rows))
    begin = time.perf_counter()
    command = [sys.executable, str(ROOT / "bot.py"), "ask", "--csv", "in.csv", "--out", "out.csv"]
    process = subprocess.Popen(command, cwd=data, env={**os.environ, "ODOP_DATA_DIR": str(data)})
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    with (data / "out.csv").open(newline="", encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [str(n) for n in range(len(rows))]
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def measure() -> None:
    """Answer a tenth of the rows, then all: the difference is the pace, without the start."""
    rows = questions(load_knowledge(ROOT / "knowledge"), ROWS)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), rows[:100])
        few, small = run(Path(folder), rows[: ROWS // 10])
        many, large = run(Path(folder), rows)
    pace = (ROWS - ROWS // 10) / (many - few)
    print(
        f"{ROWS:,} rows in {many:.1f} s, {pace:,.0f} a second; peak memory {small:.0f} MB "
        f"for {ROWS // 10:,} rows, {large:.0f} MB for all"
    )
