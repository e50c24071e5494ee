"""A district on a small phone: products, list, date and source in twelve lines above the buttons."""

from __future__ import annotations

import datetime as dt

import pytest

from odop_bot.answering import Answerer
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.phone import LETTERS, lines_on_phone
from odop_bot.conversation.screens import DISTRICT_LINES
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import NATIONAL
from odop_bot.understanding.requests import AskDistricts

SHARE = 0.95


@pytest.mark.slow  # shows every district
@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_most_districts_take_twelve_lines(language: str, answerer: Answerer) -> None:
    talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC))
    screens, knowledge = talk.screens(language), answerer.knowledge
    lines = []
    for code, district in knowledge.districts.items():
        if district.abolished:
            continue
        screen = screens.reply(answerer.reply(AskDistricts(districts=(code,)), language=language))
        lines.append(lines_on_phone(screen.html))
        for listing in knowledge.listings(district, NATIONAL)[:1]:
            assert screens.wording.product_short(listing) in screen.text, district.name
    assert sum(count <= DISTRICT_LINES for count in lines) / len(lines) >= SHARE
    assert max(lines) <= DISTRICT_LINES + 5


def test_lines_are_counted_as_a_phone_wraps_them() -> None:
    assert lines_on_phone("<b>one</b>\n\ntwo") == 3
    assert lines_on_phone("word " * 20) == 3
    assert lines_on_phone("x" * (LETTERS * 2 + 1)) == 3
    # Vowel signs stand above or below their letter.
    assert lines_on_phone("कु" * LETTERS) == 1
