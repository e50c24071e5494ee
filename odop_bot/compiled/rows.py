"""A list and a map that are read piece by piece: of fifteen thousand names a message needs ten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload
from zlib import crc32

import msgspec

from odop_bot.compiled.shelf import Later

T = TypeVar("T")
_LETTERS = 2
"""Letters at the beginning of a key that say in which piece it stands."""
_PIECES = 1024
"""Pieces of a map whose keys are scattered."""
Packed = dict[str, msgspec.Raw]
"""The pieces of a map, each packed, by name."""
PieceOf = Callable[[str], str]
"""Returns the name of the piece in which a key stands."""


def beginning(key: str) -> str:
    """Return the first letters of a key: for maps of which keys are looked up together that begin alike."""
    return key[:_LETTERS]


def scattered(key: str) -> str:
    """Return a number of a key: for maps of which keys are looked up singly, many of which begin alike."""
    return str(crc32(key.encode()) % _PIECES)


class Rows(Sequence[T], Generic[T]):
    """Rows of one type; packed and unpacked as a list."""

    __slots__ = ("_decoder", "_packed", "_rows")

    def __init__(self, type_: type[T], packed: Sequence[msgspec.Raw]) -> None:
        """Take the rows packed one by one, as `Rows.pack` returns them."""
        self._packed = packed
        self._rows: list[Any] = [None] * len(packed)
        self._decoder = msgspec.msgpack.Decoder(type_)

    @staticmethod
    def pack(rows: Sequence[Any]) -> list[msgspec.Raw]:
        """Return rows packed one by one."""
        encode = msgspec.msgpack.Encoder().encode
        return [msgspec.Raw(encode(row)) for row in rows]

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """Return a row."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        row = self._rows[index]
        if row is None:
            row = self._rows[index] = self._decoder.decode(self._packed[index])
        found: T = row
        return found

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[T]:
        return (self[index] for index in range(len(self)))


class Shards(Generic[T]):
    """A map of texts that is read by pieces."""

    __slots__ = ("_decoder", "_open", "_packed", "_piece_of", "_values")

    def __init__(self, type_: Any, packed: Packed, piece_of: PieceOf = beginning) -> None:
        """Take the pieces as `Shards.pack` returns them for `piece_of`, and the type of the map's values."""
        self._packed = packed
        self._piece_of = piece_of
        self._open: set[str] = set()
        """Names of the pieces that have been read …"""
        self._values: dict[str, T] = {}
        """… and all that stands in them."""
        self._decoder = msgspec.msgpack.Decoder(dict[str, type_])

    @staticmethod
    def pack(values: Mapping[str, Any], piece_of: PieceOf = beginning) -> Packed:
        """Return the pieces of a map."""
        pieces: dict[str, dict[str, Any]] = {}
        for key, value in values.items():
            pieces.setdefault(piece_of(key), {})[key] = value
        encode = msgspec.msgpack.Encoder().encode
        return {name: msgspec.Raw(encode(piece)) for name, piece in pieces.items()}

    @staticmethod
    def later(packed: Later[Packed], type_: Any, piece_of: PieceOf = beginning) -> Later[Shards[Any]]:
        """Return the map of pieces that are read when it is first asked for."""
        return Later(lambda: Shards(type_, packed(), piece_of))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or the default."""
        found = self._values.get(key)
        if found is not None:
            return found
        if len(self._open) == len(self._packed):
            return default
        name = self._piece_of(key)
        # A piece that there is not is not remembered: people type anything.
        if name in self._open or name not in self._packed:
            return default
        self._values.update(self._decoder.decode(self._packed[name]))
        self._open.add(name)
        return self._values.get(key, default)

    def __len__(self) -> int:
        return sum(len(self._decoder.decode(packed)) for packed in self._packed.values())
