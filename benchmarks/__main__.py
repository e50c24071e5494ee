"""Measure what the command line names.

`python -m benchmarks` how districts are found, `… start` how soon the first answer comes, `… telegram` the
Telegram bot, `… kills` what kills double, `… web` the API, `… quiz` making questions, `… masking` masking, `…
spreadsheet` tables of questions.
"""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = ("finding", "start", "telegram", "kills", "web", "quiz", "masking", "spreadsheet")


def main() -> None:
    """Run the part that the command line names."""
    part = sys.argv[1] if len(sys.argv) > 1 else PARTS[0]
    if part not in PARTS:
        sys.exit(f"{part}: no such part; there are {', '.join(PARTS)}")
    # Each needs libraries of its own, which the others are measured without.
    import_module(f"benchmarks.{part}").measure()


if __name__ == "__main__":
    main()
