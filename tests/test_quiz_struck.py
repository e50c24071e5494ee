"""What a strict examiner struck out of sixty questions: true in the field, told by the place, or asked twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import ENGLISH, NATIONAL
from odop_bot.knowledge.models import District
from odop_bot.quiz.bank import QuizBank, Reasoned, read_bank
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import BankFact, Fact
from odop_bot.quiz.kinds import codes, district_product, gi, match, matched, pairs, product_district, statements
from odop_bot.quiz.maker import KINDS, QuizMaker
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import Topic
from odop_bot.quiz_terminal import questions

LANGUAGES = (ENGLISH, "hi", "te")
IN_A_FILE = 60
LETTER = re.compile(r"([A-D])-(\d)")


@pytest.fixture(scope="module")
def bank() -> QuizBank:
    return read_bank(TEMPLATES)


@pytest.fixture(scope="module")
def quiz(answerer: Answerer, bank: QuizBank) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES), bank)


@pytest.fixture(scope="module")
def files(quiz: QuizMaker) -> list[list[QuizQuestion]]:
    """Return files of sixty questions, as people print them."""
    return [list(questions(quiz, Topic(), language, IN_A_FILE, seed)) for language in LANGUAGES for seed in (5, 6)]


@pytest.fixture(scope="module")
def printed(files: list[list[QuizQuestion]]) -> list[QuizQuestion]:
    return [question for file in files for question in file]


def desk(quiz: QuizMaker, language: str = ENGLISH, seed: int = 1) -> Maker:
    return Maker(quiz.fact_base, quiz.phrasing(language), Random(seed), Topic())


def fact(quiz: QuizMaker, district: str, product: str, list_id: str = NATIONAL) -> Fact:
    return next(
        x
        for x in quiz.fact_base.facts
        if x.district.name == district and x.listing.product == product and x.listing.list == list_id
    )


def subject(quiz: QuizMaker, question: QuizQuestion) -> Fact:
    found = quiz.fact_base.subjects[question.subject]
    assert isinstance(found, Fact)
    return found


def place(quiz: QuizMaker, name: str) -> District:
    return next(x for x in quiz.fact_base.knowledge.districts.values() if x.name == name)


def of_kind(printed: Iterable[QuizQuestion], *kinds: str) -> list[QuizQuestion]:
    found = [question for question in printed if question.kind in kinds]
    assert found
    return found


def test_what_people_make_everywhere_has_no_wrong_district(quiz: QuizMaker, printed: list[QuizQuestion]) -> None:
    # Honey of Lohardaga, not of three others of Jharkhand, where bees are kept too.
    base = quiz.fact_base
    honey = next(x for x in base.facts if x.listing.product == "Honey" and x.listing.list == NATIONAL)
    assert base.common_knowledge.is_common(honey.listing)
    assert not base.common_knowledge.is_common(fact(quiz, "Gorakhpur", "Gorakhpur Terracotta").listing)
    for make in (product_district.make, codes.make, district_product.make):
        assert all(make(desk(quiz, seed=seed), honey) is None for seed in range(20))
    kinds = ("product-district", "district-product", "codes", "odd-one", "map")
    for question in of_kind(printed, *kinds):
        assert not base.common_knowledge.is_common(subject(quiz, question).listing), question.stem


def test_no_wrong_product_is_made_everywhere(quiz: QuizMaker) -> None:
    # "Chhatrapati Sambhajinagar - tur": not on the list, but tur it grows. To ask it again, it may be shown.
    decoys, common_knowledge, seen = quiz.fact_base.decoys, quiz.fact_base.common_knowledge, 0
    for own in quiz.fact_base.facts[::20]:
        strict, all_near = ([x for pool in decoys.near(own, common=common) for x in pool] for common in (False, True))
        assert not any(common_knowledge.is_common(x.listing) for x in strict)
        seen += any(common_knowledge.is_common(x.listing) for x in all_near)
    assert seen > 20


def test_a_missed_common_product_is_asked_again(quiz: QuizMaker) -> None:
    honey = fact(quiz, "Lohardaga", "Honey")
    for language in LANGUAGES:
        for seed in range(5):
            again = quiz.about(honey.id, Random(seed), language)
            assert again is not None
            assert again.subject == honey.id


def test_what_is_made_beside_a_district_is_not_false_of_it(quiz: QuizMaker, printed: list[QuizQuestion]) -> None:
    # Madur of Paschim Medinipur and not of Purba Medinipur, with which it was one; Kesar mango and Amreli.
    base = quiz.fact_base
    madur = fact(quiz, "Paschim Medinipur", "Madur (Mat) & Mat products")
    assert base.makes(place(quiz, "Purba Medinipur"), madur)
    kesar = fact(quiz, "Gir Somnath", "Kesar Mango")
    assert base.is_made_around(place(quiz, "Amreli"), kesar)
    assert not base.is_made_around(place(quiz, "Surat"), kesar)
    for question in of_kind(printed, "product-district"):
        own = subject(quiz, question)
        wrong = [code for code in question.option_districts if code not in (own.district.lgd, None)]
        beside = base.knowledge.borders.beside[own.district.lgd]
        assert not beside & set(wrong), question.options


def test_districts_that_share_a_border_are_known(quiz: QuizMaker) -> None:
    beside = quiz.fact_base.knowledge.borders.beside
    nawada, nalanda, patna = (place(quiz, name).lgd for name in ("Nawada", "Nalanda", "Patna"))
    assert nalanda in beside[nawada]
    assert patna not in beside[nawada]
    assert all(code in beside[other] for code, others in beside.items() for other in others)
    assert all(code not in others for code, others in beside.items())


def test_a_matched_list_is_wrong_in_more_than_what_grows_everywhere(quiz: QuizMaker) -> None:
    # Onions of Ghazipur and lentils of Ballia: both districts have both, and no code may turn on that alone.
    base, seen = quiz.fact_base, 0
    by_name = {quiz.phrasing(ENGLISH).product(x.listing): x for x in base.of_list("pmfme")}
    for number, own in enumerate(base.of_list("pmfme")):
        question = match.make(desk(quiz, seed=number), own)
        if question is None:
            continue
        products = re.findall(r"^[A-D]\. (.+)$", question.stem, re.MULTILINE)
        common = {letter for letter, name in zip("ABCD", products, strict=True) if is_common(quiz, by_name[name])}
        seen += len(common) > 1
        key = dict(LETTER.findall(question.options[question.right[0]]))
        for i, option in enumerate(question.options):
            wrong = {letter for letter, number in LETTER.findall(option) if key[letter] != number}
            assert i in question.right or wrong - common, question.options
    assert seen > 20


def test_four_common_products_are_matched_where_one_is_asked_again(quiz: QuizMaker) -> None:
    # No code could be wrong in what is not common: the search for one never ended.
    base, seen = quiz.fact_base, 0
    for number, own in enumerate([x for x in base.facts if base.common_knowledge.is_common(x.listing)][::12]):
        question = match.make(replace(desk(quiz, seed=number), must=True), own)
        seen += question is not None
    assert seen > 20


def is_common(quiz: QuizMaker, found: Fact) -> bool:
    return quiz.fact_base.common_knowledge.is_common(found.listing)


def test_options_are_of_one_state(quiz: QuizMaker, printed: list[QuizQuestion]) -> None:
    # Seabuckthorn, leather puppets, feni and Matabari pera with a district each: who knows the States is through.
    states = {x.lgd: x.state for x in quiz.fact_base.knowledge.districts.values()}
    for question in of_kind(printed, "match", "product-district"):
        codes_shown = question.districts if question.kind == "match" else question.option_districts
        assert len({states[code or 0] for code in codes_shown}) == 1, question.stem


def test_named_products_and_crops_stand_among_those_of_the_state(quiz: QuizMaker) -> None:
    # Kalanamak rice of Siddharthnagar among Tilkut of Bihar, senna of Rajasthan and honey of the Himalaya.
    base, seen = quiz.fact_base, 0
    by_name = {quiz.phrasing(ENGLISH).product(x.listing): x for x in base.of_list(NATIONAL)}
    telling = [
        x for x in base.of_list(NATIONAL) if base.own_names.has_one(x.listing) or base.goods.kind(x.listing) == "eaten"
    ]
    for number, own in enumerate(telling * 4):
        question = district_product.make(desk(quiz, seed=number), own)
        if question is None:
            continue
        seen += 1
        assert {by_name[text].district.state for text in question.options} == {own.district.state}, question.options
    assert seen > 3


@pytest.mark.parametrize(
    ("district", "product"),
    [("Udupi", "Marine Products"), ("Darjeeling", "Orange"), ("Palghar", "Dahanu Gholvad Chikoo (Sapota)")],
)
def test_coast_and_hills_do_not_tell_the_answer(quiz: QuizMaker, district: str, product: str) -> None:
    own = fact(quiz, district, product)
    assert quiz.fact_base.common_knowledge.tells(own.district, own.listing)
    for make in (product_district.make, district_product.make, codes.make, match.make):
        assert all(make(desk(quiz, seed=seed), own) is None for seed in range(10))
    assert quiz.about(own.id, Random(1)) is not None


def test_what_a_coast_has_is_false_of_no_district_there(quiz: QuizMaker) -> None:
    # "Udupi - coir industries" was keyed as the pair that is not matched.
    base = quiz.fact_base
    coir, tea = (
        next(x for x in base.facts if (x.district.name, x.listing.families[:1]) == place_and_family)
        for place_and_family in (("Tumakuru", ("coir",)), ("Jalpaiguri", ("tea",)))
    )
    assert base.makes(place(quiz, "Udupi"), coir)
    assert base.makes(place(quiz, "Darjeeling"), tea)


def test_hills_are_asked_among_hills(quiz: QuizMaker) -> None:
    base = quiz.fact_base
    for question in (product_district.make(desk(quiz, seed=i), x) for i, x in enumerate(base.of_list(NATIONAL))):
        if question is not None:
            shown = [base.knowledge.districts[code or 0] for code in question.option_districts]
            assert len({base.common_knowledge.has_hills(x) for x in shown}) == 1, question.options


def test_a_reason_that_does_not_explain_is_of_the_same_subject(quiz: QuizMaker) -> None:
    # "An artisan applies to other schemes" and "PMFME is centrally sponsored": the reason was drawn by lot.
    base = quiz.fact_base
    items = [x for x in base.bank_facts if isinstance(x.item, Reasoned)]
    for language in LANGUAGES:
        for found in items:
            made = [quiz.about(found.id, Random(seed), language) for seed in range(30)]
            seconds = {q.stem.split("\n")[1].partition(": ")[2] for q in made if q is not None and q.right == (1,)}
            assert isinstance(found.item, Reasoned)
            assert seconds == {found.item.beside[language]}


def test_the_class_of_a_gi_is_not_asked(printed: list[QuizQuestion]) -> None:
    # Common sense knows a sword among sweets.
    assert "gi-class" not in KINDS
    assert not any("class of goods" in question.stem for question in printed)


@pytest.mark.parametrize(
    ("language", "more"), [(ENGLISH, r"and \d+ other districts?"), ("hi", r"और \d+ अन्य"), ("te", "మరో")]
)
def test_a_product_of_many_districts_is_told_as_such(quiz: QuizMaker, language: str, more: str) -> None:
    # "Applique - Annamayya": as if no other district made it.
    base, phrasing = quiz.fact_base, quiz.phrasing(language)
    makhana = next(x for x in base.of_list(NATIONAL) if x.listing.product == "Makhana")
    taken = fact(quiz, "Mainpuri", "Tarkashi Art")
    assert re.search(more, phrasing.homes(makhana))
    # Petha is of Agra to everybody, of Hapur too by the list.
    assert phrasing.place(place(quiz, "Agra")) in phrasing.homes(fact(quiz, "Hapur", "Petha", "pmfme"))
    assert phrasing.homes(taken) == phrasing.home(taken)
    told = 0
    for number, own in enumerate(base.of_list(NATIONAL)):
        for make in (pairs.make, statements.make, matched.make):
            question = make(desk(quiz, language, number), own)
            told += question is not None and bool(re.search(more, question.explanation))
    assert told > 10


def test_a_ministry_has_its_official_name(quiz: QuizMaker, printed: list[QuizQuestion]) -> None:
    short = re.compile("food ministry|खाद्य मंत्रालय|ఆహార మంత్రిత్వ", re.I)
    full = {
        ENGLISH: "Ministry of Food Processing Industries",
        "hi": "खाद्य प्रसंस्करण उद्योग मंत्रालय",
        "te": "ఆహార శుద్ధి పరిశ్రమల మంత్రిత్వ శాఖ",
    }
    seen = 0
    for question in printed:
        assert not short.search(f"{question.stem} {question.explanation} {' '.join(question.options)}")
        if question.list == "pmfme":
            seen += 1
            assert full[question.language] in question.stem
            assert full[question.language] in question.explanation
    assert seen


def test_a_file_tells_nothing_twice(quiz: QuizMaker, files: list[list[QuizQuestion]]) -> None:
    # "Sports goods of Meerut" five times in sixty; Hing of Hathras by two lists; a year and the date of one launch.
    base = quiz.fact_base
    for file in files:
        seen: set[str] = set()
        for question in file:
            subjects = [base.subjects[name] for name in (question.subject, *question.told)]
            told = {key for found in subjects for key in base.repeats.told(found)}
            assert not told & seen, (question.stem, told & seen)
            seen |= told
        assert len(seen) > IN_A_FILE


def test_two_questions_on_one_thing_are_one(quiz: QuizMaker) -> None:
    told, subjects = quiz.fact_base.repeats.told, quiz.fact_base.subjects
    same = [
        (fact(quiz, "Hathras", "Hing (Asafoetida)"), fact(quiz, "Hathras", "Hing (asafoetida)", "up")),
        (fact(quiz, "Gadag", "Byadagi Chilies"), fact(quiz, "Haveri", "Chilli-Byadagi")),
        (subjects["figure.osop-start"], subjects["bank.osop"]),
        (subjects["bank.gi-registry"], subjects["bank.gi-place"]),
        (subjects["bank.diamond-city"], fact(quiz, "Surat", "Gems and Jewellery")),
    ]
    for one, other in same:
        assert told(one) & told(other), (one.id, other.id)
    assert not told(fact(quiz, "Lohardaga", "Honey")) & told(fact(quiz, "Ramban", "Honey"))


def test_what_a_round_has_told_is_not_told_beside_another_fact(quiz: QuizMaker) -> None:
    base = quiz.fact_base
    dholak = fact(quiz, "Amroha", "Musical Instruments (Dholak)")
    free = desk(quiz)
    for number, own in enumerate(base.of_state(dholak.district.state)):
        maker = replace(free, random=Random(number), taken=base.repeats.about(dholak))
        for make in (matched.make, pairs.make, statements.make, match.make):
            question = make(maker, own) if "dholak" not in own.listing.families else None
            if question is not None:
                assert dholak.id not in question.told
                assert "dholak" not in f"{question.stem} {question.options}".casefold()


def test_what_is_no_gi_stands_among_new_ones(quiz: QuizMaker, files: list[list[QuizQuestion]]) -> None:
    # Molakalmuru sarees as a wrong option in three of sixty.
    seen = 0
    for file in files:
        shown: list[str] = []
        for question in file:
            if question.kind == gi.NOT:
                seen += 1
                shown += question.options
        assert len(set(shown)) == len(shown), shown
    assert seen


def test_a_day_is_none_after_its_source(quiz: QuizMaker) -> None:
    # "As of March 2023", by a paper of February.
    sources, seen = quiz.fact_base.knowledge.sources, 0
    for found in quiz.fact_base.bank_facts:
        dated = re.match(r"\d{4}-\d\d(-\d\d)?", sources[found.source].date or "")
        if found.as_of and dated:
            seen += 1
            assert found.as_of <= dated[0], found.id
    assert seen > 5
    loans = quiz.fact_base.subjects["bank.loans"]
    assert isinstance(loans, BankFact)
    assert loans.as_of == "2023-02-08"


@pytest.mark.parametrize("name", ["pmfme-year", "osop", "summit", "g20-kannauj"])
def test_what_happened_once_has_no_as_of(quiz: QuizMaker, name: str) -> None:
    # PMFME began in 2020 "as of 11 February 2026".
    question = quiz.about(f"bank.{name}", Random(1))
    assert question is not None
    assert "As of" not in question.explanation


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_of_a_year_is_asked_without_a_day(quiz: QuizMaker, language: str) -> None:
    phrasing = quiz.phrasing(language)
    figures = {x.key: x for x in quiz.fact_base.figures}
    assert phrasing.as_of(figures["up-exports-2024"]) == ""
    assert phrasing.as_of(figures["pmfme-outlay"])


def test_a_states_old_name_is_none_of_four_options(quiz: QuizMaker) -> None:
    # Orissa Pattachitra, asked for a district of Odisha.
    pattachitra = fact(quiz, "Puri", "Orissa Pattachitra")
    assert all(district_product.make(desk(quiz, seed=seed), pattachitra) is None for seed in range(10))
    assert quiz.about(pattachitra.id, Random(1)) is not None
