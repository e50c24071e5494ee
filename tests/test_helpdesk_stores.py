"""Cases, notices, lessons and gaps in the database: every value that is written is the one that is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from odop_bot.storage import LEASE, CaseStore, GapStore, LastQuestion, LessonStore, NoticeStore, Relay, Store, Turn
from odop_bot.storage.gaps import PATIENCE
from odop_bot.storage.turns import ANSWERS_KEPT
from tests.test_storage import NOW, url, with_store

__all__ = ["url"]
HOUR = dt.timedelta(hours=1)


def case(person: int, state: str, **more: Any) -> dict[str, Any]:
    row = {
        "state": state,
        "person_id": person,
        "chat_id": person,
        "language": "hi",
        "question": f"of {person}",
        "opened_at": NOW,
    }
    return row | more


def test_a_case_is_found_by_its_group_and_topic_and_by_nothing_else(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        one = await cases.open(case(1, "waiting", group_id=-500, topic_id=3, head_id=30))
        other = await cases.open(case(2, "waiting", group_id=-600, topic_id=3, head_id=30))
        third = await cases.open(case(3, "waiting", group_id=-500, topic_id=4, head_id=31))
        for group, topic, number in ((-500, 3, one), (-600, 3, other), (-500, 4, third)):
            found = await cases.case_of_topic(group, topic)
            assert found is not None
            assert found.number == number
        assert await cases.case_of_topic(-600, 4) is None
        assert await cases.case_of_topic(-700, 3) is None
        for group, head, number in ((-500, 30, one), (-600, 30, other), (-500, 31, third)):
            found = await cases.case_of_message(group, head)
            assert found is not None
            assert found.number == number
        assert await cases.case_of_message(-600, 31) is None

    with_store(url, work)


def test_a_case_is_found_by_each_end_of_a_message(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        number = await cases.open(case(1, "taken"))
        relay = Relay(-500, 8, number, 1, 9)
        assert await cases.begin(relay, 1, NOW) is Turn.MINE
        assert await cases.passed_on(-500, 8) is None
        assert await cases.begin(relay, 1, NOW) is Turn.OTHERS
        await cases.finish(relay)
        assert await cases.begin(relay, 1, NOW + 2 * LEASE) is Turn.DONE
        passed = await cases.passed_on(-500, 8)
        assert passed is not None
        assert (passed.to_chat, passed.to_message, passed.case_number) == (1, 9, number)
        for chat, message in ((-500, 8), (1, 9)):
            found = await cases.case_of_message(chat, message)
            assert found is not None
            assert found.number == number
        for chat, message in ((-500, 9), (1, 8), (2, 9), (-501, 8)):
            assert await cases.case_of_message(chat, message) is None
            assert await cases.passed_on(chat, message) is None

    with_store(url, work)


def test_a_message_is_passed_on_by_another_worker_only_after_the_lease(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        relay = Relay(-500, 8, 1, 1, 9)
        assert await cases.begin(relay, 1, NOW) is Turn.MINE
        assert await cases.begin(relay, 1, NOW + LEASE - dt.timedelta(seconds=1)) is Turn.OTHERS
        assert await cases.begin(relay, 1, NOW + LEASE) is Turn.MINE
        assert await cases.begin(relay, 1, NOW + LEASE) is Turn.OTHERS
        await cases.give_up(relay)
        assert await cases.begin(relay, 1, NOW + LEASE) is Turn.MINE
        await cases.finish(relay)
        await cases.give_up(relay)
        assert await cases.begin(relay, 1, NOW + 9 * LEASE) is Turn.DONE

    with_store(url, work)


def test_the_queue_shows_open_cases_those_of_nobody_first(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        await cases.open(case(1, "taken", opened_at=NOW - 9 * HOUR, answered_at=NOW))
        await cases.open(case(2, "waiting", opened_at=NOW))
        await cases.open(case(3, "waiting", opened_at=NOW - HOUR))
        await cases.open(case(4, "closed"))
        await cases.open(case(5, "draft"))
        assert [row.person_id for row in await cases.queue(9)] == [3, 2, 1]
        assert [row.person_id for row in await cases.queue(2)] == [3, 2]
        assert len(await cases.times()) == 4
        assert sum(answered is not None for _, answered in await cases.times()) == 1
        for person, there in ((1, True), (2, True), (4, False), (5, False), (6, False)):
            assert (await cases.open_case_of(person) is not None) == there

    with_store(url, work)


def test_of_two_changes_at_once_one_is_refused(url: str) -> None:
    async def work(store: Store) -> None:
        cases = CaseStore(store)
        number, other = await cases.open(case(1, "waiting")), await cases.open(case(2, "waiting"))
        assert await cases.change(number, 0, {"state": "taken", "holder": 21, "holder_name": "Anita"})
        assert not await cases.change(number, 0, {"state": "taken", "holder": 22})
        row, untouched = await cases.case(number), await cases.case(other)
        assert row is not None
        assert untouched is not None
        assert (row.state, row.holder, row.holder_name, row.version) == ("taken", 21, "Anita", 1)
        assert (untouched.state, untouched.holder, untouched.version) == ("waiting", None, 0)
        assert not await cases.change(99, 0, {"state": "taken"})

    with_store(url, work)


@pytest.mark.parametrize(
    ("state", "district", "people"),
    [(0, 0, [1, 2, 3, 4]), (9, 0, [1, 2, 3]), (9, 171, [1, 2, 3]), (9, 118, [1, 2]), (10, 0, [1, 4]), (11, 500, [1])],
)
def test_a_notice_goes_to_those_who_want_it(url: str, state: int, district: int, people: list[int]) -> None:
    async def work(store: Store) -> None:
        notices = NoticeStore(store)
        for person, wanted in enumerate([(0, 0), (9, 0), (9, 171), (10, 0)], 1):
            await notices.subscribe(person, *wanted, NOW)
        assert await notices.audience(state, district) == len(people)
        number = await notices.draft(5, "The fair opens", state, district, NOW)
        assert await notices.send(number)
        assert not await notices.send(number)
        served = [await notices.next(number, NOW) for _ in range(5)]
        assert served == [*people, *[None] * (5 - len(people))]

    with_store(url, work)


def test_a_subscription_is_what_was_chosen_last(url: str) -> None:
    async def work(store: Store) -> None:
        notices = NoticeStore(store)
        assert await notices.reader(7) is None
        await notices.subscribe(7, 9, 171, NOW)
        await notices.subscribe(8, 10, 0, NOW)
        row = await notices.reader(7)
        assert row is not None
        assert (row.person_id, row.state, row.district) == (7, 9, 171)
        assert row.since.replace(tzinfo=dt.UTC) == NOW
        await notices.subscribe(7, 9, 0, NOW + HOUR)
        row = await notices.reader(7)
        assert row is not None
        assert (row.state, row.district, row.since.replace(tzinfo=dt.UTC)) == (9, 0, NOW + HOUR)
        await notices.unsubscribe(7)
        assert await notices.reader(7) is None
        assert await notices.reader(8) is not None

    with_store(url, work)


def test_a_draft_can_be_dropped_and_what_is_sent_cannot(url: str) -> None:
    async def work(store: Store) -> None:
        notices = NoticeStore(store)
        await notices.subscribe(7, 0, 0, NOW)
        first = await notices.draft(5, "one", 0, 0, NOW)
        second = await notices.draft(6, "two", 9, 171, NOW)
        assert await notices.unfinished() == []
        assert await notices.drop(first)
        assert not await notices.drop(first)
        assert not await notices.send(first)
        assert await notices.send(second)
        assert not await notices.drop(second)
        (row,) = await notices.unfinished()
        assert (row.number, row.admin_id, row.text, row.state, row.district, row.stage) == (
            second,
            6,
            "two",
            9,
            171,
            "sending",
        )

    with_store(url, work)


def test_a_notice_ends_when_nothing_is_left_and_a_dead_worker_s_counts_as_delivered(url: str) -> None:
    async def work(store: Store) -> None:
        notices = NoticeStore(store)
        for person in range(1, 5):
            await notices.subscribe(person, 0, 0, NOW)
        number = await notices.draft(5, "one", 0, 0, NOW)
        await notices.send(number)
        for person, outcome in ((1, "delivered"), (2, "blocked"), (3, "failed")):
            assert await notices.next(number, NOW) == person
            await notices.record(number, person, outcome)
        assert await notices.finish(number, NOW) is None  # one waits
        assert await notices.next(number, NOW) == 4
        assert await notices.finish(number, NOW + LEASE - dt.timedelta(seconds=1)) is None  # one is being served
        counts = await notices.finish(number, NOW + LEASE)
        assert counts == Counter(delivered=2, blocked=1, failed=1)
        assert await notices.finish(number, NOW + LEASE) is None
        assert await notices.unfinished() == []
        # Who has blocked the bot wants no more; the others do.
        assert [await notices.reader(person) is None for person in range(1, 5)] == [False, True, False, False]

    with_store(url, work)


def test_a_lesson_keeps_all_that_was_said_of_it(url: str) -> None:
    async def work(store: Store) -> None:
        lessons = LessonStore(store)
        values = {
            "gap": 4,
            "kind": "synonym",
            "target": "brass",
            "language": "te",
            "line": "ఇత్తడి",
            "stage": "proposed",
            "by_id": 21,
            "by_name": "Anita",
            "made_at": NOW,
            "why": "{}",
        }
        first = await lessons.add(values)
        second = await lessons.add(values | {"gap": None, "kind": "alias", "target": "171", "language": "en"})
        assert await lessons.decide(second, "accepted", "Bala", NOW + HOUR)
        assert not await lessons.decide(second, "refused", "Chitra", NOW + 2 * HOUR)
        two, one = await lessons.all()
        assert {name: one[name] for name in values if name != "made_at"} == {
            name: value for name, value in values.items() if name != "made_at"
        }
        assert (one["number"], one["decided_by"], one["decided_at"]) == (first, None, None)
        assert (two["number"], two["kind"], two["target"], two["gap"]) == (second, "alias", "171", None)
        assert (two["stage"], two["decided_by"]) == ("accepted", "Bala")
        assert two["decided_at"].replace(tzinfo=dt.UTC) == NOW + HOUR
        newest = await lessons.newest_accepted()
        assert newest is not None
        assert newest.replace(tzinfo=dt.UTC) == NOW + HOUR
        assert [row["number"] for row in await lessons.all(1)] == [second]
        assert await lessons.decide(first, "refused", "Chitra", NOW + 2 * HOUR, "stolen")
        refused = await lessons.lesson(first)
        assert refused is not None
        assert (refused["stage"], refused["why"]) == ("refused", "stolen")
        assert await lessons.lesson(99) is None

    with_store(url, work)


def asked(text: str, kind: str = "unknown", **more: Any) -> LastQuestion:
    values: dict[str, Any] = {"language": "hi", "understood": {"faq": "x"}, "near": (("pmfme-subsidy", 0.5),)}
    return LastQuestion(text=text, key=text.lower(), kind=kind, **(values | more))


def test_a_question_is_read_as_it_was_written(url: str) -> None:
    async def work(store: Store) -> None:
        gaps = GapStore(store)
        question = asked("Loom", "choice", answer_id=12, open=True)
        await gaps.note(7, 1, question, 9, NOW)
        assert await gaps.last_question(7) == question
        assert await gaps.last_question(1) is None
        await gaps.settle(8)
        assert (await gaps.last_question(7)) == question
        await gaps.settle(7)
        settled = await gaps.last_question(7)
        assert settled is not None
        assert not settled.open
        (day,) = await gaps.days()
        assert (day["day"], day["language"], day["kind"], day["state"], day["count"]) == (
            NOW.date(),
            "hi",
            "choice",
            9,
            1,
        )
        assert await gaps.top(9) == []

    with_store(url, work)


def test_gaps_are_counted_by_meaning_language_and_cause(url: str) -> None:
    async def work(store: Store) -> None:
        gaps = GapStore(store)
        for hours, question in enumerate([asked("Loom"), asked("LOOM"), asked("loom", language="te"), asked("kiln")]):
            await gaps.note(7, None, question, 0, NOW + hours * HOUR)
        await gaps.count(asked("loom"), "wrong", NOW, None)
        top = await gaps.top(9)
        assert [(row["text"], row["language"], row["cause"], row["count"]) for row in top] == [
            ("LOOM", "hi", "unknown", 2),
            ("loom", "te", "unknown", 1),
            ("kiln", "hi", "unknown", 1),
            ("loom", "hi", "wrong", 1),
        ]
        first = top[0]
        assert (first["first_seen"].replace(tzinfo=dt.UTC), first["last_seen"].replace(tzinfo=dt.UTC)) == (
            NOW,
            NOW + HOUR,
        )
        assert first["near"] == [["pmfme-subsidy", 0.5]]
        assert [row["number"] for row in await gaps.top(1)] == [first["number"]]
        assert [row["number"] for row in await gaps.top(9, 1)] == [row["number"] for row in top[1:]]
        one = await gaps.gap(first["number"])
        assert one is not None
        assert one["text"] == "LOOM"
        assert await gaps.gap(99) is None
        await gaps.fill("loom")
        assert [row["text"] for row in await gaps.top(9)] == ["kiln"]

    with_store(url, work)


def test_a_choice_is_abandoned_after_an_hour_once(url: str) -> None:
    async def work(store: Store) -> None:
        gaps = GapStore(store)
        await gaps.note(7, None, asked("aurangabad", "choice", open=True), 0, NOW)
        await gaps.abandon(NOW + PATIENCE)
        assert await gaps.top(9) == []
        for _ in range(2):
            await gaps.abandon(NOW + PATIENCE + dt.timedelta(seconds=1))
        assert [(row["cause"], row["count"]) for row in await gaps.top(9)] == [("abandoned", 1)]

    with_store(url, work)


def test_each_thing_has_its_own_time(url: str) -> None:
    kept = dt.timedelta(days=30)
    second = dt.timedelta(seconds=1)

    async def work(store: Store) -> None:
        gaps, cases = GapStore(store), CaseStore(store)
        await gaps.note(7, None, asked("old"), 0, NOW - kept - second)
        await gaps.note(8, None, asked("young"), 0, NOW - kept + second)
        await gaps.note(9, None, asked("yesterday"), 0, NOW - ANSWERS_KEPT + second)
        await cases.open(case(1, "draft", opened_at=NOW - ANSWERS_KEPT - second))
        await cases.open(case(2, "draft", opened_at=NOW - ANSWERS_KEPT + second))
        await cases.open(case(3, "closed", opened_at=NOW - 2 * kept, closed_at=NOW - kept + second))
        gone = await cases.open(case(4, "closed", opened_at=NOW - 2 * kept, closed_at=NOW - kept - second))
        left = await cases.open(case(5, "waiting", opened_at=NOW - kept + second))
        for number in (gone, left):
            await cases.begin(Relay(-5, number, number, 1, 1), 1, NOW)
            await cases.finish(Relay(-5, number, number, 1, 1))
        await gaps.delete_old(NOW, kept)
        assert [row["text"] for row in await gaps.top(9)] == ["young", "yesterday"]
        assert await gaps.last_question(8) is None
        assert await gaps.last_question(9) is not None
        assert [await cases.case(number) is not None for number in range(1, 6)] == [False, True, True, False, True]
        assert [await cases.passed_on(-5, number) is not None for number in (gone, left)] == [False, True]

    with_store(url, work)
