"""Properties of understanding: what must not matter does not; the index agrees with an obvious matcher."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import tokenise
from odop_bot.understanding.gazetteer import DISTRICT, Gazetteer
from odop_bot.understanding.understander import Understander

QUESTIONS = [
    "what is the odop product of moradabad district",
    "banaras ka odop kya hai",
    "which districts make carpets",
    "list odop of andhra pradesh",
    "how much subsidy under pmfme",
    "when was odop launched",
    "bilaspur",
    "244001",
    "lucknow chikan",
]


def _same(understander: Understander, one: str, other: str) -> None:
    first, second = understander.read(one), understander.read(other)
    assert (first.kind, first.districts, first.states, first.families, first.faq, first.choices) == (
        second.kind,
        second.districts,
        second.states,
        second.families,
        second.faq,
        second.choices,
    ), f"{one!r} and {other!r}"


def test_case_punctuation_spaces_and_emoji_change_nothing(understander: Understander) -> None:
    for question in QUESTIONS:
        for other in (
            question.upper(),
            question.title(),
            f"  {question}  ",
            question.replace(" ", "   "),
            f"{question}??",
            f"{question} .",
            f"{question}!!! 🙏🙏",
            f"👉 {question}",
            question.replace(" ", "\t"),
            f"“{question}”",
            f"{question}\n",
            question.replace(" ", "\u00a0"),
        ):
            _same(understander, question, other)


def test_every_district_survives_shouting_and_decoration(knowledge: Knowledge, understander: Understander) -> None:
    for district in knowledge.districts.values():
        _same(understander, district.name, f"{district.name.upper()} ?!🙏")


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_decided_on(understander_text: str) -> None:
    decision = _UNDERSTANDER.read(understander_text)
    assert decision.kind
    assert 0 <= decision.confidence <= 1.01


WORDS = (
    "odop",
    "kya",
    "hai",
    "jila",
    "agra",
    "mau",
    "una",
    "pital",
    "ka",
    "24",
    "110001",
    "&",
    "<",
    ">",
    '"',
    "'",
    ";",
    "🙏",
    "का",
    "ఏ",
    "up",
)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=12,
    )
)
def test_any_mixture_of_our_words_is_decided_on(words: list[str]) -> None:
    assert _UNDERSTANDER.read(" ".join(words)).kind


def _slow_nearest(gazetteer: Gazetteer, word: str) -> tuple[float, set[int]]:
    """Compare a word with every name, letter by letter: slow, obvious, right."""
    best: dict[int, float] = {}
    for name in gazetteer.names:
        place = gazetteer.places[name.place]
        if place.kind == DISTRICT and name.fuzzy and not name.directions:
            score = OSA.normalized_similarity(word, name.roman)
            best[place.id] = max(best.get(place.id, 0.0), score)
    top = max(best.values())
    return top, {code for code, score in best.items() if score > top - 1e-9}


def test_one_typo_agrees_with_the_slow_matcher(knowledge: Knowledge, understander: Understander) -> None:
    """Where the slow matcher sees one clear nearest district, the index answers or offers it."""
    rng = random.Random(20260101)
    gazetteer = Gazetteer(knowledge)
    names = [d.name for d in knowledge.districts.values() if len(d.name) >= 8 and d.name.isalpha()]
    missed = []
    tried = 0
    for name in rng.sample(names, 120):
        place = rng.randrange(1, len(name))
        word = (name[:place] + rng.choice(string.ascii_lowercase) + name[place + 1 :]).lower()
        score, nearest = _slow_nearest(gazetteer, word)
        if score < 0.85 or len(nearest) > 1:
            continue
        tried += 1
        decision = understander.read(word)
        found = set(decision.districts) | {int(c.id) for c in decision.choices if c.kind == DISTRICT}
        if not nearest & found:
            missed.append((word, name, decision.kind))
    assert tried > 80
    assert len(missed) <= 0.03 * tried, missed


def test_long_messages_are_read_to_a_limit(understander: Understander) -> None:
    assert understander.read("odop " * 50_000 + "agra").kind
    assert len(tokenise("agra " * 10)) == 10


_UNDERSTANDER: Understander


@pytest.fixture(scope="module", autouse=True)
def _engine(understander: Understander) -> None:
    """Hand the engine to the property tests, which hypothesis calls without fixtures."""
    global _UNDERSTANDER  # noqa: PLW0603 - see above
    _UNDERSTANDER = understander


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("stall ka mda nahi chahiye, bas bhejne ka bhada wapas hota kya", ()),
        ("which loan is there for brass, not mudra, in moradabad", ()),
        ("रोज़ कितना भत्ता मिलेगा, बात पीएमएफएमई की है मुद्रा नहीं", ("pmfme",)),
        ("loan kavali, mudra vaddu, moradabad brass", ()),
        # Who did not get it does not turn it down.
        ("mudra nahi mila bank ne mana kar diya", ("mudra",)),
        ("why is mudra not given to me by the bank", ("mudra",)),
        # There is nothing else that it may speak of.
        ("no, not mudra", ("mudra",)),
    ],
)
def test_a_scheme_that_is_turned_down_is_not_asked_of(
    text: str, about: tuple[str, ...], understander: Understander
) -> None:
    assert understander.annotate(text).about == about
