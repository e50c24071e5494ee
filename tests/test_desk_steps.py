"""The talk with the people behind the bot, step by step and on no channel: cases, gaps, lessons, notices, the log."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.actions import Judge, Open, Own, Translate
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.helpdesk.casebook import ROOM, TRIES, CaseBook
from odop_bot.conversation.helpdesk.handover import MAX_QUESTION, Handover
from odop_bot.conversation.helpdesk.lessons import FAULTS, NEAR, PAGE, Lessons, Plan
from odop_bot.conversation.helpdesk.log import QuestionLog
from odop_bot.conversation.helpdesk.lookup import RANKED, Lookup
from odop_bot.conversation.helpdesk.notice_text import Addressed, area_of, notice_html
from odop_bot.conversation.helpdesk.notices import NoticeDesk
from odop_bot.conversation.helpdesk.texts import Texts, read_helpdesk_texts
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Said, Talk
from odop_bot.engine import TEMPLATES
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step
from odop_bot.helpdesk.gaps import Cause
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.helpdesk.proposals import MAX_LINE, Proposal, Regression
from odop_bot.helpdesk.training import Trial
from odop_bot.storage import (
    NOBODY,
    CaseStore,
    GapStore,
    LastQuestion,
    LessonStore,
    NoticeStore,
    Relay,
    Store,
    StoreError,
)
from odop_bot.understanding.requests import Choice

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
STAFF_CHAT, ANITA, BALA = -500, Actor(21, "Anita"), Actor(22, "Bala")
ASHA = Sender(7, Chat("test", 7), "en")
QUESTION = "how do I insure my loom"


class Teacher:
    """Tries lessons as it is told to."""

    def __init__(self, answerer: Answerer) -> None:
        self.trial = Trial("faq/x.yaml")
        self.answerer: Answerer | None = answerer
        self.tried: list[Proposal] = []
        self.reviews: list[list[dict[str, Any]]] = []
        self.loads = 0

    def attempt(self, lesson: Proposal, _: object) -> Trial:
        self.tried.append(lesson)
        return self.trial

    def learn(self, lesson: Proposal, _: object) -> tuple[Trial, Answerer | None]:
        self.tried.append(lesson)
        return self.trial, self.answerer if self.trial.passed else None

    def load(self) -> Answerer:
        self.loads += 1
        assert self.answerer is not None
        return self.answerer

    def write_review(self, rows: list[dict[str, Any]]) -> None:
        self.reviews.append(rows)


class Desk:
    """All of it, over one database."""

    def __init__(self, answerer: Answerer, store: Store) -> None:
        self.texts: Texts = read_helpdesk_texts(TEMPLATES)
        self.talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: NOW)
        self.gaps, self.cases = GapStore(store), CaseStore(store)
        self.book = CaseBook(self.cases, self.texts, lambda: NOW)
        self.handover = Handover(self.book, self.talk, self.gaps, dt.timedelta(days=365))
        self.teacher, self.lesson_store = Teacher(answerer), LessonStore(store)
        self.lessons = Lessons(self.talk, self.gaps, self.lesson_store, self.teacher, self.texts.staff)  # type: ignore[arg-type] # it does as training does
        self.readers = NoticeStore(store)
        self.notices = NoticeDesk(self.talk, self.readers, self.texts)
        self.log = QuestionLog(self.talk, self.gaps, STAFF_CHAT)

    async def case(self, **more: Any) -> int:
        fields = {"state": "waiting", "person_id": 7, "chat_id": 7, "language": "hi", "question": QUESTION}
        return await self.cases.open({**fields, "opened_at": NOW, **more})

    async def gap(self, text: str, **more: Any) -> int:
        fields: dict[str, Any] = {"key": text, "language": "en", "kind": "unknown", "understood": {}}
        await self.gaps.count(LastQuestion(text=text, **{**fields, **more}), Cause.UNKNOWN, NOW, None)
        return int((await self.gaps.top(99))[-1]["number"])


def play(answerer: Answerer, folder: Path, scene: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{folder / 'desk.db'}")
        await store.open()
        try:
            await scene(Desk(answerer, store))
        finally:
            await store.close()

    asyncio.run(run())


def keys(screen: Screen | None) -> list[list[str]]:
    assert screen is not None
    return [[encode(key.action) for key in row if key.action] for row in screen.rows]


# Cases


def test_a_case_is_stepped_once_and_as_the_rules_say(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(desk: Desk) -> None:
        book, number = desk.book, await desk.case()
        assert await book.step(number + 1, Step.TAKE, ANITA) is None
        assert await book.case(number + 1) is None
        taken = await book.step(number, Step.TAKE, ANITA, group_id=STAFF_CHAT, topic_id=5, head_id=9)
        assert taken is not None
        case, refusal = taken
        assert (case.holder, case.state, case.topic_id, case.version, refusal) == (21, State.TAKEN, 5, 1, None)
        assert await book.case(number) == case
        assert (await book.open_case_of(7), await book.open_case_of(8)) == (case, None)
        held = await book.step(number, Step.TAKE, BALA)
        assert held == (case, Refusal.HELD)
        same = await book.step(number, Step.FOLLOW_UP, Actor())
        assert same is not None
        assert same[1] is None
        # Of two at once one comes after the other, and not for ever.
        change, failed = desk.cases.change, [0]

        async def late(*given: Any) -> bool:
            failed[0] -= 1
            return failed[0] < 0 and await change(*given)

        monkeypatch.setattr(desk.cases, "change", late)  # others are faster
        failed[0] = TRIES - 1
        closed = await book.step(number, Step.CLOSE, ANITA)
        assert closed is not None
        assert closed[0].state is State.CLOSED
        failed[0] = TRIES
        with pytest.raises(RuntimeError, match="changes too fast"):
            await book.step(await desk.case(), Step.TAKE, ANITA)
        assert await book.open_case_of(7) is not None

    play(answerer, tmp_path, scene)


def test_a_message_is_passed_on_once(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        relay = Relay(7, 70, await desk.case(), STAFF_CHAT, 0)
        sent: list[int] = []

        async def send() -> int:
            sent.append(1)
            return 99

        async def fail() -> int:
            raise ValueError("no network")

        with pytest.raises(ValueError, match="no network"):
            await desk.book.once(relay, 7, fail)
        assert await desk.cases.passed_on(7, 70) is None
        assert await desk.book.once(relay, 7, send)
        assert not await desk.book.once(relay, 7, send)
        assert sent == [1]
        row = await desk.cases.passed_on(7, 70)
        assert row is not None
        assert (row.to_chat, row.to_message) == (STAFF_CHAT, 99)
        assert not unfinished.get()
        other = replace(relay, from_message=71)
        await desk.cases.begin(other, 7, NOW)
        assert not await desk.book.once(other, 7, send)
        assert unfinished.get()

    play(answerer, tmp_path, scene)


CASE = Case(
    number=1000,
    state=State.WAITING,
    person_id=7,
    chat_id=7,
    channel="telegram",
    language="hi",
    question=QUESTION,
    opened_at=NOW,
)


def test_a_case_looks_as_it_stands(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        head = desk.book.head
        waiting = head(CASE)
        assert keys(waiting) == [["ht:1000", "hc:1000"]]
        assert "Nobody has it yet" in waiting.text
        assert "to this message" in waiting.text
        held = head(replace(CASE, state=State.TAKEN, holder=21, holder_name="Anita", topic_id=5, understood="unknown"))
        assert keys(held) == [["hc:1000"]]
        assert "Anita has it." in held.text
        assert "in this topic" in held.text
        assert "The bot: unknown" in held.text
        closed = head(replace(CASE, state=State.CLOSED, holder=21, holder_name="Anita"))
        assert (keys(closed), "Closed." in closed.text, "Anita" in closed.text) == ([], True, False)
        gone = head(replace(CASE, person_id=NOBODY))
        assert keys(gone) == []
        assert gone.text.startswith("The person of case 1000 has had everything")
        answer = desk.book.answer(CASE, "<yes>")
        assert answer.text.endswith("<yes>")
        assert "1000" in answer.text
        assert [key.label for key in answer.keys] == [desk.texts.people["hi"].buttons["close"]]
        assert desk.book.shown(replace(CASE, question="x" * (ROOM + 1)))["question"] == "x" * ROOM

    play(answerer, tmp_path, scene)


# From the bot to a person


def test_a_question_is_handed_over_after_it_was_shown(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        consent, texts = desk.handover.consent, desk.texts.people["en"]
        for sender in (
            Sender(7, Chat("test", 50, group=True), "en"),
            Sender(None, Chat("test", 7), "en"),
            Sender(7, None, "en"),
        ):
            assert (await consent(sender, QUESTION)).screen.html == texts.private_only
        for nothing in ("", "  "):
            assert (await consent(ASHA, nothing)).screen.html == texts.how
        said = await consent(ASHA, "x" * (MAX_QUESTION + 1))
        (draft,) = [await desk.book.case(1)]
        assert draft is not None
        assert (draft.state, draft.question, draft.district, draft.understood, draft.language) == (
            State.DRAFT,
            "x" * MAX_QUESTION,
            None,
            None,
            "en",
        )
        assert [key.label for key in said.screen.keys] == [texts.buttons["send"], texts.buttons["not_now"]]
        assert [len(row) for row in said.screen.rows] == [1, 1]
        # What was asked last is taken where nothing is written, with what the bot took it for.
        await desk.talk.hear(ASHA, "moradabad")
        near = (("first-launch", 0.456), ("gone", 0.3))
        last = LastQuestion(
            text=f"loom {HIDDEN}", key="k", language="te", kind="unknown", near=near, understood={}, answer_id=5
        )
        await desk.gaps.note(7, 7, last, 0, NOW)
        said = await consent(ASHA, "")
        case = await desk.book.case(2)
        assert case is not None
        assert (case.question, case.district, case.understood) == (
            f"loom {HIDDEN}",
            "Moradabad (Uttar Pradesh)",
            f"unknown; {answerer.knowledge.faq['first-launch'].title['en']} 0.46",
        )
        assert "Your language: తెలుగు" in said.screen.text
        assert "are hidden" in said.screen.text
        typed = await consent(ASHA, f"my {HIDDEN}")
        assert "Your language: English" in typed.screen.text
        assert "are hidden" not in typed.screen.text
        again = await desk.book.case(3)
        assert again is not None
        assert (again.question, again.understood) == (f"my {HIDDEN}", None)
        await desk.gaps.note(7, 7, replace(last, language="xx", text="plain"), 0, NOW)
        foreign = await consent(ASHA, "")
        assert "Your language: xx" in foreign.screen.text
        assert "are hidden" not in foreign.screen.text
        # One case at a time.
        number = await desk.case()
        running = await consent(ASHA, QUESTION)
        assert f"Case {number} of yours is open already" in running.screen.text
        assert len(running.screen.keys) == 1

    play(answerer, tmp_path, scene)


def test_what_is_not_known_is_offered_to_be_passed_on_into_an_open_case(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(desk: Desk) -> None:
        unknown = Said(Screen("<b>No.</b>", (), "unknown"))
        offered = desk.handover.offered
        assert await offered(unknown, 7, 70) is unknown
        number = await desk.case()
        # As long as the group has not seen it, nothing can be passed on.
        assert await offered(unknown, 7, 70) is unknown
        await desk.book.step(number, Step.TAKE, ANITA, head_id=9)
        assert await offered(unknown, 8, 70) is unknown
        known = Said(Screen("<b>Yes.</b>", (), "district"))
        assert await offered(known, 7, 70) is known
        said = await offered(unknown, 7, 70)
        texts = desk.texts.people["hi"]
        assert said.screen.html == f"<b>No.</b>\n\n{texts.fill('pass_on', number=number)}"
        assert [(key.label, key.action.argument) for key in said.screen.keys] == [  # type: ignore[union-attr] # of the desk
            (texts.buttons["pass_on"], f"{number}.70")
        ]

        async def fails(_: int) -> None:
            raise StoreError("no database")

        monkeypatch.setattr(desk.book, "open_case_of", fails)  # its database is gone
        assert await offered(unknown, 7, 70) is unknown

    play(answerer, tmp_path, scene)


# What the bot did not know


def test_gaps_are_listed_in_pages_and_dropped(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        empty = (await desk.lessons.gap_list(0)).screen
        assert (empty.rows, "Every question was answered" in empty.text) == ((), True)
        numbers = [await desk.gap(f"bima {n}") for n in range(PAGE)]
        whole = (await desk.lessons.gap_list(0)).screen
        assert keys(whole) == [[f"tg:{n}" for n in numbers[i : i + 3]] for i in range(0, PAGE, 3)]
        assert whole.rows[0][0].label == f"Teach {numbers[0]}"
        numbers.append(await desk.gap("bima more"))
        first = keys((await desk.lessons.gap_list(0)).screen)
        assert first == [*keys(whole), ["tn::1"]]
        assert keys((await desk.lessons.gap_list(1)).screen) == [[f"tg:{numbers[-1]}"]]
        left = await desk.lessons.drop(numbers[0])
        assert keys(left)[0] == [f"tg:{n}" for n in numbers[1:4]]
        assert keys(await desk.lessons.drop(99_999)) == keys(left)

    play(answerer, tmp_path, scene)


def test_a_gap_shows_the_entries_that_come_nearest(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        entries = list(answerer.knowledge.faq)[: NEAR + 2]
        number = await desk.gap("bima", near=tuple((entry, 0.5) for entry in ("gone", *entries)))
        screen = await desk.lessons.which_entry(number)
        assert keys(screen) == [[f"tp:{number}.{entry}"] for entry in entries[: NEAR - 1]] + [[f"td:{number}"]]
        assert screen.text.startswith("bima (en)")
        assert (await desk.lessons.which_entry(99)).text == "There is no gap 99 any more."

    play(answerer, tmp_path, scene)


def test_what_is_taught_is_read_from_what_is_typed(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        plan = desk.lessons.plan
        number = await desk.gap(f"bima {HIDDEN}  karghe ka", language="hi")
        texts = desk.texts.staff
        for wrong in ("", "x", "12", "first-launch 12", f"{'9' * 30} first-launch"):
            assert await plan(wrong) == Screen(texts.fill("teach_how")), wrong
        assert await plan("99 first-launch") == Screen(texts.fill("no_gap", number=99))
        for typed, lesson in (
            ("first-launch", Proposal("ask", "first-launch", "hi", "bima karghe ka")),
            ("first-launch: when did it begin", Proposal("ask", "first-launch", "en", "when did it begin")),
            (f"first-launch: {'x' * 200}", Proposal("ask", "first-launch", "en", "x" * MAX_LINE)),
            ("alias Moradabad: brass town", Proposal("alias", "171", "en", "brass town")),
            ("synonym dari: floor rug", Proposal("synonym", "dari", "en", "floor rug")),
            ("synonym carpets: floor rug", Proposal("synonym", "carpet", "en", "floor rug")),
        ):
            for sign in ("", "#"):
                found = await plan(f"{sign}{number} {typed}")
                assert isinstance(found, Plan), typed
                assert (found.lesson.kind, found.lesson.target, found.lesson.line) == (
                    lesson.kind,
                    lesson.target,
                    lesson.line,
                )
                assert found.gap["number"] == number
        by_words = await plan(f"{number} when did odop begin")
        assert isinstance(by_words, Plan)
        assert by_words.lesson.target in answerer.knowledge.faq
        for wrong in ("xyzzy", "alias dari: x", "alias xyzzy: x", "synonym xyzzy: x"):
            none = await plan(f"{number} {wrong}")
            assert isinstance(none, Screen), wrong
            assert none.text.startswith("No answer is called so")
            assert none.html.count("<code>") <= NEAR

    play(answerer, tmp_path, scene)


async def proposed(desk: Desk) -> tuple[Plan, int]:
    """Propose a lesson for a gap; return it with the number of the gap."""
    number = await desk.gap("bima")
    plan = await desk.lessons.plan(f"{number} first-launch: when did it begin")
    assert isinstance(plan, Plan)
    return plan, number


def test_a_lesson_is_tried_accepted_and_fills_its_gap(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        plan, gap = await proposed(desk)
        screen = await desk.lessons.attempt(plan, (21, "Anita"))
        assert keys(screen) == [["ta:1", "tr:1"]]
        assert screen.text.splitlines()[:3] == [
            "Lesson 1 by Anita",
            "first-launch (faq/x.yaml)",
            "+ when did it begin",
        ]
        assert await desk.lessons.is_known(1)
        assert not await desk.lessons.is_known(2)
        row = await desk.lesson_store.lesson(1)
        assert row is not None
        assert json.loads(row["why"]) == {"gap": "bima", "asked": 1, "cause": "unknown", "against": []}
        other = Answerer(answerer.knowledge, answerer.understander, answerer.renderer)
        desk.teacher.answerer = other
        done = await desk.lessons.accept(1, "Bala")
        assert keys(done) == []
        assert "In use. Bala" in done.text
        assert desk.talk.answerer is other
        assert await desk.gaps.gap(gap) is None
        # What is decided stays so, and is only shown again.
        tried = len(desk.teacher.tried)
        for again in (await desk.lessons.accept(1, "X"), await desk.lessons.refuse(1, "X")):
            assert "In use. Bala" in again.text
        assert len(desk.teacher.tried) == tried
        assert (await desk.lessons.accept(99, "X")).text == Screen(desk.texts.staff.fill("teach_how")).text
        assert (await desk.lessons.refuse(99, "X")).text == Screen(desk.texts.staff.fill("teach_how")).text
        assert [row["stage"] for row in desk.teacher.reviews[-1]] == ["accepted"]
        assert "1 · accepted · first-launch + when did it begin · Anita · Bala" in (await desk.lessons.taught()).text

    play(answerer, tmp_path, scene)


def test_a_lesson_that_does_harm_is_not_taken_and_one_may_be_refused(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        plan, gap = await proposed(desk)
        good = desk.teacher.trial
        changes = tuple(Regression(f"<q{n}>", "a", "b") for n in range(FAULTS))
        desk.teacher.trial = Trial("faq/x.yaml", ("broken",), changes, "district 171")
        bad = await desk.lessons.attempt(plan, (21, "Anita"))
        assert keys(bad) == []
        told = [line for line in bad.text.splitlines() if line.startswith("• ")]
        assert told[:2] == ["• broken", '• "<q0>" would go to b, not to a']
        assert len(told) == FAULTS
        desk.teacher.trial = Trial(unmoved="district 171")
        assert "but: district 171" in (await desk.lessons.attempt(plan, (21, "Anita"))).text
        desk.teacher.trial = good
        for _ in range(2):
            await desk.lessons.attempt(plan, (21, "Anita"))
        refused = await desk.lessons.refuse(3, "Bala")
        assert (keys(refused), "Refused. Bala" in refused.text) == ([], True)
        # It passed when it was tried, but no longer.
        desk.teacher.trial = Trial("faq/x.yaml", ("meanwhile broken",))
        late = await desk.lessons.accept(4, "Bala")
        assert (keys(late), "meanwhile broken" in late.text) == ([], True)
        assert await desk.gaps.gap(gap) is not None
        assert desk.talk.answerer is answerer

    play(answerer, tmp_path, scene)


def test_what_other_workers_were_taught_is_used(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        other = Answerer(answerer.knowledge, answerer.understander, answerer.renderer)
        desk.teacher.answerer = other
        await desk.lessons.follow()
        plan, _ = await proposed(desk)

        async def accepted(at: dt.datetime) -> None:
            await desk.lessons.attempt(plan, (21, "Anita"))
            number = (await desk.lesson_store.all(1))[0]["number"]
            await desk.lesson_store.decide(number, "accepted", "B", at)

        # What was taught before the begin is in the knowledge that was loaded.
        await accepted(NOW)
        await desk.lessons.follow()
        assert (desk.teacher.loads, desk.talk.answerer) == (0, answerer)
        await accepted(NOW + dt.timedelta(minutes=1))
        await desk.lessons.follow()
        assert (desk.teacher.loads, desk.talk.answerer is other) == (1, True)
        await desk.lessons.follow()
        assert desk.teacher.loads == 1

    play(answerer, tmp_path, scene)


# What was asked


def test_a_question_is_noted_masked_with_what_came_nearest(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        async def ask(text: str, sender: Sender = ASHA, answer: int = 5) -> LastQuestion | None:
            await desk.log.answered(await desk.talk.hear(sender, text), sender, answer)
            return await desk.gaps.last_question(sender.chat_id or 0)

        known = await ask("moradabad")
        assert known is not None
        assert (known.kind, known.near, known.open, known.answer_id, known.understood) == (
            "district",
            (),
            False,
            5,
            {"districts": [171], "faq": None},
        )
        choice = await ask("bilaspur")
        assert choice is not None
        assert (choice.kind, choice.open) == ("choice", True)
        unknown = await ask("xyzzy loom insurance for Ramesh")
        assert unknown is not None
        assert "Ramesh" not in unknown.text
        assert unknown.open is False
        assert [row["cause"] for row in await desk.gaps.top(5)] == [Cause.ABANDONED, Cause.UNKNOWN]
        days = {(row["kind"], row["state"]) for row in await desk.gaps.days()}
        assert days == {("district", 9), ("choice", 0), ("unknown", 0)}
        await ask("goa")
        assert ("state", 30) in {(row["kind"], row["state"]) for row in await desk.gaps.days()}
        # Not in the chat of the staff, nor where nobody can be answered, nor what asks nothing.
        for sender in (Sender(21, Chat("test", STAFF_CHAT, group=True), "en"), Sender(7, None, "en")):
            await desk.log.answered(await desk.talk.hear(sender, "agra"), sender, 6)
        assert await desk.gaps.last_question(STAFF_CHAT) is None
        said = await desk.talk.hear(ASHA, Open(Choice("district", "118")))
        await desk.log.answered(said, ASHA, 6)
        await desk.log.answered(Said(Screen("x"), asked="agra"), ASHA, 6)
        last = await desk.gaps.last_question(7)
        assert last is not None
        assert last.answer_id == 5

    play(answerer, tmp_path, scene)


def test_a_tap_settles_a_choice_and_a_wrong_answer_is_counted(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        async def wrong(sender: Sender, message: int | None, right: bool = False, subject: str = "d171") -> list[Any]:
            before = {row["number"]: row["count"] for row in await desk.gaps.top(99)}
            await desk.log.tapped(Judge(subject, right=right), sender, message)
            rows = await desk.gaps.top(99)
            return [(row["text"], row["cause"]) for row in rows if before.get(row["number"]) != row["count"]]

        async def is_open() -> bool:
            last = await desk.gaps.last_question(7)
            return last is not None and last.open

        for action, stays in (
            (Own("171"), True),
            (Open(Choice("district", "375")), False),
            (Translate("hi", Open(Choice("district", "375"))), False),
        ):
            question = LastQuestion(text="bilaspur", key="k", language="en", kind="choice", understood={}, open=True)
            await desk.gaps.note(7, 7, replace(question, answer_id=5), 0, NOW)
            await desk.log.tapped(action, ASHA, 5)
            assert await is_open() == stays
        assert await wrong(ASHA, 5, right=True) == []
        assert await wrong(ASHA, 5) == [("bilaspur", Cause.WRONG)]
        # Of an older answer only what it was about is known.
        assert await wrong(ASHA, 6) == [("Moradabad", Cause.WRONG)]
        assert await wrong(ASHA, None, subject="f.first-launch") == [
            (answerer.knowledge.faq["first-launch"].title["en"], Cause.WRONG)
        ]
        assert await wrong(ASHA, None, subject="p.rice") == [("Rice", Cause.WRONG)]
        assert await wrong(ASHA, None, subject="a.loan") == [("loan", Cause.WRONG)]
        assert await wrong(ASHA, 6, subject="gone") == []
        assert await wrong(Sender(8, Chat("test", 8), "en"), 5, subject="s9") == [("Uttar Pradesh", Cause.WRONG)]
        assert await wrong(Sender(7, None, "en"), 5, subject="s10") == [("Bihar", Cause.WRONG)]
        assert await wrong(Sender(21, Chat("test", STAFF_CHAT, group=True), "en"), 5) == []

    play(answerer, tmp_path, scene)


def test_staff_look_up_what_there_is_and_why(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        lookup = Lookup(desk.talk)
        found = lookup.found("moradabad")
        assert found[0] == Open(Choice("district", "171"))
        assert len(set(found)) == len(found)
        assert Open(Choice("district", "375")) in lookup.found("bilaspur")
        assert any(item.choice.kind == "faq" for item in lookup.found("subsidy"))
        short = lookup.short(Open(Choice("district", "171")), "hi")
        assert short is not None
        assert "मुरादाबाद" in short
        assert lookup.short(Open(Choice("district", "99999")), "hi") is None
        why = lookup.why("moradabad")
        assert (why["question"], why["kind"]) == ("moradabad", "district")
        assert 0 < len(why["ranking"]) <= RANKED
        assert set(why["ranking"][0]) == {"asks", "probability", "reasons"}

    play(answerer, tmp_path, scene)


# Notices


def test_a_notice_is_for_a_place_or_for_everybody(answerer: Answerer) -> None:
    knowledge = answerer.knowledge
    for text, read in (
        ("The fair opens.", Addressed("The fair opens.")),
        ("[Moradabad] The fair", Addressed("The fair", 9, 171, "Moradabad, Uttar Pradesh")),
        ("[Goa]\nThe fair", Addressed("The fair", 30, 0, "Goa")),
        ("[xyzzy] The fair", "xyzzy"),
        ("[] The fair", Addressed("[] The fair")),
    ):
        assert Addressed.read(text, answerer) == read
    assert area_of(knowledge, "".join("all")) == (0, 0)
    assert area_of(knowledge, "d171") == (9, 171)
    assert area_of(knowledge, "s9") == (9, 0)
    for wrong in ("", "off", "p.rice", "d99999", "a", "alm", "z"):
        assert area_of(knowledge, wrong) is None, wrong
    texts = read_helpdesk_texts(TEMPLATES)
    both = "en: <Fair>\nhi: मेला"
    assert "&lt;Fair&gt;" in notice_html(texts, "en", both)
    assert "मेला" in notice_html(texts, "hi", both)
    for language in ("te", None):
        assert "Fair" in notice_html(texts, language, both)
    assert "मेला" in notice_html(texts, "te", "hi: मेला")
    assert "plain" in notice_html(texts, "te", "plain")


def test_people_choose_their_notices_and_admins_see_them_before(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        choice, chosen = desk.notices.choice, desk.notices.chosen
        texts = desk.texts.people["en"]
        for sender in (
            Sender(7, Chat("test", 50, group=True), "en"),
            Sender(None, Chat("test", 7), "en"),
            Sender(7, None, "en"),
        ):
            assert (await choice(sender)).screen.html == texts.private_only
        first = (await choice(ASHA)).screen
        assert (keys(first), "You get none now" in first.text) == ([["ng:all"]], True)
        await desk.talk.hear(ASHA, "moradabad")
        assert keys((await choice(ASHA)).screen) == [["ng:d171"], ["ng:s9"], ["ng:all"]]
        for argument, told in (("d171", "Moradabad"), ("s9", "Uttar Pradesh"), ("all", "all of India")):
            on = await chosen(argument, ASHA)
            assert on is not None
            assert on.text == f"You will get notices: {told}. /notices stops them."
            shown = (await choice(ASHA)).screen
            assert f"You get them now: {told}." in shown.text
            assert keys(shown)[-1] == ["ng:off"]
        assert await chosen("gone", ASHA) is None
        assert await chosen("all", Sender(None, Chat("test", 7), "en")) is None
        preview = (await desk.notices.preview("[Goa] The fair", 9)).screen
        assert keys(preview) == [["nx:1"], ["nd:1"]]
        assert preview.rows[0][0].label == "Send to 1"
        assert "Goa" in preview.text
        assert "The fair" in preview.text
        everywhere = (await desk.notices.preview("en: The fair\nhi: मेला", 9)).screen
        assert desk.texts.staff.notice_everywhere in everywhere.text
        assert "The fair" in everywhere.text
        assert "मेला" in everywhere.text
        off = await chosen("off", ASHA)
        assert off is not None
        assert off.html == texts.notices_off
        assert keys((await choice(ASHA)).screen)[-1] == ["ng:all"]
        nobody = (await desk.notices.preview("The fair", 9)).screen
        assert keys(nobody) == [["nd:3"]]
        for nothing in ("", "  ", "[Goa] "):
            assert (await desk.notices.preview(nothing, 9)).screen.html == desk.texts.staff.fill("notice_how")
        assert "xyzzy" in (await desk.notices.preview("[xyzzy] The fair", 9)).screen.text

    play(answerer, tmp_path, scene)


def test_texts_are_those_of_the_language_or_english() -> None:
    texts = read_helpdesk_texts(TEMPLATES)
    assert texts.of("hi") is texts.people["hi"]
    assert texts.of(None) is texts.of("fr") is texts.people["en"]
    assert texts.staff.button("send_notice", count=1000) == "Send to 1000"
    assert texts.staff.button("drop") == "Do not send"
    for minutes, told in (
        (59, "59 min"),
        (61, "61 min"),
        (121, "2 h"),
        (1439, "23 h"),
        (2880, "2 days"),
        (4319, "2 days"),
    ):
        assert texts.staff.age(dt.timedelta(minutes=minutes, seconds=59)) == told
