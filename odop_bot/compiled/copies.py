"""The folder with the copies: this one, and the one before."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from odop_bot.compiled.files import Section, read_sections, remove_leftovers, write_sections
from odop_bot.compiled.shelf import Shelf

_KEPT = 2
"""Copies that stay on disk."""
_SPARE = ".spare"
"""Ending of the file with what is needed only when something has changed."""


class Copies:
    """Copies by the key of all that they were made from. A folder that cannot be written costs time only."""

    def __init__(self, folder: Path, code: str) -> None:
        """Take the folder and the key of the code that makes the values."""
        self._folder = folder
        self._code = code
        with contextlib.suppress(OSError):
            remove_leftovers(folder)

    def shelf(self, key: str) -> Shelf:
        """Return a shelf on the copy of this key, or on the newest other one: what did not change serves again."""
        paths = (self._path(key), *self._others(key))
        return Shelf(self._first(paths), partial(self._first, [path.with_suffix(_SPARE) for path in paths]))

    def _first(self, paths: Sequence[Path]) -> dict[str, Section]:
        """Return the sections of the first file that is whole."""
        found = (read_sections(path, self._code) for path in paths)
        return next((sections for sections in found if sections is not None), {})

    def keep(self, key: str, shelf: Shelf) -> None:
        """Write what a shelf holds, if the copy of this key does not hold it already."""
        path = self._path(key)
        if not shelf.changed and path.exists():
            return
        with contextlib.suppress(OSError):
            main, spare = shelf.sections()
            write_sections(path.with_suffix(_SPARE), self._code, spare)
            write_sections(path, self._code, main)
            for old in self._others(key)[_KEPT - 1 :]:
                old.unlink(missing_ok=True)
                old.with_suffix(_SPARE).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"knowledge-{key}.copy"

    def _others(self, key: str) -> list[Path]:
        """Return the other copies, the newest first."""
        try:
            found = [(path.stat().st_mtime, path) for path in self._folder.glob("knowledge-*.copy")]
        except OSError:
            return []
        return [path for _, path in sorted(found, reverse=True) if path != self._path(key)]
