"""Open a store for a program that runs for long, and keep it tidy."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from odop_bot.storage.store import Store
from odop_bot.storage.trouble import StoreError, is_of_the_disk

log = logging.getLogger(__name__)
CLEANING = dt.timedelta(hours=6)
OPENING_SECONDS = 30.0
"""Seconds from one try to open a database that fails to the next."""


async def opened_store(store: Store, *, needed: bool) -> bool:
    """Open the store; return whether that went well.

    Raises StoreError or OSError where it is `needed` because a setting names it, unless it is the disk
    that fails: the bot answers without its memory then.
    """
    try:
        await store.open()
    except (StoreError, OSError) as error:
        if needed and not is_of_the_disk(error):
            raise
        log.warning("The database cannot be opened (%s); the bot answers without it and tries again.", _said(error))
        return False
    return True


async def open_again(store: Store, trouble: Callable[[StoreError], None]) -> None:
    """Try again to open the store until that goes well."""
    while True:
        try:
            await store.open()
        except (StoreError, OSError) as error:
            trouble(error if isinstance(error, StoreError) else StoreError(_said(error)))
        else:
            log.info("The database is open.")
            return
        await asyncio.sleep(OPENING_SECONDS)


def _said(error: StoreError | OSError) -> str:
    return str(error) if isinstance(error, StoreError) else error.strerror or type(error).__name__


async def clean(store: Store) -> None:
    """Delete what is past its time, now and then."""
    while True:
        try:
            await store.delete_old(dt.datetime.now(dt.UTC))
        except StoreError as error:
            log.warning("Old rows could not be deleted (%s); trying again later.", error)
        await asyncio.sleep(CLEANING.total_seconds())
