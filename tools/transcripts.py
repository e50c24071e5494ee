"""Run the commands of a document's transcripts."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from odop_bot.settings import ROOT

PROMPT, CUT = "$ python ", "…"
_OURS = ("ODOP_", "HELPDESK_", "TELEGRAM_", "WEBHOOK", "BOT_", "ADMIN_", "LOG_", "METRICS_", "DATABASE_")
"""How the names of our settings begin: what is set on this machine must not show."""


def transcript(block: str, data_dir: Path, project: Path = ROOT) -> str:
    """Return a block with what its `$ python …` commands say today; other commands stay as they are.

    They run in the project's folder. Standard error is shown below standard output. Where a document ends with a line
    of `…` alone, so does the new one. Raises RuntimeError where a command breaks down: that belongs in no document.
    """
    keep = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    out = []
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        command, _, before = part.partition("\n")
        if not command.startswith(PROMPT):
            out.append(part)
            continue
        done = subprocess.run(  # noqa: S603 - the commands of our own documents
            [sys.executable, *shlex.split(command.removeprefix(PROMPT))],
            check=False,
            cwd=project,
            env={**keep, "ODOP_DATA_DIR": str(data_dir), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if _BROKEN in done.stderr:
            raise RuntimeError(f"{command}\n{done.stderr}")
        said = [line for line in f"{done.stdout}{done.stderr}".strip().splitlines() if line not in _PASSING]
        told = before.splitlines()
        if CUT in told:
            said = [*said[: told.index(CUT)], CUT]
        out.append("\n".join([command, *said]) + "\n\n")
    return "".join(out).rstrip("\n") + "\n"


_BROKEN = "Traceback (most recent call last)"
_PASSING = frozenset({"Reading the knowledge base, which is new or has changed; this takes a few seconds, once."})
"""What is said once, at the first start after a change."""
