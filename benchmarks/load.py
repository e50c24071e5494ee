"""Many people who write at once, each waiting for an answer before writing again."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from tests.data import load_all
from tests.standin import FakeTelegram

FIRST_CHAT = 10_000
STEP_SECONDS = 0.002


def questions(seed: int = 7) -> Iterator[str]:
    """Yield, without end, what people ask: the questions of the tests' conversations in a mixed order."""
    asked = [turn["ask"] for _, entry in load_all("conversations") for turn in entry["talk"]]
    random.Random(seed).shuffle(asked)
    while True:
        yield from asked


class Crowd:
    """People of one Telegram, some at once; after an answer another one comes, in turn."""

    def __init__(self, telegram: FakeTelegram, people: int, at_once: int) -> None:
        """Let `people` write, `at_once` of them at a time."""
        self._telegram = telegram
        self._people = people
        self._at_once = at_once
        self._questions = questions()
        self._asked = 0
        self._seen = len(telegram.calls)

    def ask(self, count: int, patience: float = 600.0) -> float:
        """Ask that many questions and wait for every answer; return the seconds that it took.

        Raises TimeoutError when `patience` seconds are not enough.
        """
        begun = time.perf_counter()
        asked = answered = 0
        while answered < count:
            while asked < count and asked - answered < self._at_once:
                self._say()
                asked += 1
            time.sleep(STEP_SECONDS)
            answered += self._answers()
            if time.perf_counter() - begun > patience:
                raise TimeoutError(f"{count - answered} questions of {count} had no answer in time")
        return time.perf_counter() - begun

    def _say(self) -> None:
        chat = FIRST_CHAT + self._asked % self._people
        self._asked += 1
        self._telegram.say(next(self._questions), chat=chat)

    def _answers(self) -> int:
        """Return how many answers came since the last look; what was looked at is thrown away."""
        with self._telegram.lock:
            calls, self._telegram.calls = self._telegram.calls, []
            self._telegram.messages.clear()
        return sum(call.method == "sendMessage" for call in calls)
