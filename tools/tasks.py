"""Do the tasks of CONTRIBUTING.md: apply its changes to a copy of the project, and ask what it asks there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from odop_bot.errors import OdopError
from odop_bot.settings import ROOT
from tools.transcripts import transcript

COPIED = ("bot.py", "odop_bot", "knowledge", "templates", "tools")
"""What the tasks change, and what runs it."""
_STEP = re.compile(r"(?<=^```)(diff|console)\n(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


class TaskError(OdopError):
    """A change of the document no longer fits the project; the message says which."""


def with_tasks(text: str, folder: Path, data_dir: Path) -> str:
    """Do all tasks of a document in an empty folder; return the document with what the program said there.

    Raises TaskError for a change that cannot be made.
    """
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)

    def done(step: re.Match[str]) -> str:
        if step[1] == "console":
            return f"console\n{transcript(step[2], data_dir, folder)}"
        applied = subprocess.run(
            ["git", "apply", "-"],  # noqa: S607 - whichever git there is
            check=False,
            cwd=folder,
            input=step[2],
            text=True,
            encoding="utf-8",
            capture_output=True,
            env={"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": os.environ["PATH"]},
        )
        if applied.returncode:
            raise TaskError(f"{applied.stderr.strip()}\nThe change is no longer possible:\n{step[2]}")
        return step[0]

    return _STEP.sub(done, text)
