"""The quiz under a power cut at each step of a round, and under many people and groups at once."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.patience import PATIENCE, until
from tests.process import Bot, Start, Starter
from tests.standin import FakeTelegram, Fault, StandIn
from tests.test_faults import REFUSED_TWICE
from tests.test_quiz_telegram import go_on, last_text, polls, right_of

PEOPLE, GROUPS = 80, 12
QUESTIONS = 2
"""Questions that each person answers in the crowd."""
VOTERS = 10
"""People who answer in each group."""


def all_votes(folder: Path) -> list[tuple[int, int, int, int]]:
    """Return round, number, person and whether it is right, for each answer that is written."""
    with sqlite3.connect(folder / "odop.db", timeout=PATIENCE) as database:
        return database.execute("SELECT round_id, number, person_id, right FROM quiz_votes").fetchall()


class PowerCuts:
    """Cuts the power of a bot while it makes a call."""

    def __init__(self, telegram: FakeTelegram, start: Start) -> None:
        self._telegram = telegram
        self._start = start
        self.bot: Bot = start()

    def during(self, method: str, after: bool, cause: Callable[[], object]) -> None:
        """Kill the bot when `cause` lets it make a call, before or right after that takes effect; start it again."""
        telegram = self._telegram
        made = len(telegram.made(method))
        telegram.faults[method] = [Fault(after=after, delay=60)]
        cause()
        # A call that is held up tells nobody, so we look now and then.
        until(lambda: len(telegram.made(method)) > made if after else not telegram.faults[method], lambda: method)
        self.now()
        assert not telegram.faults[method]

    def now(self) -> None:
        """Cut the power at once and start the bot again."""
        self.bot.killed()
        self.bot = self._start(wait=False)
        self.bot.wait_until("Running as")


def test_a_power_cut_at_any_step_loses_no_answer_and_marks_none_twice(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    cuts = PowerCuts(telegram, start)

    def asked(number: int, times: int = 1) -> list[dict[str, Any]]:
        """Wait for a question of the round; return the polls that ask it."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            sent = [m for m in telegram.sent() if "poll" in m]
            # By the order of what is asked: a long question has no room for its number.
            questions = list(dict.fromkeys(m["poll"]["question"] for m in sent))
            found[:] = [m for m in sent if m["poll"]["question"] in questions[number - 1 : number]]
            return len(found) >= times

        telegram.wait(look)
        return found

    def vote(message: dict[str, Any]) -> None:
        assert telegram.vote(message["poll"]["id"], right_of(telegram, message))

    def vote_and_go_on(message: dict[str, Any], shown: dict[str, Any] | None = None) -> None:
        vote(message)
        go_on(telegram, shown or message)

    # Before the first question is out.
    cuts.during("sendPoll", after=False, cause=lambda: telegram.tap("qg:mixed_5"))
    first = asked(1)[-1]
    # The second question is out, but the bot has not heard so: it asks again, and either poll may be answered.
    cuts.during("sendPoll", after=True, cause=lambda: vote_and_go_on(first))
    orphan, twin = asked(2, times=2)
    vote(orphan)
    # The answer to its twin comes too, and changes nothing.
    vote_and_go_on(twin)
    third = asked(3)[-1]
    # An answer is written, and the next question is not out.
    cuts.during("sendPoll", after=False, cause=lambda: vote_and_go_on(third))
    fourth = asked(4)[-1]
    # The answer is given while the bot is dead.
    cuts.bot.killed()
    vote_and_go_on(fourth)
    cuts.now()
    fifth = asked(5)[-1]
    # The round has ended, and its result is not told.
    cuts.during("sendMessage", after=False, cause=lambda: vote(fifth))
    assert "5 of 5 right" in last_text(telegram, "right")["text"]
    assert sum("right" in message.get("text", "") for message in telegram.sent()) == 1
    rows = all_votes(tmp_path)
    assert sorted(number for _, number, _, _ in rows) == [0, 1, 2, 3, 4]
    assert all(right for _, _, _, right in rows)
    with sqlite3.connect(tmp_path / "odop.db") as database:
        assert database.execute("SELECT sum(answered), sum(right) FROM quiz_days").fetchone() == (5, 5)
    # A tap may have been acknowledged already when the power went: it is acknowledged once more.
    assert [text for text in telegram.complaints if not any(part in text for part in REFUSED_TWICE)] == []


@pytest.fixture
def crowd(tmp_path: Path, compiled: Path) -> Iterator[StandIn]:
    """Run a bot on a stand-in that takes many calls."""
    standin = StandIn(checked=False)
    starter = Starter(standin, tmp_path, compiled)
    starter.start()
    yield standin
    starter.stop()
    standin.close()


def test_many_people_and_groups_at_once_and_every_answer_counts_once(crowd: StandIn, tmp_path: Path) -> None:
    telegram, random = crowd.telegram, Random(1)
    people, groups = range(1000, 1000 + PEOPLE), range(-1, -1 - GROUPS, -1)
    for chat in [*people, *groups]:
        telegram.tap("qg:mixed_5", chat=chat)
    expected = Counter[tuple[int, bool]]()
    leaders: dict[int, Counter[int]] = {group: Counter() for group in groups}
    for number in range(QUESTIONS):
        for person in people:
            message = polls(telegram, number + 1, person)[-1]
            choice = random.randrange(len(message["poll"]["options"]))
            assert telegram.vote(message["poll"]["id"], choice, person)
            go_on(telegram, message, person)
            expected[person, choice == right_of(telegram, message)] += 1
        for group in groups:
            _group_votes(telegram, group, number, leaders[group], expected, random)
        _wait_for_votes(tmp_path, expected.total())
        _time_is_over(tmp_path)
    # Two questions that nobody answers, and each group's round ends by itself.
    for group in groups:
        polls(telegram, QUESTIONS + 1, group)
    _time_is_over(tmp_path)
    for group in groups:
        polls(telegram, QUESTIONS + 2, group)
    _time_is_over(tmp_path)
    for group in groups:
        text = last_text(telegram, "the round is over", group)["text"]
        told = {int(name): int(right) for name, right in re.findall(r"\d+\. Voter (\d+): (\d+) of 4", text)}
        assert told == {person: leaders[group][person] for person in range(1, VOTERS + 1)}
        order = list(told.values())
        assert order == sorted(order, reverse=True)
    counted = Counter((person, bool(right)) for _, _, person, right in all_votes(tmp_path))
    assert counted == expected
    assert telegram.complaints == []


def _group_votes(
    telegram: FakeTelegram,
    group: int,
    number: int,
    leaders: Counter[int],
    expected: Counter[tuple[int, bool]],
    random: Random,
) -> None:
    message = polls(telegram, number + 1, group)[-1]
    right = right_of(telegram, message)
    for person in range(1, VOTERS + 1):
        choice = random.randrange(len(message["poll"]["options"]))
        assert telegram.vote(message["poll"]["id"], choice, person, f"Voter {person}")
        leaders[person] += choice == right
        expected[person, choice == right] += 1


def _wait_for_votes(folder: Path, count: int) -> None:
    until(lambda: len(all_votes(folder)) >= count, lambda: f"{len(all_votes(folder))} of {count} answers are written")


def _time_is_over(folder: Path) -> None:
    """Let the time of every open question of the groups be over."""
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with sqlite3.connect(folder / "odop.db", timeout=PATIENCE) as database:
        database.execute(
            "UPDATE quiz_questions SET closes_at = ? WHERE closes_at IS NOT NULL AND NOT closed",
            [past.strftime("%Y-%m-%d %H:%M:%S.%f")],
        )
