"""No question gives its answer away, strays from its topic or is about nothing, and each explanation fits."""

from __future__ import annotations

import re
from random import Random

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.quiz.bank import read_bank
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.names import contains
from odop_bot.quiz.question import MAX_EXPLANATION, QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import Topic

OF_INDIA, OF_A_STATE = 3_000, 25


@pytest.fixture(scope="module")
def maker(answerer: Answerer) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES), read_bank(TEMPLATES))


@pytest.fixture(scope="module")
def questions(maker: QuizMaker) -> list[tuple[int | None, QuizQuestion]]:
    """Make questions of India and of each state; return each with its state."""
    random = Random(11)
    states: list[int | None] = [None] * OF_INDIA
    states += [state for state in maker.fact_base.knowledge.states for _ in range(OF_A_STATE)]
    found = [(state, maker.question(random, Topic("mixed", state))) for state in states]
    return [(state, question) for state, question in found if question is not None]


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("Agra petha", "Agra", True),
        ("Petha of AGRA", "agra", True),
        ("Kolhapuri chappal", "Kolhapur", True),  # what is made of the name tells as much
        ("Viagra", "Agra", False),
        ("Viagra and Agra petha", "Agra", True),
        ("Petha", "Agra", False),
        ("बनारसी साड़ी", "बनारस", True),
    ],
)
def test_a_name_stands_in_a_product_as_a_word_of_its_own(text: str, name: str, there: bool) -> None:
    assert contains(text, name) == there


def test_no_question_tells_its_answer(maker: QuizMaker, questions: list[tuple[int | None, QuizQuestion]]) -> None:
    looked = 0
    for _, question in questions:
        if question.kind not in ("district-product", "product-district"):
            continue
        looked += 1
        district = maker.fact_base.knowledge.districts[question.districts[0]]
        told = question.options[question.right[0]] if question.kind == "district-product" else question.stem
        product = told if question.kind == "district-product" else re.findall('"([^"]+)"', told)[0]
        names = (district.name, *district.former, maker.fact_base.knowledge.state_of(district).name)
        assert not any(re.search(rf"\b{re.escape(name)}", product, re.I) for name in names if len(name) > 3), question
    assert looked > OF_INDIA / 10


def test_a_quiz_of_a_state_asks_of_its_districts_only(
    maker: QuizMaker, questions: list[tuple[int | None, QuizQuestion]]
) -> None:
    districts = maker.fact_base.knowledge.districts
    kinds = set()
    for state, question in questions:
        if state is not None and question.list is not None:
            kinds.add(question.kind)
            named = {code for code in (*question.districts, *question.option_districts) if code is not None}
            assert {districts[code].state for code in named} <= {state}, question
    assert {"odd-one", "pairs", "product-district"} <= kinds


def test_districts_stand_without_their_state_only_where_the_question_names_it(
    maker: QuizMaker, questions: list[tuple[int | None, QuizQuestion]]
) -> None:
    knowledge = maker.fact_base.knowledge
    seen = set()
    for _, question in questions:
        if question.kind == "product-district":
            state = knowledge.state_of(knowledge.districts[question.districts[0]]).name
            named = f"districts of {state}" in question.stem
            for option, code in zip(question.options, question.option_districts, strict=True):
                own = knowledge.state_of(knowledge.districts[code or 0]).name
                assert option.endswith(f" ({own})") != named, question
            seen.add(named)
    # Those of other States are asked of what was missed alone.
    assert seen == {True}


RIGHT_ONES = {
    "pairs": lambda place, right: len(right) == (place + 1) % 4,
    "statements": lambda place, right: right == [{1}, {2}, {1, 2}, set()][place],
}
"""By kind: whether the numbers that are explained as right agree with the option that is."""


def test_the_explanation_says_what_is_right(maker: QuizMaker, questions: list[tuple[int | None, QuizQuestion]]) -> None:
    seen = set()
    for _, question in questions:
        said = question.explanation.partition("\n")[0]
        right = question.options[question.right[0]]
        if question.kind in RIGHT_ONES:
            remarks = re.findall(r"(?:^|; |(?<=\.) )(\d):? (.+?)(?=; \d:? |\.(?:$| ))", said)
            assert [int(number) for number, _ in remarks] == list(range(1, len(remarks) + 1)), question
            mark = maker.phrasing("en").strings.right_mark
            numbers = {int(number) for number, remark in remarks if remark.partition(":")[0] == mark}
            assert RIGHT_ONES[question.kind](question.right[0], numbers), question
        elif question.kind == "odd-one":
            assert said.startswith(f"{right.rpartition(' (')[0]}: "), question
        elif question.kind == "product-district":
            assert f": {right.partition(' (')[0]} (" in said, question
        elif question.kind in ("district-product", "fact"):
            assert right.casefold() in said.casefold(), question
        seen.add(question.kind)
    assert seen >= {*RIGHT_ONES, "odd-one", "product-district", "district-product", "fact"}


@pytest.mark.parametrize("answer", [20, 100, 199, 200])
@pytest.mark.parametrize("note", [0, 20, 90, 300])
def test_an_explanation_says_the_answer_whole_and_what_fits_beside_it(maker: QuizMaker, answer: int, note: int) -> None:
    phrasing, source = maker.phrasing("en"), "dpiit-v31"
    said, more = "a" * (answer - 1) + ".", "n" * note
    text = phrasing.told(said, "As of 2025.", source, more)
    assert len(text) <= MAX_EXPLANATION
    assert text.startswith(said)
    assert ("As of 2025." in text) == (answer + 1 + len("As of 2025.") <= MAX_EXPLANATION)
    assert (note and more in text) == (note > 0 and len(f"{said}\nAs of 2025.") + 1 + note <= MAX_EXPLANATION)
    source_line = f" Source: {phrasing.wording.cite(source)}"
    without = text.removesuffix(source_line)
    assert (without != text) == ("As of" in without and len(without + source_line) <= MAX_EXPLANATION)
