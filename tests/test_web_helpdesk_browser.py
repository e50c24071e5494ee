"""A visitor asks a person, end to end: a real browser, the real program, the stand-in for Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.browser import chromium, opened
from tests.process import Bot, Start, free_port
from tests.standin import FakeTelegram, StandIn
from tests.test_helpdesk_cases import GROUP, in_group, staff_says

QUESTION = "who repairs a broken window pane"
PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def bot(start: Start, port: int, tmp_path: Path) -> Bot:
    """The page and the bot in one process, behind a webhook."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
    return served(start, port, site)


def served(start: Start, port: int, site: Path) -> Bot:
    return start(
        command=("web", "--port", str(port), "--site", str(site)),
        WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram",
        WEBHOOK_SECRET="none",  # noqa: S106 - the word for no secret
        HELPDESK_CHAT_ID=str(GROUP),
    )


def said(page: Page, words: str) -> Locator:
    """Wait until the page shows an answer with these words; return the newest."""
    found = page.locator(".said", has_text=words).last
    found.wait_for()
    return found


def writes(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Enter")


def staff_answers(standin: StandIn, head: dict[str, object], text: str) -> None:
    """One of the staff replies in the group."""
    staff_says(standin.telegram, head, text)
    assert standin.deliver() == 200


def test_a_visitor_asks_a_person_and_reads_the_answer_now_and_later(
    standin: StandIn, telegram: FakeTelegram, start: Start, bot: Bot, port: int, browser: Browser, tmp_path: Path
) -> None:
    page, wrong = opened(browser, viewport=PHONE)
    page.goto(f"http://127.0.0.1:{port}/chat/en")
    writes(page, QUESTION)
    said(page, "I do not know that").get_by_role("button", name="Ask a person").click()
    consent = said(page, "This is passed on, and nothing else")
    assert QUESTION in consent.inner_text()
    assert telegram.sent(GROUP) == []
    consent.get_by_role("button", name="Send it to the helpdesk").click()
    handed = said(page, "Your question is with the helpdesk (case 1)")
    # What was decided is no longer asked.
    consent.get_by_role("button", name="Send it").wait_for(state="detached")
    head = in_group(telegram, GROUP, QUESTION)
    assert "visitor of the web page" in head["text"]

    # The page is open: the answer comes by itself, takes nothing from who is typing, and staff see that it is seen.
    page.fill("#text", "half a sent")
    staff_answers(standin, head, "The <potter> of the next village")
    letter = said(page, "The <potter> of the next village")
    assert "From the helpdesk (case 1)" in letter.inner_text()
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.input_value("#text") == "half a sent"
    telegram.wait(lambda: any("has seen the answer" in m.get("text", "") for m in telegram.messages.values()))

    # By keyboard alone: what is written behind the button goes to the helpdesk, once, and then to the bot again.
    write = letter.get_by_role("button", name="Write to the helpdesk")
    write.focus()
    page.keyboard.press("Enter")
    assert page.locator("#whom").inner_text() == "To the helpdesk, case 1"
    assert not [x["id"] for x in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Not to the helpdesk").click()
    assert page.locator("#whom").inner_text() == "Your question"
    write.click()
    writes(page, "Which village is that?")
    said(page, "Passed on to the helpdesk.")
    in_group(telegram, GROUP, "Which village is that?")
    assert page.locator("#whom").inner_text() == "Your question"
    writes(page, "agra")
    said(page, "Agra, Uttar Pradesh")
    assert not any("agra" in m.get("text", "") for m in telegram.sent(GROUP))
    assert not handed.get_by_role("button", name="Write").is_disabled()

    # The page is closed: the answer waits, through a restart, and is shown once when the same browser comes back.
    context = page.context
    page.close()
    staff_answers(standin, head, "Behind the old temple")
    notice = telegram.sent(GROUP)[-1]
    assert "The visitor sees it as soon as the page is open" in notice["text"]
    bot.stopped()
    telegram.webhook = None
    bot = served(start, port, tmp_path / "site")
    assert "is kept" in telegram.messages[GROUP, notice["message_id"]]["text"]
    back = context.new_page()
    back.goto(f"http://127.0.0.1:{port}/chat/te")
    letter = said(back, "Behind the old temple")
    assert "హెల్ప్‌డెస్క్ నుండి" in letter.inner_text()
    telegram.wait(lambda: "has seen" in telegram.messages[GROUP, notice["message_id"]]["text"])
    back.goto(f"http://127.0.0.1:{port}/chat/en")
    standing = said(back, "Your question is with the helpdesk (case 1)")
    assert back.locator(".said", has_text="Behind the old temple").count() == 0
    standing.get_by_role("button", name="Close the case").click()
    said(back, "Case 1 is closed")
    in_group(telegram, GROUP, "The person has closed case 1")
    writes(back, "/forget")
    said(back, "Everything about you is deleted")
    assert not wrong, wrong
    assert "] Error " not in bot.stopped()
    assert [c for c in telegram.complaints if "not modified" not in c] == []


def test_what_the_bot_does_not_know_is_offered_to_who_has_an_open_case(
    telegram: FakeTelegram, bot: Bot, port: int, browser: Browser
) -> None:
    page, wrong = opened(browser)
    page.goto(f"http://127.0.0.1:{port}/chat/hi")
    writes(page, f"/human {QUESTION}")
    page.get_by_role("button", name="हेल्पडेस्क को भेजें").click()
    said(page, "आपका सवाल हेल्पडेस्क के पास है")
    writes(page, "who mends a cracked chimney")
    page.get_by_role("button", name="हाँ, दे दीजिए").click()
    said(page, "हेल्पडेस्क को भेज दिया")
    assert "who mends a cracked chimney" in in_group(telegram, GROUP, "who mends a cracked chimney")["text"]
    page.get_by_role("button", name="हाँ, दे दीजिए").wait_for(state="detached")
    assert not wrong, wrong
    bot.stopped()
