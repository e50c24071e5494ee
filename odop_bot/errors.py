"""The base of all errors of this program."""

from __future__ import annotations


class OdopError(Exception):
    """Something is wrong that a person can put right; the message says what, and what to do."""
