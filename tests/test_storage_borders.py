"""Times, limits and orders at their exact border, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from odop_bot.storage import CaseStore, Kept, LessonStore, NoticeStore, Relay, Sent, Store, Turn
from odop_bot.storage.quiz import CARDS_KEPT, ROUNDS_KEPT
from odop_bot.storage.quiz_rows import Mark, TooEarlyError
from odop_bot.storage.store import CHOICES_KEPT, KEPT
from odop_bot.storage.trouble import StoreError
from odop_bot.storage.turns import ANSWERS_KEPT
from tests.test_helpdesk_stores import case
from tests.test_quiz_storage import QUESTION, asked, mark
from tests.test_storage import NOW, answer, url, with_store

__all__ = ["url"]
SECOND, HOUR, DAY = dt.timedelta(seconds=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize("late", [False, True])
def test_each_row_goes_a_second_after_its_time_and_not_before(url: str, late: bool) -> None:
    """On the very second it is still there."""

    def written(kept: dt.timedelta) -> dt.datetime:
        return NOW - kept - (SECOND if late else 0 * SECOND)

    async def work(store: Store) -> None:
        await answer(store, 1, 1, written(ANSWERS_KEPT), {"kind": "faq"})
        await store.save_context(2, 2, {"kind": "faq"}, written(KEPT))
        await store.save_feedback(3, "d171", True, written(KEPT))
        await store.save_language(4, "te", written(CHOICES_KEPT))
        await store.save_district(5, 171, written(CHOICES_KEPT))
        row = await store.quiz.begin("o", -6, 6, {}, None, written(ROUNDS_KEPT))
        assert row is not None
        await store.quiz.begin_question(row.round_id, 0, QUESTION, NOW)
        await store.quiz.asked(row.round_id, 0, "p", 11, None, written(ROUNDS_KEPT))
        await store.quiz.vote("p", 6, "x", 0, mark, written(ROUNDS_KEPT))
        await store.quiz.set_daily(7, 480, "en", None, written(CARDS_KEPT))
        old = await asked(store, -8, 8, "p8")
        await store.quiz.vote("p8", 8, "x", 0, marked_on(written(CARDS_KEPT)), written(CARDS_KEPT))
        await store.delete_old(NOW)
        assert (await store.turns.answer_to(1, 1) is None) == late
        assert ((await store.recall(2, 2)).context == {}) == late
        assert (await store.feedback_counts() == (0, 0)) == late
        assert ((await store.recall(4, 4)).language is None) == late
        assert ((await store.recall(5, 5)).district is None) == late
        assert (await store.quiz.round(row.round_id) is None) == late
        assert (await store.quiz.votes(row.round_id) == []) == late
        assert (await store.quiz.questions(row.round_id) == []) == late
        assert (await store.quiz.daily_of(7) is None) == late
        assert (await store.quiz.cards(8) == []) == late
        # Days have no hours: one goes when all of it is past its time.
        assert await store.quiz.days(8) == [(NOW.date() - CARDS_KEPT, 1, 1)]
        await store.delete_old(NOW + DAY)
        assert await store.quiz.days(8) == []
        assert await store.quiz.round(old.round_id) is None

    with_store(url, work)


def marked_on(moment: dt.datetime, right: bool = True) -> Any:
    """Return what marks every answer as given on a day."""

    def marked(question: dict[str, Any], card: dict[str, Any] | None) -> Mark:
        return Mark(right, question["subject"], {"times": 1}, NOW, moment.date())

    return marked


def test_a_round_is_over_at_the_end_of_its_time_or_when_nothing_happens_in_it(url: str) -> None:
    async def over(store: Store, idle_since: dt.datetime, now: dt.datetime) -> set[int]:
        return {row.round_id for row in await store.quiz.over(idle_since, now)}

    async def work(store: Store) -> None:
        row = await store.quiz.begin("o", -5, 1, {}, NOW + HOUR, NOW)
        assert row is not None
        number, long_ago = row.round_id, NOW - 30 * DAY
        assert await over(store, long_ago, NOW + HOUR - SECOND) == set()
        assert await over(store, long_ago, NOW + HOUR) == {number}
        assert await over(store, NOW - SECOND, NOW) == set()
        assert await over(store, NOW, NOW) == {number}
        # A question that is asked and an answer keep it going, an answer that comes twice does not.
        await store.quiz.begin_question(number, 0, QUESTION, NOW)
        await store.quiz.asked(number, 0, "p", 11, None, NOW + SECOND)
        assert await over(store, NOW, NOW) == set()
        assert await over(store, NOW + SECOND, NOW) == {number}
        for moment in (NOW + 2 * SECOND, NOW + 3 * SECOND):
            voted = await store.quiz.vote("p", 2, "x", 0, mark, moment)
            assert voted is not None
            assert voted.round_id == number
        assert await over(store, NOW + SECOND, NOW) == set()
        assert await over(store, NOW + 2 * SECOND, NOW) == {number}
        (vote,) = await store.quiz.votes(number)
        assert vote.voted_at == NOW + 2 * SECOND

    with_store(url, work)


def test_a_wrong_answer_counts_as_answered_and_one_beside_the_options_as_none(url: str) -> None:
    async def work(store: Store) -> None:
        row = await asked(store, 7, 7, "p")
        for choice in (-1, len(QUESTION["options"])):
            assert await store.quiz.vote("p", 7, "x", choice, mark, NOW) is None
        assert await store.quiz.vote("p", 7, "x", 1, marked_on(NOW, right=False), NOW) is not None
        (vote,) = await store.quiz.votes(row.round_id)
        assert (vote.number, vote.person_id, vote.name, vote.choice, vote.right) == (0, 7, "x", 1, False)
        assert await store.quiz.days(7) == [(NOW.date(), 0, 1)]
        await store.quiz.end(row.round_id)
        await asked(store, 7, 7, "q")
        await store.quiz.vote("q", 7, "x", 0, marked_on(NOW), NOW)
        assert await store.quiz.days(7) == [(NOW.date(), 1, 2)]

    with_store(url, work)


def test_the_question_of_a_killed_worker_is_sent_again_from_the_lease_on(url: str) -> None:
    async def work(store: Store) -> None:
        row = await store.quiz.begin("o", -5, 1, {}, None, NOW)
        assert row is not None
        number, early, dead = row.round_id, NOW + store.lease - SECOND, NOW + store.lease
        assert await store.quiz.begin_question(number, 0, QUESTION, NOW)
        with pytest.raises(TooEarlyError):  # in a group any poll may be the one that is being sent
            await store.quiz.vote("p", 7, "x", 0, mark, NOW)
        assert await store.quiz.stuck(early) == []
        assert not await store.quiz.begin_question(number, 0, QUESTION, early)
        assert await store.quiz.stuck(dead) == [number]
        assert await store.quiz.begin_question(number, 0, QUESTION, dead)
        assert not await store.quiz.begin_question(number, 0, QUESTION, dead)
        await store.quiz.asked(number, 0, "p", 11, NOW, NOW)
        await store.quiz.give_up_question(number, 0)  # it is sent: nothing is given up
        assert not await store.quiz.begin_question(number, 0, QUESTION, dead + HOUR)
        assert await store.quiz.stuck(dead + HOUR) == []
        (question,) = await store.quiz.questions(number)
        assert (question.poll_id, question.message_id, question.asked_at, question.closes_at, question.closed) == (
            "p",
            11,
            NOW,
            NOW,
            False,
        )

    with_store(url, work)


def test_what_is_to_be_asked_again_comes_the_longest_overdue_first(url: str) -> None:
    async def work(store: Store) -> None:
        for n, (subject, overdue) in enumerate((("b", 1), ("c", 3), ("a", 2), ("d", -1))):

            def due(question: dict[str, Any], card: Any, overdue: int = overdue) -> Mark:
                return Mark(True, question["subject"], {}, NOW - overdue * HOUR, NOW.date())

            row = await store.quiz.begin(f"o{n}", 7, 7, {}, None, NOW)
            assert row is not None
            await store.quiz.begin_question(row.round_id, 0, QUESTION | {"subject": subject}, NOW)
            await store.quiz.asked(row.round_id, 0, f"p{n}", 1, None, NOW)
            await store.quiz.vote(f"p{n}", 7, "x", 0, due, NOW)
            await store.quiz.end(row.round_id)
        assert await store.quiz.due_subjects(7, NOW, 9) == ["c", "a", "b"]
        assert await store.quiz.due_subjects(7, NOW, 2) == ["c", "a"]
        assert await store.quiz.due_subjects(7, NOW + HOUR, 9) == ["c", "a", "b", "d"]

    with_store(url, work)


def test_a_daily_set_starts_after_the_day_that_is_named_and_keeps_what_was_chosen_last(url: str) -> None:
    async def work(store: Store) -> None:
        today = NOW.date()
        await store.quiz.set_daily(7, 480, "te", today, NOW)
        assert await store.quiz.daily_due(today, 1000) == []
        (row,) = await store.quiz.daily_due(today + DAY, 480)
        assert (row.person_id, row.minute, row.language) == (7, 480, "te")
        await store.quiz.set_daily(7, 500, "hi", None, NOW)
        assert await store.quiz.daily_due(today, 499) == []
        (row,) = await store.quiz.daily_due(today, 500)
        assert (row.person_id, row.minute, row.language) == (7, 500, "hi")

    with_store(url, work)


def test_people_count_for_a_day_and_feedback_by_what_it_says(url: str) -> None:
    async def work(store: Store) -> None:
        assert await store.people_today(NOW) == 0
        await store.save_context(1, 1, {}, NOW - DAY)
        await store.save_context(2, 2, {}, NOW - DAY + SECOND)
        await store.save_context(-3, 2, {}, NOW)
        await store.save_context(4, 4, {}, NOW)
        assert await store.people_today(NOW) == 2
        assert await store.chat_count() == 4
        for person, right in ((1, True), (2, True), (3, False)):
            await store.save_feedback(person, "d171", right, NOW)
        assert await store.feedback_counts() == (2, 1)

    with_store(url, work)


def test_what_was_read_ahead_is_for_its_own_chat_and_person_and_once(url: str) -> None:
    async def work(store: Store) -> None:
        for chat in (7, 8):
            await store.save_context(chat, chat, {"of": chat}, NOW)
            await store.save_language(chat, "te" if chat == 7 else "hi", NOW)
            await store.save_district(chat, chat, NOW)
        for chat, person, language in ((8, 8, "hi"), (8, 7, "te"), (7, 8, "hi"), (7, 7, "te")):
            assert await store.turns.begin(7, 100 * chat + person, 7, NOW, 100 * chat + person) is Turn.MINE
            assert await store.recall(chat, person) == Kept({"of": chat}, language, person)
        assert await store.turns.begin(7, 1, 7, NOW, 1) is Turn.MINE
        assert (await store.recall(7, 7)).context == {"of": 7}
        await store.save_context(7, 7, {"of": "now"}, NOW)
        assert (await store.recall(7, 7)).context == {"of": "now"}
        # Without the number of an update nothing is read ahead.
        assert await store.turns.begin(7, 2, 7, NOW) is Turn.MINE
        await store.save_context(7, 7, {"of": "then"}, NOW)
        assert (await store.recall(7, 7)).context == {"of": "then"}

    with_store(url, work)


def test_what_is_chosen_leaves_the_other_choice_alone(url: str) -> None:
    async def work(store: Store) -> None:
        await store.save_language(7, "te", NOW)
        await store.save_district(7, 171, NOW)
        assert await store.recall(7, 7) == Kept({}, "te", 171)
        await store.save_language(7, None, NOW)
        assert await store.recall(7, 7) == Kept({}, None, 171)
        await store.save_district(7, None, NOW)
        assert await store.recall(7, 7) == Kept({}, None, None)

    with_store(url, work)


def test_a_killed_worker_s_answer_is_anothers_from_the_lease_on(url: str) -> None:
    async def work(store: Store) -> None:
        assert await store.turns.begin(7, 1, 7, NOW) is Turn.MINE
        assert await store.turns.begin(7, 1, 7, NOW + store.lease - SECOND) is Turn.OTHERS
        assert await store.turns.begin(7, 1, 7, NOW + store.lease) is Turn.MINE
        await store.turns.finish(Sent(7, 1, 2), NOW)
        await store.turns.give_up(7, 1)  # it is answered: nothing is given up
        assert await store.turns.answer_to(7, 1) == 2

    with_store(url, work)


def test_a_case_that_is_let_go_keeps_where_it_stands_in_the_group_alone(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        told: dict[str, Any] = {"group_id": -500, "district": "Agra", "understood": "petha"}
        taken = await cases.open(case(1, "taken", topic_id=3, head_id=30, **told))
        closed = await cases.open(case(1, "closed", topic_id=4, head_id=31, closed_at=NOW - DAY, **told))
        draft = await cases.open(case(1, "draft"))
        other = await cases.open(case(2, "waiting", topic_id=5, head_id=32, **told))
        for relay, person in ((Relay(1, 8, taken, -500, 40), 1), (Relay(-500, 41, taken, 1, 9), 1)):
            await cases.begin(relay, person, NOW)
            await cases.finish(relay)
        assert await cases.open_count() == 2
        changed, still_open = await cases.let_go(1, NOW)
        assert changed == 4
        assert [(row.number, row.person_id, row.state) for row in still_open] == [(taken, 1, "taken")]
        for number, closed_at in ((taken, NOW), (closed, NOW - DAY)):
            row = await cases.case(number)
            assert row is not None
            assert (row.state, row.person_id, row.chat_id, row.language, row.question) == ("closed", 0, 0, "", "")
            assert (row.district, row.understood, row.version) == (None, None, 1)
            assert row.closed_at.replace(tzinfo=dt.UTC) == closed_at
        for number, person in ((draft, 1), (other, 2)):
            row = await cases.case(number)
            assert row is not None
            assert (row.person_id, row.question, row.version) == (person, f"of {person}", 0)
        for message in (30, 40, 41):  # in the group each message still leads to its case
            found = await cases.case_of_message(-500, message)
            assert found is not None
            assert found.number == taken
        assert await cases.case_of_message(1, 8) is await cases.case_of_message(1, 9) is None
        assert await cases.open_count() == 1
        assert len(await cases.times()) == 3

    with_store(url, work)


def test_the_newest_case_of_a_person_is_theirs_and_the_newest_lesson_that_was_accepted_counts(url: str) -> None:
    async def work(store: Store) -> None:
        cases, lessons = CaseStore(store), LessonStore(store)
        await cases.open(case(1, "waiting"))
        second = await cases.open(case(1, "taken"))
        found = await cases.open_case_of(1)
        assert found is not None
        assert found.number == second
        assert await lessons.newest_accepted() is None
        values: dict[str, Any] = {
            "gap": None,
            "kind": "ask",
            "target": "x",
            "language": "en",
            "line": "?",
            "stage": "proposed",
        }
        values |= {"by_id": 21, "by_name": "Anita", "made_at": NOW, "why": "{}"}
        numbers = [await lessons.add(values) for _ in range(3)]
        for number, stage, hours in zip(numbers, ("accepted", "accepted", "refused"), (2, 1, 3), strict=True):
            assert await lessons.decide(number, stage, "Bala", NOW + hours * HOUR)
        newest = await lessons.newest_accepted()
        assert newest is not None
        assert newest.replace(tzinfo=dt.UTC) == NOW + 2 * HOUR
        kept = await lessons.lesson(numbers[0])
        assert kept is not None
        assert kept["why"] == "{}"

    with_store(url, work)


def test_of_what_failed_a_person_is_told_apart_from_those_who_are_done(url: str) -> None:
    async def work(store: Store) -> None:
        notices = NoticeStore(store)
        for person in (1, 2):
            await notices.subscribe(person, 0, 0, NOW)
        number = await notices.draft(5, "one", 0, 0, NOW)
        assert await notices.next(number, NOW) is None  # a draft goes to nobody
        assert await notices.finish(number, NOW) is None
        await notices.send(number)
        assert [await notices.next(number, NOW) for _ in range(3)] == [1, 2, None]
        await notices.record(number, 1, "failed")
        assert await notices.finish(number, NOW + store.lease - SECOND) is None
        assert await notices.finish(number, NOW + store.lease) == {"failed": 1, "delivered": 1}
        assert await notices.reader(1) is not None

    with_store(url, work)


def test_a_server_that_is_not_there_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def run() -> None:
        store = Store("postgresql+psycopg://u@127.0.0.1:1/odop")
        with pytest.raises(StoreError):
            await store.open()
        await store.close()

    asyncio.run(run())
    assert list(tmp_path.iterdir()) == []
