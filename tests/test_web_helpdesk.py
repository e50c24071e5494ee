"""A visitor of the page asks a person: what they see, what staff see in their group, what is kept and for how long."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from telegram import Message

from odop_bot.answering import Answerer
from odop_bot.channels.health import Metrics
from odop_bot.channels.web.endpoints import PASSED_ON
from odop_bot.channels.web.visitor import visitor_of
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.engine import TEMPLATES
from odop_bot.settings import Settings
from odop_bot.storage import GapStore, LetterStore, StoreError
from odop_bot.storage.helpdesk_tables import cases, letters, relays
from odop_bot.storage.store import KEPT
from odop_bot.web.application import Parts, live_page
from odop_bot.web.site import Site
from odop_bot.web.words import read_web_words
from tests.harness import Harness, play, without_pauses
from tests.live import ADDRESS, Live
from tests.process import buttons
from tests.standin import Fault
from tests.test_parting import ANITA, BALA, FORUM, GROUP, replied, tapped

QUESTION = "who repairs a broken window pane"
WORDS = read_web_words(TEMPLATES)


class Desk:
    """The live page beside a bot with a helpdesk, on one database."""

    def __init__(self, bot: Harness, folder: Path) -> None:
        settings = Settings(odop_data_dir=folder, web_asks=0)
        self.bot, site = bot, Site(folder / "site", None)
        log = QuestionLog(bot.talk, GapStore(bot.store), GROUP)
        parts = Parts(
            settings=settings,
            talk=bot.talk,
            store=bot.store,
            metrics=Metrics(bot.store),
            log=log,
            site=site,
            room=bot.desk,
        )
        self.app, self.site = live_page(parts), site

    def browser(self, address: str = "127.0.0.1") -> AbstractAsyncContextManager[httpx.AsyncClient]:
        """Return a browser without cookies."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(address, 1)), base_url=ADDRESS)

    def at(self, client: httpx.AsyncClient) -> Live:
        """Return what the page of a browser does."""
        return Live(self.app, client, self.bot.store, self.bot.talk, self.site)


def visit(answerer: Answerer, folder: Path, scene: Callable[[Desk, Live], Awaitable[None]], group: int | None) -> None:
    """Play a scene with one visitor and a bot whose helpdesk is in a group."""

    async def run(bot: Harness) -> None:
        desk = Desk(bot, folder)
        async with desk.browser() as client:
            await scene(desk, desk.at(client))

    play(answerer, folder, run, group)


async def looked(live: Live, read: tuple[int, ...] = (), language: str = "en", *, back: bool = False) -> dict[str, Any]:
    """Return what the page gets when it looks for answers."""
    answer = await live.client.post("/chat/look", json={"read": read, "back": back, "language": language})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def opened(live: Live, question: str = QUESTION, language: str = "en") -> dict[str, Any]:
    """Hand a question over; return what the visitor is told then."""
    consent = await live.hear(language, text=f"/human {question}")
    assert question in consent["html"]
    send = consent["rows"][0][0]
    return await live.hear(language, tap=send["tap"], of=consent["number"])


def labels(screen: dict[str, Any]) -> list[str]:
    return [key["label"] for row in screen["rows"] for key in row]


async def told_staff(desk: Desk, words: str, group: int = GROUP) -> dict[str, Any]:
    """Wait until the group shows a message with these words; return it."""
    telegram = desk.bot.telegram

    def found() -> list[dict[str, Any]]:
        shown = [telegram.messages[group, message["message_id"]] for message in telegram.sent(group)]
        return [message for message in shown if words in message.get("text", "")]

    await desk.bot.until(lambda: bool(found()))
    return found()[-1]


