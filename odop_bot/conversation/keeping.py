"""What a conversation needs to be remembered, and a memory for channels that keep nothing past their end."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from odop_bot.storage import Kept


class Keeping(Protocol):
    """Remembers chats and people. Its methods raise StoreError when it fails."""

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what is remembered of a chat and of the person who writes."""

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of."""

    async def save_language(self, person_id: int, language: str | None, now: dt.datetime) -> None:
        """Remember the language that a person has fixed."""

    async def save_district(self, person_id: int, district: int | None, now: dt.datetime) -> None:
        """Remember the district that a person calls their own, by its LGD code."""

    async def save_feedback(
        self, person_id: int, subject: str, right: bool, now: dt.datetime, what: str | None = None
    ) -> None:
        """Remember whether a person found an answer right."""


class InMemory:
    """Remembers until the program ends."""

    def __init__(self) -> None:
        self._contexts: dict[int, dict[str, Any]] = {}
        self._languages: dict[int, str | None] = {}
        self._districts: dict[int, int | None] = {}

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what is remembered of a chat and of the person who writes."""
        return Kept(
            self._contexts.get(chat_id, {}), self._languages.get(person_id or 0), self._districts.get(person_id or 0)
        )

    async def save_context(
        self, chat_id: int, person_id: int | None, context: dict[str, Any], now: dt.datetime
    ) -> None:
        """Remember what a chat speaks of."""
        self._contexts[chat_id] = context

    async def save_language(self, person_id: int, language: str | None, now: dt.datetime) -> None:
        """Remember the language that a person has fixed."""
        self._languages[person_id] = language

    async def save_district(self, person_id: int, district: int | None, now: dt.datetime) -> None:
        """Remember the district that a person calls their own, by its LGD code."""
        self._districts[person_id] = district

    async def save_feedback(
        self, person_id: int, subject: str, right: bool, now: dt.datetime, what: str | None = None
    ) -> None:
        """Let it be: nobody will read it."""
