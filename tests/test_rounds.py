"""The rounds of the quiz on any channel, step by step: what is shown, what a forged or late step does, who won."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import escape

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.quiz import plain
from odop_bot.conversation.quiz.channel import Shown
from odop_bot.conversation.quiz.plans import (
    asked_of,
    challenge_code,
    challenged_round,
    daily_plan,
    known_paper,
    known_topic,
    plan_of,
    taken_up,
)
from odop_bot.conversation.quiz.results import Outcome, answers_of, outcome_of, players, seconds_of, thinking
from odop_bot.conversation.quiz.screens import LEADERS_SHOWN, QuizScreens
from odop_bot.conversation.quiz.spelled import clock, of_day, spent
from odop_bot.conversation.quiz.spelled import plain as spelled
from odop_bot.conversation.quiz.text import answered_screen, question_screen
from odop_bot.conversation.screen import Key, Screen
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import NOT_ASKED, Player, RoundPlan, question_data, question_of
from odop_bot.quiz.topics import Topic
from odop_bot.storage.quiz_rows import ENDED, QuestionRow, RoundRow, VoteRow

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
ROUND = 1000
"""A number that is no small one."""
PLAN = RoundPlan(topic="gi", language="en", length=5, seed=1)
MOCK = RoundPlan(topic="mixed.28", language="en", length=10, seed=1, exam="ssc.cgl")


@pytest.fixture(scope="module")
def desk(answerer: Answerer) -> QuizDesk:
    return QuizDesk.read(answerer, TEMPLATES)


@pytest.fixture(scope="module")
def screens(desk: QuizDesk) -> QuizScreens:
    return QuizScreens(desk, "en")


def keys(screen: Screen) -> list[list[str]]:
    """Return what each button does, in rows."""
    return [[encode(key.action) if key.action else str(key.url) for key in row] for row in screen.rows]


def labels(screen: Screen) -> list[list[str]]:
    """Return what each button says, in rows."""
    return [[key.label for key in row] for row in screen.rows]


# Menus

MENU = [
    ["qg:mixed_10"],
    ["qs:", "qc:"],
    ["ql:india", "ql:gi"],
    ["ql:schemes", "ql:history"],
    ["ql:mixed", "qi:"],
    ["m:"],
]


def test_the_menu_begins_with_the_round_that_waits(screens: QuizScreens) -> None:
    assert keys(screens.menu()) == MENU
    waiting = screens.menu((ROUND, 3, 10))
    assert keys(waiting) == [[f"qo:{ROUND}"], *MENU]
    assert waiting.rows[0][0].label == "Go on: question 3 of 10"


def test_the_menus_offer_lengths_papers_hours_and_forms(screens: QuizScreens) -> None:
    group, alone = screens.lengths(Topic("gi"), True), screens.lengths(Topic("gi"), False)
    assert keys(group) == keys(alone) == [["qg:gi_5", "qg:gi_10", "qg:gi_20"], ["qt:"]]
    assert "20 seconds" in group.html
    assert "seconds" not in alone.html
    assert "Products that the list marks as GI" in alone.html
    assert keys(screens.papers("appsc")) == [["qj:appsc.g1"], ["qj:appsc.g2"], ["qi:"]]
    scheme = screens.papers("appsc").html.splitlines()[1]
    assert scheme.startswith(
        "<b>APPSC Group-II Prelims</b>: 150 questions, 150 minutes, 150 marks; 1 for a right answer, 0.33 off for a"
        ' wrong one. As in 2019 (<a href="https://winnersden.com/'
    )
    assert scheme.endswith('">WinnersDen</a>).')
    india, own = ([f"qn:appsc.g2{place}_{n}" for n in (10, 25, 50)] for place in ("", ".28"))
    assert keys(screens.paper("appsc.g2")) == [india, own, ["qw:appsc.g2"], ["qm:appsc"]]
    assert labels(screens.paper("appsc.g2"))[:2] == [["All India: 10", "25", "50"], ["Andhra Pradesh: 10", "25", "50"]]
    assert keys(screens.paper("appsc.g2", 28)) == [own, ["qw:appsc.g2"], ["qm:appsc"]]
    assert len(screens.paper("ssc.cgl").rows) == 3
    times = [["qd:360", "qd:420", "qd:480"], ["qd:540", "qd:780", "qd:1080"], ["qd:1200", "qd:1260", "qd:1320"]]
    assert keys(screens.daily(None)) == [*times, ["qt:"]]
    assert labels(screens.daily(None))[1] == ["9:00", "13:00", "18:00"]
    assert "at 8:05 IST" in screens.daily(485).html
    assert keys(screens.daily(0)) == keys(screens.daily(485)) == [*times, ["qd:off"], ["qt:"]]
    assert keys(screens.export(9)) == [["qf:9_anki"], ["qf:9_csv"], ["qf:9_pdf"], ["qt:"]]
    assert screens.export_caption(9).startswith("Uttar Pradesh: National ODOP list (")
    assert screens.export_caption(9).endswith("Source: DPIIT, data.gov.in (file of 7 July 2025)")


def test_states_are_chosen_for_a_round_a_test_or_a_file(screens: QuizScreens, desk: QuizDesk) -> None:
    count = len(desk.answerer.knowledge.states)
    for screen, begin, title in (
        (screens.states(), "ql:mixed.", "Choose a state or union territory."),
        (screens.states(QuizStep.PAPER, "ssc.cgl."), "qj:ssc.cgl.", "Choose a state or union territory."),
        (screens.export_states(), "qe:", "Choose a state to take along."),
    ):
        assert screen.html == title
        *rows, back = keys(screen)
        assert back == ["qt:"]
        assert rows[0] == [f"{begin}35", f"{begin}28"]
        assert [len(row) for row in rows] == [2] * (count // 2) + [1] * (count % 2)
        names = [key.label for key in screen.keys[:-1]]
        assert names == sorted(names)
        assert len(set(names)) == count


# Before, between and behind the questions


def test_a_round_is_named_by_its_topic_or_its_paper(screens: QuizScreens) -> None:
    assert screens.title(PLAN) == "Products that the list marks as GI"
    assert screens.title(replace(PLAN, topic="cricket")) == "Mixed"
    assert screens.title(MOCK) == "SSC CGL Tier-I: Andhra Pradesh"
    assert screens.title(replace(MOCK, topic="mixed")) == "SSC CGL Tier-I"
    assert screens.title(replace(MOCK, exam="gone.1")) == "Andhra Pradesh"


def test_what_is_said_before_the_first_question(screens: QuizScreens) -> None:
    assert "10 questions, 6 minutes, until 17:30 IST" in screens.begun(MOCK, NOW).html
    assert "Take your time" in screens.begun(MOCK, None).html
    assert "Take your time" in screens.begun(replace(MOCK, exam="gone.1"), NOW).html
    assert "5 questions, 20 seconds for each" in screens.begun(replace(PLAN, seconds=20), None).html
    assert "GI</b>, 5 questions. Take your time" in screens.begun(PLAN, NOW).html


@pytest.mark.parametrize(
    ("plan", "number", "label"),
    [(PLAN, 0, "Next"), (PLAN, 3, "Next"), (PLAN, 4, "Skip"), (PLAN, 5, "Skip"), (MOCK, 0, "Skip"), (MOCK, 9, "Skip")],
)
def test_the_next_question_waits_but_in_a_mock_test_and_behind_the_last(
    plan: RoundPlan, number: int, label: str, screens: QuizScreens
) -> None:
    screen = screens.here(number, plan, ROUND)
    assert screen.rows == screens.question_keys(ROUND, number, plan)
    assert labels(screen) == [[label, "Stop"]]
    assert keys(screen) == [[f"qk:{ROUND}.{number}", f"qx:{ROUND}"]]
    assert f"question {number + 1} of {plan.length}" in screen.text
    assert screen.kind == "quiz"
    assert [[key.label for key in row] for row in screens.stop_keys(ROUND)] == [["Stop"]]


RIGHT, WRONG, OPEN = Answered("dpiit", True), Answered("schemes", False), Answered("pmfme", None)
AGAIN, LOOK, CHALLENGE, MORE = [f"qa:{ROUND}"], [f"qr:{ROUND}.n", f"qp:{ROUND}"], [f"qh:{ROUND}"], ["qt:"]


@pytest.mark.parametrize(
    ("answers", "rows", "head", "marked"),
    [
        (
            [RIGHT, WRONG, OPEN, Answered(NOT_ASKED, None)],
            [AGAIN, LOOK, CHALLENGE, MORE],
            "1 of 4 right, 2 not answered, in 2:31.",
            ["1.5 of 8 marks", "Right 1, wrong 1, not answered 2, in 2:31.", "1 of 1", "0 of 1", "0 of 1"],
        ),
        (
            [RIGHT, RIGHT],
            [LOOK, CHALLENGE, MORE],
            "2 of 2 right, in 2:31.",
            ["4 of 4 marks", "Right 2, wrong 0, not answered 0, in 2:31.", "2 of 2"],
        ),
        (
            [WRONG],
            [AGAIN, LOOK, CHALLENGE, MORE],
            "0 of 1 right, in 2:31.",
            ["-0.5 of 2 marks", "Right 0, wrong 1, not answered 0, in 2:31.", "0 of 1"],
        ),
        (
            [OPEN],
            [AGAIN, LOOK, MORE],
            "0 of 1 right, 1 not answered, in 2:31.",
            ["0 of 2 marks", "Right 0, wrong 0, not answered 1, in 2:31.", "0 of 1"],
        ),
        ([], [MORE], "0 of 0 right, in 2:31.", ["0 of 0 marks", "Right 0, wrong 0, not answered 0, in 2:31."]),
    ],
)
def test_a_result_counts_and_offers_what_makes_sense(
    answers: list[Answered], rows: list[list[str]], head: str, marked: list[str], screens: QuizScreens
) -> None:
    screen = screens.result(ROUND, PLAN, answers, 151)
    assert screen.text.splitlines() == [head, "Products that the list marks as GI"]
    assert (keys(screen), screen.kind) == (rows, "quiz")
    mock = screens.result(ROUND, MOCK, answers, 151)
    assert (keys(mock), mock.kind) == (rows, "quiz")
    first, *lines = mock.text.splitlines()
    assert first == f"SSC CGL Tier-I: Andhra Pradesh: {marked[0]}"
    assert lines[0] == marked[1]
    assert [line.rpartition(": ")[2] for line in lines[1:]] == marked[2:]


def test_friends_are_compared_by_right_answers_and_then_by_time(screens: QuizScreens) -> None:
    result = Screen("<b>x</b>", (), "quiz")
    for mine, theirs, verdict in (
        (Outcome(4, 5, 90), Outcome(3, 5, 20), "You are ahead!"),
        (Outcome(3, 5, 20), Outcome(4, 5, 90), "Your friend is ahead."),
        (Outcome(3, 5, 20), Outcome(3, 5, 21), "You are ahead!"),
        (Outcome(3, 5, 21), Outcome(3, 5, 20), "Your friend is ahead."),
        (Outcome(3, 5, 20), Outcome(3, 5, 20), "A draw."),
    ):
        shown = screens.compared(result, mine, theirs)
        told = f"{theirs.right} of 5 in {spent(theirs.seconds)}."
        assert shown.html == f"<b>x</b>\n\n<b>{verdict}</b> Your friend: {told}"
    mine, theirs = Outcome(4, 5, 90), Outcome(3, 5, 20)
    taken = screens.taken_up(PLAN, "<Ravi>", theirs, mine)
    assert taken.text.startswith("<Ravi> has taken up your challenge")
    assert taken.text.endswith("4 of 5 in 1:30. You: 3 of 5 in 0:20.")
    sent = screens.challenge(PLAN, mine, "https://x.in/?start=quiz-1-2")
    assert "I had 4 of 5 in 1:30" in sent.text
    assert keys(sent) == [["https://x.in/?start=quiz-1-2"]]
    opened = screens.challenged(PLAN, "1-2", 5, "हिन्दी")
    assert "5 questions" in opened.text
    assert "हिन्दी" in opened.text
    assert "(in" not in screens.challenged(PLAN, "1-2", 5, "").text
    assert keys(opened) == [["qy:1-2"], ["qt:"]]
    assert opened.kind == taken.kind == sent.kind == "quiz"


@pytest.mark.parametrize("count", [1, LEADERS_SHOWN, LEADERS_SHOWN + 1])
def test_a_leaderboard_shows_so_many_and_counts_the_others(count: int, screens: QuizScreens) -> None:
    screen = screens.leaders(PLAN, [Player(n, f"P{n}", 3, 5, 61.4) for n in range(count)], 5)
    head, *lines = screen.text.splitlines()
    assert head == "Products that the list marks as GI: the round is over"
    shown = [f"{n + 1}. P{n}: 3 of 5 in 1:01" for n in range(min(count, LEADERS_SHOWN))]
    assert lines == shown + ["and 1 more"] * (count > LEADERS_SHOWN)
    assert (keys(screen), screen.kind) == ([MORE], "quiz")
    nobody = screens.leaders(PLAN, [], 5)
    assert (nobody.html, keys(nobody), nobody.kind) == (screens.texts.no_votes, [MORE], "quiz")


def question(number: int = 0, **more: Any) -> QuizQuestion:
    fields: dict[str, Any] = {
        "kind": "district_product",
        "subject": f"{number}.dpiit.x",
        "topic": "mixed",
        "language": "en",
        "stem": f"Which <{number}>?",
        "options": ("a<", "b", "c", "d"),
        "right": (1,),
        "explanation": f"It is b & {number}.",
        "sources": ("dpiit-odop-2025",),
        "list": "dpiit",
    }
    return QuizQuestion(**{**fields, **more})


@pytest.fixture(scope="module")
def asked(desk: QuizDesk) -> list[QuizQuestion]:
    source = next(iter(desk.answerer.knowledge.sources))
    return [question(number, sources=(source,)) for number in range(7)]


@pytest.mark.parametrize(
    ("count", "page", "numbers", "turning"),
    [
        (0, 0, [], []),
        (3, 0, ["1", "2", "3"], []),
        (4, 0, ["1", "2", "3"], [["qr:1000:1"]]),
        (4, 1, ["4"], [["qr:1000"]]),
        (7, 1, ["4", "5", "6"], [["qr:1000", "qr:1000:2"]]),
        (7, 2, ["7"], [["qr:1000:1"]]),
        (7, 99, ["7"], [["qr:1000:1"]]),
    ],
)
def test_a_review_has_pages(
    count: int,
    page: int,
    numbers: list[str],
    turning: list[list[str]],
    screens: QuizScreens,
    asked: list[QuizQuestion],
) -> None:
    screen = screens.review(ROUND, asked[:count], [1] * count, page)
    lines = screen.text.splitlines()
    assert [line.partition(".")[0] for line in lines if "Which" in line] == numbers
    assert keys(screen) == turning
    assert screen.kind == "quiz"
    pages = max(1, (count + 2) // 3)
    assert (f"{min(page, pages - 1) + 1} / {pages}" in lines) == (pages > 1)


def test_a_review_marks_what_is_right_and_what_was_chosen(screens: QuizScreens, asked: list[QuizQuestion]) -> None:
    source = str(escape(screens._phrasing.cited(asked[0].sources[0])))
    told = replace(asked[2], explanation=f"It is b. {screens._phrasing.cited(asked[2].sources[0])}")
    shown = screens.review(ROUND, [asked[0], asked[1], told], [1, 0, None], 0).html
    first, second, third = re.split(r"\n(?=<b>[23]\.</b>)", shown)
    assert [line for line in first.splitlines() if re.match(r"(<b>)?[A-D1]\.", line)] == [
        "<b>1.</b> Which &lt;0&gt;?",
        "A. a&lt;",
        "<b>B. b ✓ (you)</b>",
        "C. c",
        "D. d",
    ]
    assert "<b>A. a&lt; ✗ (you)</b>" in second
    assert "\nB. b ✓" in second
    assert "✗" not in third
    assert [part.count("<i>not answered</i>") for part in (first, second, third)] == [0, 0, 1]
    assert "It is b &amp; 0." in first
    # A source that the explanation names is not named twice.
    assert first.count(source) == 1
    assert third.count(source) == 1


# How people did


def row(**more: Any) -> RoundRow:
    fields: dict[str, Any] = {"round_id": ROUND, "chat_id": 7, "person_id": 7, "plan": {}, "status": ENDED}
    times = {"ends_at": None, "begun_at": NOW, "touched_at": NOW + dt.timedelta(seconds=100)}
    return RoundRow(**{**fields, **times, **more})


def shown(number: int, *, closed: bool = True, late: int = 0) -> QuestionRow:
    data = question_data(question(number, list=None if number == 1 else "dpiit"))
    return QuestionRow(ROUND, number, data, f"q{number}", number, NOW + dt.timedelta(seconds=late), None, closed)


def vote(number: int, right: bool, seconds: int, person: int = 7, name: str = "Asha") -> VoteRow:
    return VoteRow(number, person, name, 1 if right else 0, right, NOW + dt.timedelta(seconds=seconds))


def test_answers_are_read_from_the_rows_of_a_round() -> None:
    questions = [shown(0), shown(1, late=50), shown(2, late=70, closed=False)]
    votes = [vote(0, True, 10), vote(1, False, 53)]
    counted = [Answered("dpiit", True), Answered("schemes", False)]
    # What stood open when a round was stopped does not count; what was passed over does.
    assert answers_of(questions, votes, PLAN) == counted
    passed = [*questions[:2], shown(2, late=70)]
    assert answers_of(passed, votes, PLAN) == [*counted, Answered("dpiit", None)]
    assert answers_of(questions, [*votes, vote(2, False, 75)], PLAN) == [*counted, Answered("dpiit", False)]
    assert answers_of([], [], PLAN) == []
    left = [Answered("dpiit", None), *[Answered(NOT_ASKED, None)] * 7]
    assert answers_of(questions, votes, MOCK) == [*counted, *left]
    assert thinking(questions, votes) == 13
    assert thinking([replace(questions[0], asked_at=None)], votes[:1]) == 0
    assert thinking(questions[1:], votes) == 3
    assert seconds_of(row(), PLAN, questions, votes) == 13
    assert seconds_of(row(), MOCK, questions, votes) == 100
    assert outcome_of(row(), PLAN, questions, votes) == Outcome(1, 2, 13)
    assert outcome_of(row(), MOCK, questions, votes) == Outcome(1, 10, 100)


def test_everybody_who_answered_is_on_the_leaderboard_by_the_name_used_last() -> None:
    questions = [shown(0), shown(1, late=50)]
    votes = [vote(0, True, 10), vote(0, True, 5, 8, "Ravi"), vote(1, False, 53), vote(1, True, 60, 8, "Ravi K")]
    assert players(questions, votes) == [Player(8, "Ravi K", 2, 2, 15), Player(7, "Asha", 1, 2, 13)]
    assert players(questions, []) == []


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0:00"), (9, "0:09"), (59.4, "0:59"), (59.6, "1:00"), (61, "1:01"), (3723, "62:03")]
)
def test_a_length_of_time_is_told_in_minutes(seconds: float, told: str) -> None:
    assert spent(seconds) == told


def test_times_of_day_and_numbers_are_told_short() -> None:
    assert [of_day(minute) for minute in (None, 0, 65, 480, 1439)] == ["", "0:00", "1:05", "8:00", "23:59"]
    assert clock(NOW) == "17:30"
    assert [spelled(number) for number in (10, 1.5, 0.333, 0, 100)] == ["10", "1.5", "0.33", "0", "100"]


# What a button asks for


def test_a_button_names_a_topic_a_paper_a_length_that_are_there(desk: QuizDesk) -> None:
    assert known_topic("gi", desk) == Topic("gi")
    assert known_topic("gi.28", desk) == Topic("gi", 28)
    for gone in ("gi.999", "gi.", "gi.x", "cricket", "cricket.28", ""):
        assert known_topic(gone, desk) is None, gone
    assert known_paper("ssc.cgl", desk) == ("ssc.cgl", None)
    assert known_paper("ssc.cgl.28", desk) == ("ssc.cgl", 28)
    for gone in ("ssc", "ssc.gone", "ssc.cgl.", "ssc.cgl.999", "ssc.gone.28", ""):
        assert known_paper(gone, desk) is None, gone
    for length in (5, 10, 20):
        assert asked_of(f"gi_{length}", desk, mock=False) == (Topic("gi"), length, None)
    for length in (10, 25, 50):
        assert asked_of(f"ssc.cgl_{length}", desk, mock=True) == (Topic("mixed"), length, "ssc.cgl")
    for gone in ("gi_25", "gi_", "gi_6", "cricket_5", "ssc.cgl_5", "gi", "gi_5_"):
        assert asked_of(gone, desk, mock=False) is None, gone
    for gone in ("gi_10", "ssc.cgl_20", "ssc.cgl_5"):
        assert asked_of(gone, desk, mock=True) is None, gone


def test_a_plan_is_the_same_for_what_asks_again() -> None:
    plan = plan_of("m.1", Topic("gi", 28), "hi", 5, subjects=("x",), exam=None)
    assert plan == plan_of("m.1", Topic("gi", 28), "hi", 5, subjects=("x",))
    assert plan.seed != plan_of("m.2", Topic("gi", 28), "hi", 5).seed
    assert (plan.topic, plan.language, plan.length, plan.subjects, plan.exam, plan.seconds) == (
        "gi.28",
        "hi",
        5,
        ("x",),
        None,
        None,
    )
    assert plan_of("m", Topic(), "en", 5, exam="ssc.cgl", group=True).seconds == 20
    assert plan_of("m", Topic(), "en", 5, exam="ssc.cgl").exam == "ssc.cgl"
    daily = daily_plan("te", "daily.1", ("x", "y"))
    assert (daily.topic, daily.length, daily.subjects, daily.language) == ("mixed", 5, ("x", "y"), "te")
    again = taken_up(plan, 9, 3)
    assert again == replace(plan, challenge=9, length=3, subjects=())


def test_a_challenge_is_named_by_a_code_that_nobody_can_guess() -> None:
    code = challenge_code(ROUND, replace(PLAN, seed=0xABC123))
    assert code == "1000-abc123"
    assert challenged_round(code) == (ROUND, 0xABC123)
    for wrong in ("", "1000", "1000-", "-abc", "1000-xyz", "1000-ABC", "1000-abc123 ", f"{10**18}-1", "1-123456789"):
        assert challenged_round(wrong) is None, wrong


# A question in words


def test_a_question_in_words_has_a_button_for_each_option() -> None:
    stop = Key("Stop", QuizAction(QuizStep.STOP, str(ROUND)))
    held = Shown(
        round_id=ROUND,
        number=2,
        length=5,
        question=question(7),
        language="en",
        reveals=True,
        seconds=None,
        keys=((stop,),),
    )
    screen = question_screen(held)
    assert screen.html == "<b>3/5</b> Which &lt;7&gt;?\nA. a&lt;\nB. b\nC. c\nD. d"
    assert keys(screen) == [[f"qv:{ROUND}.2.{choice}" for choice in range(4)], [f"qx:{ROUND}"]]
    assert labels(screen) == [["A", "B", "C", "D"], ["Stop"]]


def test_an_answered_question_shows_what_is_right_and_what_was_chosen() -> None:
    right = answered_screen(question(7), 1, ())
    assert right.html == "Which &lt;7&gt;?\nA. a&lt;\n<b>B. b ✓</b>\nC. c\nD. d\n\nIt is b &amp; 7."
    wrong = answered_screen(question(7), 3, ())
    assert wrong.html == "Which &lt;7&gt;?\nA. a&lt;\nB. b ✓\nC. c\n<b>D. d ✗</b>\n\nIt is b &amp; 7."
    assert right.kind == wrong.kind == "quiz"


# A round that stands on its buttons


def begun(quiz: plain.PlainQuiz, argument: str = "gi_5") -> Screen:
    screen = quiz.tap(QuizAction(QuizStep.BEGIN, argument), "en")
    assert screen is not None
    return screen


def test_a_round_on_buttons_counts_what_is_right(desk: QuizDesk) -> None:
    quiz = plain.PlainQuiz(lambda: desk)
    screen = begun(quiz)
    seed = int(str(screen.keys[0].action.argument).split("-")[1])  # type: ignore[union-attr] # it is of the quiz
    plan = RoundPlan(topic="gi", language="en", length=5, seed=seed)
    asked: list[QuizQuestion] = []
    score = 0
    for number in range(5):
        one = question_of(plan, asked, desk.maker)
        assert one is not None
        asked.append(one)
        assert f"Question {number + 1} of 5" in screen.text
        assert one.stem in screen.text
        assert labels(screen) == [
            *([f"{'ABCD'[i]}. {option}"] for i, option in enumerate(one.options)),
            ["Another round"],
        ]
        place = f"qg:gi_5-{seed}-{number}-{score}"
        assert keys(screen) == [*([f"{place}-{choice}"] for choice in range(len(one.options))), ["qt:"]]
        good = number != 1
        choice = one.right[0] if good else (one.right[0] + 1) % len(one.options)
        # A step is the same however often it is made.
        action = screen.keys[choice].action
        assert isinstance(action, QuizAction)
        assert quiz.tap(action, "en") == quiz.tap(action, "en")
        following = quiz.tap(action, "en")
        assert following is not None
        screen = following
        score += good
        verdict = "Right." if good else f"Not right. The answer: {one.options[one.right[0]]}"
        assert screen.text.startswith(f"{verdict}\n{one.explanation}\n\n")
    assert len({one.subject for one in asked}) == 5
    assert screen.text.endswith("Right: 4 of 5.")
    assert (keys(screen), screen.kind) == ([["qt:"]], "quiz")


def test_a_forged_place_in_a_round_leads_nowhere(desk: QuizDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = plain.PlainQuiz(lambda: desk)
    one = question_of(RoundPlan(topic="gi", language="en", length=5, seed=7), [], desk.maker)
    assert one is not None
    last = len(one.options) - 1
    assert begun(quiz, f"gi_5-7-0-0-{last}").text
    assert begun(quiz, "gi_5-7-4-4-0").text
    for forged in (
        f"gi_5-7-0-0-{last + 1}",
        f"gi_5-7-0-0-{last + 2}",
        "gi_5-7-5-5-0",
        "gi_5-7-6-5-0",
        "gi_5-7-0-0",
        "gi_5-7-0",
        "gi_5-7",
        "gi_5-x-0-0-0",
        "gi_5-7-x-0-0",
        "gi_5-7-0-x-0",
        "gi_5-7-0-0-x",
        "gi_5--0-0-0",
        "gi_6",
        "gi_25",
        "gi_",
        "gi",
        "cricket_5",
        "gi.999_5",
        "",
    ):
        assert quiz.tap(QuizAction(QuizStep.BEGIN, forged), "en") is None, forged
    assert begun(quiz, "gi.28_5").kind == "quiz"
    # Where nothing can be asked that is said, and the way on to other topics.
    monkeypatch.setattr(plain, "question_of", lambda *_: None)
    nothing = begun(quiz)
    assert "No question can be made on this topic" in nothing.text
    assert (keys(nothing), nothing.kind) == ([["qt:"]], "quiz")
    assert quiz.tap(QuizAction(QuizStep.BEGIN, "gi_5-7-0-0-0"), "en") is None


def test_a_new_round_is_another_one_and_the_menus_are_those_of_every_channel(
    desk: QuizDesk, screens: QuizScreens
) -> None:
    quiz = plain.PlainQuiz(lambda: desk)
    assert len({begun(quiz).keys[0].action for _ in range(5)}) > 1
    assert quiz.tap(QuizAction(QuizStep.TOPICS), "en") == screens.menu()
    assert quiz.tap(QuizAction(QuizStep.STATES), "en") == screens.states()
    assert quiz.tap(QuizAction(QuizStep.SECTORS), "en") == screens.sectors()
    assert quiz.tap(QuizAction(QuizStep.LENGTHS, "gi.28"), "en") == screens.lengths(Topic("gi", 28), False)
    for step, argument in ((QuizStep.LENGTHS, "cricket"), (QuizStep.LENGTHS, "gi.999"), (QuizStep.EXAMS, "")):
        assert quiz.tap(QuizAction(step, argument), "en") is None
