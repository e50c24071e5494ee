"""A list and a map that are read piece by piece: of fifteen thousand names a message needs ten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from odop_bot.compiled.shelf import Later

T = TypeVar("T")
_SHARD = 2
"""Letters at the beginning of a key that say in which piece it stands."""
Packed = dict[str, msgspec.Raw]
"""The pieces of a map, each packed, by how their keys begin."""


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
    """A map of texts that is read by pieces: those keys together that begin alike."""

    __slots__ = ("_decoder", "_open", "_packed")

    def __init__(self, type_: Any, packed: Packed) -> None:
        """Take the pieces as `Shards.pack` returns them, and the type of the map's values."""
        self._packed = packed
        self._open: dict[str, dict[str, T]] = {}
        self._decoder = msgspec.msgpack.Decoder(dict[str, type_])

    @staticmethod
    def pack(values: Mapping[str, Any]) -> Packed:
        """Return the pieces of a map."""
        pieces: dict[str, dict[str, Any]] = {}
        for key, value in values.items():
            pieces.setdefault(key[:_SHARD], {})[key] = value
        encode = msgspec.msgpack.Encoder().encode
        return {beginning: msgspec.Raw(encode(piece)) for beginning, piece in pieces.items()}

    @staticmethod
    def later(packed: Later[Packed], type_: Any) -> Later[Shards[Any]]:
        """Return the map of pieces that are read when it is first asked for."""
        return Later(lambda: Shards(type_, packed()))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or the default."""
        beginning = key[:_SHARD]
        piece = self._open.get(beginning)
        if piece is None:
            # A beginning that no key has is not remembered: people type anything.
            if beginning not in self._packed:
                return default
            piece = self._open[beginning] = self._decoder.decode(self._packed[beginning])
        return piece.get(key, default)

    def __len__(self) -> int:
        return sum(len(self._decoder.decode(packed)) for packed in self._packed.values())
