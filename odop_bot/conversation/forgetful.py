"""Go on without the database where it fails: what needs no memory is answered all the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from odop_bot.storage import StoreError as StoreError

T = TypeVar("T")
Trouble = Callable[[StoreError], None]
"""What is told of a failure that nobody else hears of."""


async def without(work: Awaitable[T], instead: T, trouble: Trouble) -> T:
    """Return what some work with the store returns, or something else when the store fails."""
    try:
        return await work
    except StoreError as error:
        trouble(error)
        return instead
