"""Renew what the program itself says in the documentation, or say where it lags behind.

    python -m tools.docs            rewrites it
    python -m tools.docs --check    names the documents that would change; exit code 1 if there are any

In all documents: what follows `$ python …` in a block ```` ```console ````, and what stands between
`<!-- coverage -->` (or `languages`, `rooms`) and its end.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from odop_bot.engine import load_engine
from odop_bot.knowledge import Knowledge
from odop_bot.settings import ROOT
from odop_bot.statistics import LEVELS, PARTS, coverage
from tools.rooms import rooms
from tools.tasks import with_tasks
from tools.transcripts import transcript

_HISTORY = frozenset({"CHANGELOG.md", "CHANGES.md"})
DOCUMENTS = tuple(
    sorted(
        path
        for folder in (".", "docs", "knowledge", "tests")
        for path in (ROOT / folder).glob("*.md")
        if path.name not in _HISTORY
    )
)
"""What people read of the project as it is today, beside the guides of the test data."""
TASKS = "CONTRIBUTING.md"
"""Its transcripts are those of a copy, to which its changes have been applied."""
_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def coverage_table(knowledge: Knowledge) -> str:
    """Return the table of what is covered."""
    figures = coverage(knowledge)
    rows = [
        ("States and Union Territories", figures["states"]),
        ("districts", figures["districts"]),
        ("districts on the national list", figures["districts_on_national_list"]),
        *((f"listings: {item.name['en']}", figures["listings"][key]) for key, item in knowledge.lists.items()),
        ("product families", figures["families"]),
        ("notes on products", figures["notes"]),
        ("names in the GI Registry", figures["gi_names"]),
        ("FAQ entries", figures["faq"]),
        ("ways of asking them", sum(figures["asks"].values())),
        ("PIN codes", figures["pins"]),
    ]
    return "| what | how many |\n|---|---|\n" + "".join(f"| {name} | {count:,} |\n" for name, count in rows)


def language_table(knowledge: Knowledge) -> str:
    """Return the table of what each language covers: how far each level is reached, and each part."""
    rows = [
        (code, *(f"{share:.1%}" for share in (*row["levels"].values(), *(row[part] for part in PARTS))))
        for code, row in coverage(knowledge)["languages"].items()
    ]
    head = ("language", *LEVELS, *PARTS)
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


PARTS_MADE: dict[str, Callable[[Knowledge], str]] = {
    "coverage": coverage_table,
    "languages": language_table,
    "rooms": lambda _: rooms(),
}
"""What stands between `<!-- name -->` and `<!-- end of name -->`."""


def with_parts(text: str, knowledge: Knowledge) -> str:
    """Return a document with its tables and pictures made anew."""
    for name, make in PARTS_MADE.items():
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if start in text:
            before, _, rest = text.partition(start)
            text = f"{before}{start}{make(knowledge)}{end}{rest.partition(end)[2]}"
    return text


def with_transcripts(text: str, data_dir: Path) -> str:
    """Return a document with its transcripts made anew."""
    return _CONSOLE.sub(lambda match: transcript(match[0], data_dir), text)


def _with_tasks(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data_dir:
        return with_tasks(text, Path(folder), Path(data_dir))


def main() -> None:
    """Rewrite the documents, or with `--check` only name what lags behind."""
    data_dir = ROOT / "data"
    knowledge = load_engine(ROOT / "knowledge", data_dir).knowledge
    changed = []
    for path in DOCUMENTS:
        old = path.read_text(encoding="utf-8")
        new = with_parts(old, knowledge)
        new = with_transcripts(new, data_dir) if path.name != TASKS else _with_tasks(new)
        if new != old:
            changed.append(path)
            print(path.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    if changed and "--check" in sys.argv:
        sys.exit("These lag behind the program: python -m tools.docs")


if __name__ == "__main__":
    main()
