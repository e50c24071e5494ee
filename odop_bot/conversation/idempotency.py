"""Do once what comes from a channel, however often it is delivered and to whomever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from odop_bot.conversation.forgetful import Trouble, without
from odop_bot.conversation.window import Window
from odop_bot.storage import NO_CHAT, Sent, Store, StoreError, Turn

unfinished: ContextVar[bool] = ContextVar("unfinished", default=False)
"""Whether the update in work must be delivered again: another worker is at it, or the channel is out of reach."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent, and what the chat speaks of then."""

    message_id: int
    context: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as a channel delivers it."""

    chat_id: int
    message_id: int
    person_id: int | None
    update_id: int
    """Number of the delivery: the same when it comes again."""


class Idempotency:
    """Notes what is begun and what is done."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime], trouble: Trouble) -> None:
        """Take what is told when the store fails; what is asked for is done all the same."""
        self._store = store
        self._clock = clock
        self._trouble = trouble
        self._window = Window()

    async def for_message(self, delivery: Delivery, work: Callable[[], Awaitable[Answer]]) -> None:
        """Answer a message, unless that is done or another worker is at it."""
        await self._take(delivery.chat_id, delivery.message_id, delivery.person_id, delivery.update_id, work)

    async def for_update(self, update_id: int, work: Callable[[], Awaitable[Answer]]) -> None:
        """Do what an update asks for; only its number is noted, no chat and no person."""
        await self._take(NO_CHAT, update_id, None, None, work)

    async def for_tap(self, button: object, update_id: int, work: Callable[[], Awaitable[None]]) -> None:
        """Do what a button asks for that makes something new, once, though it is tapped twice in a moment.

        `button` tells it from all others: by its `repr`, where it stands, what it carries and who taps it.
        """
        key = blake2b(repr(button).encode(), digest_size=8).digest()
        number = int.from_bytes(key, "big", signed=True)
        if await self._tapped(number, update_id):
            await work()
            # The moment counts from when the person has seen something happen.
            await self._tapped(number, update_id)

    async def _tapped(self, button: int, update_id: int) -> bool:
        """Note a tap; return whether it is no double. Where the store fails, better twice than not at all."""
        noting = self._store.turns.first_tap(button, update_id, self._clock())
        return await without(noting, True, self._trouble)

    async def _take(
        self,
        chat_id: int,
        question_id: int,
        person_id: int | None,
        update_id: int | None,
        work: Callable[[], Awaitable[Answer]],
    ) -> None:
        try:
            turn = await self._store.turns.begin(chat_id, question_id, person_id, self._clock(), update_id)
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
                await without(self._store.turns.give_up(chat_id, question_id), None, self._trouble)
                raise
            sent = Sent(chat_id, question_id, answer.message_id, answer.context, update_id)
            with self._store.turns.noted(sent):
                place.leave()
                await without(self._store.turns.finish(sent, self._clock()), None, self._trouble)
