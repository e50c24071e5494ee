"""How soon the first answer comes, beside PyYAML's C loader parsing the same files once, in one run."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.process import ROOT

ROUNDS = 7
QUESTION = "agra"
CORRECTED = "districts/goa.yaml"
_PARSE = """
import sys, time
from pathlib import Path
import yaml
texts = [path.read_text(encoding="utf-8") for path in Path(sys.argv[1]).rglob("*.yaml")]
start = time.process_time()
for text in texts:
    yaml.load(text, Loader=yaml.CSafeLoader)
print(time.process_time() - start)
"""
_ASK = """
import atexit, os, runpy, sys, time
def memory():  # not from getrusage, which counts the process that started this one
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
# What is registered first is called last: this is after the answer, and after the rest of the work too.
atexit.register(lambda: print(time.process_time(), memory()))
register = atexit.register
def answered(work):
    def told():
        print(time.process_time())
        work()
    return register(told)
atexit.register = answered
sys.argv = [sys.argv[1], "ask", sys.argv[2]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def measure() -> None:
    """Measure everything in turns, since a busy machine is busy for all, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge, data = Path(folder) / "knowledge", Path(folder) / "data"
        shutil.copytree(ROOT / "knowledge", knowledge)
        rows: dict[str, list[tuple[float, float, float]]] = {"first": [], "corrected": [], "again": []}
        parses: list[float] = []
        for number in range(ROUNDS):
            parses.append(float(_run(_PARSE, str(knowledge))[0]))
            shutil.rmtree(data, ignore_errors=True)
            rows["first"].append(_ask(knowledge, data))
            path = knowledge / CORRECTED
            text = path.read_text(encoding="utf-8").replace("Feni", "Fenni") + f"# {number}\n"
            path.write_text(text, encoding="utf-8")
            rows["corrected"].append(_ask(knowledge, data))
            rows["again"].append(_ask(knowledge, data))
    parse = statistics.median(parses)
    names = {"first": "no compiled copy", "corrected": "one file corrected", "again": "nothing changed"}
    wanted = {"first": "at most 5", "corrected": "at most 2.5", "again": ""}
    print(f"PyYAML's C loader parses all files in {parse:.2f} s of processor time\n")
    print("| start | to the answer | times the bare parse | wanted | to the end | memory |\n|---|---|---|---|---|---|")
    for name, found in rows.items():
        ratio = statistics.median(row[0] / bare for row, bare in zip(found, parses, strict=True))
        answer, end, memory = (statistics.median(figures) for figures in zip(*found, strict=True))
        print(f"| {names[name]} | {answer:.2f} s | {ratio:.2f} | {wanted[name]} | {end:.2f} s | {memory:.0f} MB |")


def _ask(knowledge: Path, data: Path) -> tuple[float, float, float]:
    """Return seconds of processor time to the answer and to the end, and MB of memory, of one question."""
    told, *end = _run(_ASK, str(ROOT / "bot.py"), QUESTION, ODOP_KNOWLEDGE_DIR=str(knowledge), ODOP_DATA_DIR=str(data))
    return float(told), float(end[0]), float(end[1])


def _run(code: str, *arguments: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    return " ".join(done.stdout.splitlines()[-2:]).split()[-3:]


if __name__ == "__main__":
    measure()
