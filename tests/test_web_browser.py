"""The live page as people meet it: in Chromium, by keyboard, in light and dark, in three languages."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from odop_bot.answering import Answerer, Question
from odop_bot.channels.telegram.mini_app import MapWords, MiniApp
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.maker import for_this_maker
from odop_bot.conversation.personal import Personal
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.conversation.wishes import Wishes
from odop_bot.engine import TEMPLATES
from odop_bot.settings import Secret, Settings
from odop_bot.site.building import _shared
from odop_bot.site.folder import Folder
from odop_bot.site.working import Order, Worker
from odop_bot.storage import LEASE, Store
from odop_bot.understanding.memory import Memory
from odop_bot.web.application import live_page
from odop_bot.web.mini_app import MiniAppPages
from odop_bot.web.server import listening, serving
from odop_bot.web.site import plan_of
from odop_bot.web.words import read_web_words
from tests.bot_token import TOKEN as BOT_TOKEN
from tests.browser import chromium, opened
from tests.live import dialogues, parts_of
from tests.process import ROOT
from tests.test_mini_app import signed

TOKEN = "a-long-random-word-of-the-helpdesk"  # noqa: S105 - of this test
LANGUAGES = ("en", "hi", "te")


class Chats:
    """In the place of the bot: takes what is sent to people."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []

    async def send_message(self, chat_id: int, text: str, reply_markup: object = None) -> None:
        """Take a message."""
        assert reply_markup is not None
        self.sent.append((chat_id, text))


@pytest.fixture(scope="module")
def chats() -> Chats:
    return Chats()


