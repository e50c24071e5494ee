"""A visitor and the helpdesk across processes: two pages on one PostgreSQL, and a page beside a bot that polls."""

from __future__ import annotations

import json
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE, until
from tests.postgres import Postgres
from tests.process import Bot, Start, free_port
from tests.standin import FakeTelegram, StandIn
from tests.test_helpdesk_cases import ANITA, GROUP, in_group, staff_says

QUESTION = "who repairs a broken window pane"
SECRET = "of-both"  # noqa: S105 - it opens nothing


class Visitor:
    """A browser without a screen."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def sends(self, port: int, way: str, **what: Any) -> dict[str, Any]:
        """Send something to the page at a port; return what it says."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{way}", json.dumps(what).encode(), {"Content-Type": "application/json"}
        )
        with self._opener.open(request, timeout=PATIENCE) as answer:
            said: dict[str, Any] = json.loads(answer.read())
        return said

    def hands_over(self, port: int) -> dict[str, Any]:
        """Ask a person, and say yes."""
        consent = self.sends(port, "/chat/hear", text=f"/human {QUESTION}")
        send = consent["rows"][0][0]["tap"]
        return self.sends(port, "/chat/hear", tap=send, of=consent["number"])

    def letters(self, port: int, *read: int) -> list[dict[str, Any]]:
        """Look for answers."""
        found: list[dict[str, Any]] = self.sends(port, "/chat/look", read=read, back=True)["letters"]
        return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
    return folder


def shown(telegram: FakeTelegram, words: str) -> bool:
    return any(words in telegram.messages[GROUP, m["message_id"]].get("text", "") for m in telegram.sent(GROUP))


def test_two_pages_on_one_database_share_a_visitors_case(
    standin: StandIn, telegram: FakeTelegram, start: Start, postgres: Postgres, site: Path
) -> None:
    database, ports, visitor = postgres.database(), [free_port(), free_port()], Visitor()
    bots: list[Bot] = []
    for port in ports:
        bots.append(
            start(
                wait=False,
                command=("web", "--port", str(port), "--site", str(site)),
                DATABASE_URL=database,
                WEBHOOK_URL=f"http://127.0.0.1:{port}/odop",
                WEBHOOK_SECRET=SECRET,
                HELPDESK_CHAT_ID=str(GROUP),
            )
        )
        bots[-1].wait_until("Taking updates by webhook")

    def delivered(port: int) -> None:
        """Hand the next update to the page at a port."""
        assert standin.deliver(SECRET, address=f"http://127.0.0.1:{port}/odop") == 200

    assert "is with the helpdesk (case 1)" in visitor.hands_over(ports[0])["html"]
    head = in_group(telegram, GROUP, QUESTION)
    # Each hears what the other has begun.
    for number, port in enumerate(ports):
        staff_says(telegram, head, f"answer {number}")
        delivered(port)
        [letter] = visitor.letters(ports[1 - number])
        assert letter["html"].endswith(f"answer {number}")
        assert visitor.letters(port, letter["letter"]) == []
        until(lambda: shown(telegram, "has seen the answer"), bots[port == ports[1]].said)
    assert "Passed on" in visitor.sends(ports[1], "/chat/hear", text="one thing more", to=1)["html"]
    in_group(telegram, GROUP, "one thing more")
    # Numbers that no database takes are nobody's cases.
    for forged in (2**31, 2**63 - 1):
        tap = {"does": "deskaction", "step": "close_own", "argument": str(forged)}
        assert "older version" in visitor.sends(ports[1], "/chat/hear", tap=tap)["html"]
    # A power cut between answer and look loses nothing.
    staff_says(telegram, head, "answer 2")
    delivered(ports[0])
    bots[0].killed()
    assert [letter["html"].endswith("answer 2") for letter in visitor.letters(ports[1])] == [True]
    visitor.sends(ports[1], "/chat/hear", text="/forget")
    until(lambda: shown(telegram, "has had everything about them deleted"), bots[1].said)
    assert "] Error " not in bots[1].stopped()
    assert [c for c in telegram.complaints if "not modified" not in c] == []


def test_a_page_beside_a_bot_that_polls_shares_its_database(telegram: FakeTelegram, start: Start, site: Path) -> None:
    port, visitor = free_port(), Visitor()
    bot = start(HELPDESK_CHAT_ID=str(GROUP))
    page = start(wait=False, command=("web", "--port", str(port), "--site", str(site)), HELPDESK_CHAT_ID=str(GROUP))
    page.wait_until("The page is served")
    assert "is with the helpdesk (case 1)" in visitor.hands_over(port)["html"]
    head = in_group(telegram, GROUP, "visitor of the web page")
    staff_says(telegram, head, "the potter of the next village", person=ANITA)
    found: list[dict[str, Any]] = []

    def came() -> bool:
        found[:] = visitor.letters(port)
        return bool(found)

    until(came, bot.said)
    assert found[0]["html"].endswith("the potter of the next village")
    visitor.letters(port, found[0]["letter"])
    until(lambda: shown(telegram, "has seen the answer"), page.said)
    staff_says(telegram, head, "/close", person=ANITA)
    in_group(telegram, GROUP, "The visitor reads so when the page is open")
    until(came, bot.said)
    assert "The helpdesk has closed case 1" in found[0]["html"]
    assert "] Error " not in page.stopped()
    bot.stopped()
    assert [c for c in telegram.complaints if "not modified" not in c] == []


def test_a_page_starts_where_telegram_is_out_of_reach(start: Start, site: Path) -> None:
    port, visitor = free_port(), Visitor()
    page = start(
        wait=False,
        command=("web", "--port", str(port), "--site", str(site)),
        HELPDESK_CHAT_ID=str(GROUP),
        BOT_API_URL=f"http://127.0.0.1:{free_port()}",
    )
    page.wait_until("The page is served")
    failed = visitor.hands_over(port)
    assert "cannot be reached at the moment, and nothing was passed on" in failed["html"]
    assert visitor.sends(port, "/chat/hear", text="agra")["kind"] == "district"
    page.stopped()
