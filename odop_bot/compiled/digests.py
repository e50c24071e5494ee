"""Digests of files, remembered with what the file system says of each, so that an unchanged file is not read again."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import msgspec

from odop_bot.compiled.files import Section, digest, read_sections, write_sections

NAME = "digests"
_SETTLED = 2_000_000_000
"""Nanoseconds after which a second change of a file would show: file systems count in steps, the coarsest of 2 s."""
_MOST = 10_000
"""Files remembered; ours are some four hundred."""
_Seen = tuple[int, int, int, int, int]


class Digests:
    """Digests by path. A file counts as unchanged if size, times, inode and device are.

    The time of change is among them, which no program can set: a file put back with its old time is seen. A file that
    was changed just now is not remembered.
    """

    def __init__(self, folder: Path) -> None:
        """Read what is remembered in a folder."""
        self._path = folder / NAME
        self._known: dict[str, tuple[_Seen, bytes]] = {}
        self._new: dict[str, tuple[_Seen, bytes]] = {}
        sections = read_sections(self._path, NAME)
        if sections and NAME in sections:
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                self._known = msgspec.msgpack.decode(sections[NAME].data(), type=dict[str, tuple[_Seen, bytes]])

    def of(self, path: str, stat: os.stat_result) -> bytes:
        """Return the digest of a file; `stat` is what the file system said of it before. Raises OSError."""
        seen = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev)
        known = self._known.get(path)
        if known is not None and known[0] == seen:
            return known[1]
        settled = time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _SETTLED
        with open(path, "rb") as file:
            found = digest(file.read())
        if settled:
            self._new[path] = seen, found
        return found

    def keep(self) -> None:
        """Remember what was read anew. A folder that cannot be written costs time only."""
        if not self._new:
            return
        known = {**self._known, **self._new}
        packed = msgspec.msgpack.encode(known if len(known) <= _MOST else self._new)
        with contextlib.suppress(OSError):
            write_sections(self._path, NAME, {NAME: Section("", packed)})
            self._new = {}
