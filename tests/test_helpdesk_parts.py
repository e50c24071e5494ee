"""The helpdesk's rules one by one: who may make which step, what a report ranks, what of a trial is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from odop_bot.helpdesk import gaps as gaps_module
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step, after
from odop_bot.helpdesk.figures import TOP, DayCount, figures, outcome
from odop_bot.helpdesk.gaps import MAX_KEY, MAX_TEXT, Gap, GapReader
from odop_bot.helpdesk.page import HIDDEN, Page, Phrases
from odop_bot.helpdesk.proposals import Regression
from odop_bot.helpdesk.training import Trial, _shown
from odop_bot.knowledge import Fault, KnowledgeError
from odop_bot.understanding.decision import Hypothesis
from odop_bot.understanding.requests import AskFaq, Request
from odop_bot.understanding.understander import Understander
from tests.cases import DRAFT, NOW

ANITA, BALA, PERSON = Actor(1, "Anita"), Actor(2, "Bala"), Actor()
LATER = NOW + dt.timedelta(minutes=5)
CASE = replace(DRAFT, state=State.WAITING)
HELD = replace(CASE, state=State.TAKEN, holder=1, holder_name="Anita")
BY_ANITA = {"state": State.TAKEN, "holder": 1, "holder_name": "Anita"}
BY_BALA = {"state": State.TAKEN, "holder": 2, "holder_name": "Bala"}
CLOSED = {"state": State.CLOSED, "closed_at": LATER}
STEPS: dict[tuple[State, Step, str], object] = {
    **{(State.DRAFT, step, who): Refusal.NOT_SENT for step, who in product(Step, "ABP") if step is not Step.SEND},
    **{(State.DRAFT, Step.SEND, who): {"state": State.WAITING, "opened_at": LATER} for who in "ABP"},
    **{(State.CLOSED, step, who): Refusal.CLOSED for step, who in product(Step, "ABP")},
    **{(state, Step.SEND, who): Refusal.MINE for state, who in product((State.WAITING, State.TAKEN), "ABP")},
    **{(state, Step.FOLLOW_UP, who): {} for state, who in product((State.WAITING, State.TAKEN), "ABP")},
    **{
        (state, step, "P"): Refusal.NOT_STAFF
        for state, step in product((State.WAITING, State.TAKEN), (Step.TAKE, Step.TAKE_OVER, Step.REPLY))
    },
    **{(State.WAITING, step, "A"): BY_ANITA for step in (Step.TAKE, Step.TAKE_OVER)},
    **{(State.WAITING, step, "B"): BY_BALA for step in (Step.TAKE, Step.TAKE_OVER)},
    (State.WAITING, Step.REPLY, "A"): {**BY_ANITA, "answered_at": LATER},
    (State.WAITING, Step.REPLY, "B"): {**BY_BALA, "answered_at": LATER},
    **{(State.WAITING, Step.CLOSE, who): CLOSED for who in "ABP"},
    **{(State.TAKEN, step, "A"): Refusal.MINE for step in (Step.TAKE, Step.TAKE_OVER)},
    (State.TAKEN, Step.REPLY, "A"): {"answered_at": LATER},
    **{(State.TAKEN, step, "B"): Refusal.HELD for step in (Step.TAKE, Step.REPLY, Step.CLOSE)},
    (State.TAKEN, Step.TAKE_OVER, "B"): BY_BALA,
    **{(State.TAKEN, Step.CLOSE, who): CLOSED for who in "AP"},
}
"""What each step of Anita, who holds the case where anybody does, of Bala and of the person makes of a case."""


@pytest.mark.parametrize(("state", "step", "who"), list(product(State, Step, "ABP")))
def test_each_step_is_made_or_refused_as_the_rules_say(state: State, step: Step, who: str) -> None:
    case = HELD if state is State.TAKEN else replace(CASE, state=state)
    wanted = STEPS[state, step, who]
    got = after(case, step, {"A": ANITA, "B": BALA, "P": PERSON}[who], LATER)
    if isinstance(wanted, dict):
        assert got == replace(case, **wanted)
    else:
        assert got is wanted


def test_only_the_first_answer_is_noted() -> None:
    answered = after(HELD, Step.REPLY, ANITA, NOW)
    assert isinstance(answered, Case)
    again = after(answered, Step.REPLY, ANITA, LATER)
    assert again == answered


def gap(key: str, count: int) -> Gap:
    return Gap(number=1, key=key, language="hi", cause="unknown", text=key, count=count, first_seen=NOW, last_seen=NOW)


def test_a_report_ranks_by_count_and_then_by_name_and_shows_so_many_gaps() -> None:
    day = NOW.date()
    rows = [
        DayCount(day, "te", "district", 9, 1),
        DayCount(day, "hi", "choice", 10, 2),
        DayCount(day, "en", "unknown", 8, 2),
        DayCount(day - dt.timedelta(days=2), "en", "faq", 0, 1),
    ]
    got = figures(rows, [gap(f"{n:02}", n // 2) for n in range(TOP + 2)], [], 7)
    assert got.by_language == [("en", 3), ("hi", 2), ("te", 1)]
    assert got.by_state == [(8, 2), (10, 2), (9, 1)]
    assert got.by_kind == [("choice", 2), ("unknown", 2), ("district", 1), ("faq", 1)]
    assert got.outcomes == {"answered": 2, "asked_back": 2, "unknown": 2}
    assert [dict(counts) for _, counts in got.by_day] == [
        {"answered": 1, "asked_back": 0, "unknown": 0},
        {"answered": 0, "asked_back": 0, "unknown": 0},
        {"answered": 1, "asked_back": 2, "unknown": 2},
    ]
    assert [item.key for item in got.gaps] == [f"{n + k:02}" for n in range(TOP, 0, -2) for k in (0, 1)]
    assert (got.cases, got.cases_answered, got.minutes_to_answer) == (7, 0, None)
    assert figures([], [], [dt.timedelta(seconds=30), dt.timedelta(seconds=60)], 2).minutes_to_answer == 0.75
    assert figures([], [], [], 0).by_day == []
    assert [outcome(kind) for kind in ("unknown", "choice", "district")] == ["unknown", "asked_back", "answered"]


@pytest.fixture(scope="module")
def gaps(understander: Understander) -> GapReader:
    return GapReader(understander)


def test_what_may_be_kept_of_a_message_is_no_longer_than_its_place(gaps: GapReader) -> None:
    assert len(gaps.mask("brass " * 70)) == MAX_TEXT
    assert gaps.mask("loan for Xqzwv") == f"loan for {HIDDEN}"
    assert len(gaps.key(" ".join(f"word{n}" for n in range(90)))) == MAX_KEY
    assert gaps.key(HIDDEN) == HIDDEN
    assert gaps.key("🙂") == "🙂"


def test_messages_that_tell_of_somebody_are_not_kept_to_be_known_again(
    understander: Understander, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps_module, "KNOWN", 2)
    reader = GapReader(understander)
    told = "loan for Xqzwv"
    behind_the_cut = f"{'brass ' * 80}Xqzwv"
    for _ in range(2):
        assert reader.mask(told) == f"loan for {HIDDEN}"
        assert "Xqzwv" not in reader.mask(behind_the_cut)
    harmless = ["odop of agra", "loan for a shop", "odop of jaipur"]
    assert [reader.mask(text) for text in harmless * 2] == harmless * 2
    assert set(reader._harmless) <= set(harmless)
    assert len(reader._harmless) == 2


def test_the_nearest_entries_are_three_of_what_was_weighed_or_the_one_that_is_known(
    gaps: GapReader, understander: Understander
) -> None:
    def weighed(chance: float, *entries: str) -> Hypothesis:
        return Hypothesis(AskFaq(entries=entries), chance)

    ranking = [weighed(0.51239, "a", "b"), Hypothesis(Request(), 0.3), weighed(0.1, "c"), weighed(0.05, "d")]
    assert GapReader.nearest_of(ranking) == (("a", 0.512), ("b", 0.512), ("c", 0.1))
    assert GapReader.nearest_of([]) == ()
    entry = next(item for item in understander.knowledge.faq.values() if item.asks["en"])
    known = gaps.nearest(entry.asks["en"][0])
    assert entry.id in [name for name, _ in known]
    assert all(0 < chance <= 1 for _, chance in known)


def test_a_trial_is_passed_where_nothing_speaks_against_it() -> None:
    assert Trial("x.yaml").passed
    for against in (
        Trial("x.yaml", ("wrong",)),
        Trial("x.yaml", regressions=(Regression("a", "b", "c"),)),
        Trial("x.yaml", unmoved="faq other"),
    ):
        assert not against.passed


def test_of_the_faults_of_a_trial_the_first_five_are_shown_not_too_long() -> None:
    faults = [Fault(f"{n}.yaml", 1, 1, "", "wrong " * 80, "mend it") for n in range(9)]
    told = _shown(KnowledgeError(faults))
    assert len(told) == 5
    assert all(len(text) == 300 and text.startswith(f"{n}.yaml") for n, text in enumerate(told))


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("brass pots, Agra", [2]),
        ("no. 5 lane. Agra", [3]),
        ("J. P. Nadar", []),
        ("place: Agra", [1]),
        ("ratio 3:4 x", []),
        ("one\ntwo | three; four", [1, 2, 3]),
        ("एक। दो", [1]),
        ("ok? yes! no", [1, 2]),
    ],
)
def test_a_part_of_a_sentence_ends_at_a_sign_but_not_at_the_point_of_an_initial(text: str, breaks: list[int]) -> None:
    page = Page(text)
    assert [i for i in range(len(page.words)) if page.breaks(i)] == breaks
    assert page.breaks(len(page.words))
    for first in range(len(page.words)):
        for last in range(first, len(page.words)):
            assert page.parted(first, last) == any(first < i <= last for i in breaks)


def test_capitals_tell_a_name_where_not_all_are_capitals() -> None:
    page = Page("Krishna sells GI Brass")
    assert [page.is_capital(i) for i in range(4)] == [True, False, True, True]
    assert [page.is_title(i) for i in range(4)] == [False, False, False, True]
    loud = Page("KRISHNA SELLS BRASS")
    assert not any(loud.is_capital(i) or loud.is_title(i) for i in range(3))


def test_the_longest_phrase_that_stands_at_a_word_counts() -> None:
    phrases = Phrases(["my name", "my name is", "house", "my house no"])
    page = Page("my name is my house my name")
    assert [phrases.at(page, i) for i in range(len(page.words) + 1)] == [3, 0, 0, 0, 1, 2, 0, 0]


def test_what_is_hidden_in_a_row_is_hidden_once_and_takes_its_letter_along() -> None:
    page = Page("near Xqzwv, Yqzwv and D'Zqzwv ก brass")
    page.hide(i for i, word in enumerate(page.words) if "qzwv" in word.text)
    assert page.kept() == f"near {HIDDEN} and {HIDDEN} brass"
