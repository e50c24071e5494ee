"""A case with two webhook workers on one PostgreSQL, each given every update, in turn and at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.postgres import Postgres
from tests.process import Start, free_port
from tests.standin import FakeTelegram, StandIn
from tests.test_helpdesk_cases import ANITA, BALA, in_group, open_case, staff_says, tap, to_person

GROUP, FORUM = -500, -1001
SECRET = "of-both"  # noqa: S105 - it opens nothing


class Postman:
    """Hands every update to both workers at once, until one says that it is done."""

    def __init__(self, standin: StandIn, ports: list[int]) -> None:
        self._standin = standin
        self._ports = ports
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        telegram = self._standin.telegram
        while not self._stop.is_set():
            with telegram.lock:
                update = telegram.updates.pop(0) if telegram.updates else None
            if update is None:
                time.sleep(0.01)
                continue
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda port, update=update: self._deliver(update, port), self._ports))

    def _deliver(self, update: dict[str, Any], port: int) -> None:
        end = time.monotonic() + 30
        while self._standin.deliver(update=update, address=f"http://127.0.0.1:{port}/odop") != 200:
            assert time.monotonic() < end
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop handing out."""
        self._stop.set()
        self._thread.join()


@pytest.mark.parametrize("group", [GROUP, FORUM])
def test_two_workers_share_a_case(
    standin: StandIn, telegram: FakeTelegram, start: Start, postgres: Postgres, group: int
) -> None:
    if group == FORUM:
        telegram.forums[FORUM] = {}
    database, ports = postgres.database(), [free_port(), free_port()]
    bots = [
        start(
            wait=False, DATABASE_URL=database, WEBHOOK_URL="http://127.0.0.1/odop", WEBHOOK_SECRET=SECRET,
            WEBHOOK_PORT=str(port), HELPDESK_CHAT_ID=str(group), ADMIN_IDS="9",
        )
        for port in ports
    ]  # fmt: skip
    for bot in bots:
        bot.wait_until("Running as")
    telegram.wait(lambda: telegram.webhook is not None)
    time.sleep(0.5)
    postman = Postman(standin, ports)
    try:
        head = open_case(telegram, group)
        staff_says(telegram, head, "the answer")
        reply = to_person(telegram, "the answer")
        telegram.say("one more thing", reply_to_message=reply)
        in_group(telegram, group, "one more thing")
        # Two of the staff answer in the same moment: one of them is told.
        staff_says(telegram, head, "from Bala", person=BALA)
        in_group(telegram, group, "Nothing was sent")
        staff_says(telegram, head, "from Anita", person=ANITA)
        to_person(telegram, "from Anita")
        tap(telegram, reply, "Close")
        in_group(telegram, group, "The person has closed case 1")
        time.sleep(0.5)
    finally:
        postman.stop()
    assert not any("from Bala" in m.get("text", "") for m in telegram.sent())
    for words, chat in (("the answer", 7), ("from Anita", 7), ("one more thing", group), ("has closed case 1", group)):
        assert len([m for m in telegram.sent(chat) if words in m.get("text", "")]) == 1, words
    assert group != FORUM or len(telegram.forums[FORUM]) == 1
    for bot in bots:
        assert "] Error " not in bot.stopped()
