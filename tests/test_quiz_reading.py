"""What an examiner finds on reading: each test is about one kind of fault that questions have had."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, count
from random import Random

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import ENGLISH, NATIONAL
from odop_bot.quiz.bank import Asked, QuizBank, Reasoned, Stated, read_bank
from odop_bot.quiz.draft import SMALL_STATE, Maker
from odop_bot.quiz.facts import BankFact, Fact, FigureFact, Subject
from odop_bot.quiz.figures import wrong_values
from odop_bot.quiz.kinds import (
    assertion,
    codes,
    district_product,
    gi,
    match,
    odd_one,
    one,
    product_district,
    statements,
)
from odop_bot.quiz.kinds.products import are_apart, fits_place, may_stand_beside
from odop_bot.quiz.maker import Make, QuizMaker
from odop_bot.quiz.names import sounds_of, words_of
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import Topic

LANGUAGES = (ENGLISH, "hi", "te")
DARJEELING, BASTAR = "bank.first-gi", "bank.raw-dhokra"


@pytest.fixture(scope="module")
def bank() -> QuizBank:
    return read_bank(TEMPLATES)


@pytest.fixture(scope="module")
def quiz(answerer: Answerer, bank: QuizBank) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES), bank)


def desk(quiz: QuizMaker, language: str = ENGLISH, seed: int = 1, shown: frozenset[int] = frozenset()) -> Maker:
    return Maker(quiz.fact_base, quiz.phrasing(language), Random(seed), Topic(), shown)


def made(
    quiz: QuizMaker, make: Make, subjects: Iterable[Subject], language: str = ENGLISH, *, again: bool = False
) -> list[QuizQuestion]:
    """Make what can be made of subjects, or be asked `again`."""
    desks = (replace(desk(quiz, language, number), must=again, abroad=again) for number in count())
    found = (make(maker, subject) for maker, subject in zip(desks, subjects, strict=False))
    return [question for question in found if question is not None]


def facts(quiz: QuizMaker, product: str, district: str = "") -> list[Fact]:
    """Return the facts of a wording, or of it in a district."""
    return [x for x in quiz.fact_base.facts if x.listing.product == product and district in ("", x.district.name)]


def test_a_name_with_half_the_name_of_its_district_gives_it_away(quiz: QuizMaker) -> None:
    # Sitabhog of Bardhaman, among Purba Bardhaman and Paschim Bardhaman.
    assert all(fact.gives_away for fact in facts(quiz, "Bardhaman Sitabhog - Mihidana"))
    # Where it lies is no name: the weaves of the north-east are not North Goa's alone.
    assert not any(fact.gives_away for fact in facts(quiz, "Cashew Nuts", "North Goa"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [codes.make, odd_one.make])
def test_a_product_of_several_districts_is_called_as_the_list_calls_it_for_each(
    make: Make, language: str, quiz: QuizMaker
) -> None:
    # "Bhujodi and Tangaliya shawls" are none of Devbhumi Dwarka, whose list says "Khambhaliya Shawl".
    fact_base, phrasing = quiz.fact_base, quiz.phrasing(language)
    # Odd ones are few: of what is made in many districts none is asked.
    again = make is codes.make
    every = made(quiz, make, list(fact_base.facts[::5]), language, again=again)
    assert len(every) > (20 if again else 1)
    for question in every:
        name = question.stem.partition('"')[2].rpartition('"')[0]
        own = phrasing.same_name(next(x.listing for x in fact_base.facts if phrasing.product(x.listing) == name))
        for code in question.districts if make is codes.make else question.districts[1:]:
            rows = fact_base.knowledge.listings(fact_base.knowledge.districts[code], question.list or "")
            assert own in {phrasing.same_name(row) for row in rows}, question


def test_names_that_differ_in_number_are_one(quiz: QuizMaker) -> None:
    phrasing = quiz.phrasing(ENGLISH)
    one_mango, other = facts(quiz, "Banaganapalle Mangoes")[0], facts(quiz, "Mango (Banaganapalle)")[0]
    assert phrasing.same_name(one_mango.listing) == phrasing.same_name(other.listing)
    assert phrasing.same_name(one_mango.listing) != phrasing.same_name(facts(quiz, "Mango")[0].listing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_of_several_districts_is_told_under_the_name_of_one(language: str, quiz: QuizMaker) -> None:
    # "Cotton of one of Haryana's largest growing areas" is nothing to say of Bathinda.
    fact_base, phrasing = quiz.fact_base, quiz.phrasing(language)
    seen = 0
    for question in made(quiz, codes.make, list(fact_base.facts[::2]), language, again=True):
        own = [
            (phrasing.district(district), phrasing.note(district, listing))
            for district in (fact_base.knowledge.districts[code] for code in question.districts)
            for listing in district.listings
        ]
        told = [
            f"{name}: {note}" in question.explanation for name, note in own if note and note in question.explanation
        ]
        if told and len(question.districts) > 1:
            seen += 1
            assert any(told), question
    assert seen > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_of_the_bank_is_explained_by_more_than_itself(
    language: str, quiz: QuizMaker, bank: QuizBank
) -> None:
    assert all(asked.note or (asked.why or {}).get(language) for asked in bank.ones)
    phrasing = quiz.phrasing(language)
    for fact in quiz.fact_base.bank_facts:
        if isinstance(fact.item, Asked):
            question = one.make(desk(quiz, language), fact)
            assert question is not None
            said = question.explanation.partition("\n")[0]
            assert said != phrasing.sentence(fact.item.right[language]), fact.id
            # Food processing units do not tell the Ministry of Food Processing Industries.
            assert fact.item.note or said.startswith(fact.item.right[language]), fact.id


def test_an_answer_that_its_note_tells_is_not_told_twice(quiz: QuizMaker) -> None:
    # "Lost-wax casting. Metal figures cast by the lost-wax method" says one thing twice.
    dhokra = one.make(desk(quiz), quiz.fact_base.subjects[BASTAR])
    assert dhokra is not None
    assert dhokra.explanation.startswith("Metal figures cast by the lost-wax method")
    tea = one.make(desk(quiz), quiz.fact_base.subjects[DARJEELING])
    assert tea is not None
    assert tea.explanation.startswith("Darjeeling Tea. It was registered in 2004")


def test_two_statements_of_different_days_are_not_dated_by_one_and_name_both_sources(quiz: QuizMaker) -> None:
    subjects = [x for x in quiz.fact_base.figures if quiz.phrasing(ENGLISH).has_sentence(x)]
    seen = 0
    for question in made(quiz, statements.make, subjects * 5):
        sources = set(question.sources)
        dated = {x.figure.as_of for x in subjects if x.figure.source in sources}
        said = question.explanation.partition("\n")[2]
        if len(sources) == 2 and said.count(";") == 1:
            seen += 1
            assert len(dated) == 1 or not said.startswith("As of 29 June 2020"), question
    assert seen > 5


def test_a_day_is_not_told_as_of_itself(quiz: QuizMaker) -> None:
    # "As of 24 January 2018" says nothing of what began on that day.
    fact = quiz.fact_base.subjects["figure.up-launch"]
    assert isinstance(fact, FigureFact)
    assert "As of" not in quiz.phrasing(ENGLISH).explain_figure(fact)
    assert "Source: " in quiz.phrasing(ENGLISH).explain_figure(fact)


def test_a_statement_begins_with_a_capital(quiz: QuizMaker) -> None:
    for fact in quiz.fact_base.figures:
        if quiz.phrasing(ENGLISH).has_sentence(fact):
            text = quiz.phrasing(ENGLISH).figure_claim(fact, "more than 1,200")
            assert text[0] == text[0].upper(), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_values_are_written_as_people_write_numbers(language: str, quiz: QuizMaker) -> None:
    for fact in quiz.fact_base.figures:
        if quiz.phrasing(language).has_sentence(fact):
            right = quiz.phrasing(language).wording.figure(fact.key)
            for seed in range(5):
                for text in wrong_values(desk(quiz, language, seed), fact):
                    assert not re.search(r"(?<![\d,.])1 (?:లక్షలు|కోట్లు)", text), (fact.key, text)
                    assert not re.search(r"(?<!\d)0\.\d", text) or re.search(r"(?<!\d)0\.\d", right), (fact.key, text)


def test_what_is_not_registered_stands_among_three_products_and_has_a_date(quiz: QuizMaker) -> None:
    # Dalle Khursani of three districts is one GI, not three; and what is not registered may be so one day.
    fact_base = quiz.fact_base
    subjects: list[Subject] = list(fact_base.topic_unregistered(Topic()).all)
    every = made(quiz, gi.not_registered, subjects * 4)
    assert len(every) > 20
    for question in every:
        assert "October 2025" in question.stem
        products = [text.partition(" – ")[2] for text in question.options]
        families = [
            next(x.listing.families[:1] for x in fact_base.facts if quiz.phrasing(ENGLISH).product(x.listing) == text)
            for index, text in enumerate(products)
            if index not in question.right
        ]
        assert len(set(families)) == len(families), question


def test_what_is_asked_as_no_gi_has_a_name_of_its_own_that_the_registry_has_not(quiz: QuizMaker) -> None:
    # "Palm leaf of Anakapalli" among three proper names tells itself; the king chilli of Nagaland is a GI.
    knowledge, asked = quiz.fact_base.knowledge, quiz.fact_base.topic_unregistered(Topic()).all
    told = {(x.district.name, x.listing.product) for x in asked}
    assert ("Nalanda", "Bawan Booti") in told
    assert not told & {("Kamjong", "King Chilli"), ("Anakapalli", "Palm Leaf"), ("Surat", "Gems and Jewellery")}
    names = {sounds_of(word) for item in knowledge.gi.values() for word in re.findall("[A-Za-z]+", item.name)}
    assert len(asked) > 20
    for fact in asked:
        own = [word for word in words_of(fact.listing.product) if not knowledge.is_everyday(word)]
        assert any(sounds_of(word) not in names for word in own), fact.listing.product
    # Nor does the Registry know a "Bastar craft": those beside it are registered by these very names.
    shown = {x.listing.product for x in asked} | {"Bastar Craft", "Leather Puppets"}
    assert not shown & {x.listing.product for fact in asked for x in quiz.fact_base.registered_like(fact)}


def test_one_statement_does_not_tell_the_other(quiz: QuizMaker) -> None:
    # Who leads ODOP is a figure and a sentence of the bank: beside each other one answers both.
    facts_ = quiz.fact_base.subjects
    leads = [facts_["bank.lead"], facts_["figure.lead-department"]]
    sentence = quiz.phrasing(ENGLISH).strings.figures["lead-department"].partition("{}")[0]
    stated = facts_["bank.lead"]
    assert isinstance(stated, BankFact)
    assert isinstance(stated.item, Stated)
    texts = (stated.item.right[ENGLISH], stated.item.wrong[ENGLISH])
    for question in made(quiz, statements.make, leads * 60):
        assert sentence not in question.stem or not any(text in question.stem for text in texts), question


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_statements_do_not_tell_one_product(language: str, quiz: QuizMaker) -> None:
    # Tweed of Almora and tweed of Nainital: one of the two is wrong.
    own = [x for x in quiz.fact_base.of_list("up") if not x.gives_away]
    every = made(quiz, statements.make, own, language)
    assert len(every) > 30
    for question in every:
        products = re.findall(r'^\d\. .*?"(.+?)"', question.stem, re.MULTILINE)
        assert len(set(products)) == 2, question


def test_the_name_of_a_people_gives_a_state_away(quiz: QuizMaker) -> None:
    assert all(fact.gives_away for fact in quiz.fact_base.gis if fact.item.name.startswith("Bodo "))


def test_lists_are_named_in_the_case_that_their_sentence_wants(quiz: QuizMaker) -> None:
    lists = quiz.fact_base.knowledge.lists
    lists = {key: item for key, item in lists.items() if quiz.fact_base.standing.of_list(key)}
    hindi = {key: quiz.phrasing("hi").under(key) for key in lists if key != NATIONAL}
    assert set(hindi) == {"pmfme", "up"}
    assert not any(" का " in text or "उत्पाद (" in text for text in hindi.values())
    assert not any("ఉత్పత్తులు" in quiz.phrasing("te").under(key) for key in lists)


@pytest.mark.parametrize("language", ["hi", "te"])
def test_places_are_spelled_in_the_bank_as_elsewhere(language: str, quiz: QuizMaker, bank: QuizBank) -> None:
    # Not బీహార్ beside బిహార్, nor ఉత్తర ప్రదేశ్ beside ఉత్తరప్రదేశ్.
    states = {
        state.name: quiz.phrasing(language).wording.place(state) for state in quiz.fact_base.knowledge.states.values()
    }
    seen = 0
    for asked in bank.ones:
        for text in (asked.right, *asked.wrong):
            if text[ENGLISH] in states and text[ENGLISH] not in ("Tamil Nadu",):
                assert text[language] == states[text[ENGLISH]], asked.id
                seen += 1
    assert seen >= 8
    if language == "te":
        strings = read_quiz_strings(TEMPLATES)["te"]
        assert not any("ఉత్తర ప్రదేశ్" in text for text in strings.figures.values())


def test_nothing_is_quarried_or_grown_in_a_city(quiz: QuizMaker) -> None:
    jackets = facts(quiz, "Apparels (Jackets & Jeans)", "North East")[0]
    quartz = facts(quiz, "Quartz and Feldspar Powder")[0]
    footwear = facts(quiz, "Footwear", "Jhajjar")[0]
    assert not may_stand_beside(desk(quiz), jackets, quartz)
    assert not fits_place(desk(quiz), jackets.district, quartz)
    assert fits_place(desk(quiz), jackets.district, footwear)
    assert quiz.fact_base.bank.cities
    assert set(quiz.fact_base.bank.cities) <= set(quiz.fact_base.knowledge.districts)
    assert set(quiz.fact_base.bank.quarried) <= set(quiz.fact_base.knowledge.families)


def test_a_gi_of_another_state_is_no_wrong_product(quiz: QuizMaker) -> None:
    # Nobody takes Feni for a product of Gujarat.
    feni = facts(quiz, "Feni", "South Goa")[0]
    assert not may_stand_beside(desk(quiz), facts(quiz, "Hand Embroidery", "Kachchh")[0], feni)
    # Of its own State it is a fair one.
    khaja, mango = facts(quiz, "Silao Khaja")[0], facts(quiz, "Jardalu Mango", "Bhagalpur")[0]
    assert may_stand_beside(desk(quiz), mango, khaja)


def test_two_wrong_products_are_not_one_in_other_words(quiz: QuizMaker) -> None:
    # "Dari and carpets" beside "Carpets" is one option twice.
    carpets, daris = facts(quiz, "Carpets", "Bhadohi"), facts(quiz, "Dari and carpets")
    assert not are_apart(carpets[0], daris[0])
    assert are_apart(carpets[0], facts(quiz, "Banana products")[0])
    of_up = [x for x in quiz.fact_base.of_list("up") if not x.gives_away]
    every = made(quiz, district_product.make, list(of_up), again=True)
    named = {quiz.phrasing(ENGLISH).product(x.listing): x for x in of_up}
    assert len(every) > 30
    for question in every:
        wrong = [named[text] for index, text in enumerate(question.options) if index not in question.right]
        assert all(are_apart(one_, other) for one_, other in combinations(wrong, 2)), question


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_districts_to_be_matched_have_one_name(language: str, quiz: QuizMaker) -> None:
    # Pratapgarh is one of Uttar Pradesh and one of Rajasthan.
    pair = [*facts(quiz, "Thewa Jewellery"), *facts(quiz, "Aamla Products", "Pratapgarh")]
    assert len({x.district.lgd for x in pair}) == 2
    for number in range(400):
        question = match.make(desk(quiz, language, number), pair[number % 2])
        if question is not None:
            names = re.findall(r"^\d\. (.+)$", question.stem, re.MULTILINE)
            assert len(set(names)) == len(names), question


def test_a_district_is_not_asked_among_three_of_one_other_state_nor_islands(quiz: QuizMaker) -> None:
    # Guntur among three of Telangana, or beside Lakshadweep, tells itself.
    knowledge = quiz.fact_base.knowledge
    seen = 0
    for question in made(quiz, product_district.make, list(quiz.fact_base.facts), again=True):
        (right,) = question.right
        states = [knowledge.districts[code or 0].state for code in question.option_districts]
        if len(set(states)) > 1:
            seen += 1
            others = [state for place, state in enumerate(states) if place != right]
            assert len(set(others)) == len(others), question
            small = {state for state in others if len(quiz.fact_base.districts(state)) < SMALL_STATE}
            assert small <= {states[right]}, question
    assert seen > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_that_does_not_explain_is_answered_with_the_one_that_does(language: str, quiz: QuizMaker) -> None:
    strings, seen = quiz.phrasing(language).strings, set()
    for fact in quiz.fact_base.bank_facts:
        if isinstance(fact, BankFact) and isinstance(fact.item, Reasoned):
            for seed in range(12):
                question = assertion.make(desk(quiz, language, seed), fact)
                assert question is not None
                place = question.right[0]
                seen.add(place)
                told = {1: fact.item.reason, 2: fact.item.reason, 3: fact.item.assertion}.get(place)
                assert told is None or told[language] in question.explanation, question
                # What is printed above and is not in doubt need not be told again.
                assert place or fact.item.assertion[language] not in question.explanation, question
    assert seen == set(range(len(strings.assertion_options)))


def test_a_state_is_not_named_twice_before_its_own_list(quiz: QuizMaker) -> None:
    own = [x for x in quiz.fact_base.of_list("up") if x.district.lgd in quiz.fact_base.fame.best_known]
    every = made(quiz, match.make, list(own))
    assert every
    assert all(question.stem.partition("\n")[0].count("Uttar Pradesh") == 1 for question in every)


def test_a_product_of_whole_states_is_not_asked_for_a_district(quiz: QuizMaker) -> None:
    # Basmati is a GI of all Punjab; what every coast has is not asked by codes.
    assert not any("basmati" in fact.listing.families for fact in quiz.fact_base.facts)
    assert all(quiz.fact_base.is_wide(family) for family in ("fish", "prawn", "dry-fish", "marine-products"))
