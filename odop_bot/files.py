"""Write files whole or not at all, for nobody else to read, and clear away what a cut has left."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from odop_bot.locking import lock

SUFFIX = ".new"
"""What is being written ends so until it is whole."""
OURS = ("cache", "compiled", "cards", "odop.db", "odop.db-wal", "odop.db-shm", "review.yaml", "lessons.lock", "web.key")
"""What the program keeps in its data folder."""
_LEFT = (f"*{SUFFIX}", "*.tmp")


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file in one step: whoever reads it sees the old or the new content, also after a power cut.

    A file that is there keeps its mode. Raises OSError; nothing half-written stays then.
    """
    with contextlib.suppress(FileNotFoundError):
        mode = stat.S_IMODE(path.stat().st_mode)
    import tempfile

    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=SUFFIX, delete=False) as file:
        new = Path(file.name)
        lock(file.fileno())
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(new, mode)
            os.replace(new, path)
        except BaseException:
            with contextlib.suppress(OSError):
                new.unlink()
            raise


def make_private(folder: Path, project: Path) -> None:
    """Make a data folder if need be, let nobody else in, and clear away what interrupted writes have left.

    A folder that holds more than the program's own (the `project`, the current folder, one that all may
    write into) is not closed to others, only the program's files in it are. A folder that cannot be
    made or changed costs time only.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode, shared = folder.stat().st_mode, {project.resolve(), Path.cwd()}
        if not mode & stat.S_ISVTX and not any(path.is_relative_to(folder.resolve()) for path in shared):
            _restrict(folder)
        for name in OURS:
            for path in _tree(folder / name):
                with contextlib.suppress(OSError):
                    _restrict(path)
        lefts = (path for name in ("cache", "cards") for path in _tree(folder / name) if _is_left(path))
        for left in [*folder.glob(f".*{SUFFIX}"), *lefts]:
            _clear(left)


def clear_left(folder: Path) -> None:
    """Clear away what interrupted writes of `write_whole` have left anywhere in a folder."""
    with contextlib.suppress(OSError):
        for left in folder.rglob(f".*{SUFFIX}"):
            _clear(left)


def _clear(left: Path) -> None:
    """Delete a file, unless somebody writes it just now."""
    with contextlib.suppress(OSError), left.open("rb") as file:
        if lock(file.fileno()):
            left.unlink()


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Let nobody else read what is made meanwhile."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _restrict(path: Path) -> None:
    mode = path.lstat().st_mode
    wanted = 0o700 if stat.S_ISDIR(mode) else 0o600
    if not stat.S_ISLNK(mode) and stat.S_IMODE(mode) != wanted:
        path.chmod(wanted)


def _tree(path: Path) -> Iterator[Path]:
    if path.is_dir() and not path.is_symlink():
        yield from path.rglob("*")
    if path.exists():
        yield path


def _is_left(path: Path) -> bool:
    return any(path.match(pattern) for pattern in _LEFT) and path.is_file()
