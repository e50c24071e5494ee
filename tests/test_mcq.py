"""Pasted multiple-choice questions: their forms, what is checked of them, and that no key is ever wrong."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import Knowledge
from odop_bot.solving.codes import CodeReader, pairs_in
from odop_bot.solving.details import DetailReader
from odop_bot.solving.numbers import NumberReader
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.writing import StateSpeller
from odop_bot.understanding.pasted import pasted_text, read_pasted
from tests.mcq_oracle import Oracle
from tools.judging import Verdict, Wanted, judge
from tools.rows import QUESTIONS

MCQS = QUESTIONS.parent / "mcqs.csv"
LISTS = ("dpiit", "pmfme", "up")
QUESTIONS_OF_A_LIST = 130
FORMS = {
    "(a) Agra (b) Etah (c) Banda": "abc",
    "(A) Agra (B) Etah (C) Banda": "abc",
    "A) Agra B) Etah C) Banda": "abc",
    "a. Agra b. Etah c. Banda": "abc",
    "A. Agra B. Etah C. Banda": "abc",
    "1. Agra 2. Etah 3. Banda": "123",
    "1) Agra 2) Etah 3) Banda": "123",
    "(1) Agra, (2) Etah, (3) Banda": "123",
    "[1] Agra [2] Etah [3] Banda": "123",
    "1 Agra 2 Etah 3 Banda": "123",
    "A Agra B Etah C Banda": "abc",
    "A: Agra B: Etah C: Banda": "abc",
    "Option A: Agra Option B: Etah Option C: Banda": "abc",
    "(a) Agra / (b) Etah / (c) Banda": "abc",
    "\n(a) Agra\n(b) Etah\n(c) Banda": "abc",
    "\nA. Agra\nB. Etah\nC. Banda": "abc",
    "(i) Agra (ii) Etah (iii) Banda": "i ii iii",
    "क) Agra ख) Etah ग) Banda": "कखग",
    "(अ) Agra (ब) Etah (स) Banda": "अबस",
    "(१) Agra (२) Etah (३) Banda": "123",
    "అ) Agra ఆ) Etah ఇ) Banda": "అఆఇ",
    "- Agra (A), Etah (B), Banda (C)": "abc",
    "\n• Agra\n• Etah\n• Banda": "abc",
    "Agra / Etah / Banda": "abc",
    "\nAgra\nEtah\nBanda": "abc",
}
NO_QUESTIONS = (
    "tell me (1) Almora product (2) full form of PMFME",
    "1. What is the ODOP of Agra? 2. What is PMFME? 3. Who can apply?",
    "odop of agra",
    "Dr. B.R. Ambedkar Konaseema product",
    "What are the products of Agra, Etah and Banda?",
    "PMFME subsidy is 35 per cent (up to Rs 10 lakh)",
)


@pytest.mark.parametrize("options", FORMS)
def test_every_form_of_options_is_read(options: str) -> None:
    question = read_pasted(f"Which district's ODOP is hing? {options}")
    assert question is not None
    labels = FORMS[options].split() if " " in FORMS[options] else list(FORMS[options])
    assert [(item.label, item.text) for item in question.options] == list(
        zip(labels, ("Agra", "Etah", "Banda"), strict=True)
    )
    assert question.stem.startswith("Which district's ODOP is hing")


@pytest.mark.parametrize("text", NO_QUESTIONS)
def test_what_only_has_numbers_or_brackets_is_no_such_question(text: str) -> None:
    assert read_pasted(text) is None


def test_statements_and_lists_are_told_from_options() -> None:
    question = read_pasted(
        "Consider: 1. Agra makes shoes. 2. Etah makes bells. Which is correct? "
        "(a) 1 only (b) 2 only (c) Both (a) and (b) (d) None"
    )
    assert question is not None
    assert [item.text for item in question.lists[0]] == ["Agra makes shoes", "Etah makes bells"]
    assert [item.text for item in question.options] == ["1 only", "2 only", "Both (a) and (b)", "None"]
    assert question.stem.endswith("Which is correct?")
    match = read_pasted("Match A. Hing B. Locks with 1. Aligarh 2. Hathras (i) A-2, B-1 (ii) A-1, B-2")
    assert match is not None
    assert [[item.label for item in items] for items in match.lists] == [["a", "b"], ["1", "2"]]
    assert pairs_in(match.options[0].text, "ab", "12") == {0: 1, 1: 0}


COLUMNS = {
    "A. Agra 1. Hing B. Etah 2. Shoes C. Banda 3. Bells Codes: A B C (a) 2 3 1 (b) 1 2 3": ("abc", "123"),
    "A. Agra    1. Hing\nB. Etah    2. Shoes\nC. Banda   3. Bells\nCodes:\n   A B C\n(a) 2 3 1\n(b) 1 2 3": (
        "abc",
        "123",
    ),
    "1. Agra   A. Hing\n2. Etah   B. Shoes\n3. Banda   C. Bells\n(a) B C A\n(b) A B C": ("123", "abc"),
    "A. Agra - (i) Hing\nB. Etah - (ii) Shoes\nC. Banda - (iii) Bells\n(a) ii iii i\n(b) i ii iii": ("abc", "i ii iii"),
    "(क) Agra (1) Hing\n(ख) Etah (2) Shoes\n(ग) Banda (3) Bells\nकूट: (क) (ख) (ग)\nA. 2 3 1\nB. 1 2 3": ("कखग", "123"),
}


@pytest.mark.parametrize("rows", COLUMNS)
def test_two_lists_beside_each_other_are_two(rows: str) -> None:
    question = read_pasted(f"Match the following\n{rows}")
    assert question is not None
    labels = [x.split() if " " in x else list(x) for x in COLUMNS[rows]]
    assert [[item.label for item in items] for items in question.lists] == labels
    assert [[item.text for item in items] for items in question.lists] == [
        ["Agra", "Etah", "Banda"],
        ["Hing", "Shoes", "Bells"],
    ]
    assert pairs_in(question.options[0].text, *labels) == {0: 1, 1: 2, 2: 0}


def test_the_exam_in_which_it_was_asked_is_no_part_of_a_question() -> None:
    question = read_pasted("Hing is of [SSC CHSL 2024] (a) Agra (b) Etah (c) Hathras [UPPSC 2021]")
    assert question is not None
    assert question.stem == "Hing is of"
    assert question.options[-1].text == "Hathras"


def test_a_poll_becomes_a_text_that_is_read_back() -> None:
    options = [f"option {n} of - many" for n in range(12)]
    question = read_pasted(pasted_text("What is it?\n1. this", options))
    assert question is not None
    assert [item.text for item in question.options] == options


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 and 2 only", {0, 1}),
        ("केवल 1 और 3", {0, 2}),
        ("1, 2 and 3", {0, 1, 2}),
        ("All of the above", {0, 1, 2}),
        ("Neither 1 nor 2", set()),
        ("None of these", set()),
        ("उपर्युक्त सभी", {0, 1, 2}),
        ("1 మాత్రమే", {0}),
        ("Statement II alone is right", {1}),
        ("Agra", None),
    ],
)
def test_codes_are_read(text: str, said: set[int] | None, knowledge: Knowledge) -> None:
    assert CodeReader(PhraseReader(knowledge)).statements(text, ["1", "2", "3"]) == said


def test_a_no_that_belongs_to_something_else_makes_no_negative_question(knowledge: Knowledge) -> None:
    phrases = PhraseReader(knowledge)
    assert phrases.is_negative("मखाना किस जिले का उत्पाद नहीं है?")
    assert phrases.is_negative("Which is NOT correctly matched?")
    assert not phrases.is_negative("लिट्टी नहीं, तिलकुट के लिए कौन सा जिला जाना जाता है")


def test_numbers_are_the_same_in_every_spelling(knowledge: Knowledge) -> None:
    read = NumberReader(knowledge.words).read
    spellings = ("Rs 2.5 lakh", "2,50,000", "ढाई नहीं, 2.5 लाख", "2.5 లక్షలు")
    assert {n.value for text in spellings for n in read(text)} == {250000}
    assert [n.share for n in read("35% or 35 per cent or 35 प्रतिशत or 35 crore")] == [True, True, True, False]
    assert [n.value for n in read("ten years, दस साल, పది")] == [10, 10, 10]
    assert [n.day for n in read("12 February 2026")] == [True, False]
    assert [n.year for n in read("in 2021, Rs 2021, 2,021")] == [True, False, False]


@pytest.mark.parametrize("list_id", LISTS)
def test_no_key_is_wrong(list_id: str, answerer: Answerer) -> None:
    """Against questions whose keys plain reading of the rows gives: unknown is allowed, wrong is not."""
    counts: Counter[str] = Counter()
    wrong = []
    for made in Oracle(answerer.knowledge, list_id, seed=2026).questions(QUESTIONS_OF_A_LIST):
        reply = answerer.answer(Question(text=made.text))
        assert reply.answer is not None, made
        assert len(answerer.renderer.text(reply)) < 1500, made
        picked = frozenset(reply.answer.options)
        counts["unknown" if reply.kind == "unknown" else "right" if picked == made.right else "wrong"] += 1
        if picked != made.right and reply.kind != "unknown":
            wrong.append((made, reply.answer))
    assert wrong == []
    assert counts["right"] >= 0.9 * counts.total(), counts


def test_rows_of_the_development_sets_are_answered(answerer: Answerer) -> None:
    """The questions that people pasted: how many are right, and how many wrong."""
    counts: Counter[Verdict] = Counter()
    for path in sorted(QUESTIONS.glob("questions*.csv")):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)):
            if row["kind"] == "mcq":
                reply = answerer.answer(Question(text=row["text"]))
                counts[judge(Wanted.of_row(row), reply, answerer.renderer.text(reply))] += 1
    assert counts.total() > 250
    assert counts[Verdict.RIGHT] >= 0.9 * counts.total(), counts
    assert counts[Verdict.WRONG] <= 0.015 * counts.total(), counts


@pytest.mark.parametrize(
    "text",
    [
        "Silk is obtained from (a) silkworm (b) cotton (c) jute (d) wool",
        "Who is the Prime Minister of India? A. Narendra Modi B. Rahul Gandhi C. Amit Shah D. Rajnath Singh",
        "Mango is the national fruit of (a) India (b) Nepal (c) China (d) Peru",
        "ताजमहल किसने बनवाया? (क) अकबर (ख) शाहजहाँ (ग) हुमायूँ (घ) बाबर",
        "भारत में सबसे लंबी नदी कौन सी है (a) गंगा (b) यमुना (c) गोदावरी",
    ],
)
def test_questions_of_another_subject_are_unknown(text: str, answerer: Answerer) -> None:
    reply = answerer.answer(Question(text=text))
    assert reply.kind == "unknown"
    assert reply.answer is None or reply.answer.options == ()


def test_what_is_not_known_is_said_with_what_is(answerer: Answerer) -> None:
    reply = answerer.answer(Question(text="ODOP of Agra is led by (a) Mr Sharma (b) Mr Verma (c) Mr Gupta"))
    assert reply.kind == "unknown"
    assert reply.answer is not None
    assert reply.answer.options == ()
    assert answerer.renderer.text(reply).startswith("I cannot check this")


def test_a_superseded_edition_is_named_as_such(answerer: Answerer, knowledge: Knowledge) -> None:
    text = "On the January 2022 list banana was the product of (a) Kaushambi (b) Agra (c) Meerut"
    reply = answerer.answer(Question(text=text))
    assert reply.answer is not None
    assert knowledge.lists["dpiit-2022"].source in reply.sources
    assert "an older edition" in answerer.renderer.text(reply)


def test_kinds_that_examiners_print_are_solved(answerer: Answerer) -> None:
    """GIs of the Registry, codes, pairs, how many, two right, none right; in three languages."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in csv.DictReader(MCQS.read_text(encoding="utf-8").splitlines(keepends=True)):
        reply = answerer.answer(Question(text=row["text"].replace("\\n", "\n")))
        picked = set(reply.answer.options) if reply.answer else set()
        right = set(row["right"].split()) - {"-"}
        said = reply.kind == "mcq" and picked == right
        outcomes[row["form"]]["right" if said else "wrong" if picked else "unknown"] += 1
        assert len(answerer.renderer.text(reply)) < 1500, row
    # Forms of which there are few are counted together; none and two right are told apart from the others.
    odd = outcomes["none"] + outcomes["two"]
    plain = sum((counts for form, counts in outcomes.items() if form not in ("none", "two")), Counter[str]())
    assert plain["right"] >= 0.88 * plain.total(), plain
    assert plain["wrong"] <= 0.01 * plain.total(), plain
    assert odd["right"] >= 0.85 * odd.total(), odd
    assert odd["wrong"] <= 0.04 * odd.total(), odd


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (
            "Which GI is joint, of two States? (a) Phulkari (b) Silao Khaja (c) Lucknow Chikan Craft",
            ("a",),
            "Phulkari: Punjab, Haryana, Rajasthan",
        ),
        (
            "'Kannauj Perfume' has a GI under which class of goods? (a) Agricultural (b) Manufactured (c) Natural",
            ("b",),
            "manufactured",
        ),
        ("The GI 'Chak-Hao' is of (a) Kerala (b) Goa (c) Assam", (), "Manipur"),
        ("'मूगा सिल्क' जीआई टैग किस राज्य का है? (a) केरल (b) असम (c) बिहार", ("b",), "असम"),
    ],
)
def test_the_registry_is_asked_beside_the_lists(
    text: str, options: tuple[str, ...], said: str, answerer: Answerer
) -> None:
    reply = answerer.answer(Question(text=text))
    assert reply.kind == "mcq"
    assert reply.answer is not None
    assert reply.answer.options == options
    assert said in answerer.renderer.text(reply)
    assert "gi-registry-2025" in reply.sources


