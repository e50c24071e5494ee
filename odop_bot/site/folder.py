"""The folder of a site: only what changed is written, and what is no longer part of it goes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from odop_bot.errors import OdopError
from odop_bot.files import write_whole

MANIFEST = ".odop-site.json"
"""Names what the program has written, so that it never deletes a file of somebody else."""
PAINTED = ".odop-pictures.json"
"""Tells of each picture what it was painted from."""


class NotOursError(OdopError):
    """A folder holds files, and none that says that a site was written there."""


class Folder:
    """The folder in which a site is written."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: set[Path] = set()

    def claim(self, planned: Iterable[str]) -> None:
        """Make the folder; note what will be written, so that a later run knows it even if this one is cut short.

        Raises NotOursError, OSError.
        """
        if self._root.is_dir() and any(self._root.iterdir()) and not (self._root / MANIFEST).is_file():
            raise NotOursError(str(self._root))
        self._root.mkdir(parents=True, exist_ok=True)
        self._note({*self._noted(), *planned})

    def write(self, path: str, content: bytes) -> None:
        """Write a file, unless it holds that already. Raises OSError."""
        target = self._root / path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        try:
            if target.stat().st_size == len(content) and target.read_bytes() == content:
                return
        except FileNotFoundError:
            pass
        # Whoever serves the folder never sees half a file; a power cut costs one more run, so nothing is synced.
        new = target.with_name(f".{target.name}.new")
        new.write_bytes(content)
        new.replace(target)

    def keep_only(self, paths: Iterable[str]) -> None:
        """Delete what an earlier run has written and this one has not. Raises OSError."""
        wanted = set(paths)
        for path in self._noted() - wanted:
            target = self._root / path
            target.unlink(missing_ok=True)
            for here in (self._root / parent for parent in Path(path).parents):
                if here == self._root or (here.is_dir() and any(here.iterdir())):
                    break
                if here.is_dir():
                    here.rmdir()
        self._note(wanted)

    def painted(self) -> dict[str, str]:
        """Return of each picture that is there what it was painted from."""
        found = _read(self._root / PAINTED)
        return (
            {
                path: digest
                for path, digest in found.items()
                if isinstance(digest, str) and (self._root / path).is_file()
            }
            if isinstance(found, dict)
            else {}
        )

    def note_painted(self, digests: dict[str, str]) -> None:
        """Note what pictures were painted from. Raises OSError."""
        write_whole(self._root / PAINTED, _as_json(dict(sorted(digests.items()))), 0o644)

    def size(self) -> int:
        """Return the bytes of all that was written."""
        return sum((self._root / path).stat().st_size for path in self._noted())

    def _noted(self) -> set[str]:
        """Return the paths of the manifest; a path that leads out of the folder is none of ours."""
        found = _read(self._root / MANIFEST)
        paths = found.get("files", []) if isinstance(found, dict) else []
        inside = self._root.resolve()
        return {path for path in paths if isinstance(path, str) and (inside / path).resolve().is_relative_to(inside)}

    def _note(self, paths: set[str]) -> None:
        write_whole(self._root / MANIFEST, _as_json({"files": sorted(paths)}), 0o644)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=0).encode() + b"\n"
