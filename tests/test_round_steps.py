"""A round from its begin to its end on a channel that only notes what it is asked for; its clock is set by hand."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.media import Media
from odop_bot.conversation.quiz import files
from odop_bot.conversation.quiz.asker import Asker, Done
from odop_bot.conversation.quiz.channel import Placed, Shown, UncertainError, UnreachableError
from odop_bot.conversation.quiz.quiz import Quiz
from odop_bot.conversation.quiz.starter import SAME_ROUND
from odop_bot.conversation.quiz.steps import Steps
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.rounds import GROUP_SECONDS, IDLE, READING, plan_from
from odop_bot.storage import Store
from odop_bot.storage.quiz_rows import ENDED, RoundRow, TooEarlyError

NOON = dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)
GROUP = -500


class Noting:
    """A channel that notes what it is asked for."""

    pictures = False

    def __init__(self) -> None:
        self.questions: list[tuple[int, Shown]] = []
        self.screens: list[tuple[int, Screen, int | None]] = []
        self.closed: list[tuple[int, int]] = []
        self.fails: Exception | None = None

    async def show_question(self, chat_id: int, shown: Shown) -> Placed:
        if self.fails is not None:
            raise self.fails
        self.questions.append((chat_id, shown))
        return Placed(shown.id, 1000 + len(self.questions))

    async def close_question(self, chat_id: int, message_id: int) -> None:
        self.closed.append((chat_id, message_id))

    async def show_screen(self, chat_id: int, screen: Screen, about: int | None = None) -> None:
        if isinstance(self.fails, UnreachableError):
            raise self.fails
        self.screens.append((chat_id, screen, about))

    def said(self, chat: int) -> list[str]:
        """Return what was said in a chat, as text."""
        return [screen.text for to, screen, _ in self.screens if to == chat]


class Stage:
    """A quiz on that channel, with people who tap."""

    def __init__(self, quiz: Quiz, channel: Noting, store: Store) -> None:
        self.quiz, self.channel, self.store, self.rounds = quiz, channel, store.quiz, quiz.rounds
        self.now = NOON
        self._tap = 0

    def asker(self, person: int = 7, chat: int | None = None, language: str = "en") -> Asker:
        self._tap += 1
        return Asker(
            person_id=person,
            chat_id=person if chat is None else chat,
            name=f"P{person}",
            language=language,
            origin=f"t{self._tap}",
            link=lambda text: f"https://t.in/?start={text}",
        )

    async def tap(
        self, step: QuizStep, argument: str = "", person: int = 7, chat: int | None = None, page: int = 0
    ) -> Done:
        return await self.quiz.play.tap(self.asker(person, chat), QuizAction(step, argument, page))

    async def running(self, chat: int = 7) -> RoundRow:
        row = await self.store.running_in(chat)
        assert row is not None
        return row

    async def vote(self, good: bool, person: int = 7) -> None:
        """Answer the newest question."""
        _, shown = self.channel.questions[-1]
        right = shown.question.right[0]
        choice = right if good else (right + 1) % len(shown.question.options)
        await self.rounds.vote(shown.id, person, f"P{person}", choice)

    async def go_on(self, person: int = 7) -> bool:
        """Go on behind the newest question."""
        _, shown = self.channel.questions[-1]
        return await self.rounds.next(shown.round_id, shown.number, person)

    async def whole(self, answers: list[bool | None], person: int = 7, seconds: float = 4.0) -> None:
        """Play a round to its end."""
        for good in answers:
            self.now += dt.timedelta(seconds=seconds)
            if good is not None:
                await self.vote(good, person)
            await self.go_on(person)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the questions that were shown."""
        return [shown.number for _, shown in self.channel.questions]


def play(answerer: Answerer, folder: Path, scene: Callable[[Stage], Awaitable[None]]) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{folder / 'quiz.db'}", lease=dt.timedelta(seconds=60))
        talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: stage.now)
        quiz, channel = Quiz(talk, store), Noting()
        quiz.on(channel)
        stage = Stage(quiz, channel, store)
        await store.open()
        try:
            await scene(stage)
        finally:
            await store.close()

    asyncio.run(run())


