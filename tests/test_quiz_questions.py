"""Every question is fair, by an oracle that shares nothing with the makers but the knowledge base."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from random import Random
from statistics import fmean

import pytest

from odop_bot.answering import Answerer
from odop_bot.answering.wording import Wording
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import NATIONAL, District, Knowledge, Listing
from odop_bot.quiz.ground import NEAR, UMBRELLAS, Fact, FigureFact
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import TOPICS, Topic

COUNT = 20_000
CRITICAL = {2: 6.635, 4: 11.345}
"""Chi-square at p = 0.01 for two and for four places."""
_QUOTED = re.compile(r'"([^"]+)"')
_NUMBERED = re.compile(r"^\d\. (.+)$", re.MULTILINE)
_GENERAL = {"based", "product", "processing", "processed", "other", "item", "making", "material", "unit", "industry",
            "sector", "production", "with", "from", "good", "work", "related", "allied", "various", "made",
            "works", "goods", "materials"}  # fmt: skip


class Oracle:
    """Knows what is true, slowly: every listing is looked at anew."""

    def __init__(self, knowledge: Knowledge, wording: Wording) -> None:
        self.knowledge = knowledge
        self.wording = wording
        self.rows = [(d, x) for d in knowledge.districts.values() for x in d.listings]
        self.named: dict[tuple[str, str], list[Listing]] = {}
        for _, x in self.rows:
            self.named.setdefault((x.list, self.shown(x)), []).append(x)

    def shown(self, listing: Listing) -> str:
        """Return a product as a question shows it."""
        if self.wording.language == "en":
            return listing.product
        return self.knowledge.product_name(listing, self.wording.language) or listing.product

    def broad(self, families: tuple[str, ...]) -> set[str]:
        """Return families with all that they are part of."""
        out = set(families)
        for family in families:
            out |= self.broad(self.knowledge.families[family].part_of)
        return out

    def related(self, one: Listing, other: Listing) -> bool:
        """Whether two products may be taken for the same: by a family, however broad, or a word."""
        return bool(self.broad(one.families) & self.broad(other.families)) or bool(_words(one) & _words(other))

    def is_listed(self, code: int, list_id: str, product: str) -> bool:
        """Whether a list names a product for a district, beyond doubt."""
        return any(
            x.list == list_id and self.shown(x) == product and not x.doubt and not x.reading
            for x in self.knowledge.districts[code].listings
        )  # fmt: skip

    def may_be_right(self, code: int, list_id: str, product: str, on: str | None = None) -> bool:
        """Whether a district makes a product or anything like it, by any list, or by the list `on`."""
        rows = [x for x in self.knowledge.districts[code].listings if on in (None, x.list)]
        return any(self.related(x, y) for x in rows for y in self.named.get((list_id, product), ()))

    def true(self, code: int, list_id: str, product: str) -> bool:
        """Whether a claim is true; it must not be in between."""
        listed, possible = self.is_listed(code, list_id, product), self.may_be_right(code, list_id, product)
        assert listed or not possible, (code, list_id, product)
        return listed

    def lists(self, option: str) -> str:
        """Return the id of the list that an option means."""
        found = [
            key for key, item in self.knowledge.lists.items()
            if option == f"{self.wording.text(item.name)} ({item.as_of[:4]})"
        ]  # fmt: skip
        assert len(found) == 1, option
        return found[0]

    def district(self, text: str) -> District:
        """Return the district that stands at the start of a text with its state."""
        found = [
            d for d in self.knowledge.districts.values()
            if text.startswith(f"{self.wording.place(d)} ({self.wording.place(self.knowledge.state_of(d))})")
        ]  # fmt: skip
        assert len({d.lgd for d in found}) == 1, text
        return found[0]

    def figure_claim(self, text: str, whats: dict[str, str]) -> bool:
        """Whether a statement about a figure is true."""
        keys = [key for key, what in whats.items() if what.casefold() in text.casefold()]
        key = max(keys, key=lambda key: len(whats[key]))
        value = text.rpartition(": ")[2].rstrip(".।")
        figure = self.knowledge.figures[key]
        right = self.wording.figure(key)
        assert value == right or value not in {item.value for item in figure.was}, text
        return value == right


@cache
def _singular(word: str) -> str:
    return re.sub("ies$", "y", word).removesuffix("s")


def _words(listing: Listing) -> set[str]:
    words = re.findall(r"[a-z]{4,}", f"{listing.product} {listing.reading or ''}".lower())
    return {_singular(word) for word in words} - _GENERAL


def _listing_claim(oracle: Oracle, question: QuizQuestion, text: str, code: int) -> bool:
    (product,) = _QUOTED.findall(text)
    assert oracle.wording.place(oracle.knowledge.districts[code]) in text
    return oracle.true(code, question.list or "", product)


def _right(oracle: Oracle, question: QuizQuestion, whats: dict[str, str]) -> list[int]:
    """Return which options are right, found out anew."""
    codes, list_id = question.districts, question.list or ""
    indexes = range(len(question.options))
    if question.kind == "district-product":
        return [i for i in indexes if oracle.true(codes[0], list_id, question.options[i])]
    if question.kind == "product-district":
        (product,) = _QUOTED.findall(question.stem)
        return [i for i in indexes if oracle.true(question.option_districts[i] or 0, list_id, product)]
    if question.kind == "which-list":
        (product,) = _QUOTED.findall(question.stem)
        lists = [oracle.lists(option) for option in question.options]
        return [
            i for i in indexes
            if oracle.is_listed(codes[0], lists[i], product)
            or oracle.may_be_right(codes[0], list_id, product, lists[i])
        ]  # fmt: skip
    if question.kind == "odd-one":
        return _odd(oracle, question)
    if question.kind == "pairs":
        truths = []
        for text in _NUMBERED.findall(question.stem):
            place, _, product = text.partition(" – ")
            truths.append(oracle.true(oracle.district(place).lgd, list_id, product))
        assert len(truths) == 3
        return [(sum(truths) - 1) % 4]
    if question.kind in ("statements", "true-false"):
        texts = _NUMBERED.findall(question.stem) if question.kind == "statements" else [question.stem]
        truths = [
            _listing_claim(oracle, question, text, codes[i]) if question.list else oracle.figure_claim(text, whats)
            for i, text in enumerate(texts)
        ]  # fmt: skip
        if question.kind == "true-false":
            return [0 if truths[0] else 1]
        return [{(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[truths[0], truths[1]]]
    assert question.kind == "fact"
    return [i for i in indexes if oracle.figure_claim(f"{question.stem} {question.options[i]}", whats)]


def _odd(oracle: Oracle, question: QuizQuestion) -> list[int]:
    knowledge = oracle.knowledge
    (name,) = _QUOTED.findall(question.stem)
    members = [
        {
            family for x in knowledge.districts[code or 0].listings if x.list == question.list and not x.doubt
            for family in x.families
        }
        for code in question.option_districts
    ]  # fmt: skip
    everything = [
        {family for x in knowledge.districts[code or 0].listings for family in oracle.broad(x.families)}
        for code in question.option_districts
    ]
    out = []
    for i in range(4):
        shared = set.intersection(*(members[j] for j in range(4) if j != i))
        named = {f for f in shared if oracle.wording.text(knowledge.families[f].name) == name}
        if named and not any(oracle.broad((family,)) & everything[i] for family in named):
            out.append(i)
    return out


@pytest.fixture(scope="module")
def maker(answerer: Answerer) -> QuizMaker:
    return QuizMaker(answerer.knowledge, answerer.renderer, read_quiz_strings(TEMPLATES))


@pytest.fixture(scope="module")
def questions(maker: QuizMaker) -> list[QuizQuestion]:
    """Make the questions over all topics, with and without a state, and all languages."""
    random = Random(7)
    topics = [Topic(name) for name in TOPICS]
    topics += [Topic("mixed", state) for state in maker.ground.knowledge.states]
    out = []
    for number in range(COUNT):
        # Half of them from the topic that people choose most.
        topic = topics[number // 2 % len(topics)] if number % 2 else Topic()
        language = maker.languages[number // 4 % len(maker.languages)]
        question = maker.question(random, topic, language)
        assert question is not None, topic
        out.append(question)
    return out


def test_no_option_is_also_right_by_any_list_or_family(questions: list[QuizQuestion], maker: QuizMaker) -> None:
    oracles = {code: Oracle(maker.ground.knowledge, maker.voice(code).wording) for code in maker.languages}
    whats = {code: {f.key: maker.voice(code).what(f) for f in maker.ground.figures} for code in maker.languages}
    for question in questions:
        assert _right(oracles[question.language], question, whats[question.language]) == list(question.right), question


def test_the_limits_of_telegram_are_kept_and_nothing_is_doubled(questions: list[QuizQuestion]) -> None:
    for question in questions:
        assert 1 <= _units(question.stem) <= 300
        assert all(1 <= _units(option) <= 100 for option in question.options)
        assert len({option.casefold().strip() for option in question.options}) == len(question.options) >= 2
        assert _units(question.explanation) <= 200
        assert question.explanation.count("\n") <= 2
    assert sum(len(option) > 60 for question in questions for option in question.options) < COUNT / 1000


def test_each_answer_is_explained_with_its_source(questions: list[QuizQuestion], maker: QuizMaker) -> None:
    knowledge = maker.ground.knowledge
    for question in questions:
        wording = maker.voice(question.language).wording
        assert question.sources
        assert all(source in knowledge.sources for source in question.sources)
        assert wording.cite(question.sources[0])[:25] in question.explanation, question
        if question.list:
            item = knowledge.lists[question.list]
            assert wording.text(item.name) in question.explanation
            assert wording.date(item.as_of) in question.explanation


def test_the_place_of_the_right_option_is_uniform(questions: list[QuizQuestion]) -> None:
    for size, critical in CRITICAL.items():
        places = Counter(question.right[0] for question in questions if len(question.options) == size)
        expected = places.total() / size
        assert sum((places[i] - expected) ** 2 / expected for i in range(size)) < critical, places


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
    assert {name: fmean(parts) for name, parts in beyond.items() if fmean(parts) > 0.05} == {}


def test_every_district_of_the_national_list_and_every_figure_is_asked_about(maker: QuizMaker) -> None:
    knowledge, random = maker.ground.knowledge, Random(3)
    wanted = {d.lgd for d in knowledge.districts.values() if knowledge.listings(d, NATIONAL)}
    asked: set[int] = set()
    figures: set[str] = set()
    for subject in maker.ground.subjects.values():
        question = maker.about(subject.id, random)
        if question is not None and isinstance(subject, Fact):
            asked.update(question.districts)
        elif question is not None and isinstance(subject, FigureFact):
            figures.add(subject.key)
    assert wanted - asked == set()
    named = {key for entry in knowledge.faq.values() for key in re.findall(r"figure\('([^']+)'\)", entry.answer["en"])}
    assert figures == named


def test_all_that_can_be_asked_is_asked_in_every_language(maker: QuizMaker) -> None:
    for language in maker.languages:
        assert {f.key for f in maker.ground.figures} == {
            q.subject.removeprefix("figure.")
            for f in maker.ground.figures if (q := maker.about(f.id, Random(1), language))
        }  # fmt: skip
        if language != "en":
            assert {f.key for f in maker.ground.figures} <= set(maker.voice(language).strings.figures)


def test_the_families_that_are_kept_apart_exist(maker: QuizMaker) -> None:
    assert set(UMBRELLAS).union(*NEAR) <= set(maker.ground.knowledge.families)


def test_a_seed_repeats_a_round(maker: QuizMaker) -> None:
    one, two = ([maker.question(random, Topic()) for _ in range(30)] for random in (Random(5), Random(5)))
    assert one == two


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
