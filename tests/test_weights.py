"""What must hold of the scores whatever the weights are, and that the weights are those of today's rows."""

from __future__ import annotations

import json
import random

import pytest

from benchmarks.cases import foreign_by_language
from odop_bot.helpdesk.proposals import ONE_MORE
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.linear import WEIGHTS
from odop_bot.understanding.requests import AskDistricts
from odop_bot.understanding.understander import Understander
from tests.data import load
from tools.fit import inputs_hash

PARAPHRASED = 0.9
"""Share of the known questions that are known with one word more, too."""
SURE = 0.8
CLOSE = 0.02
"""A difference in probability that changes no answer."""
CUES = {
    "en": ("{} district", "odop of {}", "{} odop product", "what is the product of {} district"),
    "hi": ("{} जिला", "{} का ओडीओपी", "{} जिले का उत्पाद क्या है"),
    "te": ("{} జిల్లా", "{} ఓడీఓపీ", "{} జిల్లా ఉత్పత్తి ఏమిటి"),
}
FOREIGN = load("development/not_our_business.yaml")


def card(decision: Decision, code: int) -> float:
    """Return how likely a message asks for the card of a district."""
    return sum(
        h.probability for h in decision.ranking if isinstance(h.request, AskDistricts) and code in h.request.districts
    )


@pytest.fixture(scope="module")
def plain_names(knowledge: Knowledge) -> list[District]:
    """Return 30 districts whose name no other place has."""
    rng = random.Random(30)
    shared = {name for name, districts in knowledge.homonyms.items() if len(districts) > 1}
    states = {state.name for state in knowledge.states.values()}
    names = [
        d
        for d in knowledge.districts.values()
        if not d.abolished
        and len(d.name) > 5
        and d.name.lower() not in shared
        and d.name not in states
        and not knowledge.is_everyday(d.name.lower())
        and d.name.replace(" ", "").isalpha()
    ]
    return rng.sample(names, 30)


@pytest.mark.parametrize("language", CUES)
def test_a_cue_beside_a_name_never_makes_its_card_less_likely(
    language: str, plain_names: list[District], understander: Understander
) -> None:
    less = []
    for district in plain_names:
        name = district.names.get(language, district.name)
        bare = card(understander.read(name), district.lgd)
        for cue in CUES[language]:
            text = cue.format(name)
            sure = card(understander.read(text), district.lgd)
            # What is answered anyhow is answered.
            if sure < min(bare, SURE) - CLOSE:
                less.append((text, round(bare, 3), round(sure, 3)))
    assert less == []


def test_a_name_among_ten_foreign_words_is_no_sure_card(
    plain_names: list[District], understander: Understander
) -> None:
    rng = random.Random(10)
    texts = [text for found in (*FOREIGN.values(), *foreign_by_language().values()) for text in found]
    words = sorted({word for text in texts for word in text.split()})
    sure = []
    for district in plain_names:
        ten = rng.sample(words, 10)
        at = rng.randrange(11)
        text = " ".join([*ten[:at], district.name, *ten[at:]])
        likely = card(understander.read(text), district.lgd)
        if likely > SURE:
            sure.append((text, round(likely, 3)))
    assert sure == []


def test_a_state_that_does_not_fit_is_always_said(knowledge: Knowledge, understander: Understander) -> None:
    rng = random.Random(300)
    districts = [d for d in knowledge.districts.values() if not d.abolished]
    unsaid = []
    for _ in range(300):
        district, state = rng.choice(districts), rng.choice(list(knowledge.states.values()))
        if state.lgd == district.state:
            continue
        text = rng.choice(("{} district in {}", "odop of {}, {}", "{} {}")).format(district.name, state.name)
        request = understander.read(text).request
        # One that does lie there may be meant too: a State's capital of the same name.
        there = [code for code in request.districts if knowledge.districts[code].state == state.lgd]
        if isinstance(request, AskDistricts) and not request.not_in and not there:
            unsaid.append((text, request.districts))
    assert unsaid == []


@pytest.mark.parametrize(
    "text", ["moradabad", "bilaspur", "how is it made", "loan for looms", "नमस्ते जी", "zz zz", "226 001"]
)
def test_what_a_message_may_ask_adds_up_to_one(text: str, understander: Understander) -> None:
    ranking = understander.read(text).ranking
    assert ranking
    assert sum(h.probability for h in ranking) == pytest.approx(1.0)
    assert [h.probability for h in ranking] == sorted((h.probability for h in ranking), reverse=True)


def test_a_known_question_with_one_word_more_is_known(knowledge: Knowledge, understander: Understander) -> None:
    lines = [(line, entry.id) for entry in knowledge.faq.values() for texts in entry.asks.values() for line in texts]
    lines = random.Random(6).sample(lines, 400)
    missed = [
        (line, entry, decision.kind, decision.faq)
        for line, entry in lines
        if entry not in (decision := understander.read(f"{line} {ONE_MORE}")).faq
        and entry not in [choice.id for choice in decision.choices]
    ]
    assert len(missed) <= (1 - PARAPHRASED) * len(lines), missed


def test_the_weights_were_fitted_on_the_rows_and_words_of_today(knowledge: Knowledge) -> None:
    fitted, today = json.loads(WEIGHTS.read_bytes()).get("inputs"), inputs_hash(knowledge)
    assert fitted == today, "fit again: python -m tools.fit"
