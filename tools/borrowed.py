"""Show where notes on products borrow wording: `python -m tools.borrowed DESCRIPTIONS.csv`.

The file is the national list with its descriptions, a CSV table with the columns `product` and
`description_in_list`. A note may share facts with it, but not a run of words. Exit code 1 where one does.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.loader import load_knowledge

RUN = 8
"""Words in a row that count as borrowed."""
_WORD = re.compile(r"[^\W_]+")


def borrowed(
    notes: Iterable[tuple[str, str]], descriptions: Iterable[str], run: int = RUN
) -> Iterator[tuple[str, str]]:
    """Yield the id of each note (pairs of id and text) that borrows, with the words that it shares."""
    known = {words for text in descriptions for words in _runs(text, run)}
    for name, text in notes:
        for words in _runs(text, run):
            if words in known:
                yield name, " ".join(words)


def _runs(text: str, run: int) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    for start in range(len(words) - run + 1):
        yield tuple(words[start : start + run])


def main() -> int:
    """Check all notes against a file of descriptions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("descriptions", type=Path)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    arguments = parser.parse_args()
    with arguments.descriptions.open(encoding="utf-8-sig", newline="") as file:
        descriptions = [row["description_in_list"] for row in csv.DictReader(file)]
    notes = load_knowledge(arguments.knowledge).notes.values()
    found = list(borrowed(((note.id, note.note[ENGLISH]) for note in notes), descriptions))
    for name, words in found:
        sys.stdout.write(f"{name}: {words}\n")
    sys.stdout.write(
        f"{len(notes)} notes, {len(descriptions)} descriptions, {len(found)} borrowed runs of {RUN} words\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
