"""`explain`: what was seen in a message, what it may ask and why, what was decided; in plain words."""

from __future__ import annotations

import re

import pytest

from odop_bot.answering import Answerer
from odop_bot.explaining import explanation, readable
from tests.data import load


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "banaras ka odop kya hai",
            [
                "Language: hi",
                r"banaras +a place: Varanasi, Uttar Pradesh \(alias Banaras, \d+%\)",
                r"\d+\.\d%  district: Varanasi",
                r"for: .*\(a district\).* \+\d",
                r"against: .*-\d",
                r"Decision: reply with district: Varanasi, Uttar Pradesh; it has \d+%, and 62% is enough",
            ],
        ),
        (
            "aurangabad",
            ["Aurangabad, Bihar .* or Chhatrapati Sambhajinagar", r"Decision: ask back: Aurangabad, Bihar or"],
        ),
        (
            "how much subsidy under pmfme",
            [r"pmfme +a list: Food ministry", r"the answer pmfme-subsidy \(Subsidy for one"],
        ),
        ("tell me the xyzzy of carpets", [r"xyzzy +not known", r"carpets +a product: Carpets"]),
        ("what's the weather", [r"nothing that is known here", r"Decision: say that it is not known"]),
        ("244001", [r"244001 +a PIN code", r"pin: Moradabad"]),
        ("", [r"  nothing", r"Decision: reply with help; without weighing"]),
    ],
)
def test_a_message_is_explained(message: str, parts: list[str], answerer: Answerer) -> None:
    text = explanation(answerer, message)
    for part in parts:
        assert re.search(part, text), f"{part}\n{text}"


def test_every_feature_is_told_in_words(answerer: Answerer) -> None:
    """Whatever the conversations bring up: no feature keeps its short form, no id stands for a district."""
    messages = [str(step["ask"]) for talk in load("conversations/products.yaml") for step in talk["talk"]][:40]
    assert len(messages) > 30
    for message in messages:
        text = explanation(answerer, message)
        assert not re.search(r"\b[wbgcdynx]:\S", text.split("What it may ask")[-1]), text
        assert "Decision: " in text or "Ask below" in text


def test_words_stand_for_their_stems() -> None:
    assert readable("b:^ karpet", {"karpet": "carpets"}) == "the words (start) “carpets” side by side"
    assert readable("x:places=one exact unexplained=0", {}) == "districts named: one exact words not known: 0"
