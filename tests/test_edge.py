"""What people see of single steps at the edge: pages, times, menus, what is opened and what is refused."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from telegram.request import RequestData

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import encode
from odop_bot.channels.telegram.helpdesk.desk import Desk
from odop_bot.channels.telegram.requesting import Request as Connections
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Browse, Menu
from odop_bot.conversation.helpdesk.lessons import PAGE
from odop_bot.conversation.menus import DISTRICTS_A_PAGE
from odop_bot.conversation.openings import opens_of
from odop_bot.conversation.quiz.results import answers_of
from odop_bot.conversation.rate_limiter import ASKS, PERIOD, RateLimiter
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.helpdesk.cases import Actor, Step
from odop_bot.helpdesk.gaps import Cause
from odop_bot.knowledge import Knowledge
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.memory import INDIA_TIME
from odop_bot.quiz.rounds import RoundPlan
from odop_bot.storage import CaseStore, GapStore, LastQuestion, Store
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.requests import (
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    AskState,
    AskSupport,
    Request,
)
from tests.harness import ADMIN, Harness, play
from tests.process import buttons
from tests.test_parting import opened

GROUP, ANITA = -500, 21
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=INDIA_TIME)
STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 9,
    "height": 9,
    "is_animated": False,
    "is_video": False,
}

SUPPORT = AskSupport(needs=("loan",), groups=("woman",), families=("dari",), districts=(183,))
GI = AskGi(form="named", families=("dari",), districts=(183,))


@pytest.mark.parametrize("request_", [SUPPORT, replace(SUPPORT, districts=(), states=(9,)), AskSupport()])
def test_a_button_on_what_helps_outlives_none_of_its_names(knowledge: Knowledge, request_: AskSupport) -> None:
    assert arguments.support(knowledge, request_.code) == request_
    gone: list[dict[str, Any]] = [{"needs": ("gone",)}, {"families": ("gone",)}, {"districts": (999_999,)}]
    gone.append({"districts": (), "states": (999_999,)})
    for change in gone:
        assert arguments.support(knowledge, replace(request_, **change).code) is None, change
    assert arguments.support(knowledge, "loan/woman/dari/x") is None


def test_a_button_on_gis_outlives_none_of_its_names(knowledge: Knowledge) -> None:
    item = next(iter(knowledge.gi.values()))
    name = next(key for key in knowledge.gi)
    for request in (GI, replace(GI, districts=(), states=(9,)), AskGi(names=(name,)), AskGi(goods=item.goods)):
        assert arguments.gi(knowledge, request.code) == request
        gone: list[dict[str, Any]] = [{"names": ("gone",)}, {"families": ("gone",)}, {"districts": (999_999,)}]
        gone += [{"districts": (), "states": (999_999,)}, {"goods": "gone"}]
        for change in gone:
            assert arguments.gi(knowledge, replace(request, **change).code) is None, (request, change)


@pytest.mark.parametrize("wrong", ["a9", "r9", "t9", "z171", "e171", "o.first-launch", "q.dari"])
def test_what_an_answer_is_about_has_one_of_four_signs(knowledge: Knowledge, wrong: str) -> None:
    assert arguments.subject(knowledge, wrong) is None


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        (AskDistricts(districts=(171, 118)), ["d:171", "d:118"]),
        (AskDistricts(districts=(171,), states=(9,)), ["d:171"]),
        (AskState(states=(9,)), ["s:9"]),
        (AskState(states=(9,), districts=(171,)), ["s:9"]),
        (AskProduct(families=("rice", "dari")), ["p:rice", "p:dari"]),
        (AskProduct(families=("rice",), states=(9,), districts=(171,)), ["p:rice"]),
        (AskCount(families=("rice",)), ["p:rice"]),
        (AskCount(states=(9,)), ["s:9"]),
        (AskCount(states=(9,), districts=(171,)), ["d:171"]),
        (AskCount(), []),
        (AskFaq(entries=("first-launch",)), ["f:first-launch"]),
        (AskSupport(needs=("loan", "training")), ["a:loan", "a:training"]),
        (AskGi(names=("x",), page=2), ["g:list/x:2"]),
    ],
    ids=str,
)
def test_what_was_understood_opens(asked: Request, opened: list[str]) -> None:
    assert [encode(button) for button in opens_of(Decision(requests=(asked, asked)))] == opened


@pytest.fixture(scope="module")
def talk(answerer: Answerer) -> Talk:
    return Talk(answerer, read_strings(TEMPLATES), None, None)  # type: ignore[arg-type]  # nothing here is remembered


def test_a_menu_of_several_pages_turns_to_the_next_and_back(talk: Talk, knowledge: Knowledge) -> None:
    screens = talk.screens("en")
    seen: list[str] = []
    there = [d for d in knowledge.districts_of_state[9] if not d.abolished]
    last = (len(there) - 1) // DISTRICTS_A_PAGE
    assert last >= 2
    for page in range(last + 1):
        screen = screens.menu(Browse(Menu.DISTRICTS, "9", page))
        assert screen is not None
        data = [encode(key.action) for row in screen.rows for key in row if key.action is not None]
        turning = {item for item in data if item.startswith("bd:")}
        beside = {number for number in (page - 1, page + 1) if 0 <= number <= last}
        assert turning >= {encode(Browse(Menu.DISTRICTS, "9", number)) for number in beside}
        assert encode(Browse(Menu.DISTRICTS, "9", page)) not in turning
        seen += [item for item in data if item.startswith("d:")]
    assert sorted(seen) == sorted(f"d:{district.lgd}" for district in there)


@pytest.mark.parametrize(("after", "seconds"), [(0.0, 30), (0.4, 30), (10.0, 20), (29.5, 1)])
def test_who_asks_too_often_is_told_how_long_to_wait(after: float, seconds: int) -> None:
    now = [1000.0]
    patience = RateLimiter(lambda: now[0])
    assert [patience.wait(7) for _ in range(ASKS)] == [None] * ASKS
    now[0] += after
    wait = patience.wait(7)
    assert wait is not None
    assert wait.seconds == seconds
    now[0] = 1000.0 + PERIOD
    assert patience.wait(7) is None


def test_a_call_waits_as_long_as_it_says_for_each_of_its_parts() -> None:
    seen: list[aiohttp.ClientTimeout] = []

    class Session:
        def request(self, *_: Any, timeout: aiohttp.ClientTimeout, **__: Any) -> Any:
            seen.append(timeout)
            raise TimeoutError

    async def run() -> None:
        calls = Connections("http://127.0.0.1:9", 1)
        calls._session = Session()  # type: ignore[assignment] # it goes nowhere
        for given in ({}, {"read_timeout": 40, "write_timeout": 50.0, "connect_timeout": 7, "pool_timeout": 11}):
            with pytest.raises(Exception, match=r"Timed out"):
                await calls.do_request("http://127.0.0.1:9", "POST", RequestData([]), **given)

    asyncio.run(run())
    assert [(t.connect, t.sock_connect, t.sock_read, t.total) for t in seen] == [(35, 5, 5, 60), (18, 7, 40, 108)]


@pytest.mark.parametrize("asked", [0, 1, 7, 10])
def test_a_mock_test_has_an_answer_for_each_of_its_questions(asked: int) -> None:
    question = {"kind": "district_product", "subject": "district_product:171", "stem": "?", "options": ["a", "b"]}
    rows = [SimpleNamespace(question=question, number=number, closed=False) for number in range(asked)]
    plan = RoundPlan(topic="mixed", language="en", length=10, seed=1, exam="ssc.cgl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("odop_bot.conversation.quiz.results.question_from", lambda question: question)
        patch.setattr("odop_bot.conversation.quiz.results.group_of", lambda _: "schemes")
        votes = [SimpleNamespace(number=number, right=number % 2 == 0) for number in range(asked)]
        answers = answers_of(rows, votes, plan)  # type: ignore[arg-type] # all that it reads
        assert [answer.right for answer in answers] == [n % 2 == 0 for n in range(asked)] + [None] * (10 - asked)
        # A round that was stopped has none for the question that stood open, and none for those behind it.
        stopped = answers_of(rows, votes[:-1], replace(plan, exam=None))  # type: ignore[arg-type] # the same
        assert [answer.right for answer in stopped] == [n % 2 == 0 for n in range(max(asked - 1, 0))]


def scene(bot: Callable[[Harness], Any], answerer: Answerer, folder: Path, group: int | None = None) -> None:
    """Play a scene on a clock that stands at noon."""

    async def at_noon(harness: Harness) -> None:
        harness.talk.clock = lambda: NOON
        await bot(harness)

    play(answerer, folder, at_noon, group)


@pytest.mark.parametrize(
    ("data", "minute", "today", "tomorrow"),
    [
        ("qd:480", 480, False, True),
        ("qd:1080", 1080, True, True),
        ("qd:off", None, False, False),
        ("qd:7", None, False, False),
        ("qd:x", None, False, False),
    ],
)
def test_a_daily_time_that_is_past_means_tomorrow(
    data: str, minute: int | None, today: bool, tomorrow: bool, answerer: Answerer, tmp_path: Path
) -> None:
    async def act(bot: Harness) -> None:
        store = bot.store.quiz
        bot.telegram.tap(data)
        await bot.take_all()
        assert await store.daily_of(7) == minute
        day, late = NOON.date(), 24 * 60
        assert [row.person_id for row in await store.daily_due(day, late)] == [7] * today
        assert [row.person_id for row in await store.daily_due(day + dt.timedelta(days=1), late)] == [7] * tomorrow

    scene(act, answerer, tmp_path)


def test_a_mock_test_has_so_many_seconds_for_each_question(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        bot.telegram.say("/quiz")
        await bot.take_all()
        bot.telegram.tap("qn:ssc.cgl_10", message_id=bot.telegram.sent()[-1]["message_id"])
        await bot.take_all()
        running = await bot.store.quiz.running_in(7)
        assert running is not None
        assert running.ends_at is not None
        seconds = dt.timedelta(seconds=QuizDesk.read(answerer, TEMPLATES).papers["ssc.cgl"].seconds(10))
        assert abs(running.ends_at - seconds - bot.talk.clock()) < dt.timedelta(seconds=1)
        assert any("poll" in message for message in bot.telegram.sent())

    scene(act, answerer, tmp_path)


def test_the_menus_of_the_quiz_open_each_other(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        bot.telegram.say("/quiz")
        await bot.take_all()
        message = bot.telegram.sent()[-1]
        for data, begins in (
            ("ql:mixed", "qg:mixed_"),
            ("qs", "ql:"),
            ("qc", "ql:"),
            ("qt", "ql:mixed"),
            ("qi", "qm:uppsc"),
            ("qm:ssc", "qj:ssc.cgl"),
            ("qj:uppsc.gs1", "qn:uppsc.gs1.9_"),
            ("qw:uppsc.gs1", "qj:uppsc.gs1.28"),
            ("qj:uppsc.gs1.28", "qn:uppsc.gs1.28_"),
        ):
            bot.telegram.tap(f"{data}:" if ":" not in data else data, message_id=message["message_id"])
            await bot.take_all()
            shown = bot.telegram.messages[7, message["message_id"]]
            assert any(key.startswith(begins) for key in buttons(shown).values()), (data, buttons(shown))
        before = bot.telegram.messages[7, message["message_id"]]["text"]
        for data in (
            "ql:cricket",
            "qm:cricket",
            "qj:x.y",
            "qj:ssc.cgl.99999",
            "qw:x",
            "qe:999999",
            "qk:x",
            "qk:1.x",
            "qx:x",
            "qr:x",
            "qf:999999_csv",
        ):
            bot.telegram.tap(data, message_id=message["message_id"])
            await bot.take_all()
            assert bot.telegram.messages[7, message["message_id"]]["text"] == before
            assert bot.telegram.made("answerCallbackQuery")[-1].parameters.get("text"), data

    scene(act, answerer, tmp_path)


def test_the_list_of_gaps_has_pages(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        store = GapStore(bot.store)
        for number in range(2 * PAGE + 3):
            question = LastQuestion(
                text=f"bima {number}", key=f"k{number}", language="hi", kind="unknown", understood={}
            )
            await store.count(question, Cause.UNKNOWN, NOON, None)
        bot.telegram.say("/gaps", GROUP, person=ANITA)
        await bot.take_all()
        seen = []
        for page, on_it in enumerate((PAGE, PAGE, 3)):
            shown = bot.telegram.sent(GROUP)[-1]
            data = buttons(shown).values()
            taught = [item for item in data if item.startswith("tg:")]
            assert len(taught) == on_it
            seen += taught
            following = [item for item in data if item.startswith("tn:")]
            assert following == ([f"tn::{page + 1}"] if page < 2 else [])
            if following:
                bot.telegram.tap(following[0], GROUP, shown["message_id"], person=ANITA)
                await bot.take_all()
        assert seen == [f"tg:{number + 1}" for number in range(2 * PAGE + 3)]

    scene(act, answerer, tmp_path, GROUP)


def test_what_is_no_text_and_what_only_tells_of_a_group(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        wish = bot.talk.screens("en").strings.sticker
        bot.telegram.send({"sticker": STICKER})
        await bot.take_all()
        assert [message["text"] for message in bot.telegram.sent()] == [wish]
        bot.telegram.send({"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}})
        bot.telegram.send({"sticker": STICKER}, -50, 7)
        await bot.take_all()
        assert len(bot.telegram.sent()) == 1
        assert bot.telegram.sent(-50) == []
        bot.telegram.say("moradabad")
        bot.telegram.say("/nothing")
        bot.telegram.say("/nothing", -50, 7)
        await bot.take_all()
        assert len(bot.telegram.sent()) == 3
        assert bot.telegram.sent(-50) == []
        assert "/nothing" in "".join(message["text"] for message in bot.telegram.sent())

    scene(act, answerer, tmp_path)


@pytest.mark.parametrize("language", ["hi", "te", "en"])
def test_a_menu_makes_the_chat_speak_the_language_of_the_person(
    language: str, answerer: Answerer, tmp_path: Path
) -> None:
    async def act(bot: Harness) -> None:
        words = {"en": "which odop has moradabad", "hi": "मुरादाबाद का ओडीओपी क्या है", "te": "మొరాదాబాద్ ఓడిఓపి ఏమిటి"}
        for asked in words.values():
            bot.telegram.say(asked, language=language)
            await bot.take_all()
            bot.telegram.tap("m:", language=language)
            await bot.take_all()
            bot.telegram.tap("bs:", language=language)
            await bot.take_all()
            assert await bot.talk.language_of(7) == language

    scene(act, answerer, tmp_path)


@pytest.mark.parametrize(
    ("where", "seen"),
    [("Goa", "Goa"), ("Moradabad", "Moradabad, Uttar Pradesh"), ("Atlantis", None), ("brass", None), ("", "everyone")],
)
def test_a_notice_goes_where_its_first_line_says(
    where: str, seen: str | None, answerer: Answerer, tmp_path: Path
) -> None:
    async def act(bot: Harness) -> None:
        place = f"[{where}] " if where else ""
        bot.telegram.say(f"/notice {place}The fair opens.", 9, language="en")
        await bot.take_all()
        text = bot.telegram.sent(9)[-1]["text"]
        if seen is None:
            assert where in text
            assert "The fair opens." not in text
        else:
            assert "The fair opens." in text
            assert seen == "everyone" or seen in text

    scene(act, answerer, tmp_path, GROUP)


def test_a_vote_that_is_taken_back_is_none(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        bot.telegram.say("/quiz")
        await bot.take_all()
        bot.telegram.tap("qg:mixed_5", message_id=bot.telegram.sent()[-1]["message_id"])
        await bot.take_all()
        (poll,) = bot.telegram.polls
        user = {"id": 7, "is_bot": False, "first_name": "x", "language_code": "en"}
        bot.telegram.update(
            "poll_answer", {"poll_id": poll, "user": user, "option_ids": [], "option_persistent_ids": []}
        )
        await bot.take_all()
        assert list(bot.telegram.polls) == [poll], "the next question was asked"
        assert bot.telegram.sent(ADMIN) == []
        running = await bot.store.quiz.running_in(7)
        assert running is not None
        assert await bot.store.quiz.votes(running.round_id) == []
        assert bot.telegram.vote(poll, 0)
        await bot.take_all()
        assert len(await bot.store.quiz.votes(running.round_id)) == 1

    scene(act, answerer, tmp_path)


@pytest.mark.parametrize("picked", [True, False])
def test_who_picks_what_was_offered_has_not_given_up(picked: bool, answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        bot.telegram.say("aurangabad")
        await bot.take_all()
        offered = bot.telegram.sent()[-1]
        if picked:
            bot.telegram.tap(buttons(offered)["Aurangabad (Bihar)"], message_id=offered["message_id"])
            await bot.take_all()
        bot.telegram.say("moradabad")
        await bot.take_all()
        causes = [row["cause"] for row in await GapStore(bot.store).top(5)]
        assert causes == ([] if picked else [Cause.ABANDONED])

    scene(act, answerer, tmp_path)


def test_a_step_returns_the_case_as_it_is_kept(tmp_path: Path) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{tmp_path / 'x.db'}")
        await store.open()
        cases = CaseStore(store)
        desk = Desk(None, cases, None, None, GROUP, lambda: NOON)  # type: ignore[arg-type] # it says nothing here
        number = await cases.open(
            {"state": "draft", "person_id": 7, "chat_id": 7, "language": "en", "question": "bima?", "opened_at": NOON}
        )
        for step, actor in ((Step.SEND, Actor()), (Step.TAKE, Actor(1, "Anita")), (Step.REPLY, Actor(1, "Anita"))):
            made = await desk.step(number, step, actor)
            assert made is not None
            kept = await desk.case(number)
            assert kept is not None
            assert made[1] is None
            assert [(c.version, c.state, c.holder) for c in (made[0],)] == [(kept.version, kept.state, kept.holder)]
        await store.close()

    asyncio.run(run())


def test_a_case_is_taken_taken_over_and_closed_by_its_buttons(answerer: Answerer, tmp_path: Path) -> None:
    async def act(bot: Harness) -> None:
        head = await opened(bot, GROUP)
        cases = CaseStore(bot.store)
        for data, person, holder in (("ht:1", 21, 21), ("ht:1", 22, 21), ("ho:1", 22, 22), ("hk:1.d171", 21, 22)):
            bot.telegram.tap(data, GROUP, head["message_id"], person=person)
            await bot.take_all()
            (row,) = await cases.queue(5)
            assert (row.state, row.holder) == ("taken", holder), data
        bot.telegram.tap("hc:1", GROUP, head["message_id"], person=22)
        await bot.take_all()
        assert list(await cases.queue(5)) == []

    scene(act, answerer, tmp_path, GROUP)