@pytest.mark.parametrize("group", [GROUP, FORUM])
def test_the_life_of_a_case_of_a_visitor(answerer: Answerer, tmp_path: Path, group: int) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        bot, telegram = desk.bot, desk.bot.telegram
        if group == FORUM:
            telegram.forums[FORUM] = {}
        await live.hear(text="agra")
        unknown = await live.hear(text=QUESTION)
        consent = await live.tap(unknown, "Ask a person")
        for words in (QUESTION, "Agra", "90 days", "365 days", "nobody here knows", "/forget"):
            assert words in consent["html"], words
        assert telegram.sent(group) == []
        handed = await live.tap(consent, "Send it")
        assert "Your question is with the helpdesk (case 1)" in handed["html"]
        assert (handed["kind"], labels(handed)) == ("helpdesk", ["Write to the helpdesk", "Close the case"])
        [head] = telegram.sent(group)
        for words in ("visitor of the web page", QUESTION, "Agra (Uttar Pradesh)", "Nobody has it yet"):
            assert words in head["text"], words
        assert ("message_thread_id" in head) == (group == FORUM)
        # A second tap on the same button opens nothing more.
        again = await live.tap(consent, "Send it")
        assert again["html"] == handed["html"]
        assert len(telegram.sent(group)) == 1
        # The answer: staff see that it waits, and then that it was seen.
        assert await replied(bot, head, "// who knows this?") == []
        [notice] = await replied(bot, head, "Ask at the <DIC> & bring the pane's bill")
        assert "The visitor sees it as soon as the page is open" in notice
        found = await looked(live)
        [letter] = found["letters"]
        assert (
            "From the helpdesk</b> (case 1)\nAsk at the &lt;DIC&gt; &amp; bring the pane&#39;s bill" in letter["html"]
        )
        assert labels(letter) == labels(handed)
        assert found["waits"]
        assert "case" not in found
        assert (await looked(live, (letter["letter"],)))["letters"] == []
        assert "has seen the answer" in (await told_staff(desk, "has seen", group))["text"]
        assert "has it." in telegram.messages[group, head["message_id"]]["text"]
        # What the visitor writes goes to the bot, unless it is for the helpdesk.
        before = len(telegram.sent(group))
        assert (await live.hear(text="moradabad"))["kind"] == "district"
        offer = await live.hear(text="who mends a cracked chimney")
        assert "You have an open case, number 1" in offer["html"]
        assert len(telegram.sent(group)) == before
        key = next(key for row in offer["rows"] for key in row if key["label"].startswith("Yes"))
        for _ in range(2):
            passed = await live.hear(tap=key["tap"], of=offer["number"], text="who mends a cracked chimney")
            assert passed["html"] == "Passed on to the helpdesk."
        assert labels(letter)[0] == "Write to the helpdesk"
        await live.hear(text="which papers?", to=letter["rows"][0][0]["write"])
        said = [message["text"] for message in telegram.sent(group)[before:]]
        assert ["who mends a cracked chimney" in said[0], "which papers?" in said[1], len(said)] == [True, True, 2]
        # Whoever replies to any of it answers this case; somebody else is told who has it.
        follow_up = telegram.sent(group)[-1]
        assert "The visitor sees it" in (await replied(bot, follow_up, "The bill is enough"))[0]
        assert "Nothing was sent" in (await replied(bot, telegram.sent(group)[-1], "me too", person=BALA))[0]
        assert [x["html"].endswith("The bill is enough") for x in (await looked(live))["letters"]] == [True]
        closed = await live.hear(tap=handed["rows"][0][1]["tap"], of=handed["number"])
        assert "Case 1 is closed" in closed["html"]
        assert "The person has closed case 1" in telegram.sent(group)[-1]["text"]
        assert await replied(bot, head, "too late") == ["Case 1 is closed. Nothing was sent."]
        for late in (
            await live.hear(text="late", to=1),
            await live.hear(tap=key["tap"], of=5, text="late"),
            await live.hear(tap=handed["rows"][0][1]["tap"]),
        ):
            assert "This case is closed" in late["html"]
        assert [c for c in telegram.complaints if "not modified" not in c] == []

    visit(answerer, tmp_path, scene, group)


def test_an_answer_survives_a_restart_and_is_shown_once_in_the_visitors_language(
    answerer: Answerer, tmp_path: Path
) -> None:
    token: list[str] = []

    async def asks(desk: Desk, live: Live) -> None:
        assert "data-looks" not in (await live.client.get("/chat/hi")).text
        await opened(live)
        token.append(live.client.cookies["odop_chat"])
        await replied(desk.bot, desk.bot.telegram.sent(GROUP)[0], "The potter of the next village")

    async def comes_back(desk: Desk, live: Live) -> None:
        live.client.cookies.set("odop_chat", token[0], domain="live.test", path="/chat")
        assert 'data-looks="true"' in (await live.client.get("/chat/te")).text
        found = await looked(live, language="te", back=True)
        [letter] = found["letters"]
        assert letter["html"].startswith("<b>హెల్ప్‌డెస్క్ నుండి</b>")
        assert letter["html"].endswith("The potter of the next village")
        assert "మీ ప్రశ్న హెల్ప్‌డెస్క్ దగ్గర ఉంది (కేసు 1)" in found["case"]["html"]
        # Until the page says that it was shown, it may be asked for again.
        assert [x["letter"] for x in (await looked(live))["letters"]] == [letter["letter"]]
        assert (await looked(live, (letter["letter"],)))["letters"] == []
        assert (await looked(live, back=True))["letters"] == []
        async with desk.browser() as other:
            assert await looked(desk.at(other), (letter["letter"],), back=True) == {"letters": [], "waits": False}

    visit(answerer, tmp_path, asks, GROUP)
    visit(answerer, tmp_path, comes_back, GROUP)


