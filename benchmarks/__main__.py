"""Measure how districts are found; with `telegram` the Telegram bot, with `kills` what kills double."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the part that the command line names."""
    part = sys.argv[1] if len(sys.argv) > 1 else "finding"
    if part == "finding":
        from benchmarks.finding import measure
    elif part == "telegram":
        from benchmarks.telegram import measure
    elif part == "kills":
        from benchmarks.kills import measure
    else:
        sys.exit(f"{part}: no such part; `finding`, `telegram` and `kills` are there")
    measure()


if __name__ == "__main__":
    main()
