"""Read files of the knowledge base as typed entries, and gather the faults found in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from odop_bot.compiled import Shelf
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.files import digest_of
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.validating import validated

T = TypeVar("T")


class EntryReader:
    """The files of a knowledge base, read as far as they are right; `faults` is what was wrong."""

    def __init__(self, folder: Path, files: dict[str, bytes], shelf: Shelf) -> None:
        self.folder = folder
        self.files = files
        self.shelf = shelf
        self.sources = Sources(folder, files)
        self.faults: list[Fault] = []

    def shown(self, name: str) -> str:
        """Return a file's path as faults name it."""
        return (self.folder / name).as_posix()

    def content(self, name: str) -> bytes:
        """Return what a file holds; nothing, and a fault, where it is missing."""
        if name not in self.files:
            self.faults.append(Fault(self.shown(name), 0, 0, "", "this file is missing", "restore it"))
            return b""
        return self.files[name]

    def names_of(self, name: str, *, optional: bool = False) -> list[str]:
        """Return the file of a name, or every file of a folder (`faq/`), as far as there are such."""
        names = [n for n in self.files if n.startswith(name)] if name.endswith("/") else [name]
        names = [n for n in names if n.endswith(".yaml")]
        if not names and not optional:
            self.faults.append(Fault(self.shown(name), 0, 0, "", "this folder has no files", "restore them"))
        if not optional:
            for each in names:
                self.content(each)
        return [n for n in names if n in self.files]

    def value(self, name: str, type_: Any, empty: Any) -> Any:
        """Return a file's content as a type, as far as it is right: wrong entries are None, or left out of a map."""
        key = digest_of(self.files[name], repr(type_).encode())
        value = self.shelf.lent(f"file/{name}", type_, key, None, spare=True)
        if value is None:
            document = self.sources.documents[name]
            self.faults += document.faults
            if document.data is None and document.faults:
                value = empty
            else:
                value, faults = validated(type_, document.data)
                self.faults += [document.fault(*fault) for fault in faults]
                value = empty if value is None else value
                if not document.faults and not faults:
                    self.shelf.put(f"file/{name}", value, key, spare=True)
        self.sources.values[name] = value
        return value

    def items(self, name: str, type_: type[T]) -> list[T]:
        """Return the entries of a file (or folder of files) that is a list."""
        out: list[T] = []
        seen: dict[str, str] = {}
        for each in self.names_of(name):
            for index, item in enumerate(self.value(each, list[type_], [])):  # type: ignore[valid-type] # the type is a value here
                if item is None:
                    continue
                key = getattr(item, "id", None) or str(getattr(item, "name", index))
                if key in seen:
                    what = f"{key} stands twice, also in {self.shown(seen[key])}"
                    self.faults.append(self.sources.fault(each, (index,), what, "keep one of the two"))
                seen[key] = each
                out.append(item)
        return out

    def keyed(self, name: str, type_: type[T], *, optional: bool = False) -> dict[str, T]:
        """Return the entries of a file (or folder of files) that maps ids to values."""
        out: dict[str, T] = {}
        for each in self.names_of(name, optional=optional):
            for key, item in self.value(each, dict[str, type_], {}).items():  # type: ignore[valid-type] # the type is a value here
                if key in out:
                    self.faults.append(
                        self.sources.fault(each, (key,), "this id stands in another file too", "keep one")
                    )
                out[key] = item
        return out
