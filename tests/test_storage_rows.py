"""Every statement reaches its own rows and none of a neighbour's: those before and behind stay as they are."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from odop_bot.storage import (
    CaseStore,
    GapStore,
    Kept,
    LastQuestion,
    LessonStore,
    LetterStore,
    NoticeStore,
    Relay,
    Sent,
    Store,
    Turn,
)
from odop_bot.storage.migrating import migrate, upgrade
from odop_bot.storage.quiz_rows import ENDED, ENDING, RUNNING, RoundRow
from odop_bot.storage.sqlite_file import keep_private
from odop_bot.storage.tables import metadata
from odop_bot.storage.turns import BUTTONS
from tests.process import ROOT
from tests.test_quiz_storage import QUESTION, asked, mark
from tests.test_storage import NOW, url, with_store

__all__ = ["url"]
Step = Callable[[sa.Connection], Any]
HOUR = dt.timedelta(hours=1)
PEOPLE = (6, 7, 8)
BEFORE, ME, BEHIND = PEOPLE


def test_the_tables_are_those_that_the_migrations_make(url: str) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    assert [in_database(url, way, differences) for way in (upgrade, migrate)] == [[], []]


def test_a_new_database_is_as_one_that_went_through_all_migrations(url: str) -> None:
    def revision(connection: sa.Connection) -> Any:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()

    went_through, made = (in_database(url, way, revision) for way in (upgrade, migrate))
    assert went_through == made
    assert len(made) == 1


def test_an_older_database_is_migrated_and_keeps_what_is_in_it(url: str) -> None:
    def older(connection: sa.Connection) -> None:
        upgrade(connection, "0004")
        row = "INSERT INTO people (person_id, language, updated_at) VALUES (7, 'te', '2026-11-01')"
        connection.execute(sa.text(row))

    def migrated(connection: sa.Connection) -> Any:
        migrate(connection)
        return connection.execute(sa.text("SELECT person_id, language, district FROM people")).all()

    assert in_database(url, older, migrated) == [(7, "te", None)]


@pytest.mark.slow  # starts processes
def test_no_start_but_that_on_an_older_database_loads_what_migrates(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from odop_bot.storage import Store
async def run():
    store = Store(sys.argv[1])
    await store.open()
    await store.ping()
    await store.close()
asyncio.run(run())
print("alembic" in sys.modules)
"""
    database = f"sqlite:///{tmp_path / 'odop.db'}"

    def loaded() -> str:
        done = subprocess.run([sys.executable, "-c", code, database], cwd=ROOT, check=True, capture_output=True)
        return done.stdout.decode().strip()

    assert [loaded(), loaded()] == ["False", "False"]
    (tmp_path / "odop.db").unlink()
    in_database(database, lambda connection: upgrade(connection, "0003"), lambda _: None, keep=True)
    assert [loaded(), loaded()] == ["True", "False"]


