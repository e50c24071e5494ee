"""The helpdesk's core: what is hidden, what counts as the same gap, the life of a case, the figures."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.conversation.helpdesk.texts import read_helpdesk_texts
from odop_bot.engine import TEMPLATES
from odop_bot.helpdesk.cases import Actor, Case, Refusal, State, Step, after
from odop_bot.helpdesk.figures import DayCount, figures
from odop_bot.helpdesk.gaps import Gap, GapReader
from odop_bot.helpdesk.masking import Masker
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import normalise
from odop_bot.understanding.understander import Understander
from tests.cases import DRAFT, NOW
from tests.people import ZEROS, secrets

ANITA, BALA = Actor(1, "Anita"), Actor(2, "Bala")
PERSON = Actor()


@pytest.fixture(scope="module")
def masker(knowledge: Knowledge) -> Masker:
    return Masker(knowledge)


@pytest.fixture(scope="module")
def gaps(understander: Understander) -> GapReader:
    return GapReader(understander)


@pytest.mark.slow  # masks thousands of messages
def test_nothing_of_5000_people_is_left(masker: Masker) -> None:
    for secret in secrets(5000):
        kept = masker.mask(secret.text)
        left = [part for part in secret.parts if _words(normalise(part).casefold()) in _words(kept.casefold())]
        assert not left, f"{secret.text!r} -> {kept!r}"
        assert HIDDEN in kept


def _words(text: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", text), ""])


@given(st.text(alphabet="0123456789", min_size=10, max_size=16), st.sampled_from(ZEROS), st.text(max_size=4))
def test_no_long_number_survives_in_any_script(masker: Masker, digits: str, zero: int, around: str) -> None:
    shown = "".join(chr(zero + int(digit)) for digit in digits)
    assert digits not in masker.mask(f"status {around} {shown}")


@pytest.mark.parametrize(
    "text",
    [
        "pin 244001 ka odop",
        "loan of rs 12,50,000",
        "loan 1250000 rupees",
        "odop 2018-19 and 2019-20",
        "name of scheme",
        "product ka naam kya hai",
        "scheme name pmfme",
        "786 districts 1241 products",
        "what is the name of moradabad product",
    ],
)
def test_what_tells_of_nobody_stays(masker: Masker, text: str) -> None:
    assert masker.mask(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stall fee in dilli haat?", "Dilli Haat: fee for the STALL"),
        ("bima kaise milega 9876543210", "bima kaise milega"),
        ("my name is Sunita Devi, insurance for weavers", "insurance for weavers"),
    ],
)
def test_the_same_question_in_other_words_is_one_gap(gaps: GapReader, one: str, other: str) -> None:
    assert gaps.key(gaps.mask(one)) == gaps.key(gaps.mask(other))


def test_another_question_is_another_gap_and_the_nearest_entries_are_named(gaps: GapReader) -> None:
    assert gaps.key("stall fee in dilli haat") != gaps.key("bus to dilli haat")
    near = gaps.nearest("pmfme subsidy for my cousin's unit")
    assert near[0][0].startswith("pmfme")
    assert 0 < near[0][1] <= 1
    assert gaps.key("🙂🙂")


def _after(case: Case, step: Step, actor: Actor, minutes: int = 0) -> Case:
    moved = after(case, step, actor, NOW + dt.timedelta(minutes=minutes))
    assert isinstance(moved, Case), moved
    return moved


def test_the_life_of_a_case() -> None:
    waiting = _after(DRAFT, Step.SEND, PERSON, 1)
    assert (waiting.state, waiting.holder) == (State.WAITING, None)
    taken = _after(waiting, Step.TAKE, ANITA, 5)
    assert (taken.state, taken.holder_name, taken.answered_at) == (State.TAKEN, "Anita", None)
    answered = _after(taken, Step.REPLY, ANITA, 9)
    assert answered.answered_at == NOW + dt.timedelta(minutes=9)
    assert _after(answered, Step.REPLY, ANITA, 20).answered_at == answered.answered_at
    assert _after(answered, Step.FOLLOW_UP, PERSON) == answered
    closed = _after(answered, Step.CLOSE, PERSON, 30)
    assert closed.state is State.CLOSED
    assert all(after(closed, step, ANITA, NOW) is Refusal.CLOSED for step in Step)


def test_two_people_never_answer_one_case_unknowingly() -> None:
    taken = _after(_after(DRAFT, Step.SEND, PERSON), Step.REPLY, ANITA)
    assert taken.holder == ANITA.staff
    for step in (Step.TAKE, Step.REPLY, Step.CLOSE):
        assert after(taken, step, BALA, NOW) is Refusal.HELD
    over = _after(taken, Step.TAKE_OVER, BALA)
    assert over.holder_name == "Bala"
    assert after(over, Step.REPLY, ANITA, NOW) is Refusal.HELD


@given(st.lists(st.tuples(st.sampled_from(list(Step)), st.sampled_from([ANITA, BALA, PERSON])), max_size=12))
def test_whatever_happens_a_case_keeps_its_sense(steps: list[tuple[Step, Actor]]) -> None:
    case = DRAFT
    for step, actor in steps:
        before = case
        moved = after(case, step, actor, NOW)
        case = moved if isinstance(moved, Case) else case
        if before.state is State.CLOSED:
            assert case == before
        if case.state is State.WAITING:
            assert case.holder is None
        if before.holder is not None and case.holder != before.holder:
            assert step is Step.TAKE_OVER
    assert replace(case, state=State.DRAFT).number == 1


def test_a_report_adds_up() -> None:
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 3)
    days = [
        DayCount(first, "en", "district", 9, 5),
        DayCount(first, "hi", "choice", 0, 2),
        DayCount(last, "hi", "unknown", 0, 3),
    ]
    gap = Gap(
        number=1, key="bima", language="hi", cause="unknown", text="bima?", count=3, first_seen=NOW, last_seen=NOW
    )
    waits = [dt.timedelta(minutes=m) for m in (10, 20, 90)]
    got = figures(days, [replace(gap, count=1, key="a"), gap], waits, cases=4)
    assert (got.asked, got.outcomes) == (10, {"answered": 5, "asked_back": 2, "unknown": 3})
    assert [day for day, _ in got.by_day] == [first, dt.date(2026, 11, 2), last]
    assert sum(sum(row.values()) for _, row in got.by_day) == got.asked
    assert got.by_state == [(9, 5)]
    assert got.by_language == [("en", 5), ("hi", 5)]
    assert [g.key for g in got.gaps] == ["bima", "a"]
    assert (got.minutes_to_answer, got.cases_answered) == (20, 3)
    assert figures([], [], [], 0).minutes_to_answer is None


def text_fields(texts: object) -> dict[str, Any]:
    """Return texts by name."""
    return {field.name: getattr(texts, field.name) for field in fields(texts)}  # type: ignore[arg-type]  # dataclasses


def test_what_people_read_is_the_same_in_every_language() -> None:
    texts = read_helpdesk_texts(TEMPLATES)
    assert set(texts.people) >= {"en", "hi", "te"}
    english = text_fields(texts.people["en"]) | text_fields(texts.staff)
    for code, mine in texts.people.items():
        staff = read_helpdesk_texts(TEMPLATES, code).staff
        for name, text in (text_fields(mine) | text_fields(staff)).items():
            if isinstance(text, dict):
                assert set(text) == set(english[name]), (code, name)
            else:
                assert set(re.findall(r"\{\{ (\w+)", text)) == set(re.findall(r"\{\{ (\w+)", english[name])), (
                    code,
                    name,
                )
                assert code == "en" or name == "topic" or text != english[name], (code, name)
