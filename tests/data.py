"""Read the test data that people write: conversations, facts, development sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).resolve().parent


def load(path: str) -> Any:
    """Return a YAML file of tests/ as plain data."""
    with (TESTS / path).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def load_all(folder: str) -> list[tuple[str, Any]]:
    """Return every entry of every YAML list in a folder, with the name of its file."""
    out: list[tuple[str, Any]] = []
    for path in sorted((TESTS / folder).glob("*.yaml")):
        out += [(path.stem, entry) for entry in load(f"{folder}/{path.name}") or []]
    return out
