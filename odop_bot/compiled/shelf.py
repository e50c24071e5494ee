"""Values that are made once and kept: taken from a copy where it has them, else made and kept for the next start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from odop_bot.compiled.files import Section

T = TypeVar("T")
_UNREADABLE = (msgspec.MsgspecError, RecursionError, MemoryError, ValueError, TypeError, OSError)
_MISSING: Any = object()


class Later(Generic[T]):
    """A value that is read, or made, when it is first asked for."""

    __slots__ = ("_get", "_value")

    def __init__(self, get: Callable[[], T]) -> None:
        self._get: Callable[[], T] | None = get
        self._value: T = _MISSING

    def __call__(self) -> T:
        """Return the value."""
        get = self._get
        if get is not None:
            # Two threads may both do this; both get the same.
            self._value = get()
            self._get = None
        return self._value


class Shelf:
    """Named values. Without a copy everything is made."""

    def __init__(
        self, copy: Mapping[str, Section] | None = None, spare: Callable[[], Mapping[str, Section]] = dict
    ) -> None:
        """Take values from the sections of a copy, those whose keys are still right.

        `spare` opens a second copy, of what is needed only when something has changed.
        """
        self._copy = copy or {}
        self._spare = cache(spare)
        self._packed: dict[str, Section] = {}
        self._made: dict[str, tuple[str, Callable[[], Any]]] = {}
        self._spared: set[str] = set()
        self.changed = False
        """Whether something was made that the copy does not hold."""

    def kept(self, name: str, type_: Any, make: Callable[[], T], key: str) -> T:
        """Return a value, read from the copy or made now.

        `type_` is its type, made of plain values, containers, dataclasses and msgspec structs. `key` says what it
        was made from; the copy's value counts only if its key is the same.
        """
        value = self.lent(name, type_, key)
        if value is _MISSING:
            value = self.put(name, make(), key)
        kept: T = value
        return kept

    def later(self, name: str, type_: Any, make: Callable[[], T], key: str) -> Later[T]:
        """Return the same, to be read or made when it is first asked for, at the latest by `sections`."""
        section = self._copy.get(name)
        if section is None or section.key != key:
            value = Later(make)
            self._put(name, key, value)
            return value
        self._packed[name] = section
        return Later(lambda: self.kept(name, type_, make, key))

    def has(self, name: str, key: str) -> bool:
        """Whether the copy has a value that was made from the same."""
        section = self._copy.get(name)
        return section is not None and section.key == key

    def lent(self, name: str, type_: Any, key: str, default: Any = _MISSING, *, spare: bool = False) -> Any:
        """Return what the copy (or the second one) has, or the default."""
        section = (self._spare() if spare else self._copy).get(name)
        if spare:
            self._spared.add(name)
        if section is None or section.key != key:
            return default
        try:
            value = msgspec.msgpack.decode(section.data(), type=type_)
        except _UNREADABLE:
            return default
        self._packed[name] = section
        return value

    def put(self, name: str, value: T, key: str, *, spare: bool = False) -> T:
        """Keep a value for the next start, or for the next change; return it."""
        if spare:
            self._spared.add(name)
        self._put(name, key, lambda: value)
        return value

    def sections(self) -> tuple[dict[str, Section], dict[str, Section]]:
        """Return all that was asked for, packed, and that of the second copy; what is still to be made is made now."""
        while self._made:
            name, (key, get) = next(iter(self._made.items()))
            self._packed[name] = Section(key, msgspec.msgpack.encode(get()))
            del self._made[name]
        self.changed = False
        main = {name: part for name, part in self._packed.items() if name not in self._spared}
        return main, {name: part for name, part in self._packed.items() if name in self._spared}

    def _put(self, name: str, key: str, get: Callable[[], Any]) -> None:
        self._packed.pop(name, None)
        self._made[name] = key, get
        self.changed = True
