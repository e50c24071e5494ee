"""Every fact of the FAQ is brought out by some question, and every question by its own entry."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.requests import AskFaq
from odop_bot.understanding.understander import Understander
from tests.data import TESTS, load, load_all

FACTS = load_all("conversations/facts")
with (TESTS / "development" / "facts_told.csv").open(encoding="utf-8", newline="") as table:
    TOLD = list(csv.DictReader(table))
OLDER = {
    "en": re.compile(
        r"older|before|earlier|replaced|ended|until|first floor|repeated|still|newer source", re.IGNORECASE
    ),
    "hi": re.compile("पुरान|पहले|पिछल|बदला|ख़त्म|खत्म|बंद|अब भी|दोहरा|पहली मंज़िल|नई"),
    "te": re.compile("పాత|ముందు|మునుప|మార|ముగి|ఇంకా|మళ్|మొదటి అంతస్తు|తాజా|కొత్త|గత|ఇదివరక"),
}
"""What says of a figure that it is an older one."""
SCREEN = 900
"""Characters that a phone shows without scrolling much."""


@pytest.mark.parametrize(
    ("topic", "fact"), FACTS, ids=[f"{topic}-{fact['fact']}-{i}" for i, (topic, fact) in enumerate(FACTS)]
)
def test_fact_is_brought_out(topic: str, fact: dict[str, Any], answerer: Answerer) -> None:
    reply = answerer.answer(Question(text=fact["ask"]))
    offered = [button.choice.id for button in reply.open]
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


def test_every_fact_is_told_in_every_language_by_its_entry(knowledge: Knowledge, answerer: Answerer) -> None:
    told = load("development/facts_of_entries.yaml")
    assert {row["fact"] for row in TOLD} == {fact for facts in told.values() for fact in facts}
    missing = []
    for row in TOLD:
        entry = knowledge.faq[row["entry"]]
        assert entry.as_of
        assert entry.sources
        assert row["fact"] in told[entry.id]
        for language in ("en", "hi", "te"):
            keys = row[language].split("|")
            assert all(keys)
            text = f"{entry.title[language]}\n{answerer.renderer.faq_answer(entry.id, language)}"
            missing += [(row["fact"], entry.id, language, key) for key in keys if key not in text]
            if row["age"] == "older" and not OLDER[language].search(text):
                missing.append((row["fact"], entry.id, language, "that it is older"))
    assert missing == []


def test_every_ask_is_answered_by_its_own_entry_alone(knowledge: Knowledge, understander: Understander) -> None:
    wrong = [
        (line, entry.id, decision.kind, decision.faq)
        for entry in knowledge.faq.values()
        for lines in entry.asks.values()
        for line in lines
        if (decision := understander.read(line)).faq != (entry.id,)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_every_answer_fits_one_screen(language: str, knowledge: Knowledge, answerer: Answerer) -> None:
    replies = {key: answerer.reply(AskFaq(entries=(key,)), language=language) for key in knowledge.faq}
    long = {key: n for key, reply in replies.items() if (n := len(answerer.renderer.text(reply))) > SCREEN}
    assert long == {}


def test_what_else_may_be_read_is_a_button_on_a_phone_and_a_line_elsewhere(answerer: Answerer) -> None:
    for language, words in (("en", "See also"), ("hi", "यह भी देखें"), ("te", "ఇవి కూడా చూడండి")):
        reply = answerer.reply(AskFaq(entries=("first-launch",)), language=language)
        assert reply.related
        assert words in answerer.renderer.text(reply)
        assert words not in answerer.renderer.phone_html(reply)
