"""Ask what the development sets ask and judge the replies: `python -m tools.figures [--kept] [--show N]`."""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.engine import load_engine
from odop_bot.understanding.memory import Memory
from tools.judging import Verdict, Wanted, judge, judge_foreign, judge_name
from tools.rows import KEPT, QUESTIONS


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, the reply to it, and what that is worth."""

    group: str
    """Stem of the file."""
    language: str
    text: str
    reply: Reply
    verdict: Verdict


def judged(answerer: Answerer, folder: Path) -> Iterator[Judged]:
    """Yield the rows of a folder with their verdicts: CSV files of questions, JSONL files of dialogues."""
    for path in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)):
            hint = row.get("state_hint")
            text = f"{row['text']}, {hint}" if hint else row["text"]
            reply = answerer.answer(Question(text=text))
            verdict = _verdict(answerer, path.stem, row, reply)
            yield Judged(path.stem, row.get("lang") or row["script"], text, reply, verdict)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            talk, memory = json.loads(line), Memory()
            for turn in talk["turns"]:
                reply = answerer.answer(Question(text=turn["user"], memory=memory))
                verdict = judge(Wanted.of_turn(turn), reply, answerer.renderer.text(reply))
                yield Judged(path.stem, talk["lang"], turn["user"], reply, verdict)
                memory = reply.memory


def _verdict(answerer: Answerer, group: str, row: dict[str, str], reply: Reply) -> Verdict:
    if group.startswith("places"):
        return judge_name(frozenset(row["lgd_code"].split("|")), reply)
    if group.startswith("negatives"):
        return judge_foreign(reply)
    return judge(Wanted.of_row(row), reply, answerer.renderer.text(reply))


def tally(rows: list[Judged]) -> dict[tuple[str, str], Counter[Verdict]]:
    """Return how many rows of each group and language got which verdict."""
    out: dict[tuple[str, str], Counter[Verdict]] = {}
    for row in rows:
        out.setdefault((row.group, row.language), Counter())[row.verdict] += 1
    return out


def main() -> None:
    """Print the shares of each group and language, and some rows that are not right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kept", action="store_true", help="the rows that nothing is fitted on")
    options.add_argument("--show", type=int, default=0, help="rows of each group that are not right")
    chosen = options.parse_args()
    root = Path(__file__).resolve().parent.parent
    rows = list(judged(load_engine(root / "knowledge", root / "data"), KEPT if chosen.kept else QUESTIONS))
    for (group, language), counts in sorted(tally(rows).items()):
        total = counts.total()
        print(
            f"{group:28} {language:10} {total:5}  "
            + "  ".join(f"{verdict} {counts[verdict] / total:6.1%}" for verdict in Verdict)
        )
        bad = [r for r in rows if (r.group, r.language) == (group, language) and r.verdict is not Verdict.RIGHT]
        for row in bad[: chosen.show]:
            print(f"    {row.verdict}: {row.text!r} -> {row.reply.kind} {row.reply.faqs} {row.reply.districts[:4]}")


if __name__ == "__main__":
    main()
