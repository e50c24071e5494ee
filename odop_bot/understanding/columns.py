"""Add up rows of whole numbers column by column, a whole row in one step."""

from __future__ import annotations

import sys
from array import array

_BITS = 32
"""Bits of a column; `array` has no type of numbers that must be as wide, and "i" is that everywhere."""
_HALF = 1 << (_BITS - 1)
"""No sum of a column may reach this, nor its negative."""


class Columns:
    """Turns rows of so many columns into one large number each, and back.

    As the digits of two decimal numbers are added column by column, so are the columns of rows when the numbers that
    they are turned into are added, or multiplied by a small one. Python does that in one step, not in one for each
    column. Columns may be negative: each number is the sum of its columns, times the powers of 2**32.
    """

    def __init__(self, size: int) -> None:
        self._length = size * _BITS // 8
        self._halves = int.from_bytes(array("I", [_HALF] * size).tobytes(), sys.byteorder)
        """The number of a row in which every column is a half."""

    def packed(self, row: list[int]) -> int:
        """Return the number of a row."""
        number = int.from_bytes(array("i", row).tobytes(), sys.byteorder)
        # To turn the first bit of a negative column is to add a half to it: now none is negative.
        return (number ^ self._halves) - self._halves

    def unpacked(self, number: int) -> array[int]:
        """Return the columns of a number."""
        lifted = (number + self._halves) ^ self._halves
        return array("i", lifted.to_bytes(self._length, sys.byteorder))
