"""Two webhook workers behind one address share a PostgreSQL: no update is answered twice, none is lost."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.patience import until
from tests.postgres import Postgres
from tests.process import Bot, Starter, free_port
from tests.standin import StandIn

CHATS = range(100, 140)
DISTRICTS = ("moradabad", "agra", "jaipur")
SECRET = "of-both"  # noqa: S105 - it opens nothing


class Workers:
    """Two bots, and the web server before them that hands each update to one of them."""

    def __init__(self, starter: Starter, standin: StandIn, database: str) -> None:
        """Start both at once on an empty database."""
        self.telegram = standin.telegram
        self._standin = standin
        self._starter = starter
        self._database = database
        self._ports = [free_port(), free_port()]
        self.bots = [self._begin(number) for number in range(2)]
        for bot in self.bots:
            bot.wait_until("Running as")
        self.telegram.wait(lambda: self.telegram.webhook is not None)

    def again(self, number: int) -> None:
        """Start one of the two again."""
        self.bots[number] = self._begin(number)
        self.bots[number].wait_until("Running as")

    def _begin(self, number: int) -> Bot:
        return self._starter.start(
            wait=False,
            DATABASE_URL=self._database,
            WEBHOOK_URL="http://127.0.0.1/odop",
            WEBHOOK_SECRET=SECRET,
            WEBHOOK_PORT=str(self._ports[number]),
        )

    def deliver(self, update: dict[str, Any], first: int) -> None:
        """Hand an update to one of the two, or the other, until it is done."""
        turns = itertools.cycle((first, 1 - first))

        def done() -> bool:
            address = f"http://127.0.0.1:{self._ports[next(turns)]}/odop"
            return self._standin.deliver(update=update, address=address) == 200

        until(done, lambda: update)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory, compiled: Path, postgres: Postgres) -> Iterator[Workers]:
    standin = StandIn()
    starter = Starter(standin, tmp_path_factory.mktemp("workers"), compiled)
    try:
        workers = Workers(starter, standin, postgres.database())
        yield workers
        # Only one of two can stop the little clock on a button.
        assert [text for text in standin.telegram.complaints if "query is too old" not in text] == []
        assert "[error" not in "".join(bot.stopped() for bot in workers.bots)
    finally:
        starter.stop()
        standin.close()


def test_workers_come_and_go_and_each_update_is_answered_once(workers: Workers) -> None:
    telegram = workers.telegram
    source = random.Random(3)
    asked = [(text, chat) for chat in CHATS for text in DISTRICTS]
    source.shuffle(asked)
    for text, chat in asked:
        telegram.say(text, chat=chat)
    # A third of them goes to both at once, as when Telegram takes a worker for dead that is only slow.
    deliveries = [(update, n % 2) for n, update in enumerate(telegram.updates)]
    telegram.updates = []
    deliveries += [(update, 1 - first) for update, first in deliveries if source.random() < 0.33]
    deliveries.sort(key=lambda delivery: delivery[0]["update_id"])
    with ThreadPoolExecutor(12) as pool:
        done = [pool.submit(workers.deliver, *delivery) for delivery in deliveries]
        telegram.wait(lambda: len(telegram.made("sendMessage")) >= len(asked) // 3)
        workers.bots[1].stopped()
        workers.again(1)
        for delivery in done:
            delivery.result()
    for chat in CHATS:
        answers = sorted(message["text"][:4].lower() for message in telegram.sent(chat))
        assert answers == sorted(text[:4] for text in DISTRICTS), chat


def test_what_both_are_given_at_once_is_done_once(workers: Workers) -> None:
    telegram = workers.telegram
    telegram.say("moradabad")
    workers.deliver(telegram.updates.pop(), 0)
    message = telegram.sent()[0]["message_id"]
    telegram.tap("c:171", message_id=message)
    telegram.tap("w:", message_id=message)
    telegram.say("/start d118")
    telegram.share_location(28.84, 78.77)
    telegram.say("/forget")
    updates, telegram.updates = telegram.updates, []
    with ThreadPoolExecutor(10) as pool:
        both = [pool.submit(workers.deliver, update, first) for update in updates for first in (0, 1)]
        for delivery in both:
            delivery.result()
    assert len(telegram.photos) == 1
    assert len({message.get("text") for message in telegram.sent()}) == len(telegram.sent()) == 1 + len(updates)


def test_one_knows_what_the_other_has_learnt_and_a_restart_keeps_it(workers: Workers) -> None:
    telegram = workers.telegram

    def last(text: str, worker: int) -> str:
        telegram.say(text, chat=8)
        workers.deliver(telegram.updates.pop(), worker)
        return str(telegram.sent(8)[-1]["text"])

    assert last("moradabad", 0).startswith("Moradabad")
    assert "Honey" in last("what does PMFME say", 1)
    for bot in workers.bots:
        bot.killed()
    for number in range(2):
        workers.again(number)
    assert last("what does the national list say", 0).startswith("Moradabad")
