"""Every question is fair, by the audit, whose oracle shares nothing with the makers but the knowledge base."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.quiz.audit import Audit, audit
from odop_bot.quiz.audit.oracle import Verdict
from odop_bot.quiz.audit.reader import Impossible, Reader
from odop_bot.quiz.bank import QuizBank, read_bank
from odop_bot.quiz.facts import Fact, FigureFact
from odop_bot.quiz.likeness import NEAR, UMBRELLAS
from odop_bot.quiz.maker import KINDS, QuizMaker
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.spelling import spelled
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import TOPICS, Topic

COUNT = 8_000
AUDITED, AUDITED_OF_TOPICS = 4_000, 3_000
CRITICAL = 11.345
"""Chi-square at p = 0.01 for four places."""


@pytest.fixture(scope="module")
def bank() -> QuizBank:
    return read_bank(TEMPLATES)


@pytest.fixture(scope="module")
def maker(answerer: Answerer, bank: QuizBank) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES), bank)


@pytest.fixture(scope="module")
def audited(maker: QuizMaker, knowledge: Knowledge, bank: QuizBank) -> Audit:
    return audit(maker, knowledge, bank, AUDITED)


@pytest.fixture(scope="module")
def questions(maker: QuizMaker) -> list[QuizQuestion]:
    """Make the questions over all topics, with and without a state, and all languages."""
    random = Random(7)
    topics = [Topic(name) for name in TOPICS]
    topics += [Topic("mixed", state) for state in maker.fact_base.knowledge.states]
    out = []
    for number in range(COUNT):
        # Half of them from the topic that people choose most.
        topic = topics[number // 2 % len(topics)] if number % 2 else Topic()
        language = maker.languages[number // 4 % len(maker.languages)]
        question = maker.question(random, topic, language, pictures=number % 3 == 0)
        assert question is not None, topic
        out.append(question)
    return out


def test_nothing_is_also_right_wrong_impossible_or_repeated(audited: Audit) -> None:
    assert audited.asked >= AUDITED
    assert audited.faults == {}


def test_nothing_is_also_right_or_wrong_in_any_topic_or_state(
    maker: QuizMaker, knowledge: Knowledge, bank: QuizBank
) -> None:
    topics = [*(Topic(name) for name in TOPICS), *(Topic("mixed", state) for state in knowledge.states)]
    found = audit(maker, knowledge, bank, AUDITED_OF_TOPICS, seed=2, topics=topics)
    # In a state with three districts a round asks of one twice.
    found.faults.pop("repeated in a round", None)
    assert found.faults == {}


def test_no_clue_solves_questions(audited: Audit) -> None:
    for clue, (right, of) in audited.guessed.items():
        assert of > AUDITED / 3
        assert right <= 0.3 * of, (clue, right, of)
    false, of = audited.absolute
    assert 0.3 * of <= false <= 0.7 * of, "words like only and never tell what is false"


def test_what_is_asked_is_what_examiners_ask(audited: Audit) -> None:
    assert audited.best_known >= 0.6 * audited.asked
    assert set(audited.kinds) == set(KINDS)
    others = sum(n for name, n in audited.lists.items() if name not in (NATIONAL, "none"))
    assert others <= 0.25 * audited.asked
    assert "dpiit-2022" not in audited.lists


def _changed(question: QuizQuestion) -> QuizQuestion:
    return replace(question, right=((question.right[0] + 1) % len(question.options),))


def test_the_audit_finds_a_wrong_key_of_every_kind(
    maker: QuizMaker, knowledge: Knowledge, bank: QuizBank, questions: list[QuizQuestion]
) -> None:
    readers = {
        code: Reader(knowledge, maker.phrasing(code).wording, maker.phrasing(code).strings, bank)
        for code in maker.languages
    }
    seen: Counter[str] = Counter()
    for question in questions:
        if seen[question.kind] < 20:
            seen[question.kind] += 1
            verdicts = readers[question.language].verdicts(question)
            assert [i for i, verdict in enumerate(verdicts) if verdict is Verdict.TRUE] == list(question.right)
            assert verdicts[_changed(question).right[0]] is Verdict.FALSE, question
    assert set(seen) == set(KINDS)


def test_the_audit_finds_what_cannot_be(maker: QuizMaker, knowledge: Knowledge, bank: QuizBank) -> None:
    phrasing = maker.phrasing("en")
    reader = Reader(knowledge, phrasing.wording, phrasing.strings, bank)
    question = maker.about("figure.up-launch", Random(1))
    assert question is not None
    sentence = phrasing.sentence_of(next(f for f in maker.fact_base.figures if f.key == "up-launch"), "____")
    future = replace(question, kind="fact", stem=f'Which is so? "{sentence}"', options=("24 January 2031",) * 4)
    with pytest.raises(Impossible):
        reader.verdicts(future)


def test_what_the_bank_says_stands_in_the_knowledge_base(answerer: Answerer, bank: QuizBank) -> None:
    knowledge = answerer.knowledge
    for item in (*bank.ones, *bank.statements, *bank.reasons):
        text = ""
        if item.faq:
            text = answerer.renderer.faq_answer(item.faq, "en")
            assert item.source in (None, *knowledge.faq[item.faq].sources), item.id
        elif item.note:
            text = knowledge.notes[item.note.district, item.note.product].note["en"]
        assert item.proof, item.id
        assert all(proof in text for proof in item.proof), (item.id, item.proof, text)
    every = [*bank.ones, *bank.statements, *bank.reasons]
    assert len({item.id for item in every}) == len(every)
    districts = {code for codes in (*bank.best_known.values(), *bank.coast.values()) for code in codes}
    assert districts <= set(knowledge.districts)
    assert sum(map(len, bank.best_known.values())) == 150
    assert set(bank.families_not_asked) <= set(knowledge.families)
    assert set(bank.not_asked) <= set(knowledge.figures)
    states = {code: state.lgd for code, state in ((s.code, s) for s in knowledge.states.values())}
    for code, codes in (*bank.best_known.items(), *bank.coast.items()):
        assert {knowledge.districts[x].state for x in codes} == {states[code]}, code
    assert sorted(code for region in bank.regions for code in region) == sorted(states)


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_the_bank_speaks_every_language(language: str, bank: QuizBank) -> None:
    for asked in bank.ones:
        assert all(text.get(language) for text in (asked.stem, asked.right, *asked.wrong)), asked.id
    for stated in bank.statements:
        assert all(text.get(language) for text in (stated.right, stated.wrong)), stated.id
    for item in bank.reasons:
        texts = (item.assertion, item.false_assertion, item.reason, item.false_reason)
        assert all(text.get(language) for text in texts), item.id


def test_the_limits_of_telegram_are_kept_and_nothing_is_doubled(questions: list[QuizQuestion]) -> None:
    for question in questions:
        assert 1 <= _units(question.stem) <= 300
        assert all(1 <= _units(option) <= 100 for option in question.options)
        assert len({option.casefold().strip() for option in question.options}) == len(question.options) >= 2
        assert _units(question.explanation) <= 200
        assert question.explanation.count("\n") <= 2
    # The options of assertion and reason are as exams print them.
    plain = [question for question in questions if question.kind != "assertion"]
    assert sum(len(option) > 60 for question in plain for option in question.options) < COUNT / 1000


def test_each_answer_is_explained_with_its_list_and_never_cut(questions: list[QuizQuestion], maker: QuizMaker) -> None:
    knowledge = maker.fact_base.knowledge
    named = cited = listed = 0
    for question in questions:
        wording = maker.phrasing(question.language).wording
        assert question.sources
        assert all(source in knowledge.sources for source in question.sources)
        assert "…" not in question.explanation
        cited += wording.cite(question.sources[0]) in question.explanation
        if question.list:
            item = knowledge.lists[question.list]
            listed += 1
            named += (
                wording.text(item.name) in question.explanation and wording.date(item.as_of) in question.explanation
            )
    assert named > 0.9 * listed
    assert cited > 0.3 * len(questions)


def test_the_place_of_the_right_option_is_uniform(questions: list[QuizQuestion]) -> None:
    assert {len(question.options) for question in questions} == {4}
    places = Counter(question.right[0] for question in questions)
    expected = places.total() / 4
    assert sum((places[i] - expected) ** 2 / expected for i in range(4)) < CRITICAL, places


@pytest.mark.parametrize("extreme", [max, min])
def test_the_longest_or_shortest_option_is_no_hint(
    questions: list[QuizQuestion], extreme: Callable[[list[int]], int]
) -> None:
    beyond: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        lengths = [len(option) for option in question.options]
        best = [i for i, length in enumerate(lengths) if length == extreme(lengths)]
        hit = (question.right[0] in best) / len(best)
        for name in ("all", question.kind):
            beyond[name].append(hit - 1 / len(lengths))
    # What a few questions show by chance is no hint.
    hints = {name: fmean(parts) for name, parts in beyond.items() if fmean(parts) > 0.05 + 1.2 / len(parts) ** 0.5}
    assert hints == {}


def test_nearly_every_district_and_every_figure_is_asked_about(maker: QuizMaker, bank: QuizBank) -> None:
    """A district whose only products no examiner asks for is left out."""
    knowledge, random = maker.fact_base.knowledge, Random(3)
    wanted = {d.lgd for d in knowledge.districts.values() if knowledge.listings(d, NATIONAL)}
    asked: set[int] = set()
    for subject in maker.fact_base.subjects.values():
        question = maker.about(subject.id, random) if isinstance(subject, Fact) else None
        if question is not None:
            asked.update(question.districts)
    assert len(wanted - asked) < 0.05 * len(wanted)
    named = {key for entry in knowledge.faq.values() for key in re.findall(r"figure\('([^']+)'\)", entry.answer["en"])}
    standing = maker.fact_base.standing
    sure = {key for key in named if standing.of_figure(key, knowledge.figures[key])}
    assert {figure.key for figure in maker.fact_base.figures} == sure - set(bank.not_asked)


def test_bare_words_contacts_and_superseded_lists_are_not_asked(maker: QuizMaker) -> None:
    lists = maker.fact_base.knowledge.lists
    for subject in maker.fact_base.subjects.values():
        if isinstance(subject, Fact):
            assert set(subject.listing.families) - set(UMBRELLAS), subject.listing
            assert lists[subject.listing.list].superseded_by is None
        if isinstance(subject, FigureFact):
            assert not re.search(r"\d{4}-\d{3,4}-|@|\.gov\.in", subject.figure.value), subject.key


def test_what_comes_from_the_sea_is_asked_of_no_district(questions: list[QuizQuestion], maker: QuizMaker) -> None:
    # Every coast has it, and of one coast among three inland it is told.
    for question in questions:
        fact = maker.fact_base.subjects[question.subject]
        if isinstance(fact, Fact) and question.kind in ("product-district", "district-product", "match", "codes"):
            assert not maker.fact_base.goods.is_of_the_sea(fact.listing), question


def test_all_that_can_be_asked_is_asked_in_every_language(maker: QuizMaker) -> None:
    for language in maker.languages:
        asked = {
            q.subject.removeprefix("figure.")
            for f in maker.fact_base.figures
            if (q := maker.about(f.id, Random(1), language))
        }
        assert len(asked) >= 0.8 * len(maker.fact_base.figures)
        if language != "en":
            assert {f.key for f in maker.fact_base.figures} <= set(maker.phrasing(language).strings.figures)


def test_the_families_that_are_kept_apart_exist(maker: QuizMaker) -> None:
    assert set(UMBRELLAS).union(*NEAR) <= set(maker.fact_base.knowledge.families)


def test_a_seed_repeats_a_round(maker: QuizMaker) -> None:
    one, two = ([maker.question(random, Topic()) for _ in range(30)] for random in (Random(5), Random(5)))
    assert one == two


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("wording", "printed"),
    [
        ("Teracotta", "Terracotta"),
        ("Nuts - Groundnut", "Groundnut"),
        ("Millets based products", "Millet products"),
        ("Citrus Fruits based Products", "Citrus Fruit products"),
        ("Rice Based Products (Poha, Murmura etc.)", "Rice products"),
        ("Lime/ Lemon based Products", "Lime and lemon products"),
        ("Kondapalli Toys", "Kondapalli Toys"),
    ],
)
def test_a_wording_of_an_office_is_printed_as_an_examiner_would(wording: str, printed: str, bank: QuizBank) -> None:
    assert spelled(wording, bank.spelled) == printed


def test_no_question_prints_what_reads_like_an_office(questions: list[QuizQuestion]) -> None:
    slips = re.compile(r"\betc\b|\beg\.|[a-z]- [A-Z]| , |based [Pp]roduct|Teracotta|Narspur|Severa|\bFMCG\b")
    for question in questions:
        if question.language == "en":
            assert not slips.search(" ".join([question.stem, *question.options])), question


def test_a_question_shows_no_product_twice(questions: list[QuizQuestion]) -> None:
    for question in questions:
        products = []
        if question.kind == "matched":
            products = [text.partition(" – ")[2] for text in question.options]
        elif question.kind == "pairs":
            products = [line.partition(" – ")[2] for line in question.stem.split("\n") if " – " in line]
        assert len(set(products)) == len(products), question


def test_a_pair_names_its_state_only_where_the_pairs_are_of_several(
    maker: QuizMaker, questions: list[QuizQuestion]
) -> None:
    districts = maker.fact_base.knowledge.districts
    seen = set()
    for question in questions:
        if question.kind == "matched" and question.language == "en":
            states = {districts[code].state for code in question.shown}
            names = [maker.fact_base.knowledge.states[code].name for code in states]
            several = len(states) > 1
            seen.add(several)
            assert all(any(f"({name})" in text for name in names) == several for text in question.options), question
    assert True in seen


def test_wrong_products_come_from_the_state_or_beside_it(maker: QuizMaker, questions: list[QuizQuestion]) -> None:
    fact_base = maker.fact_base
    for question in questions:
        if question.kind not in ("district-product", "map") or question.language != "en":
            continue
        state = fact_base.knowledge.districts[question.districts[0]].state
        region = {state, *fact_base.beside[state]}
        near = {
            spelled(fact.listing.product, fact_base.bank.spelled)
            for fact in fact_base.facts
            if fact.district.state in region
        }
        assert set(question.options) <= near, question


def test_a_map_marks_the_district_that_is_asked_and_only_where_pictures_are_shown(maker: QuizMaker) -> None:
    random, seen = Random(3), 0
    for number in range(400):
        question = maker.question(random, Topic(), pictures=number % 2 == 0)
        assert question is not None
        if question.marked is not None:
            seen += 1
            assert number % 2 == 0
            assert question.districts == (question.marked,)
            assert question.marked in maker.fact_base.knowledge.borders.of_district
            assert maker.fact_base.knowledge.districts[question.marked].name not in question.stem
    assert seen
