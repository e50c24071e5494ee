"""Rounds, answers and memory in the database: counted once, forgotten, aged."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from odop_bot.storage import LEASE, Store
from odop_bot.storage.quiz import CARDS_KEPT, ROUNDS_KEPT
from odop_bot.storage.quiz_rows import Mark, RoundRow, TooEarlyError
from tests.test_storage import NOW, url, with_store

__all__ = ["url"]
QUESTION: dict[str, Any] = {"options": ["a", "b"], "subject": "171.dpiit.abc"}


def mark(question: dict[str, Any], card: dict[str, Any] | None) -> Mark:
    """Mark every answer as right, and count on the card how often."""
    times = (card or {"times": 0})["times"] + 1
    return Mark(True, question["subject"], {"times": times}, NOW, NOW.date())


async def asked(store: Store, chat: int, person: int, poll: str) -> RoundRow:
    """Begin a round and ask its first question."""
    row = await store.quiz.begin(f"o{poll}", chat, person, {"length": 5}, None, NOW)
    assert row is not None
    assert await store.quiz.begin_question(row.round_id, 0, QUESTION, NOW)
    await store.quiz.asked(row.round_id, 0, poll, 11, NOW, NOW)
    return row


def test_one_round_runs_in_a_chat_and_what_comes_twice_begins_one(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, 7, 7, "p")
        assert await store.quiz.begin("op", 7, 7, {}, None, NOW) == await store.quiz.round(row.round_id)
        assert await store.quiz.begin("other", 7, 7, {}, None, NOW) is None
        assert await store.quiz.end(row.round_id)
        assert not await store.quiz.end(row.round_id)
        assert await store.quiz.begin("other", 7, 7, {}, None, NOW) is not None

    with_store(url, work)


def test_an_answer_counts_once_however_often_it_comes(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, -5, 1, "p")
        for _ in range(2):
            await asyncio.gather(*(store.quiz.vote("p", n % 10 + 1, "x", 0, mark, NOW) for n in range(60)))
        assert len(await store.quiz.votes(row.round_id)) == 10
        for person in range(1, 11):
            assert await store.quiz.days(person) == [(NOW.date(), 1, 1)]
            assert await store.quiz.cards(person) == [(QUESTION["subject"], {"times": 1})]

    with_store(url, work)


def test_strangers_and_answers_that_are_none_are_let_be(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, 7, 7, "p")
        assert await store.quiz.vote("p", 8, "x", 0, mark, NOW) is None
        assert await store.quiz.vote("p", 7, "x", 2, mark, NOW) is None
        assert await store.quiz.vote("no poll of ours", 7, "x", 0, mark, NOW) is None
        await store.quiz.end(row.round_id)
        assert await store.quiz.vote("p", 7, "x", 0, mark, NOW) is None
        assert await store.quiz.votes(row.round_id) == []

    with_store(url, work)


def test_an_answer_that_is_quicker_than_we_are_is_to_come_again(url: str) -> None:
    async def work(store: Store) -> None:
        row = await store.quiz.begin("o", 7, 7, {}, None, NOW)
        assert row is not None
        assert await store.quiz.begin_question(row.round_id, 0, QUESTION, NOW)
        with pytest.raises(TooEarlyError):
            await store.quiz.vote("p", 7, "x", 0, mark, NOW)
        # Another worker does not send it too, until the first one is taken for dead.
        assert not await store.quiz.begin_question(row.round_id, 0, QUESTION, NOW)
        assert await store.quiz.stuck(NOW) == []
        assert await store.quiz.stuck(NOW + LEASE) == [row.round_id]
        assert await store.quiz.begin_question(row.round_id, 0, QUESTION, NOW + LEASE)
        await store.quiz.asked(row.round_id, 0, "twin", 12, None, NOW)
        # It may have been sent twice, so the poll that is not known asks it as well.
        assert await store.quiz.vote("p", 7, "x", 0, mark, NOW) is not None
        assert await store.quiz.vote("twin", 7, "x", 1, mark, NOW) is not None
        assert [vote.choice for vote in await store.quiz.votes(row.round_id)] == [0]

    with_store(url, work)


def test_a_question_is_closed_by_one_worker_when_its_time_is_over(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, -5, 1, "p")
        assert await store.quiz.timed_out(NOW - dt.timedelta(seconds=1)) == []
        assert await store.quiz.timed_out(NOW) == [(row.round_id, 0)]
        assert sorted([await store.quiz.close_question(row.round_id, 0) for _ in range(3)]) == [False, False, True]
        assert await store.quiz.timed_out(NOW) == []

    with_store(url, work)


def test_forget_and_age_reach_the_quiz(url: str) -> None:
    async def work(store: Store) -> None:
        for person in (7, 8):
            await asked(store, person, person, f"p{person}")
            await store.quiz.vote(f"p{person}", person, "x", 0, mark, NOW)
            await store.quiz.set_daily(person, 480, "en", None, NOW)
        await store.forget(7, 7)
        assert await store.quiz.running_in(7) is None
        assert await store.quiz.cards(7) == []
        assert await store.quiz.days(7) == []
        assert await store.quiz.daily_of(7) is None
        await store.delete_old(NOW + ROUNDS_KEPT + dt.timedelta(days=1))
        assert await store.quiz.running_in(8) is None
        assert len(await store.quiz.cards(8)) == len(await store.quiz.days(8)) == 1
        await store.delete_old(NOW + CARDS_KEPT + dt.timedelta(days=1))
        assert await store.quiz.cards(8) == []
        assert await store.quiz.days(8) == []
        assert await store.quiz.daily_of(8) is None

    with_store(url, work)


def test_the_name_of_a_player_goes_when_the_result_is_told(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, -5, 1, "p")
        await store.quiz.vote("p", 2, "Asha", 0, mark, NOW)
        assert [vote.name for vote in await store.quiz.votes(row.round_id)] == ["Asha"]
        await store.quiz.end(row.round_id)
        await store.quiz.told(row.round_id)
        assert [vote.name for vote in await store.quiz.votes(row.round_id)] == [""]

    with_store(url, work)


def test_a_daily_set_is_due_once_a_day_from_its_minute_on(url: str) -> None:
    async def work(store: Store) -> None:
        today = NOW.date()
        await store.quiz.set_daily(7, 480, "te", None, NOW)
        assert await store.quiz.daily_due(today, 479) == []
        assert [row.language for row in await store.quiz.daily_due(today, 900)] == ["te"]
        await store.quiz.daily_served(7, today)
        assert await store.quiz.daily_due(today, 900) == []
        assert len(await store.quiz.daily_due(today + dt.timedelta(days=1), 480)) == 1
        await store.quiz.set_daily(7, None, "te", None, NOW)
        assert await store.quiz.daily_due(today + dt.timedelta(days=1), 480) == []

    with_store(url, work)
