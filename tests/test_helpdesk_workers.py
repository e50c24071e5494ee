"""A case with two webhook workers on one PostgreSQL, each given every update, in turn and at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.patience import until
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
        while True:
            with telegram.lock:
                telegram.lock.wait_for(lambda: bool(telegram.updates) or self._stop.is_set())
                if not telegram.updates:
                    return
                update = telegram.updates.pop(0)
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda port, update=update: self._deliver(update, port), self._ports))

    def _deliver(self, update: dict[str, Any], port: int) -> None:
        address = f"http://127.0.0.1:{port}/odop"
        until(lambda: self._standin.deliver(update=update, address=address) == 200, lambda: update)

    def stop(self) -> None:
        """Hand out what there is, then stop."""
        with self._standin.telegram.lock:
            self._stop.set()
            self._standin.telegram.lock.notify_all()
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
            wait=False,
            DATABASE_URL=database,
            WEBHOOK_URL="http://127.0.0.1/odop",
            WEBHOOK_SECRET=SECRET,
            WEBHOOK_PORT=str(port),
            HELPDESK_CHAT_ID=str(group),
            ADMIN_IDS="9",
        )
        for port in ports
    ]
    for bot in bots:
        bot.wait_until("Running as")
    telegram.wait(lambda: telegram.webhook is not None)
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
    finally:
        postman.stop()
    for bot in bots:
        assert "] Error " not in bot.stopped()  # what was to be sent has been sent then
    assert not any("from Bala" in m.get("text", "") for m in telegram.sent())
    for words, chat in (("the answer", 7), ("from Anita", 7), ("one more thing", group), ("has closed case 1", group)):
        assert len([m for m in telegram.sent(chat) if words in m.get("text", "")]) == 1, words
    assert group != FORUM or len(telegram.forums[FORUM]) == 1
