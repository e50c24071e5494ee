"""Every fact of the FAQ is brought out by some question, and every question by its own entry."""

from __future__ import annotations

from typing import Any

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.understander import Understander
from tests.data import load, load_all

FACTS = load_all("conversations/facts")


@pytest.mark.parametrize(
    ("topic", "fact"), FACTS, ids=[f"{topic}-{fact['fact']}-{i}" for i, (topic, fact) in enumerate(FACTS)]
)
def test_fact_is_brought_out(topic: str, fact: dict[str, Any], answerer: Answerer) -> None:
    reply = answerer.answer(Question(text=fact["ask"]))
    offered = [button.argument for button in reply.open]
    assert fact["faq"] in (*reply.faqs, *offered), f"{fact['ask']!r} gave {reply.kind} {reply.faqs} {offered}"
    told = answerer.answer(Question(text=answerer.knowledge.faq[fact["faq"]].title["en"], language="en"))
    text = answerer.renderer.text(told)
    for words in fact["says"]:
        assert str(words) in text


def test_every_answer_holds_the_facts_that_it_is_said_to_tell(knowledge: Knowledge, answerer: Answerer) -> None:
    told = load("development/facts_of_entries.yaml")
    # An entry may be added before anybody has looked up its facts.
    assert set(told) <= set(knowledge.faq)
    answers = {
        key: f"{entry.title['en']}. {answerer.renderer.faq_answer(key, 'en')}" for key, entry in knowledge.faq.items()
    }
    wrong = [
        (fact["fact"], fact["faq"], words)
        for _, fact in FACTS
        for words in (*fact["says"], "")
        if str(words) not in answers[fact["faq"]] or fact["fact"] not in (*told[fact["faq"]], "none")
    ]
    assert wrong == []


def test_every_ask_is_answered_by_its_own_entry_alone(knowledge: Knowledge, understander: Understander) -> None:
    wrong = [
        (line, entry.id, decision.kind, decision.faq)
        for entry in knowledge.faq.values()
        for lines in entry.asks.values()
        for line in lines
        if (decision := understander.read(line)).faq != (entry.id,)
    ]
    assert wrong == []


def test_every_answer_fits_one_screen(knowledge: Knowledge, answerer: Answerer) -> None:
    long = {}
    for entry in knowledge.faq.values():
        text = answerer.renderer.text(answerer.answer(Question(text=entry.asks["en"][0], language="en")))
        if len(text) > 1200:
            long[entry.id] = len(text)
    assert long == {}