def test_staff_take_look_up_send_and_close(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        bot, telegram = desk.bot, desk.bot.telegram
        await live.hear("hi", text="/language hindi")
        await opened(live, language="hi")
        head = telegram.sent(GROUP)[0]
        await tapped(bot, head, "Take it", ANITA)
        await replied(bot, head, "/canned subsidy under pmfme")
        offer = telegram.sent(GROUP)[-1]
        send = buttons(offer)["Send 1"]
        for _ in range(2):
            telegram.tap(send, GROUP, offer["message_id"], person=ANITA)
            await bot.take_all()
        [letter] = (await looked(live))["letters"]
        assert "35" in letter["html"]
        assert "स्रोत" in letter["html"]
        # A picture has no way to the page, and nothing of it is sent.
        photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": "the form"}
        telegram.send({**photo, "reply_to_message": head}, GROUP, person=ANITA)
        await bot.take_all()
        assert "text only. Nothing was sent" in telegram.sent(GROUP)[-1]["text"]
        assert len((await looked(live))["letters"]) == 1
        said = await replied(bot, head, "/close")
        assert "Case 1 is closed. The visitor reads so when the page is open." in said
        found = await looked(live, (letter["letter"],))
        assert [x["html"] for x in found["letters"]] == ["हेल्पडेस्क ने मामला 1 बंद कर दिया है। नया सवाल हो तो /human लिखिए।"]
        assert labels(found["letters"][0]) == []
        assert not (await looked(live, (found["letters"][0]["letter"],)))["waits"]
        assert await replied(bot, head, "one more") == ["Case 1 is closed. Nothing was sent."]

    visit(answerer, tmp_path, scene, GROUP)


def test_forgetting_takes_case_and_answers_away_and_staff_are_told(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        bot, telegram = desk.bot, desk.bot.telegram
        await opened(live)
        head = telegram.sent(GROUP)[0]
        await live.hear(text="my number is 9876543210", to=1)
        await replied(bot, head, "a secret answer")
        token = live.client.cookies["odop_chat"]
        kept = json.dumps((await live.client.get("/chat/export")).json())
        assert "a secret answer" in kept
        assert QUESTION in kept
        await live.hear(text="/forget")
        gone = "The person of case 1 has had everything about them deleted. Nothing more reaches them."
        await desk.bot.until(lambda: telegram.sent(GROUP)[-1]["text"] == gone)
        await desk.bot.until(lambda: QUESTION not in telegram.messages[GROUP, head["message_id"]]["text"])
        assert buttons(telegram.messages[GROUP, head["message_id"]]) == {}
        assert await replied(bot, head, "are you there?") == [gone]
        live.client.cookies.set("odop_chat", token, domain="live.test", path="/chat")
        assert await looked(live, back=True) == {"letters": [], "waits": False}
        number = visitor_of(token).number

        def rows(connection: sa.Connection) -> list[dict[str, Any]]:
            return [
                dict(row)
                for table in (cases, letters, relays)
                for row in connection.execute(sa.select(table)).mappings()
            ]

        for row in await bot.store.do(rows):
            assert number not in row.values(), row
            assert QUESTION not in map(str, row.values()), row

    visit(answerer, tmp_path, scene, GROUP)


def test_an_answer_that_is_written_while_the_person_is_forgotten_is_not_kept(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        bot = desk.bot
        await opened(live)
        number = visitor_of(live.client.cookies["odop_chat"]).number
        assert bot.desk is not None
        case = await bot.desk.case(1)
        assert case is not None
        await live.hear(text="/forget")
        message = {"text": "too late", "date": 1, "message_id": 5, "chat": {"id": GROUP, "type": "group"}}
        assert await bot.desk.to_person(case, Message.de_json(message, None)) is None
        assert await LetterStore(bot.store).waiting(number) == []

    visit(answerer, tmp_path, scene, GROUP)


def test_no_is_no_and_nothing_of_it_is_kept(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        consent = await live.hear(text=f"/human {QUESTION}")
        refused = await live.tap(consent, "Not now")
        assert "nothing was passed on" in refused["html"]
        strings = live.talk.strings["en"]
        assert (await live.tap(consent, "Send it"))["html"] == strings.old_button
        assert desk.bot.telegram.sent(GROUP) == []
        assert "cases" not in (await live.client.get("/chat/export")).json()
        # Once it is handed over, "not now" comes too late and says where it stands; a second question waits.
        consent = await live.hear(text="/human please")
        await live.tap(consent, "Send it")
        assert "is with the helpdesk (case 2)" in (await live.tap(consent, "Not now"))["html"]
        second = await live.hear(text="/human another")
        assert "Case 2 of yours is open already" in second["html"]
        assert labels(second) == ["Write to the helpdesk", "Close the case"]
        assert len(desk.bot.telegram.sent(GROUP)) == 1

    visit(answerer, tmp_path, scene, GROUP)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "talk to a human"), ("en", "ask a person please"), ("hi", "किसी से बात करनी है"), ("te", "మనిషితో మాట్లాడాలి")],
)
def test_who_asks_for_a_person_in_words_is_asked_for_consent(
    language: str, words: str, answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        asked = await live.hear(language, text=words)
        texts = desk.bot.desk.texts if desk.bot.desk else None
        assert texts is not None
        people = texts.people[language]
        assert people.buttons["ask"] in labels(asked), asked
        # Nothing was asked yet that could be handed over.
        assert (await live.tap(asked, people.buttons["ask"], language))["html"] == people.how
        await live.hear(language, text=QUESTION)
        consent = await live.tap(asked, people.buttons["ask"], language)
        assert labels(consent) == [people.buttons["send"], people.buttons["not_now"]]

    visit(answerer, tmp_path, scene, GROUP)


def test_nobody_touches_the_case_of_somebody_else(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        consent = await live.hear(text=f"/human {QUESTION}")
        handed = await live.tap(consent, "Send it")
        await replied(desk.bot, desk.bot.telegram.sent(GROUP)[0], "for you alone")
        before = len(desk.bot.telegram.sent(GROUP))
        strings = live.talk.strings["en"]
        async with desk.browser() as client:
            other = desk.at(client)
            for key in (consent["rows"][0][0], consent["rows"][1][0], handed["rows"][0][1]):
                assert (await other.hear(tap=key["tap"], of=3))["html"] == strings.old_button
            pass_on = {"does": "deskaction", "step": "pass_on", "argument": "1.0"}
            assert (await other.hear(tap=pass_on, text="hello"))["html"] == strings.old_button
            assert "This case is closed" in (await other.hear(text="hello", to=1))["html"]
            for step in ("take", "take_over", "close", "send_found", "write"):
                await other.hear(tap={"does": "deskaction", "step": step, "argument": "1.d171"})
            assert await looked(other, (1, 2, 3), back=True) == {"letters": [], "waits": False}
        assert len(desk.bot.telegram.sent(GROUP)) == before
        assert len((await looked(live))["letters"]) == 1
        for odd in (b"", b"{", b'{"read":[-1]}', b'{"read":"x"}', b'{"read":[' + b"1," * 50 + b"1]}", b'{"x":1}'):
            answer = await live.client.post("/chat/look", content=odd, headers={"Content-Type": "application/json"})
            assert answer.status_code == 400, odd
        assert (await live.client.post("/chat/look", content=b"{}")).status_code == 415

    visit(answerer, tmp_path, scene, GROUP)


def test_who_sends_the_helpdesk_too_much_must_wait_also_as_another_visitor(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        await opened(live)
        for number in range(PASSED_ON - 1):
            if number % 9 == 0:
                live.client.cookies.clear()
                await opened(live)
            else:
                await live.hear(text=f"word {number}", to=1)
        before = len(desk.bot.telegram.sent(GROUP))
        live.client.cookies.clear()
        consent = await live.hear(text=f"/human {QUESTION}")
        send = {"tap": consent["rows"][0][0]["tap"], "of": consent["number"]}
        refused = await live.client.post("/chat/hear", json=send)
        assert refused.status_code == 429
        assert "wait" in refused.json()["html"]
        assert int(refused.headers["retry-after"]) > 60
        assert len(desk.bot.telegram.sent(GROUP)) == before
        # The bot goes on answering, and other addresses are free.
        assert (await live.hear(text="agra"))["kind"] == "district"
        async with desk.browser("10.0.0.9") as client:
            assert "is with the helpdesk" in (await opened(desk.at(client)))["html"]

    visit(answerer, tmp_path, scene, GROUP)


def test_where_the_group_is_out_of_reach_it_is_said_and_can_be_tried_again(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)

    async def scene(desk: Desk, live: Live) -> None:
        telegram = desk.bot.telegram
        consent = await live.hear(text=f"/human {QUESTION}")
        telegram.troubled[GROUP] = Fault()
        failed = await live.tap(consent, "Send it")
        assert "cannot be reached at the moment, and nothing was passed on" in failed["html"]
        assert labels(failed) == labels(consent)
        del telegram.troubled[GROUP]
        assert "is with the helpdesk (case 1)" in (await live.tap(failed, "Send it"))["html"]
        assert len(telegram.sent(GROUP)) == 1
        telegram.troubled[GROUP] = Fault(retry_after=900, status=429)
        assert "nothing was passed on" in (await live.hear(text="one thing more", to=1))["html"]
        # What the visitor closes is closed, though the staff hear of it later.
        closed = await live.tap(consent, "Send it")
        assert "Case 1 is closed" in (await live.tap(closed, "Close"))["html"]
        del telegram.troubled[GROUP]
        desk.bot.bot.rate_limiter._closed.clear()  # type: ignore[attr-defined] # a quarter of an hour later
        said = await replied(desk.bot, telegram.sent(GROUP)[0], "hello?")
        assert said == ["Case 1 is closed. Nothing was sent."]

    visit(answerer, tmp_path, scene, GROUP)


def test_where_the_group_hangs_the_visitor_does_not(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("odop_bot.conversation.helpdesk.correspondence.REACHING_SECONDS", 0.2)

    async def scene(desk: Desk, live: Live) -> None:
        telegram = desk.bot.telegram
        consent = await live.hear(text=f"/human {QUESTION}")
        telegram.faults["sendMessage"] = [Fault(retry_after=5, status=429)]
        assert "cannot be reached" in (await live.tap(consent, "Send it"))["html"]
        assert "is with the helpdesk (case 1)" in (await live.tap(consent, "Send it"))["html"]
        assert len(telegram.sent(GROUP)) == 1

    visit(answerer, tmp_path, scene, GROUP)


@pytest.mark.parametrize("group", [None, GROUP])
def test_what_is_kept_of_visitors_is_told_as_it_is(answerer: Answerer, tmp_path: Path, group: int | None) -> None:
    async def scene(_: Desk, live: Live) -> None:
        for language, words in WORDS.items():
            live.client.cookies.clear()
            said = (await live.hear(language, text="/privacy"))["html"]
            assert (words.cases in said, words.no_cases in said) == (group is not None, group is None)

    visit(answerer, tmp_path, scene, group)


def test_without_a_helpdesk_nobody_is_promised_one(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(_: Desk, live: Live) -> None:
        none = live.talk.strings["en"].no_helpdesk
        assert "District Industries Centre" in none
        for words in ("talk to a human", "/human", "/human help me"):
            assert (await live.hear(text=words))["html"] == none
        unknown = await live.hear(text=QUESTION)
        assert "Ask a person" not in labels(unknown)
        assert (await live.hear(tap={"does": "deskaction", "step": "ask"}))["html"] == live.talk.strings[
            "en"
        ].old_button
        assert (await live.hear(text="moradabad", to=1))["kind"] == "district"
        assert await looked(live, back=True) == {"letters": [], "waits": False}
        assert "data-looks" not in (await live.client.get("/chat")).text

    visit(answerer, tmp_path, scene, None)


def test_while_the_database_fails_the_page_is_told_to_look_later(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(_: Desk, live: Live) -> None:
        await opened(live)

        async def fails(*_: object) -> None:
            raise StoreError("no disk")

        monkeypatch.setattr(LetterStore, "waiting", fails)
        answer = await live.client.post("/chat/look", json={})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")

    visit(answerer, tmp_path, scene, GROUP)


def test_letters_that_nobody_reads_are_deleted_in_time(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk, live: Live) -> None:
        store, now = desk.bot.store, live.talk.clock()
        await opened(live)
        await replied(desk.bot, desk.bot.telegram.sent(GROUP)[0], "hello")
        await store.delete_old(now + KEPT - dt.timedelta(days=1))
        assert len((await looked(live))["letters"]) == 1
        await store.delete_old(now + KEPT + dt.timedelta(days=1))
        assert (await looked(live))["letters"] == []
        await replied(desk.bot, desk.bot.telegram.sent(GROUP)[0], "hello again")
        await GapStore(store).delete_old(now + dt.timedelta(days=8), dt.timedelta(days=7))
        assert await looked(live) == {"letters": [], "waits": False}

    visit(answerer, tmp_path, scene, GROUP)