def test_one_crop_is_not_another(answerer: Answerer) -> None:
    """Saffron and chilli are both spices: that a district has the one says that it has not the other."""
    reply = answerer.answer(Question(text="Is it so (national ODOP list)? Guntur – Saffron (a) True (b) False"))
    assert reply.answer is not None
    assert reply.answer.options == ("b",)


DETAILS = {
    "approved by the Cabinet on 16 August 2023": [("date", (2023, 8, 16))],
    "2023 సెప్టెంబర్ 17న": [("date", (2023, 9, 17))],
    "for 2023-24 to 2027-28, Rs 13,000 crore": [("money", 13e10)],
    "Rs 5 to 10 lakh": [("money", 1e6)],
    "25 परम्परागत व्यवसाय": [("count trade", 25)],
    "29 malls in 27 States": [("count mall", 29), ("count state", 27)],
    "Ministry of Micro, Small and Medium Enterprises": [("ministry", "msme")],
    "ఆహార శుద్ధి పరిశ్రమల శాఖ": [("ministry", "food")],
    "textiles and food": [],
}


@pytest.mark.parametrize("text", DETAILS)
def test_details_are_read(text: str, knowledge: Knowledge) -> None:
    found = DetailReader(knowledge, NumberReader(knowledge.words)).read(text).found
    assert [(detail.kind, detail.value) for detail in found] == DETAILS[text]