def in_database(url: str, make: Step, look: Step, *, keep: bool = False) -> Any:
    """Make tables in an empty database, commit, and return what a look at them returns; leave it empty again."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        keep_private(Path(str(engine.url.database)))
    try:
        with engine.begin() as connection:
            make(connection)
        with engine.begin() as connection:
            return look(connection)
    finally:
        if not keep:
            everything = sa.MetaData()
            everything.reflect(engine)
            everything.drop_all(engine)
        engine.dispose()


async def fill(store: Store, person: int) -> None:
    """Write a row about a person into every table that has any."""
    assert await store.turns.begin(person, 1, person, NOW) is Turn.MINE
    await store.turns.finish(Sent(person, 1, 2, {"kind": "faq"}), NOW)
    await store.save_context(-5 * person, person, {"kind": "faq"}, NOW)
    await store.save_language(person, "te", NOW)
    await store.save_feedback(person, "d171", True, NOW)
    await asked(store, person, person, f"p{person}")
    await store.quiz.vote(f"p{person}", person, "x", 0, mark, NOW)
    await store.quiz.vote("p-group", person, "x", 0, mark, NOW)
    await store.quiz.set_daily(person, 480, "en", None, NOW)
    gaps, cases, notices = GapStore(store), CaseStore(store), NoticeStore(store)
    for text in ("kiln", f"kiln of {person}"):
        question = LastQuestion(text=text, key=text, language="en", kind="unknown", understood={})
        await gaps.note(person, person, question, 0, NOW)
    number = await cases.open(
        {
            "state": "draft",
            "person_id": person,
            "chat_id": person,
            "language": "en",
            "question": "kiln",
            "opened_at": NOW,
        }
    )
    await cases.begin(Relay(person, 3, number, -9, 30 + person), person, NOW)
    await cases.finish(Relay(person, 3, number, -9, 30 + person))
    assert await LetterStore(store).write(person, number, "reply", "an answer", None, NOW)
    await notices.subscribe(person, 0, 0, NOW)


async def everybody(store: Store) -> None:
    """Fill the tables for three people, who play in one group and are to get two notices."""
    await asked(store, -5, 99, "p-group")
    for person in PEOPLE:
        await fill(store, person)
    for text in ("one", "two"):
        await NoticeStore(store).send(await NoticeStore(store).draft(99, text, 0, 0, NOW))


def test_forget_reaches_every_table_and_neither_who_came_before_nor_who_came_behind(url: str) -> None:
    async def work(store: Store) -> None:
        await everybody(store)
        others = [await store.export(person) for person in (BEFORE, BEHIND)]
        named = {table.name for table in metadata.sorted_tables if {"person_id", "chat_id"} & set(table.c.keys())}
        assert set(others[0]) == named - {"quiz_questions"} | {"gaps"}
        await store.forget(ME, ME)
        assert await store.export(ME) == {}
        assert [await store.export(person) for person in (BEFORE, BEHIND)] == others
        # What others asked too stays in the list, less the times that were theirs.
        assert {(row["text"], row["count"]) for row in await GapStore(store).top(9)} == {
            ("kiln", 2),
            (f"kiln of {BEFORE}", 1),
            (f"kiln of {BEHIND}", 1),
        }

    with_store(url, work)


def test_forget_takes_what_is_in_a_person_s_chat_whoever_it_is_of(url: str) -> None:
    async def work(store: Store) -> None:
        for chat in PEOPLE:
            await store.turns.begin(chat, 1, None, NOW)
            await store.turns.finish(Sent(chat, 1, 2, {"kind": "faq"}), NOW)
        assert await store.turns.first_tap(ME, 100, NOW)
        await store.forget(ME, ME)
        assert [await store.turns.answer_to(chat, 1) for chat in PEOPLE] == [2, None, 2]
        assert [(await store.recall(chat, None)).context for chat in PEOPLE] == [{"kind": "faq"}, {}, {"kind": "faq"}]
        assert await store.turns.answer_to(BUTTONS, ME) == 100

    with_store(url, work)


async def statuses(store: Store, ids: list[int]) -> list[str]:
    rows = [await store.quiz.round(number) for number in ids]
    return [row.status for row in rows if row is not None]


async def three_rounds(store: Store) -> list[RoundRow]:
    """Begin a round in each of three groups, the one that is looked at in the middle."""
    return [await asked(store, chat, person, f"p{chat}") for chat, person in ((-6, 6), (-7, 7), (-8, 8))]


def test_what_begins_a_round_is_compared_whole(url: str) -> None:
    async def work(store: Store) -> None:
        begun = [
            await store.quiz.begin(origin, chat, 1, {}, None, NOW) for origin, chat in (("m", -1), ("a", -2), ("z", -3))
        ]
        assert len({row.round_id for row in begun if row is not None}) == 3
        again = await store.quiz.begin("a", -9, 1, {}, None, NOW)
        assert again is not None
        assert again.chat_id == -2

    with_store(url, work)


def test_what_happens_in_a_round_leaves_other_rounds_alone(url: str) -> None:
    async def work(store: Store) -> None:
        rounds = await three_rounds(store)
        ids = [row.round_id for row in rounds]
        for chat in (-6, -7, -8):
            await store.quiz.vote(f"p{chat}", 2, "Asha", 0, mark, NOW)
        later = NOW + HOUR
        assert await store.quiz.begin_question(ids[1], 1, QUESTION, later)
        await store.quiz.asked(ids[1], 1, "second", 12, later, later)
        assert {row.round_id for row in await store.quiz.over(NOW, NOW)} == {ids[0], ids[2]}
        assert [row.poll_id for row in await store.quiz.questions(ids[1])] == ["p-7", "second"]
        assert [row.poll_id for row in await store.quiz.questions(ids[2])] == ["p-8"]
        assert await store.quiz.close_question(ids[1], 0)
        assert sorted(await store.quiz.timed_out(later)) == [(ids[0], 0), (ids[1], 1), (ids[2], 0)]
        assert await store.quiz.end(ids[1])
        assert await statuses(store, ids) == [RUNNING, ENDING, RUNNING]
        assert {row.round_id for row in await store.quiz.unfinished()} == set(ids)
        await store.quiz.told(ids[1])
        assert await statuses(store, ids) == [RUNNING, ENDED, RUNNING]
        assert {row.round_id for row in await store.quiz.unfinished()} == {ids[0], ids[2]}
        assert [[vote.name for vote in await store.quiz.votes(number)] for number in ids] == [["Asha"], [""], ["Asha"]]
        # A round that has ended is neither ended again nor is a question of it closed or sent.
        assert {row.round_id for row in await store.quiz.over(later, later)} == {ids[0], ids[2]}
        assert sorted(await store.quiz.timed_out(later)) == [(ids[0], 0), (ids[2], 0)]
        assert [await store.quiz.running_in(chat) is not None for chat in (-6, -7, -8)] == [True, False, True]

    with_store(url, work)


def test_only_a_question_of_a_running_round_is_stuck(url: str) -> None:
    async def work(store: Store) -> None:
        ids = [row.round_id for row in await three_rounds(store)]
        for number in ids:
            assert await store.quiz.begin_question(number, 1, QUESTION, NOW)
        await store.quiz.give_up_question(ids[1], 1)
        assert await store.quiz.stuck(NOW) == [ids[1]]
        assert await store.quiz.begin_question(ids[1], 1, QUESTION, NOW)
        assert not await store.quiz.begin_question(ids[2], 1, QUESTION, NOW)
        await store.quiz.end(ids[1])
        await store.quiz.told(ids[0])
        assert await store.quiz.stuck(NOW + HOUR) == [ids[2]]

    with_store(url, work)


def test_what_a_person_remembers_is_not_what_another_does(url: str) -> None:
    async def work(store: Store) -> None:
        await everybody(store)
        second = QUESTION | {"subject": "118.dpiit.abc"}
        row = await store.quiz.running_in(-5)
        assert row is not None
        await store.quiz.begin_question(row.round_id, 1, second, NOW)
        await store.quiz.asked(row.round_id, 1, "second", 12, None, NOW)
        await store.quiz.vote("second", ME, "x", 0, mark, NOW)
        subjects = [{subject for subject, _ in await store.quiz.cards(person)} for person in PEOPLE]
        assert subjects == [{QUESTION["subject"]}, {QUESTION["subject"], second["subject"]}, {QUESTION["subject"]}]
        assert [await store.quiz.days(person) for person in PEOPLE] == [[(NOW.date(), n, n)] for n in (2, 3, 2)]
        assert [len(await store.quiz.due_subjects(person, NOW, 9)) for person in PEOPLE] == [1, 2, 1]
        assert await store.quiz.due_subjects(ME, NOW - HOUR, 9) == []
        assert len(await store.quiz.due_subjects(ME, NOW, 1)) == 1
        await store.quiz.set_daily(ME, 500, "hi", None, NOW)
        assert [await store.quiz.daily_of(person) for person in PEOPLE] == [480, 500, 480]
        await store.quiz.daily_served(ME, NOW.date())
        assert [row.person_id for row in await store.quiz.daily_due(NOW.date(), 900)] == [BEFORE, BEHIND]
        await store.quiz.set_daily(ME, None, "hi", None, NOW)
        assert [await store.quiz.daily_of(person) for person in PEOPLE] == [480, None, 480]

    with_store(url, work)


def test_of_two_notices_under_way_each_goes_to_everybody(url: str) -> None:
    async def work(store: Store) -> None:
        await everybody(store)
        notices = NoticeStore(store)
        first, second = (row.number for row in await notices.unfinished())
        for person in PEOPLE:
            assert await notices.next(second, NOW) == person
            await notices.record(second, person, "failed" if person == ME else "delivered")
        assert await notices.finish(second, NOW) == {"delivered": 2, "failed": 1}
        # Nothing tells any more who got it, and the other one is as it was.
        assert {row["notice"] for row in (await store.export(ME))["deliveries"]} == {first}
        assert [row.number for row in await notices.unfinished()] == [first]
        assert [await notices.next(first, NOW) for _ in PEOPLE] == list(PEOPLE)

    with_store(url, work)


def test_who_stands_between_two_others_is_found_as_neither(url: str) -> None:
    async def work(store: Store) -> None:
        cases, gaps, notices, lessons = CaseStore(store), GapStore(store), NoticeStore(store), LessonStore(store)
        lesson: dict[str, Any] = {
            "gap": None,
            "kind": "ask",
            "target": "x",
            "language": "en",
            "line": "?",
            "stage": "proposed",
        }
        lesson |= {"by_id": 21, "by_name": "Anita", "made_at": NOW, "why": "{}"}
        for person in (BEFORE, BEHIND):
            await fill(store, person)
            case: dict[str, Any] = {
                "state": "waiting",
                "person_id": person,
                "chat_id": person,
                "language": "en",
                "question": "kiln",
            }
            place = {"group_id": -500 - person, "topic_id": 10 + person, "head_id": 20 + person, "opened_at": NOW}
            await cases.open(case | place)
            await lessons.add(lesson | {"number": person})
            await store.save_district(person, 171, NOW)
        assert await store.recall(ME, ME) == Kept({}, None, None)
        assert await store.turns.answer_to(ME, 1) is await store.turns.answer_to(BEFORE, 2) is None
        assert await cases.open_case_of(ME) is None
        assert await cases.case_of_topic(-500 - ME, 10 + BEFORE) is None
        assert await cases.case_of_topic(-500 - BEFORE, 10 + ME) is None
        assert await cases.case_of_message(-500 - ME, 20 + BEFORE) is None
        assert await cases.case_of_message(-500 - BEFORE, 20 + ME) is None
        for chat, message in ((ME, 3), (BEFORE, 4), (BEFORE, 2), (-9, 30 + ME), (-10, 30 + BEFORE), (-8, 30 + BEFORE)):
            assert await cases.case_of_message(chat, message) is None
            assert await cases.passed_on(chat, message) is None
        assert await cases.case(0) is await cases.case(99) is None
        assert await gaps.last_question(ME) is None
        assert await gaps.gap(0) is await gaps.gap(99) is None
        assert await notices.reader(ME) is None
        assert await lessons.lesson(ME) is None
        assert not await lessons.decide(ME, "accepted", "Bala", NOW)
        assert not await cases.change(0, 0, {"state": "taken"})
        assert await store.quiz.running_in(ME) is None
        assert await store.quiz.round(0) is await store.quiz.round(99) is None
        assert await store.quiz.questions(0) == await store.quiz.questions(99) == []
        assert await store.quiz.votes(0) == await store.quiz.votes(99) == []
        assert not await store.quiz.close_question(0, 0)
        assert not await store.quiz.end(99)
        assert await store.quiz.cards(ME) == []
        assert await store.quiz.days(ME) == []
        assert await store.quiz.due_subjects(ME, NOW, 9) == []
        assert await store.quiz.daily_of(ME) is None
        await gaps.settle(ME)
        await gaps.fill("kiln of 7")
        await notices.unsubscribe(ME)
        await store.turns.give_up(ME, 1)
        assert await store.forget(ME, ME) == 0
        assert await store.export(ME) == {}
        assert await cases.let_go(ME, NOW) == (0, [])
        assert len(await gaps.top(9)) == 3

    with_store(url, work)
