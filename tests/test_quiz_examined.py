"""Kinds of faults for which an examiner struck questions out: weak sources, give-aways, pairs that may be true."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from random import Random

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import ENGLISH, NATIONAL
from odop_bot.quiz.bank import QuizBank, Stated, read_bank
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.facts import Fact, FigureFact
from odop_bot.quiz.kinds import codes, district_product, matched, one, pairs, product_district, statements
from odop_bot.quiz.kinds.claims import claim_about
from odop_bot.quiz.kinds.products import fits_place, may_stand_beside
from odop_bot.quiz.maker import KINDS, QuizMaker
from odop_bot.quiz.names import beginnings, shared_with_one
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import Topic

LANGUAGES = (ENGLISH, "hi", "te")
COUNT = 500
SPELLINGS = {
    "hi": (str.maketrans({"़": "", "ँ": "ं"}), r"[\u0900-\u0963\u0970-\u097f]{5,}"),
    "te": (
        str.maketrans({"\u200c": "", "ఁ": "ం", "ీ": "ి", "ూ": "ు", "ే": "ె", "ో": "ొ", "ఖ": "క"}),
        r"[\u0c00-\u0c65\u200c]{5,}",
    ),
}
"""What spellings of one word share, and a word."""
OTHER_WORDS = {"ఉత్తర్", "చిన్నా", "పెద్దా", "శక్తి", "కృష్ణ", "నర్మదా", "అన్నీ", "గూళ్ల"}
"""Words that are others than the names that look like them."""


@pytest.fixture(scope="module")
def bank() -> QuizBank:
    return read_bank(TEMPLATES)


@pytest.fixture(scope="module")
def quiz(answerer: Answerer, bank: QuizBank) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES), bank)


@pytest.fixture(scope="module")
def questions(quiz: QuizMaker) -> list[QuizQuestion]:
    random = Random(5)
    found = [quiz.question(random, Topic(), language) for language in LANGUAGES for _ in range(COUNT)]
    return [question for question in found if question is not None]


def desk(quiz: QuizMaker, language: str = ENGLISH, seed: int = 1) -> Maker:
    return Maker(quiz.fact_base, quiz.phrasing(language), Random(seed), Topic())


def fact(quiz: QuizMaker, district: str, product: str, list_id: str = NATIONAL) -> Fact:
    return next(
        x
        for x in quiz.fact_base.facts
        if (x.district.name, x.listing.product, x.listing.list) == (district, product, list_id)
    )


def test_a_state_is_quoted_for_its_own_official_list_alone(quiz: QuizMaker) -> None:
    # A private application, a blog and press reports were asked as Rajasthan's, Bihar's and Uttarakhand's own lists.
    knowledge = quiz.fact_base.knowledge
    asked = {x.listing.list for x in quiz.fact_base.facts}
    assert asked == {NATIONAL, "pmfme", "up"}
    for key in asked:
        item = knowledge.lists[key]
        assert item.scope == "national" or (item.basis is None and knowledge.sources[item.source].trust == "official")


def test_a_row_that_the_list_itself_does_not_tell_is_not_asked(quiz: QuizMaker) -> None:
    # Readymade garments of Hathras are on the national list only, the maize of Gonda in one news report.
    rows = {(x.district.name, x.listing.product) for x in quiz.fact_base.facts if x.listing.list == "up"}
    unsure = {("Hathras", "Readymade garments"), ("Gonda", "Maize processing"), ("Mainpuri", "Zari-zardozi")}
    assert not rows & (unsure | {("Amethi", "Food processing"), ("Jhansi", "Textile products")})
    assert ("Hathras", "Hing (asafoetida)") in rows
    assert len(rows) > 90
    for district in quiz.fact_base.knowledge.districts.values():
        for row in district.listings:
            if row.list == "up" and re.search(
                "news report|national list of July 2025 only|link to the", row.note or ""
            ):
                assert (district.name, row.product) not in rows


def test_a_further_product_is_asked_only_where_another_list_confirms_it(quiz: QuizMaker) -> None:
    # Metal craft of Mahoba, in a quality guide of 2022 alone, was the key of a question on the list of May 2025.
    rows = [x for x in quiz.fact_base.facts if x.listing.list == "up"]
    named = {(x.district.name, x.listing.product) for x in rows}
    assert not named & {("Mahoba", "Metal craft"), ("Kanpur Dehat", "Plastic products")}
    assert named >= {("Mahoba", "Gaura stone craft"), ("Chandauli", "Black rice"), ("Varanasi", "Gulabi meenakari")}
    for row in rows:
        if not re.match("first list|added", row.listing.note or ""):
            others = [x for x in row.district.listings if x.list != "up"]
            assert any(row.listing.families[0] in x.families for x in others), row.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_is_called_an_odop_list(language: str, quiz: QuizMaker) -> None:
    for key in ("pmfme", "up", NATIONAL):
        assert re.search("ODOP|ओडीओपी", quiz.phrasing(language).under(key)), key


def test_nothing_rests_on_a_coaching_page(quiz: QuizMaker, bank: QuizBank) -> None:
    sources = quiz.fact_base.knowledge.sources
    known = [*quiz.fact_base.bank_facts]
    assert all(sources[x.source].trust != "tertiary" for x in known)
    assert all(sources[x.figure.source].trust != "tertiary" for x in quiz.fact_base.figures)
    # Nor does the bank hold what is never asked.
    assert len(known) == len(bank.ones) + len(bank.statements) + len(bank.reasons)
    assert {x.key for x in quiz.fact_base.figures} >= set(quiz.phrasing(ENGLISH).strings.figures)


def test_a_count_that_goes_on_and_more_than_are_never_stated(quiz: QuizMaker) -> None:
    # "PMFME: 653 districts", "80 missions" for more than 80.
    for figure in quiz.fact_base.figures:
        said = quiz.phrasing(ENGLISH).wording.figure(figure.key)
        if figure.moves or figure.figure.was or "more than" in said:
            assert claim_about(desk(quiz), figure, True) is None
            assert claim_about(desk(quiz), figure, False) is None
    asked = {x.key for x in quiz.fact_base.figures}
    assert not asked & {"missions-abroad", "up-gi-odop", "osop-outlets", "ekta-malls", "pmfme-districts"}
    assert any(isinstance(x, FigureFact) and x.moves for x in quiz.fact_base.figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_no_plain_contrary_of_the_false_assertion(language: str, bank: QuizBank) -> None:
    # "Run by the Centre without the States": "the Centre, States and districts run it jointly".
    assert len(bank.reasons) >= 4
    for item in bank.reasons:
        own = beginnings(item.false_assertion[language])
        shared = own & beginnings(item.reason[language])
        assert len(shared) <= 0.5 * len(own), (item.id, shared)


def test_no_stem_shares_a_word_with_its_key_alone(questions: list[QuizQuestion], quiz: QuizMaker) -> None:
    # "The scheme for food processing": Ministry of Food Processing Industries.
    told = ["Commerce and Industry", "Food Processing Industries", "Rural Development", "Textiles"]
    assert shared_with_one("Whose is the micro food processing scheme?", told, 1, ()) == {"food", "proc"}
    assert not shared_with_one("Whose is PMFME?", told, 1, ())
    for question in questions:
        idle = quiz.phrasing(question.language).idle
        assert not shared_with_one(question.stem, question.options, question.right[0], idle), question


def test_a_metropolis_is_not_asked_for_a_crop(quiz: QuizMaker) -> None:
    # Mumbai Suburban among three districts of sugarcane, on a list without sectors.
    mumbai = next(x for x in quiz.fact_base.knowledge.districts.values() if x.name == "Mumbai Suburban")
    sugar = next(x for x in quiz.fact_base.of_list("pmfme") if "sugarcane" in x.listing.families)
    bakery = next(x for x in quiz.fact_base.of_list("pmfme") if "bakery" in x.listing.families)
    assert not fits_place(desk(quiz), mumbai, sugar)
    assert fits_place(desk(quiz), mumbai, bakery)


def test_what_a_district_made_before_it_was_split_is_false_of_none_of_its_parts(
    quiz: QuizMaker, bank: QuizBank
) -> None:
    # Savara paintings of Parvathipuram Manyam, until 2022 a part of Srikakulam and Vizianagaram.
    base, painting = quiz.fact_base, fact(quiz, "Parvathipuram Manyam", "Severa Adivasi Paintings")
    for code in (519, 521):
        assert base.makes(base.knowledge.districts[code], painting)
    assert not base.makes(base.knowledge.districts[502], painting)
    for group in bank.split:
        assert len(group) > 1
        assert len({base.knowledge.districts[code].state for code in group}) == 1, group


def test_what_a_district_is_famous_for_in_life_is_not_false_of_it(quiz: QuizMaker, bank: QuizBank) -> None:
    # Coconut of Kasaragod, salt of Kachchh.
    base = quiz.fact_base
    coconut = next(x for x in base.facts if x.listing.families[:1] == ("coconut",))
    kasaragod = next(x for x in base.knowledge.districts.values() if x.name == "Kasaragod")
    assert base.makes(kasaragod, coconut)
    families = {family for found in bank.all_over.values() for family in found} | set(bank.famous_for)
    assert families <= set(base.knowledge.families)
    assert {code for found in bank.famous_for.values() for code in found} <= set(base.knowledge.districts)
    for item in base.knowledge.gi.values():
        for code in item.districts:
            assert base.has[code] & base.likeness.of_families_alone(item.families) or not item.families


def test_a_wrong_product_bears_no_towns_name_and_is_of_the_same_kind(quiz: QuizMaker) -> None:
    # Narsapur lace for Srikakulam; leather among farm produce; rice, which grows everywhere.
    names = quiz.fact_base.place_names
    lace = fact(quiz, "West Godavari", "Narspur Crochet Lace")
    assert names.names_one_of(lace.listing, lace.district.lgd)
    seen = 0
    for own in quiz.fact_base.of_list(NATIONAL)[::40]:
        for other in quiz.fact_base.of_region(own.district.state)[::3]:
            if may_stand_beside(desk(quiz), own, other):
                seen += 1
                assert not names.names_one_of(other.listing, other.district.lgd), other.listing
                assert quiz.fact_base.goods.kind(own.listing) == quiz.fact_base.goods.kind(other.listing)
                assert not set(other.listing.families) & set(quiz.fact_base.bank.everywhere)
    assert seen > 15


def test_a_named_product_stands_among_named_ones(quiz: QuizMaker) -> None:
    # Thewa jewellery among shoes, plywood and farm tools; Marathwada Kesar mango among nameless fruit.
    base = quiz.fact_base
    assert base.own_names.has_one(fact(quiz, "Pratapgarh", "Thewa Jewellery").listing)
    assert not base.own_names.has_one(fact(quiz, "Hamirpur", "Shoes", "up").listing)
    etikoppaka = fact(quiz, "Anakapalli", "Etikoppaka Lacquerware/Wooden Toys")
    assert all(district_product.make(desk(quiz, ENGLISH, seed), etikoppaka) is None for seed in range(5))
    printed = quiz.phrasing(ENGLISH).product
    by_name = {printed(x.listing): x for x in base.of_list(NATIONAL)}
    named = nameless = 0
    # Byadagi chillies among dal, biscuits and coffee: what is common but stands in few rows is no proper name.
    assert base.own_names.has_one(fact(quiz, "Haveri", "Chilli-Byadagi").listing)
    assert not base.own_names.has_one(fact(quiz, "Kalaburagi", "Toor Daal").listing)
    for number, subject in enumerate(base.of_list(NATIONAL) * 3):
        question = district_product.make(desk(quiz, ENGLISH, number), subject)
        if question is None:
            continue
        products = [by_name[text] for text in question.options]
        own = {base.own_names.has_one(x.listing) for x in products}
        assert len(own) == 1, question.options
        named += own == {True}
        nameless += own == {False}
    assert named > 0
    assert nameless > 5


def test_wrong_products_are_of_the_state_or_one_beside_it(quiz: QuizMaker, bank: QuizBank) -> None:
    # White wood birds of Telangana, two States away, for Alappuzha.
    states = {state.code for state in quiz.fact_base.knowledge.states.values()}
    assert set(bank.beside) == states
    assert all(code in bank.beside[other] for code, others in bank.beside.items() for other in others)
    seen = 0
    for fact_ in quiz.fact_base.of_list(NATIONAL)[::20]:
        for pool in quiz.fact_base.decoys.near(fact_, common=True):
            for other in pool:
                seen += 1
                assert other.district.state in (fact_.district.state, *quiz.fact_base.beside[fact_.district.state])
    assert seen > 500


def test_a_pair_does_not_tell_of_itself_by_its_name_or_the_sea(quiz: QuizMaker) -> None:
    # Pedana Kalamkari among zinc utensils and gram; marine produce of Palghar; Pattachitra as false for Nandyal.
    base, seen = quiz.fact_base, 0
    printed = quiz.phrasing(ENGLISH).product
    by_name = {printed(x.listing): x for x in base.of_list(NATIONAL)}
    for number, subject in enumerate(base.of_list(NATIONAL)):
        question = matched.make(desk(quiz, ENGLISH, number), subject)
        if question is None:
            continue
        seen += 1
        shown = [by_name[text.partition(" – ")[2]] for text in question.options]
        named = [base.own_names.has_one(x.listing) for x in shown]
        assert named.count(named[question.right[0]]) > 1, question.options
        if "NOT" not in question.stem:
            assert not base.goods.is_of_the_sea(subject.listing), question.options
        for index, code in enumerate(question.option_districts):
            if named[index] and code is not None:
                assert shown[index].district.state == base.knowledge.districts[code].state, question.options
    assert seen > 120


def test_what_does_not_grow_in_a_state_is_no_wrong_product_there(quiz: QuizMaker, bank: QuizBank) -> None:
    # Walnuts for Bathinda, cashew for Gyalshing.
    families, states = quiz.fact_base.knowledge.families, quiz.fact_base.knowledge.states.values()
    for item in bank.not_grown:
        assert set(item.families) <= set(families)
        assert set(item.states) <= {state.code for state in states}
    bathinda, gyalshing = (
        next(x for x in quiz.fact_base.knowledge.districts.values() if x.name == name)
        for name in ("Bathinda", "Gyalshing")
    )
    walnut, cashew = fact(quiz, "Kupwara", "Walnut"), fact(quiz, "South Goa", "Cashew Nuts")
    assert not fits_place(desk(quiz), bathinda, walnut)
    assert not fits_place(desk(quiz), gyalshing, cashew)
    assert fits_place(desk(quiz), walnut.district, walnut)
    # What a list names for a district of a State is not said not to grow in that State.
    for own in quiz.fact_base.of_list(NATIONAL):
        grown = quiz.fact_base.not_grown[own.district.state].intersection(own.listing.families)
        assert not grown, (own.district.name, own.listing.product, grown)


def test_crafts_stand_among_crafts_and_works_among_works(quiz: QuizMaker) -> None:
    # Wicker willow of Ganderbal among tractors; palm leaf among food.
    goods = quiz.fact_base.goods
    assert goods.kind(fact(quiz, "Ganderbal", "Wicker Willow").listing) == "wrought"
    assert goods.kind(fact(quiz, "Hoshiarpur", "Tractor & parts").listing) == "made"
    assert goods.kind(fact(quiz, "Anakapalli", "Palm Leaf").listing) == "wrought"
    assert set(quiz.fact_base.bank.industrial) <= set(quiz.fact_base.knowledge.families)


def test_a_product_with_a_towns_name_is_asked_among_its_own_state(quiz: QuizMaker) -> None:
    # Narsapur crochet lace: West Godavari among districts of Tamil Nadu, Kerala and Karnataka.
    lace = fact(quiz, "West Godavari", "Narspur Crochet Lace")
    for seed in range(10):
        question = product_district.make(desk(quiz, "te", seed), lace)
        if question is not None:
            states = {quiz.fact_base.knowledge.districts[code or 0].state for code in question.option_districts}
            assert states == {lace.district.state}


def test_districts_from_abroad_are_of_a_state_each_and_of_the_same_shore(quiz: QuizMaker) -> None:
    # Pashmina of Leh among Jhunjhunu, Charkhi Dadri and Bahraich; salt of Kachchh among three inland. A State of two
    # districts has no wrong ones of its own, for what is asked again.
    base, seen = quiz.fact_base, 0
    feni = fact(quiz, "North Goa", "Feni")
    salt = next(x for x in base.of_list(NATIONAL) if "salt" in x.listing.families)
    for subject in (feni, salt):
        home = subject.district
        for seed in range(20):
            question = product_district.make(replace(desk(quiz, ENGLISH, seed), must=True, abroad=True), subject)
            if question is None:
                continue
            seen += 1
            others = [base.knowledge.districts[code or 0] for code in question.option_districts if code != home.lgd]
            if subject is feni:
                states = {x.state for x in others}
                assert len(states) == len(others), question.options
                assert all(len(base.districts(state)) >= 5 for state in states), question.options
            else:
                assert {x.lgd in base.fame.coast for x in others} == {home.lgd in base.fame.coast}, question.options
    assert seen > 3


def test_a_short_state_in_a_gis_name_gives_it_away_too(quiz: QuizMaker) -> None:
    # "Goa Cashew is associated with": Goa.
    states = {code: state.name.casefold() for code, state in quiz.fact_base.knowledge.states.items()}
    for item in quiz.fact_base.gis:
        words = set(re.findall(r"[a-z]+", item.item.name.casefold()))
        assert item.gives_away or not words & {states[code] for code in item.item.states}, item.item.name


def test_coffee_of_idukki_is_no_false_pair(quiz: QuizMaker) -> None:
    idukki = next(x for x in quiz.fact_base.knowledge.districts.values() if x.name == "Idukki")
    assert quiz.fact_base.makes(idukki, fact(quiz, "Wayanad", "Coffee"))
    assert not quiz.fact_base.own_names.has_one(
        next(x.listing for x in quiz.fact_base.facts if "masoor" in x.listing.families)
    )


def test_a_gi_is_called_by_its_own_name(quiz: QuizMaker) -> None:
    # "Arabica coffee" was shown as a registered name, for Chikmagalur Arabica coffee.
    called = {x.item.id: x for x in quiz.fact_base.gis if x.called_so and x.listing}
    assert len(called) > 40
    for item in called.values():
        assert item.listing is not None
        first = {name.split()[0].lower()[:4] for name in (item.item.name, *item.item.also)}
        words = re.findall(r"[a-z]+", item.listing[1].product.lower())
        assert any(word[:4] in first for word in words), item.item.name


@pytest.mark.parametrize("language", ["hi", "te"])
def test_notes_spell_the_names_of_products_in_one_way(language: str, quiz: QuizMaker) -> None:
    others = {
        "hi": "तामेंगलोंग लाकाडोंग तुलापंजी तारकसी हाफ़ुस मोसंबी नाशिक बनगनपल्ली ईरोड लंबानी अल्लगड्डा पचेड़ी क्रूएल",
        "te": "జర్దోజీ జామ్దానీ సుజిని బొమ్కాయ్ హాఫూస్ సాదేలీ బెరైటీస్ ఆర్థడాక్స్ కిన్హాళ సిరామిక్ కిష్త్వార్ బటానీలు",
    }[language].split()
    texts = [note.note.get(language, "") for note in quiz.fact_base.knowledge.notes.values()]
    texts += [quiz.phrasing(language).product(x.listing) for x in quiz.fact_base.facts]
    assert not [text for text in texts if set(others) & set(re.findall(r"[\w\u0900-\u0d7f\u200c]+", text))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_false_pair_it_is_told_where_its_product_belongs(language: str, quiz: QuizMaker) -> None:
    # "Makhana of Darjeeling" was explained by "Darjeeling: Orange".
    base, phrasing = quiz.fact_base, quiz.phrasing(language)
    seen = 0
    for number, subject in enumerate(base.of_list(NATIONAL)[::12]):
        for make in (pairs.make, statements.make, matched.make):
            question = make(desk(quiz, language, number), subject)
            if question is None:
                continue
            said = question.explanation.partition("\n")[0]
            for product, place in re.findall(r"\d: (.+?) – (.+?\))(?=[;.।,]| and | और |$)", said):
                seen += 1
                homes = {phrasing.place(x.district) for x in base.facts if phrasing.product(x.listing) == product}
                assert place in homes, question
    assert seen > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_is_right_more_is_taught(language: str, questions: list[QuizQuestion], quiz: QuizMaker) -> None:
    mark = quiz.phrasing(language).strings.right_mark
    seen = 0
    for question in questions:
        if question.language == language and question.kind in ("pairs", "statements"):
            seen += 1
            said = question.explanation.partition("\n")[0].replace(mark, "")
            assert re.sub(r"[\d\s:;.,।]+", "", said), question
    assert seen > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_on_a_figure_has_something_more_to_tell(language: str, quiz: QuizMaker, bank: QuizBank) -> None:
    strings = quiz.phrasing(language).strings
    assert set(strings.figures) == set(strings.figures_more)
    for item in bank.statements:
        assert isinstance(item, Stated)
        assert item.why[language] not in (item.right[language], item.wrong[language])


def test_true_or_false_is_no_form_of_an_exam(questions: list[QuizQuestion]) -> None:
    assert "true-false" not in KINDS
    assert {len(question.options) for question in questions} == {4}


def test_a_list_older_than_a_districts_name_is_not_asked_for_it(quiz: QuizMaker) -> None:
    # The list of March 2024 says Ramanagara, which is Bengaluru South since 2025.
    names = {x.district.name for x in quiz.fact_base.of_list("pmfme")}
    assert not names & {"Bengaluru South", "Ahilyanagar", "Sribhumi"}
    assert "Bengaluru South" in {x.district.name for x in quiz.fact_base.of_list(NATIONAL)}


def test_each_district_of_a_code_question_stands_in_some_codes_and_not_in_all(quiz: QuizMaker) -> None:
    seen = idle = 0
    for number, subject in enumerate(quiz.fact_base.facts * 3):
        question = codes.make(desk(quiz, ENGLISH, number), subject)
        if question is not None:
            seen += 1
            named = [sum(str(n) in option for option in question.options) for n in (1, 2, 3, 4)]
            idle += any(count in (0, 4) for count in named)
    assert seen > 60
    assert idle <= 0.1 * seen


@pytest.mark.parametrize("language", ["hi", "te"])
def test_notes_spell_names_as_questions_do(language: str, quiz: QuizMaker) -> None:
    # Palnadu in two spellings within one question.
    knowledge, phrasing = quiz.fact_base.knowledge, quiz.phrasing(language)
    table, pattern = SPELLINGS[language]
    names: dict[str, set[str]] = {}
    told = [phrasing.district(x) for x in knowledge.districts.values()]
    told += [phrasing.product(x.listing) for x in quiz.fact_base.of_list(NATIONAL)]
    for text in told:
        for word in re.findall(pattern, text):
            names.setdefault(word.translate(table), set()).add(word.strip("\u200c"))
    for note in knowledge.notes.values():
        for word in re.findall(pattern, note.note.get(language, "")):
            known = names.get(word.translate(table))
            own = word.strip("\u200c")
            assert known is None or own in known or own in OTHER_WORDS, (note.id, own, known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_word_means_has_no_date(language: str, quiz: QuizMaker) -> None:
    # "As of 7 July 2025" below the meaning of Nagali.
    known = [x for x in quiz.fact_base.bank_facts if x.faq_topic is None]
    assert len(known) > 10
    assert not any(x.as_of for x in known)
    for subject in known:
        question = one.make(desk(quiz, language), subject)
        assert question is not None
        assert "2025" not in question.explanation.partition("\n")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_is_false_one_is_of_the_district_own_state(language: str, quiz: QuizMaker) -> None:
    # Orange for South Goa and mustard oil for North Goa: nobody would believe either. Nor was it told what they have.
    base, phrasing = quiz.fact_base, quiz.phrasing(language)
    states_with = defaultdict(set)
    for fact in base.of_list(NATIONAL):
        states_with[phrasing.product(fact.listing)].add(fact.district.state)
    seen = told = 0
    for number, subject in enumerate(base.of_list(NATIONAL)[::2]):
        question = statements.make(desk(quiz, language, number), subject)
        if question is None or question.right != (3,):
            continue
        seen += 1
        products = re.findall(r"\d: (.+?) – ", question.explanation)
        own = [base.knowledge.districts[code].state for code in question.districts]
        # The explanation tells the best-known home of a product, which may be of another State.
        assert any(state in states_with[name] for name, state in zip(products, own, strict=True)), question
        names = [phrasing.district(base.knowledge.districts[code]) for code in question.districts]
        told += any(f" {name}: " in question.explanation for name in names)
    assert seen > 10
    assert told > 0.7 * seen


def test_a_bracket_repeats_no_word_before_it(quiz: QuizMaker) -> None:
    # "పప్పు ధాన్యాలు (పప్పు)" for "Pulses (Daal)".
    row = next(
        x
        for district in quiz.fact_base.knowledge.districts.values()
        for x in district.listings
        if x.product == "Pulses (Daal)"
    )
    assert quiz.phrasing("te").product(row) == "పప్పు ధాన్యాలు"
