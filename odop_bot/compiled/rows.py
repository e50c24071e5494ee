"""A list whose rows are read one by one when they are asked for: of fifteen thousand names a message needs ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

T = TypeVar("T")


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