@pytest.fixture(scope="module")
def live(answerer: Answerer, chats: Chats, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the live page on this machine, the map and some districts of its site too; yield its address."""
    folder, stop, at = tmp_path_factory.mktemp("live"), threading.Event(), listening("127.0.0.1", 0)
    plan = plan_of(folder / "site", ROOT / "knowledge", folder, TEMPLATES, None)
    for path, content in _shared(answerer, plan):
        Folder(plan.out).write(path, content)
    worker = Worker(plan, answerer)
    for language in ("en", "hi"):
        worker.carry_out(Order(language, "o", ("index",)))
        worker.carry_out(Order(language, "d", ("118",)))

    async def serve() -> None:
        settings = Settings(odop_data_dir=folder, web_asks=0, helpdesk_token=Secret(TOKEN))
        store = Store(settings.database(), LEASE, b"key", folder)
        await store.open()
        parts = parts_of(answerer, folder, settings, store)
        words = {code: MapWords(button="map", text="map", command="map") for code in LANGUAGES}
        app = MiniApp(parts.talk, BOT_TOKEN, "https://odop.example.org/app", words)
        page = live_page(parts, lambda pages: MiniAppPages(app, cast(Any, chats), pages, parts.site).routes())
        async with serving(page, at, ()):
            await asyncio.to_thread(stop.wait)
        await store.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{at.getsockname()[1]}"
    stop.set()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def shown(page: Page, count: int) -> str:
    """Wait until so many answers have come; return the words of the last one."""
    page.wait_for_selector(f"#talk[data-answers='{count}']")
    return page.locator(".said").last.inner_text()


def test_the_chat_and_the_helpdesk_shut_nobody_out(live: str, browser: Browser) -> None:
    page, wrong = opened(browser)
    axe = Axe()
    found: list[tuple[str, str, str]] = []

    def look(what: str) -> None:
        results = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        found.extend((what, x["id"], x["nodes"][0]["html"][:160]) for x in results)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for language in LANGUAGES if scheme == "light" else ("te",):
            page.goto(f"{live}/chat/{language}?q=aurangabad")
            shown(page, 1)
            look(f"chat {language} {scheme}")
        page.goto(f"{live}/helpdesk/hi?q=pmegp")
        look(f"helpdesk {scheme}")
    page.fill("input[type=password]", TOKEN)
    page.locator("form[action$=login] button").click()
    page.wait_for_selector("form[action$=logout]")
    look("cases")
    assert not found, found
    assert not wrong, wrong


def test_a_talk_by_keyboard_alone_says_what_it_says_elsewhere(live: str, browser: Browser, answerer: Answerer) -> None:
    page, wrong = opened(browser, viewport={"width": 360, "height": 640})
    page.goto(f"{live}/chat/en")
    assert "Namaste" in page.locator(".said").first.inner_text()
    lines = ["aurangabad odop", "the one in Bihar", "<b onmouseover=alert(1)>agra</b>", "और आगरा?", "వరంగల్"]
    talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC))

    async def said_elsewhere() -> list[str]:
        sender = Sender(5, Chat("web", 5), "en")
        return [(await talk.hear(sender, line)).screen.text for line in lines]

    with ThreadPoolExecutor(1) as pool:  # Playwright has a loop in this thread
        elsewhere = pool.submit(lambda: asyncio.run(said_elsewhere())).result()
    for number, (line, expected) in enumerate(zip(lines, elsewhere, strict=True), start=1):
        page.focus("#text")
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")
        shown(page, number)
        assert page.locator(".mine").last.inner_text().endswith(line)
        words = page.locator(".said .words").last.inner_text().split()
        assert words == expected.split(), line
    # From the answer the Tab key comes to its buttons; what is tapped is answered in turn.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    shown(page, len(lines) + 1)
    # Nothing is wider than a small phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not wrong, wrong


def test_thirty_dialogues_in_the_page_are_answered_as_ask_chat_answers_them(
    live: str, browser: Browser, answerer: Answerer
) -> None:
    # A chat can do what `ask` cannot: stay in a language, note where people are from, show sources and the like.
    strings = read_strings(TEMPLATES)
    personal, wishes = Personal(strings), Wishes(strings)

    def is_asked(words: str) -> bool:
        return not (personal.language(words) or personal.says_where_from(words) or wishes.of(words))

    talks = dialogues(ROOT, 30, is_asked)
    assert len(talks) == 30
    talk = Talk(answerer, strings, InMemory(), lambda: dt.datetime.now(dt.UTC))
    different: list[str] = []
    page, wrong = opened(browser)
    for lines in talks:
        page.context.clear_cookies()
        page.goto(f"{live}/chat/en")
        memory: Memory | None = None
        for number, line in enumerate(lines, start=1):
            page.fill("#text", line)
            page.keyboard.press("Enter")
            shown(page, number)
            reply = answerer.answer(Question(text=line, memory=memory) if memory else Question(text=line))
            reply = for_this_maker(line, reply, memory, None, answerer) if memory else reply
            memory = reply.memory
            expected = talk.screens(reply.language).reply(reply)
            if page.locator(".said .words").last.inner_text().split() != expected.text.split():
                different.append(f"{line} (after {lines[: number - 1]})")
    assert not different, different
    assert not wrong, wrong


def test_a_place_a_picture_a_language_and_a_quiz(live: str, browser: Browser) -> None:
    place = {"latitude": 28.84, "longitude": 78.77}
    page, wrong = opened(browser, geolocation=place, permissions=["geolocation"])
    strings = read_strings(TEMPLATES)
    page.goto(f"{live}/chat/te")
    buttons = strings["te"].buttons
    page.get_by_role("button", name=buttons["location"]).first.click()
    assert "మొరాదాబాద్" in shown(page, 1)
    page.get_by_role("button", name=buttons["picture"]).last.click()
    shown(page, 2)
    assert page.locator(".said img").last.evaluate("x => x.decode().then(() => x.naturalWidth)") > 0
    page.fill("#text", "/language hindi")
    page.keyboard.press("Enter")
    assert "हिन्दी" in shown(page, 3) or "हिंदी" in page.locator(".said").last.inner_text()
    page.reload()
    page.get_by_role("button", name=buttons["quiz"]).first.click()
    shown(page, 1)
    page.locator(".said").last.locator("button").first.click()
    shown(page, 2)
    page.locator(".said").last.locator("button").first.click()
    shown(page, 3)
    assert page.locator(".said").last.locator("button").count() >= 3
    assert not wrong, wrong


def test_without_a_connection_it_says_so(live: str, browser: Browser) -> None:
    page, _ = opened(browser)
    page.goto(f"{live}/chat/en")
    page.route("**/chat/hear", lambda route: route.abort())
    page.fill("#text", "agra")
    page.keyboard.press("Enter")
    shown(page, 1)
    assert page.locator(".wrong").inner_text() == read_web_words(TEMPLATES)["en"].chat["failed"]


def test_a_link_asks_but_gives_no_command(live: str, browser: Browser) -> None:
    page, wrong = opened(browser)
    page.goto(f"{live}/chat/en?q=%2Fforget")
    page.wait_for_selector(".said")
    assert page.locator(".mine").count() == 0
    page.goto(f"{live}/chat/en?q=agra")
    assert "Agra" in shown(page, 1)
    assert not wrong, wrong


DARK = '{"bg_color":"#101010","text_color":"#f0f0f0","link_color":"#f09ab4"}'


@pytest.mark.parametrize("colours", [DARK, '{"bg_color":"url(x)"}', "{"])
def test_the_map_has_the_colours_of_telegram_and_brings_what_is_tapped_into_the_chat(
    colours: str, live: str, browser: Browser, chats: Chats
) -> None:
    page, wrong = opened(browser)
    chats.sent.clear()
    given = f"tgWebAppData={quote(signed(date=int(time.time())))}&tgWebAppThemeParams={quote(colours)}"
    page.goto(f"{live}/app/hi#{given}")
    page.locator('#map a[data-code="171"]').dispatch_event("click")
    page.wait_for_selector("html[data-sent='171']")
    page.fill("#find", "agra")
    page.locator("#found a").first.click()
    page.wait_for_selector("html[data-sent='118']")
    assert [(number, text.split("<b>")[1][:3]) for number, text in chats.sent] == [(7, "मुर"), (7, "आगर")]
    paper = page.evaluate("document.documentElement.style.getPropertyValue('--paper')")
    assert paper == ("#101010" if colours == DARK else "")
    if colours == DARK:
        results = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert not [x["id"] for x in results if x["impact"] in ("serious", "critical")]
    assert not wrong, wrong


def test_whom_telegram_does_not_know_gets_the_page_of_what_they_tap(live: str, browser: Browser, chats: Chats) -> None:
    page, _ = opened(browser)
    chats.sent.clear()
    for data in (signed(date=1), "x"):
        page.goto(f"{live}/app#tgWebAppData={quote(data)}")
        page.locator('#map a[data-code="118"]').dispatch_event("click")
        page.wait_for_url("**/d/118.html")
        page.goto("about:blank")
    assert not chats.sent