def keys(screen: object) -> list[str]:
    assert isinstance(screen, Screen)
    return [encode(key.action) if key.action else str(key.url) for key in screen.keys]


def test_a_person_goes_on_through_a_round_at_their_own_pace(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        assert await it.tap(QuizStep.BEGIN, "gi_5") == Done()
        row = await it.running()
        assert "5 questions. Take your time" in it.channel.said(7)[0]
        assert it.channel.screens[0][1].kind == "menu"
        chat, first = it.channel.questions[0]
        assert (chat, first.number, first.length, first.reveals, first.seconds, first.picture, first.language) == (
            (7, 0, 5, True, None, None, "en")
        )
        assert [[key.label for key in line] for line in first.keys] == [["Next", "Stop"]]
        # Answered or not, the next one waits until it is asked for; nobody else can, and no other number.
        await it.vote(True)
        assert it.numbers == [0]
        assert not await it.go_on(8)
        assert not await it.rounds.next(row.round_id, 1, 7)
        assert not await it.rounds.next(row.round_id + 1, 0, 7)
        assert await it.go_on()
        assert it.channel.closed == [(7, 1001)]
        assert not await it.rounds.next(row.round_id, 0, 7)
        assert it.numbers == [0, 1]
        assert await it.go_on()
        # Where it stands is shown to who began it: an open question is pointed at, a passed one is left behind.
        assert not await it.rounds.point(row.round_id, 8)
        assert not await it.rounds.point(row.round_id + 1, 7)
        assert await it.rounds.point(row.round_id, 7)
        chat, here, about = it.channel.screens[-1]
        assert (chat, about, it.numbers) == (7, 1003, [0, 1, 2])
        assert "question 3 of 5" in here.text
        await it.vote(False)
        assert await it.rounds.point(row.round_id, 7)
        assert it.numbers == [0, 1, 2, 3]
        assert await it.go_on()
        # The last one ends the round as it is answered.
        it.now += dt.timedelta(seconds=5)
        await it.vote(True)
        assert it.numbers == [0, 1, 2, 3, 4]
        assert it.channel.said(7)[-1].startswith("2 of 5 right, 2 not answered, in 0:05.")
        assert await it.store.running_in(7) is None
        assert not await it.rounds.point(row.round_id, 7)
        assert not await it.go_on()
        assert not await it.rounds.stop(row.round_id, 7)
        assert len({shown.question.subject for _, shown in it.channel.questions}) == 5

    play(answerer, tmp_path, scene)


def test_a_round_is_stopped_by_who_began_it_and_its_open_question_closed(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5")
        row = await it.running()
        await it.vote(True)
        await it.go_on()
        assert (await it.tap(QuizStep.STOP, str(row.round_id), 8)).notice == (
            "This round is somebody else's. Start your own with /quiz."
        )
        assert (await it.tap(QuizStep.STOP, "x")).notice == "This question is over."
        assert (await it.running()).round_id == row.round_id
        assert await it.tap(QuizStep.STOP, str(row.round_id)) == Done()
        assert it.channel.closed == [(7, 1001), (7, 1002)]
        assert it.channel.said(7)[-1].startswith("1 of 1 right, in")
        # Of a round that nobody has answered it is said too, when its person stops it.
        await it.tap(QuizStep.BEGIN, "gi_5")
        await it.tap(QuizStep.STOP, str((await it.running()).round_id))
        assert it.channel.said(7)[-1].startswith("0 of 0 right")
        assert len(it.channel.closed) == 3

    play(answerer, tmp_path, scene)


def test_a_round_that_is_asked_for_twice_begins_once_and_another_takes_its_place(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5")
        first = await it.running()
        assert (await it.tap(QuizStep.BEGIN, "gi_5")).notice == "A round is running here. Finish it, or stop it first."
        it.now += SAME_ROUND - dt.timedelta(seconds=1)
        await it.tap(QuizStep.BEGIN, "gi_5")
        assert (await it.running()).round_id == first.round_id
        it.now += dt.timedelta(seconds=1)
        assert await it.tap(QuizStep.BEGIN, "gi_5") == Done()
        second = await it.running()
        assert second.round_id != first.round_id
        for other in ("gi_10", "mixed_10", "mixed.9_10"):
            before = (await it.running()).round_id
            assert await it.tap(QuizStep.BEGIN, other) == Done()
            assert (await it.running()).round_id != before, other
        # Nothing is told of rounds in which nobody answered, and of one with an answer it is.
        assert not any("right" in text.splitlines()[0] for text in it.channel.said(7))
        await it.vote(True)
        assert await it.tap(QuizStep.BEGIN, "mixed.9_10") == Done()
        assert any(text.startswith("1 of 1 right") for text in it.channel.said(7))
        for forged in ("gi_6", "gi", "gone_5"):
            assert (await it.tap(QuizStep.BEGIN, forged)).notice == "This question is over."
        assert (await it.tap(QuizStep.BEGIN_MOCK, "ssc.cgl_10", 1, GROUP)).notice == (
            "This works in a private chat with me only."
        )

    play(answerer, tmp_path, scene)


def test_a_group_is_asked_by_the_clock_until_nobody_answers(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5", 1, GROUP)
        row = await it.running(GROUP)
        assert "20 seconds for each" in it.channel.said(GROUP)[0]
        shown = it.channel.questions[0][1]
        assert (shown.seconds, [[key.label for key in line] for line in shown.keys]) == (GROUP_SECONDS, [["Stop"]])
        # Another round cannot push it away, and nobody goes on by a button.
        assert (await it.tap(QuizStep.BEGIN, "mixed_5", 2, GROUP)).notice is not None
        assert not await it.go_on(1)
        assert not await it.rounds.point(row.round_id, 1)
        it.now += dt.timedelta(seconds=3)
        await it.vote(True, 1)
        it.now += dt.timedelta(seconds=1)
        await it.vote(False, 2)
        assert it.numbers == [0]
        over = dt.timedelta(seconds=GROUP_SECONDS) + READING
        it.now = NOON + over - dt.timedelta(seconds=1)
        await it.rounds.tick()
        await it.rounds.finish()
        assert it.numbers == [0]
        for number in (1, 2):
            it.now = NOON + over * number
            await it.rounds.tick()
            await it.rounds.finish()
            assert it.numbers == list(range(number + 1))
        it.now = NOON + over * 3
        await it.rounds.tick()
        await it.rounds.finish()
        assert it.numbers == [0, 1, 2]
        board = it.channel.said(GROUP)[-1].splitlines()
        assert board[1:] == ["1. P1: 1 of 3 in 0:03", "2. P2: 0 of 3 in 0:04"]
        assert await it.store.running_in(GROUP) is None
        # Nobody may stop another's round, but who began it may.
        await it.tap(QuizStep.BEGIN, "gi_5", 1, GROUP)
        row = await it.running(GROUP)
        assert not await it.rounds.stop(row.round_id, 2)
        assert await it.rounds.stop(row.round_id, 1)
        assert it.channel.said(GROUP)[-1].startswith("The round is over. Nobody has answered")

    play(answerer, tmp_path, scene)


def test_a_mock_test_goes_on_by_itself_and_ends_by_the_clock(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN_MOCK, "ssc.cgl_10")
        row = await it.running()
        assert row.ends_at == NOON + dt.timedelta(seconds=360)
        assert "6 minutes, until 12:06 IST" in it.channel.said(7)[0]
        assert not it.channel.questions[0][1].reveals
        await it.vote(True)
        await it.vote(False)
        assert it.numbers == [0, 1, 2]
        await it.go_on()
        it.now = row.ends_at - dt.timedelta(seconds=1)
        await it.rounds.tick()
        await it.rounds.finish()
        assert (await it.running()).round_id == row.round_id
        it.now = row.ends_at
        await it.rounds.tick()
        await it.rounds.finish()
        assert await it.store.running_in(7) is None
        text = it.channel.said(7)[-1].splitlines()
        assert text[:2] == [
            "SSC CGL Tier-I: 1.5 of 20 marks",
            "Right 1, wrong 1, not answered 8, in 0:00.",
        ]

    play(answerer, tmp_path, scene)


def test_a_round_that_is_left_ends_after_a_day_and_is_told_where_somebody_answered(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(it: Stage) -> None:
        for person, answers in ((7, True), (8, False)):
            await it.tap(QuizStep.BEGIN, "gi_5", person)
            if answers:
                await it.vote(True, person)
        said = len(it.channel.screens)
        it.now = NOON + IDLE - dt.timedelta(seconds=1)
        await it.rounds.tick()
        await it.rounds.finish()
        assert await it.store.running_in(7) is not None
        it.now = NOON + IDLE
        await it.rounds.tick()
        await it.rounds.finish()
        assert await it.store.running_in(7) is None
        assert await it.store.running_in(8) is None
        assert [(chat, screen.text.splitlines()[0]) for chat, screen, _ in it.channel.screens[said:]] == [
            (7, "1 of 1 right, in 0:00.")
        ]

    play(answerer, tmp_path, scene)


def test_a_question_whose_fate_is_unknown_is_asked_again_and_who_is_gone_is_left_alone(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(it: Stage) -> None:
        it.channel.fails = UncertainError()
        with pytest.raises(UncertainError):
            await it.tap(QuizStep.BEGIN, "gi_5")
        row = await it.running()
        it.channel.fails = None
        await it.rounds.tick()
        await it.rounds.finish()
        assert it.numbers == [0]
        # It is asked once, whoever goes on with the round.
        await it.rounds.advance(row.round_id)
        await it.rounds.resume()
        assert it.numbers == [0]
        await it.vote(True)
        it.channel.fails = UnreachableError()
        await it.go_on()
        gone = await it.store.round(row.round_id)
        assert gone is not None
        assert gone.status == ENDED
        said = len(it.channel.screens)
        it.channel.fails = None
        await it.rounds.resume()
        # A round that is over or was never there has no next step.
        for number in (row.round_id, 99_999):
            await it.rounds.advance(number)
        assert (len(it.channel.screens), it.numbers) == (said, [0])

    play(answerer, tmp_path, scene)


def test_an_answer_that_is_quicker_than_the_storage_waits_for_it(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(it: Stage) -> None:
        monkeypatch.setattr("odop_bot.conversation.quiz.rounds.EARLY_PAUSES", (0.0, 0.0))
        await it.tap(QuizStep.BEGIN, "gi_5")
        vote, early = it.store.vote, [0]

        async def slow(*given: object) -> RoundRow | None:
            early[0] -= 1
            if early[0] >= 0:
                raise TooEarlyError
            return await vote(*given)  # type: ignore[arg-type] # as it came

        monkeypatch.setattr(it.store, "vote", slow)
        early[0] = 3
        with pytest.raises(TooEarlyError):
            await it.vote(True)
        assert early[0] == 0
        early[0] = 2
        await it.vote(True)
        assert [item.right for item in await it.store.votes((await it.running()).round_id)] == [True]
        # A vote for what is no question changes nothing, and a name is cut.
        await it.rounds.vote("gone", 7, "P7", 0)
        assert it.numbers == [0]

    play(answerer, tmp_path, scene)


def test_a_result_can_be_looked_through_painted_repeated_and_sent_to_a_friend(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5")
        row = await it.running()
        number = str(row.round_id)
        # Of a round without an answer nothing can be sent to a friend.
        assert (await it.tap(QuizStep.CHALLENGE, number)).notice == "This question is over."
        asked = it.channel.questions
        await it.whole([True, False, None, True, False])
        assert it.channel.said(7)[-1].startswith("2 of 5 right, 1 not answered, in 0:16.")
        fresh = await it.tap(QuizStep.REVIEW, f"{number}.n")
        assert fresh.screen is None
        same = await it.tap(QuizStep.REVIEW, number)
        assert same == Done(fresh.more)  # type: ignore[arg-type] # a screen
        assert keys(same.screen) == [f"qr:{number}:1"]
        text = same.screen.text if same.screen else ""
        assert [text.count(sign) for sign in ("✓", "✗", "not answered", "(you)")] == [3, 1, 1, 2]
        second = await it.tap(QuizStep.REVIEW, number, page=1)
        assert keys(second.screen) == [f"qr:{number}"]
        for step in (QuizStep.REVIEW, QuizStep.AGAIN, QuizStep.PICTURE, QuizStep.CHALLENGE):
            for argument, person, chat in ((number, 8, None), (number, 7, GROUP), ("999", 7, None), ("x", 7, None)):
                done = await it.tap(step, argument, person, chat)
                assert done.notice == "This question is over.", (step, argument)
        sent = await it.tap(QuizStep.CHALLENGE, number)
        plan = plan_from(row.plan)
        code = f"{number}-{plan.seed:x}"
        assert keys(sent.more) == [f"https://t.in/?start=quiz-{code}"]
        assert isinstance(sent.more, Screen)
        assert "2 of 5 in 0:16" in sent.more.text
        picture = await it.tap(QuizStep.PICTURE, number)
        assert isinstance(picture.more, Media)
        assert picture.more.is_picture
        assert picture.more.caption == "Products that the list marks as GI"
        # What was missed is asked again, in its order.
        assert await it.tap(QuizStep.AGAIN, number) == Done()
        again = plan_from((await it.running()).plan)
        wanted = [asked[n][1].question.subject for n in (1, 2, 4)]
        assert (list(again.subjects), again.length, again.topic) == (wanted, 3, "gi")
        assert it.channel.questions[-1][1].question.subject == wanted[0]
        await it.whole([True, True, True])
        ended = await it.store.round(int(number) + 1)
        assert ended is not None
        assert (await it.tap(QuizStep.AGAIN, str(ended.round_id))).notice == "This question is over."

    play(answerer, tmp_path, scene)


def test_a_friend_plays_the_same_and_both_hear_of_it(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "mixed_5")
        row = await it.running()
        code = f"{row.round_id}-{plan_from(row.plan).seed:x}"
        over = "This challenge is over. Start a round of your own with /quiz."
        follow = it.quiz.play.follow
        screen = await follow(it.asker(8), f"quiz-{code}")
        assert screen is not None
        assert screen.text == over
        assert (screen.rows, screen.kind) == ((), "quiz")
        await it.whole([True, False, True, False])
        await it.tap(QuizStep.STOP, str(row.round_id))
        theirs = [shown.question.subject for _, shown in it.channel.questions]
        for asker, argument, text in (
            (it.asker(8), f"quiz-{row.round_id}-0", over),
            (it.asker(8), "quiz-99-abc", over),
            (it.asker(8), "quiz-x", over),
            (it.asker(7), f"quiz-{code}", "This is your own challenge. Forward it to a friend."),
            (it.asker(8, GROUP), f"quiz-{code}", "This works in a private chat with me only."),
        ):
            screen = await follow(asker, argument)
            assert screen is not None
            assert screen.text == text, argument
        assert await follow(it.asker(8), "other") is None
        assert await follow(it.asker(8), "quiz") == await it.quiz.play.open(it.asker(8))
        opened = await follow(it.asker(8), f"quiz-{code}")
        assert opened is not None
        assert "4 questions, Mixed." in opened.text
        assert keys(opened) == [f"qy:{code}", "qt:"]
        hindi = await follow(it.asker(8, language="hi"), f"quiz-{code}")
        assert hindi is not None
        assert "English" in hindi.text
        assert (await it.tap(QuizStep.TAKE_UP, code)).notice == "This is your own challenge. Forward it to a friend."
        assert (await it.tap(QuizStep.TAKE_UP, code, 8, GROUP)).notice == over
        assert (await it.tap(QuizStep.TAKE_UP, "1-1", 8)).notice == over
        assert await it.tap(QuizStep.TAKE_UP, code, 8) == Done()
        await it.whole([True] * 4, 8, 2.0)
        mine = [shown.question.subject for chat, shown in it.channel.questions if chat == 8]
        assert mine == theirs[:4]
        assert it.channel.said(8)[-1].startswith("4 of 4 right, in 0:08.")
        assert it.channel.said(8)[-1].endswith("You are ahead! Your friend: 2 of 4 in 0:16.")
        assert it.channel.said(7)[-1].startswith("P8 has taken up your challenge (Mixed): 4 of 4 in 0:08. You: 2 of 4")
        # Who only looks at it is not told of.
        said = len(it.channel.said(7))
        await it.tap(QuizStep.TAKE_UP, code, 9)
        await it.tap(QuizStep.STOP, str((await it.running(9)).round_id), 9)
        assert len(it.channel.said(7)) == said
        assert "Your friend: 2 of 4" in it.channel.said(9)[-1]

    play(answerer, tmp_path, scene)


def test_a_friend_is_asked_what_was_asked_even_where_that_was_chosen_for_the_other(
    answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5", 9)
        await it.whole([False, False, True, True, True], 9)
        # The missed ones are asked again: a round of those two, which a friend takes up.
        await it.tap(QuizStep.AGAIN, "1", 9)
        row = await it.running(9)
        await it.whole([True, True], 9)
        theirs = [shown.question for _, shown in it.channel.questions[5:]]
        assert await it.tap(QuizStep.TAKE_UP, f"{row.round_id}-{plan_from(row.plan).seed:x}", 8) == Done()
        await it.whole([True, True], 8)
        assert [shown.question for chat, shown in it.channel.questions if chat == 8] == theirs
        assert "A draw." in it.channel.said(8)[-1]

    play(answerer, tmp_path, scene)


def test_an_answer_by_a_button_is_counted_once_and_shown(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        await it.tap(QuizStep.BEGIN, "gi_5")
        shown = it.channel.questions[0][1]
        right = shown.question.right[0]
        done = await it.tap(QuizStep.CHOOSE, f"{shown.id}.{right}")
        assert done.screen is not None
        assert [line for line in done.screen.text.splitlines() if "✓" in line or "✗" in line] == [
            f"{'ABCD'[right]}. {shown.question.options[right]} ✓"
        ]
        assert keys(done.screen) == [f"qk:{shown.id}", f"qx:{shown.round_id}"]
        wrong = await it.tap(QuizStep.CHOOSE, f"{shown.id}.{(right + 1) % 4}")
        assert wrong == done
        for forged in ("x", f"{shown.id}.x", f"{shown.round_id}.x.0", f"{shown.round_id}.1.0", "99.0.0", "x.0.0", ""):
            assert (await it.tap(QuizStep.CHOOSE, forged)).notice == "This question is over.", forged
        assert (await it.tap(QuizStep.CHOOSE, f"{shown.id}.0", 8)).notice == "This question is over."
        assert await it.tap(QuizStep.NEXT, shown.id) == Done()
        for forged in (shown.id, "x", f"{shown.round_id}", f"{shown.round_id}.x"):
            assert (await it.tap(QuizStep.NEXT, forged)).notice == "This question is over.", forged
        for number in range(1, 5):
            assert it.numbers[-1] == number
            last = it.channel.questions[-1][1]
            done = await it.tap(QuizStep.CHOOSE, f"{last.id}.0")
            await it.tap(QuizStep.NEXT, last.id)
        # Behind the last one there is nothing to go on to.
        assert done.screen is not None
        assert keys(done.screen) == []
        await it.tap(QuizStep.BEGIN_MOCK, "ssc.cgl_10")
        assert await it.tap(QuizStep.CHOOSE, f"{it.channel.questions[-1][1].id}.0") == Done()
        assert (await it.tap(QuizStep.CONTINUE, "x")).notice == "This question is over."
        running = await it.running()
        assert await it.tap(QuizStep.CONTINUE, str(running.round_id)) == Done()
        assert (await it.tap(QuizStep.CONTINUE, str(running.round_id), 8)).notice == "This question is over."
        menu = await it.quiz.play.open(it.asker())
        assert menu.keys[0].label == "Go on: question 2 of 10"
        assert keys(await it.quiz.play.open(it.asker(8))) == keys(menu)[1:]

    play(answerer, tmp_path, scene)


def test_what_is_due_is_repeated_and_what_is_known_is_painted(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        do = it.quiz.play
        none = await do.practice(it.asker())
        assert none is not None
        assert "Nothing to repeat yet" in none.text
        empty = await do.progress(it.asker())
        assert isinstance(empty, Screen)
        assert "Nothing to show yet" in empty.text
        for command in (do.practice, do.daily, do.exams):
            refused = await command(it.asker(7, GROUP))
            assert isinstance(refused, Screen)
            assert refused.text == "This works in a private chat with me only."
        await it.tap(QuizStep.BEGIN, "india_5")
        await it.whole([True, False, True, True, True])
        due = await do.practice(it.asker())
        later = [card for _, card in await it.store.cards(7)]
        soonest = min(dt.datetime.fromisoformat(str(card["due"])) for card in later)
        told = f"{soonest.astimezone(dt.timezone(dt.timedelta(hours=5, minutes=30))):%d.%m. %H:%M}"
        assert due is not None
        assert due.text == f"Nothing is due now. Next: {told} IST."
        picture = await do.progress(it.asker())
        assert isinstance(picture, Media)
        known = picture.caption.split(".")[0]
        assert known.startswith("Known: ")
        assert 0 < int(known.split()[1]) <= 5
        assert "Days in a row: 1. Due now: 0." in picture.caption
        it.now += dt.timedelta(days=30)
        picture = await do.progress(it.asker())
        assert isinstance(picture, Media)
        assert "Days in a row: 0. Due now: 5." in picture.caption
        assert await do.practice(it.asker()) is None
        plan = plan_from((await it.running()).plan)
        assert (plan.length, len(plan.subjects), plan.topic) == (5, 5, "mixed")
        assert it.channel.questions[-1][1].question.subject == plan.subjects[0]

    play(answerer, tmp_path, scene)


def test_a_daily_set_comes_once_a_day_and_ends_where_nobody_wants_it(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        clock = it.quiz.clock
        # It is noon in India.
        set_ = await it.tap(QuizStep.DAILY, "780")
        assert set_.screen is not None
        assert "each day at 13:00 IST" in set_.screen.text
        await clock._daily()
        assert it.numbers == []
        it.now = NOON + dt.timedelta(minutes=60)
        await clock._daily()
        assert it.numbers == [0]
        assert it.channel.said(7) == ["Today's five questions. /daily changes the time or stops them."]
        assert plan_from((await it.running()).plan).length == 5
        for minutes in (61, 62, 300):
            it.now = NOON + dt.timedelta(minutes=minutes)
            await clock._daily()
        assert it.numbers == [0]
        row = await it.running()
        await it.tap(QuizStep.STOP, str(row.round_id))
        it.now = NOON + dt.timedelta(days=1, minutes=60)
        await clock._daily()
        assert len(it.numbers) == 2
        await it.tap(QuizStep.STOP, str((await it.running()).round_id))
        off = await it.tap(QuizStep.DAILY, "off")
        assert off.screen is not None
        assert off.screen.text == "Stopped. There will be no daily questions."
        assert (await it.tap(QuizStep.DAILY, "7")).notice == "This question is over."
        assert (await it.tap(QuizStep.DAILY, "480", 7, GROUP)).notice == "This works in a private chat with me only."
        await it.tap(QuizStep.DAILY, "540")
        assert [row.person_id for row in await it.store.daily_due(it.now.date(), 24 * 60)] == []
        it.channel.fails = UnreachableError()
        it.now = NOON + dt.timedelta(days=2)
        await clock._daily()
        assert await it.store.daily_of(7) is None

    play(answerer, tmp_path, scene)


def test_a_table_of_a_state_is_made_and_what_is_no_form_is_none(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        done = await it.tap(QuizStep.EXPORT_AS, "30_csv")
        assert isinstance(done.more, Media)
        assert (done.more.name, done.more.is_picture) == ("odop-ga-en.csv", False)
        assert done.more.caption.startswith("Goa: National ODOP list (")
        assert b"North Goa" in done.more.content
        for wrong in ("30_doc", "30", "999_csv", "x_csv", "30_"):
            assert (await it.tap(QuizStep.EXPORT_AS, wrong)).notice == "This question is over.", wrong

    play(answerer, tmp_path, scene)


def test_steps_that_make_something_new_are_made_once(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(it: Stage) -> None:
        made = [step for step in QuizStep if it.quiz.play.makes(QuizAction(step, "1"))]
        assert set(made) == {
            QuizStep.BEGIN,
            QuizStep.BEGIN_MOCK,
            QuizStep.TAKE_UP,
            QuizStep.AGAIN,
            QuizStep.CONTINUE,
            QuizStep.CHALLENGE,
            QuizStep.PICTURE,
            QuizStep.EXPORT_AS,
        }
        assert it.quiz.play.makes(QuizAction(QuizStep.REVIEW, "1.n"))
        for step, argument, begin in (
            (QuizStep.TOPICS, "", "qg:mixed_10"),
            (QuizStep.STATES, "", "ql:mixed.35"),
            (QuizStep.SECTORS, "", "ql:agriculture"),
            (QuizStep.LENGTHS, "gi", "qg:gi_5"),
            (QuizStep.EXAMS, "", "qm:upsc"),
            (QuizStep.PAPERS, "ssc", "qj:ssc.cgl"),
            (QuizStep.PAPER, "ssc.cgl.28", "qn:ssc.cgl.28_10"),
            (QuizStep.MOCK_STATES, "ssc.cgl", "qj:ssc.cgl.35"),
            (QuizStep.EXPORT, "30", "qf:30_anki"),
            (QuizStep.EXPORT, "", None),
            (QuizStep.EXPORT, "999", None),
            (QuizStep.LENGTHS, "gone", None),
            (QuizStep.PAPERS, "gone", None),
            (QuizStep.PAPER, "ssc.gone", None),
            (QuizStep.MOCK_STATES, "ssc", None),
        ):
            done = await it.tap(step, argument)
            assert (keys(done.screen)[0] if done.screen else None) == begin, step
            assert done.notice == (None if begin else "This question is over.")
        assert (await it.tap(QuizStep.LENGTHS, "gi", 7, GROUP)).screen != (await it.tap(QuizStep.LENGTHS, "gi")).screen

    play(answerer, tmp_path, scene)


def test_pictures_are_painted_by_one_painter_as_long_as_the_knowledge_is_in_use(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    class Painter:
        def __init__(self, knowledge: object, _: Path) -> None:
            made.append(knowledge)

    monkeypatch.setattr(files, "ProgressPainter", Painter)
    desks = [QuizDesk.read(answerer, TEMPLATES)]
    maker = files.QuizFiles(lambda: desks[-1], TEMPLATES, lambda: NOON)
    assert maker._paint() is maker._paint()
    renewed = Answerer(replace(answerer.knowledge), answerer.understander, answerer.renderer)
    desks.append(QuizDesk.read(renewed, TEMPLATES))
    maker._paint()
    assert len(made) == 2
    assert made[0] is answerer.knowledge
    assert made[1] is renewed.knowledge


def test_one_step_of_a_round_is_made_at_a_time_and_none_is_lost_for_an_error() -> None:
    async def scene() -> None:
        steps, order = Steps(), []

        async def work(name: str, round_id: int) -> None:
            async with steps.step(round_id):
                order.append(f"{name} begins")
                await asyncio.sleep(0)
                order.append(f"{name} ends")

        async def fails() -> None:
            async with steps.step(1):
                raise ValueError("no")

        await asyncio.gather(work("a", 1), work("b", 1), work("c", 1))
        assert order == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]
        assert steps._locks == {} == steps._waiting
        order.clear()
        await asyncio.gather(work("a", 1), work("b", 2))
        assert order == ["a begins", "b begins", "a ends", "b ends"]
        order.clear()
        async with steps.step(1):
            steps.aside(1, work("never", 1))
            steps.aside(2, work("aside", 2))
            await steps.finish()
        assert order == ["aside begins", "aside ends"]
        steps.aside(1, fails())
        await steps.finish()
        steps.aside(1, work("later", 1))
        await steps.finish()
        assert order[-1] == "later ends"
        assert steps._tasks == set()

    asyncio.run(scene())


def test_a_chat_of_ones_own_has_the_number_of_the_person() -> None:
    asker = Asker(person_id=70_000, chat_id=int("70000"), name="x", language="en", origin="a", link=str)
    assert asker.alone
    assert not replace(asker, chat_id=70_001).alone
