"""Compare what two checkouts answer to the same messages.

    python -m tools.compare ../before . [--count 20000] [--seed 1] [--show 3]

Messages are made from this knowledge base and the questions in `tests/development/`, in English, Hindi and Telugu, by
the seed. Each checkout answers all of them with its own `python bot.py ask --json -`, in a data folder of its own.
Wanted after a change of form: every group the same; after one of meaning: only what the change is about.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.cases import FRAMES, typo
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.knowledge.yaml_reader import read_yaml
from odop_bot.settings import ROOT

ROWS = ROOT / "tests" / "development"
MEANING = ("kind", "districts", "states", "families", "faqs", "choices", "answer")
"""Fields that say what was understood; of the others, `text` is what people read."""
SAME, REASONS, TEXT, MEANT = "the same", "reasons alone", "text", "meaning"


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the group in which it is counted."""

    group: str
    text: str


def messages(knowledge: Knowledge, count: int, seed: int) -> list[Message]:
    """Return so many messages, no two the same, every group as often as it can give them."""
    chance = random.Random(seed)
    groups = {name: iter(make) for name, make in _groups(knowledge, chance).items()}
    seen: set[str] = set()
    out: list[Message] = []
    while groups and len(out) < count:
        for name, rest in list(groups.items()):
            text = next((text for text in islice(rest, 50) if text not in seen), None)
            if text is None:
                del groups[name]
                continue
            seen.add(text)
            out.append(Message(name, text))
    return out[:count]


def _groups(knowledge: Knowledge, chance: random.Random) -> Mapping[str, Iterator[str]]:
    languages = sorted({"en", *knowledge.translations})
    frames: dict[str, list[str]] = read_yaml((ROWS / "frames.yaml").read_bytes(), "frames.yaml").data
    out: dict[str, Iterator[str]] = {}
    for language in languages:
        of_districts = [frame for code, texts in frames.items() if code.startswith(language) for frame in texts]
        out[f"districts, {language}"] = _framed(
            [d.names.get(language, d.name) for d in knowledge.districts.values()], of_districts or FRAMES[:4], chance
        )
        out[f"States, {language}"] = _framed(
            [s.names.get(language, s.name) for s in knowledge.states.values()],
            ("{}", "{} odop", "odop list {}"),
            chance,
        )
        out[f"products, {language}"] = _framed(
            [f.name[language] for f in knowledge.families.values() if language in f.name],
            ("{}", "{} odop", "{} kaha banta hai", "which districts make {}", "{} GI"),
            chance,
        )
        out[f"answers, {language}"] = _cycled(
            [text for entry in knowledge.faq.values() for text in entry.asks.get(language, ())], chance
        )
    names = [d.name for d in knowledge.districts.values() if len(d.name) > 5 and d.name.isalpha()]
    out["districts with a typo"] = _framed(names, FRAMES[1:5], chance, spoilt=True)
    out["two districts"] = (
        chance.choice(("compare {} and {}", "{} aur {}", "{}, {}")).format(*chance.sample(names, 2))
        for _ in range(10**6)
    )
    out["GIs"] = _framed(
        [item.name for item in knowledge.gi.values()], ("{}", "is {} a GI", "{} GI tag", "who has the gi of {}"), chance
    )
    out["PIN codes"] = (
        f"{chance.choice(('', 'pin ', 'odop of '))}{chance.randrange(110_000, 860_000)}" for _ in range(10**6)
    )
    out["questions of people"] = _cycled(_rows("questions/questions_*.csv"), chance)
    out["places"] = _cycled(_rows("questions/places*.csv"), chance)
    out["not our business"] = _cycled(_rows("questions/negatives*.csv"), chance)
    return out


def _framed(
    names: Sequence[str], frames: Sequence[str], chance: random.Random, *, spoilt: bool = False
) -> Iterator[str]:
    for _ in range(len(names) * len(frames) * 4):
        name = chance.choice(names)
        name = typo(name.lower(), chance) if spoilt else name
        yield chance.choice(frames).format(name, state="")


def _cycled(texts: Sequence[str], chance: random.Random) -> Iterator[str]:
    return iter(chance.sample(texts, len(texts)))


def _rows(pattern: str) -> list[str]:
    """Return the texts of rows, in one line each."""
    out: list[str] = []
    for path in sorted(ROWS.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            out += [" ".join(row["text"].split()) for row in csv.DictReader(file)]
    return out


def answers(checkout: Path, texts: Sequence[str], data: Path) -> list[dict[str, Any]]:
    """Return the JSON objects of a checkout, in order. Raises CalledProcessError when it fails."""
    done = subprocess.run(
        [sys.executable, "bot.py", "ask", "--json", "-"],
        cwd=checkout,
        env=os.environ | {"ODOP_DATA_DIR": str(data)},
        input="".join(f"{text}\n" for text in texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what of an answer is different: its meaning, its text, or what it gives as reasons."""
    if before == after:
        return SAME
    if any(before.get(field) != after.get(field) for field in MEANING):
        return MEANT
    return TEXT if before["text"] != after["text"] else REASONS


def main() -> None:
    """Print by group how many answers are the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="a checkout")
    parser.add_argument("after", type=Path, help="another one")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="messages to show of each group and difference")
    options = parser.parse_args()
    asked = messages(load_knowledge(ROOT / "knowledge", read_files(ROOT / "knowledge")), options.count, options.seed)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as at_once:
        texts = [message.text for message in asked]
        checkouts, folders = (options.before, options.after), (Path(scratch, "before"), Path(scratch, "after"))
        before, after = at_once.map(answers, checkouts, (texts, texts), folders)
    tell(asked, before, after, options.show)


def tell(
    asked: Sequence[Message], before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], show: int
) -> None:
    """Print the table of groups and some of the messages that are answered otherwise."""
    kinds = (SAME, REASONS, TEXT, MEANT)
    counts: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], list[str]] = {}
    for message, old, new in zip(asked, before, after, strict=True):
        what = difference(old, new)
        counts[message.group, what] += 1
        if what != SAME:
            shown.setdefault((message.group, what), []).append(f"{message.text}: {old['kind']} → {new['kind']}")
    print(f"{'':24} {' '.join(f'{kind:>14}' for kind in kinds)}")
    for group in dict.fromkeys(message.group for message in asked):
        print(f"{group:24} {' '.join(f'{counts[group, kind]:14}' for kind in kinds)}")
    totals = [sum(count for (_, what), count in counts.items() if what == kind) for kind in kinds]
    print(f"{f'all {len(asked)}':24} {' '.join(f'{total:14}' for total in totals)}")
    for (group, what), lines in shown.items():
        print(f"\n{group}, {what}:", *lines[:show], sep="\n  ")


if __name__ == "__main__":
    main()
