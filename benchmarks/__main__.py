"""Measure what the command line names.

`python -m benchmarks` how districts are found, `… start` how soon the first answer comes, `… telegram` the
Telegram bot, `… kills` what kills double, `… web` the API.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the part that the command line names."""
    part = sys.argv[1] if len(sys.argv) > 1 else "finding"
    if part == "finding":
        from benchmarks.finding import measure
    elif part == "start":
        from benchmarks.start import measure
    elif part == "telegram":
        from benchmarks.telegram import measure
    elif part == "kills":
        from benchmarks.kills import measure
    elif part == "web":
        from benchmarks.web import measure
    else:
        sys.exit(f"{part}: no such part; `finding`, `start`, `telegram`, `kills` and `web` are there")
    measure()


if __name__ == "__main__":
    main()