def test_short_names_of_states_are_written_out(knowledge: Knowledge) -> None:
    write = StateSpeller(knowledge).written_out
    assert write("प्रतापगढ़ (उ.प्र.)") == "प्रतापगढ़ (Uttar Pradesh)"
    assert write("Dhar (M.P.), B.R.") == "Dhar (Madhya Pradesh), B.R."
    assert write("A.P.J. Kalam, U.P.SC") == "A.P.J. Kalam, U.P.SC"


KINDS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "what happened on a day": (
        "PM Vishwakarma was launched on (a) 16 August 2023 (b) 17 September 2023 (c) 1 February 2023",
        ("b",),
        "17 September 2023",
    ),
    "a day that no option has": (
        "पीएम विश्वकर्मा का शुभारंभ कब हुआ? (a) 15 अगस्त 2022 (b) 24 जनवरी 2018 (c) 29 जून 2020",
        (),
        "17 सितंबर 2023",
    ),
    "an amount that no option has": (
        "ముద్రా లోన్ 'శిశు' పరిమితి ఎంత? (a) రూ. 25,000 (b) రూ. 5 లక్షలు (c) రూ. 10 లక్షలు",
        (),
        "50,000",
    ),
    "the unit stands in the stem": (
        "PM Vishwakarma has a total outlay of Rs ____ crore. (a) 10,000 (b) 13,000 (c) 15,000",
        ("b",),
        "13,000 crore",
    ),
    "another count and another ministry": (
        "PM Vishwakarma: 1. It covers 21 trades. 2. It is of the Ministry of Textiles. 3. Its loans carry 5% interest. "
        "Correct: (a) 1 and 2 (b) 2 and 3 (c) 3 only (d) all",
        ("c",),
        "18 traditional trades",
    ),
    "who was the first": (
        "1. ODOP was first launched by Gujarat. 2. At national level DPIIT leads ODOP. "
        "Correct: (a) 1 only (b) 2 only (c) both (d) neither",
        ("b",),
        "UP was the first state",
    ),
    "two counts together": (
        "How many PM Ekta Malls were approved, in how many States? (a) 27 malls in 29 States (b) 29 malls in 27 States",
        ("b",),
        "29 PM Ekta Malls",
    ),
    "no code has the pairs": (
        "Match A. Hathras 1. Locks B. Aligarh 2. Hing C. Bhadohi 3. Carpet "
        "(a) A-1 B-2 C-3 (b) A-3 B-1 C-2 (c) A-1 B-3 C-2",
        (),
        "A–2 Hathras",
    ),
    "pairs in a line": (
        "How many are rightly matched? Banka - Katarni rice, Nalanda - Silao Khaja, Etah - Locks (a) 1 (b) 2 (c) 3",
        ("b",),
        "Katarni",
    ),
    "the class of several GIs": (
        "Which of these Bihar GIs is of the class 'agricultural'? (1) Silao Khaja (2) Magahi Paan (3) Manjusha Art",
        ("2",),
        "Magahi Paan",
    ),
    "two GIs of another State": (
        "కింది వాటిలో తెలంగాణ GI కానిది ఏది? (1) పోచంపల్లి ఇక్కత్ (2) ఉప్పాడ జమ్దానీ (3) చేర్యాల పెయింటింగ్స్ (4) కొండపల్లి బొమ్మలు",
        ("2", "4"),
        "Uppada",
    ),
    "the words in which options differ": (
        "What is the ODOP of Chitrakoot? (a) Soft toys (b) Wooden toys (c) Clay toys",
        ("b",),
        "Wooden Toys",
    ),
    "either of two products": (
        "Which is NOT a carpet / dari district? (a) Bhadohi (b) Mirzapur (c) Sitapur (d) Hathras",
        ("d",),
        "Hing",
    ),
    "a list that is not meant": (
        "As per the PMFME list - NOT the DPIIT list - the product of Agra is (a) Leather (b) Petha (c) Dalmoth",
        ("b",),
        "Petha",
    ),
    "an option on another list": (
        "ODOP product of Balaghat is (a) Chinnor rice (b) Kodo-Kutki (c) Mahua (d) Bamboo",
        ("a", "b"),
        "Food ministry's PMFME list",
    ),
    "whole statements": (
        "Which is NOT correct about PM Vishwakarma? (a) It gives loans at 5 per cent interest without collateral "
        "(b) It covers 25 trades of artisans (c) It is a scheme of the Ministry of Textiles",
        ("b", "c"),
        "",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_questions_are_solved_by_what_is_said(kind: str, answerer: Answerer) -> None:
    text, options, said = KINDS[kind]
    reply = answerer.answer(Question(text=text))
    assert reply.kind == "mcq"
    assert reply.answer is not None
    assert reply.answer.options == options
    assert said in answerer.renderer.text(reply)


@pytest.mark.parametrize(
    "text",
    [
        "ODOP (राष्ट्रीय) के बारे में कौन सा कथन सही है? (a) इसमें एक जिले का केवल एक ही उत्पाद हो सकता है "
        "(b) हर ODOP उत्पाद को GI टैग मिला होता है",
        "A: ODOP and PMFME have the same product for every district. R: PMFME list has only food products. "
        "(a) A and R true, R explains A (b) Both true, R does not explain A (c) A true R false (d) A false R true",
    ],
)
def test_only_and_every_are_not_told_by_likeness(text: str, answerer: Answerer) -> None:
    assert answerer.answer(Question(text=text)).answer.options == ()  # type: ignore[union-attr] # it is a question


def test_a_movement_of_one_country_is_not_of_another(answerer: Answerer) -> None:
    text = "True or false: the One Village One Product movement began in Thailand. (a) True (b) False"
    reply = answerer.answer(Question(text=text))
    assert reply.answer is not None
    assert reply.answer.options == ("b",)
