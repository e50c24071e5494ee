"""Do once what an update asks for, however often it is delivered and to whomever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from telegram import Message, Update

from odop_bot.storage import NO_CHAT, Sent, Store, StoreError, Turn
from odop_bot.telegram.forgetful import Trouble, without
from odop_bot.telegram.window import Window

unfinished: ContextVar[bool] = ContextVar("unfinished", default=False)
"""Whether the update in work must be delivered again: another worker is at it, or Telegram is out of reach."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent, and what the chat speaks of then."""

    message: Message
    context: dict[str, Any] | None = None


class Turns:
    """Notes what is begun and what is done."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime], trouble: Trouble) -> None:
        """Take what is told when the store fails; what is asked for is done all the same."""
        self._store = store
        self._clock = clock
        self._trouble = trouble
        self._window = Window()

    async def for_message(self, update: Update, message: Message, work: Callable[[], Awaitable[Answer]]) -> None:
        """Answer the message of an update, unless that is done or another worker is at it."""
        person_id = message.from_user.id if message.from_user else None
        await self._take(message.chat.id, message.message_id, person_id, update.update_id, work)

    async def for_update(self, update: Update, work: Callable[[], Awaitable[Answer]]) -> None:
        """Do what an update asks for; only its number is noted, no chat and no person."""
        await self._take(NO_CHAT, update.update_id, None, None, work)

    async def for_tap(self, update: Update, work: Callable[[], Awaitable[None]]) -> None:
        """Do what a button asks for that makes something new, once, though it is tapped twice in a moment."""
        query = update.callback_query
        if query is None:
            return
        where = (query.message.chat.id, query.message.message_id) if query.message else query.inline_message_id
        button = blake2b(repr((where, query.data, query.from_user.id)).encode(), digest_size=8).digest()
        number = int.from_bytes(button, "big", signed=True)
        if await self._tapped(number, update):
            await work()
            # The moment counts from when the person has seen something happen.
            await self._tapped(number, update)

    async def _tapped(self, button: int, update: Update) -> bool:
        """Note a tap; return whether it is no double. Where the store fails, better twice than not at all."""
        noting = self._store.first_tap(button, update.update_id, self._clock())
        return await without(noting, True, self._trouble)

    async def _take(
        self, chat_id: int, question_id: int, person_id: int | None, update_id: int | None,
        work: Callable[[], Awaitable[Answer]],
    ) -> None:  # fmt: skip
        try:
            turn = await self._store.begin_answer(chat_id, question_id, person_id, self._clock(), update_id)
        except StoreError as error:
            # Better twice, should another worker have it too, than not at all.
            self._trouble(error)
            await work()
            return
        if turn is Turn.OTHERS:
            unfinished.set(True)
        if turn is not Turn.MINE:
            return
        with self._window.turn() as place:
            try:
                answer = await work()
            except BaseException:
                await without(self._store.give_up_answer(chat_id, question_id), None, self._trouble)
                raise
            sent = Sent(chat_id, question_id, answer.message.message_id, answer.context, update_id)
            with self._store.noted(sent):
                place.leave()
                await without(self._store.finish_answer(sent, self._clock()), None, self._trouble)
